"""Jobs of a person's own model: anything with `predict`, a torch module, a plain function."""

import queue
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from nblabel.answering import as_annotations
from nblabel.jobs.desk import Desk, Task
from nblabel.jobs.said import Mark, Said, score_of, values_of
from nblabel.store.jobs import JobError, Spent
from nblabel.values.annotation import Annotation, Whole
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.values.public import Value

# Items given to the model at a time.
BATCH = 64
# What a label that a model named without a score counts for.
PLAIN = 1.0
T = TypeVar("T")


class HaltedError(JobError):
    """A model that fails whatever it is given."""


class Own:
    """Calls a model. Its answers are label paths, values, `nl.Prediction`s; or scores by `predict_proba`."""

    def __init__(self, model: Any, project: "Project", labels: Sequence[int]) -> None:
        self._model, self._project = model, project
        self.name = name_of(model)
        self._labels = list(labels)
        self._proba = callable(getattr(model, "predict_proba", None))
        if _is_module(model):
            from nblabel.assist.models import module_of

            self._model, self._proba = module_of(model), True
        elif not self._proba and not callable(getattr(model, "predict", None)):
            from nblabel.assist.models import Function

            self._model = Function(model)

    def work(self, desk: Desk) -> str:
        """Asks about all items. "done", "stopped" or "budget"; raises HaltedError when the model cannot."""
        while tasks := desk.take(BATCH):
            # What was there when the kernel ended before is asked one by one: it may be what ended it.
            parts = [tasks] if all(one.tries == 0 for one in tasks) else [[one] for one in tasks]
            for part in parts:
                ended = self._batch(desk, part)
                if ended:
                    return ended
        return "stopped" if desk.stop() else "done"

    def _batch(self, desk: Desk, tasks: list[Task]) -> str:
        read = [(task, content) for task in tasks if (content := _content(desk, task)) is not None]
        booked = []
        for task, content in read:
            most = Spent(records=desk.records(content))
            if not desk.purse.book(task.key, most):
                break
            booked.append((task, most))
        full = len(booked) < len(read)
        asked = read[: len(booked)]
        if asked:
            desk.note(booked)
            if not self._ask(desk, asked):
                return "stopped"
        return "budget" if full else ""

    def _ask(self, desk: Desk, asked: list[tuple[Task, Any]]) -> bool:
        """False when the job is to end before the model is done with them."""
        for task, _ in asked:
            desk.purse.sent(task.key)
        try:
            said = within(lambda: self._predict([content for _, content in asked]), desk.stop)
        except InterruptedError:
            self._give_back(desk, asked)
            return False
        except Exception as error:
            return self._one_by_one(desk, asked, error)
        self._tell(desk, [task for task, _ in asked], said)
        return True

    def _one_by_one(self, desk: Desk, asked: list[tuple[Task, Any]], error: Exception) -> bool:
        """What fails together is asked alone, so that only what the model cannot take fails."""
        found: list[tuple[Task, Any]] = []
        for n, (task, content) in enumerate(asked):
            try:
                [one] = within(lambda content=content: self._predict([content]), desk.stop)  # type: ignore[misc]
            except InterruptedError:
                self._tell(desk, [task for task, _ in found], [one for _, one in found])
                self._give_back(desk, asked[n:])
                return False
            except Exception as fault:
                one = fault
            found.append((task, one))
        if len(asked) > 1 and all(isinstance(one, Exception) for _, one in found):
            self._give_back(desk, asked)
            raise HaltedError(f"The model {self.name} failed: {_told(error)}. resume() tries again.")
        self._tell(desk, [task for task, _ in found], [one for _, one in found])
        return True

    def _tell(self, desk: Desk, tasks: Sequence[Task], said: Sequence[Any]) -> None:
        """Keeps what the model said of these items; what was raised instead is why they failed."""
        for task, one in zip(tasks, self._read(tasks, said), strict=True):
            closed = desk.purse.close(task.key)
            if isinstance(one, Said):
                desk.done(task, one, closed=closed)
            elif isinstance(one, NblabelError):
                desk.failed(task, str(one), closed)
            else:
                desk.failed(task, f"The model {self.name} failed: {_told(one)}", closed)

    def _give_back(self, desk: Desk, asked: list[tuple[Task, Any]]) -> None:
        for task, _ in asked:
            desk.back(task, desk.purse.close(task.key))

    def _predict(self, contents: list[Any]) -> list[Any]:
        if self._proba:
            rows = np.asarray(self._model.predict_proba(contents), np.float64)
            wanted = (len(contents), len(self._labels))
            if rows.shape != wanted:
                raise NblabelError(f"predict_proba gave {rows.shape}, wanted {wanted}: one for each label")
            return list(rows)
        said = list(self._model.predict(contents))
        if len(said) != len(contents):
            raise NblabelError(f"predict gave {len(said)} answers for {len(contents)} contents")
        return said

    def _read(self, tasks: Sequence[Task], said: Sequence[Any]) -> list[Said | Exception]:
        """What was said of each, or what is wrong with it."""
        given: list[Any] = []
        for one in said:
            try:
                given.append(one if isinstance(one, Exception) else self._given(one))
            except NblabelError as error:
                given.append(error)
        values = {t.row.item: one[0] for t, one in zip(tasks, given, strict=True) if isinstance(one, tuple)}
        made = self._annotations(values)
        return [
            _said(made[task.row.item], one[1]) if isinstance(one, tuple) else one
            for task, one in zip(tasks, given, strict=True)
        ]

    def _given(self, one: Any) -> "Said | tuple[list[Value], float | None]":
        """One answer: scores as they are, or values with the score of all of them."""
        if isinstance(one, np.ndarray) and self._proba:
            if not ((one >= 0) & (one <= 1)).all():  # NaN neither
                raise NblabelError("The model gave scores that are not from 0 to 1.")
            return Said({label: float(score) for label, score in zip(self._labels, one, strict=True)})
        return values_of(one), score_of(one)

    def _annotations(self, values: "dict[str, list[Value]]") -> "dict[str, list[Annotation] | NblabelError]":
        """Values as annotations by item (key): together, or one by one where something is wrong with one."""
        if not values:
            return {}
        try:
            return dict(as_annotations(self._project, values, source="script"))
        except NblabelError as error:
            if len(values) == 1:
                return dict.fromkeys(values, error)
        found: dict[str, list[Annotation] | NblabelError] = {}
        for item, one in values.items():
            found |= self._annotations({item: one})
        return found


def _said(made: "list[Annotation] | NblabelError", score: float | None) -> Said | Exception:
    if isinstance(made, NblabelError):
        return made
    if all(isinstance(annotation.shape, Whole) for annotation in made):
        sure = PLAIN if score is None else score
        return Said({annotation.label: sure for annotation in made}, scored=score is not None)
    return Said(marks=[Mark(annotation, score) for annotation in made], scored=score is not None)


def name_of(model: Any) -> str:
    """What a model is called in messages and lists."""
    return str(getattr(model, "__name__", None) or type(model).__name__)


def is_model(model: Any) -> bool:
    """Whether this can be asked about contents."""
    named = ("predict", "predict_proba")
    return callable(model) or any(callable(getattr(model, name, None)) for name in named)


def _is_module(model: Any) -> bool:
    return hasattr(model, "state_dict") and callable(model) and not hasattr(model, "predict")


def _content(desk: Desk, task: Task) -> Any:
    """An item's picture or text; None, and noted as failed, when it cannot be read."""
    try:
        return desk.read(task)
    except NblabelError as error:
        desk.failed(task, str(error))
        return None


def within(call: Callable[[], T], stop: Callable[[], bool]) -> T:
    """The result of `call`, on a thread that is left behind when `stop()` becomes true: a model that hangs
    must not hang the job. Raises InterruptedError then."""
    answers: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put((True, call()))
        except BaseException as error:
            answers.put((False, error))

    threading.Thread(target=run, name="nblabel-job-model", daemon=True).start()
    while True:
        try:
            good, result = answers.get(timeout=0.1)
        except queue.Empty:
            if stop():
                raise InterruptedError from None
            continue
        if not good:
            raise result if isinstance(result, Exception) else RuntimeError(repr(result))
        return result  # type: ignore[no-any-return]


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, NblabelError) else f"{type(error).__name__}: {error}"
