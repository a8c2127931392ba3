"""Jobs of what assistance has learnt: the current run's predictions, kept as suggestions that stay."""

from typing import TYPE_CHECKING

from nblabel.jobs.desk import Desk
from nblabel.jobs.said import Said
from nblabel.store.jobs import JobError
from nblabel.store.predicted import Predicted

if TYPE_CHECKING:
    from nblabel.openproject import Project

BATCH = 1000
NOTHING = "Assistance says nothing of it."


def current(project: "Project", run: int | None) -> Predicted:
    """What the run says (None: the current one). Raises JobError when there is none, or another by now."""
    predicted = project.store.predicted
    if not len(predicted.item):
        raise JobError(
            "Assistance has learnt nothing yet: project.assist.start(), answer some items, "
            "project.assist.wait()."
        )
    if run is not None and run != predicted.run:
        raise JobError(
            f"Run {run} is not the current one any more: assistance says what run {predicted.run} has "
            "learnt. Take model='assist'."
        )
    return predicted


class FromAssistance:
    """Copies predictions; nothing is computed and nothing leaves."""

    def __init__(self, predicted: Predicted) -> None:
        self._predicted = predicted

    def work(self, desk: Desk) -> str:
        while tasks := desk.take(BATCH):
            said = self._of([task.id for task in tasks])
            for task in tasks:
                if task.id in said:
                    desk.done(task, Said(said[task.id]))
                else:
                    desk.failed(task, NOTHING)
        return "stopped" if desk.stop() else "done"

    def _of(self, items: list[int]) -> dict[int, dict[int, float]]:
        rows = self._predicted.of(items)
        said: dict[int, dict[int, float]] = {}
        columns = (rows.item.tolist(), rows.label.tolist(), rows.score.tolist())
        for item, label, score in zip(*columns, strict=True):
            said.setdefault(item, {})[label] = round(score, 6)
        return said
