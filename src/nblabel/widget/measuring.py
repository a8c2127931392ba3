"""Measured values for the page: decoded on threads of their own, so that the wire goes on meanwhile."""

import threading
from concurrent.futures import Future

from nblabel.openproject import Project
from nblabel.widget import protocol as wire
from nblabel.widget.link import Answer, Reply

# A page that leafs through frames asks for several at once.
_AT_ONCE = threading.Semaphore(2)


def measure(project: Project, ask: wire.Measure) -> Future[Answer]:
    """The answer to `ask`, when it is worked out; its errors are the file's."""
    answer: Future[Answer] = Future()

    def work() -> None:
        with _AT_ONCE:
            try:
                answer.set_result(_measured(project, ask))
            except Exception as error:  # whoever waits for the answer tells it
                answer.set_exception(error)

    threading.Thread(target=work, name="nblabel-measure", daemon=True).start()
    return answer


def _measured(project: Project, ask: wire.Measure) -> Reply:
    found = project.gallery.measure(project.row(ask.item), ask.size, ask.frame)
    if found.stored is None:
        return Reply(wire.Measured(0, 0, found.width, found.height), [])
    height, width = found.stored.shape
    body = wire.Measured(
        width=width,
        height=height,
        full_width=found.width,
        full_height=found.height,
        type=found.kind,
        slope=found.slope,
        intercept=found.intercept,
        inverted=found.inverted,
        tabled=found.tabled,
        low=found.low,
        high=found.high,
        windows=[wire.Window(name, view.center, view.width, view.curve) for name, view in found.windows],
    )
    return Reply(body, [found.stored.tobytes()])
