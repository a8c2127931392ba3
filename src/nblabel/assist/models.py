"""Other models than the head: anything with `predict`, a torch module, an estimator, a plain function.

Whatever it is, it gives scores (n, k) of the whole pool, and is judged by the same checks. One that is fitted
here never sees the answer of a check: what it says of checks it had not seen is what the promise stands on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.blocks import Stopped
from nblabel.learn.learner import Answers, Floats, Learner
from nblabel.values.errors import NblabelError
from nblabel.values.public import Choice, Prediction

if TYPE_CHECKING:
    from nblabel.assist.pool import Classes, Pool
    from nblabel.openproject import Project

# Contents given to a model at a time.
BATCH = 64
# What a label that a model named without a score is worth: as one block, it is certified whole or not at all.
PLAIN = 1.0


class ModelError(NblabelError):
    """A model that raised, or gave something that no answer can be made of."""


class Model(Protocol):
    """Gives scores of the whole pool."""

    def scores(
        self, learner: Learner, answers: Answers, unseen: NDArray[np.int64], classes: "Classes",
        stop: Callable[[], bool],
    ) -> Floats:  # fmt: skip
        """Scores (n, k) by a model that has learnt none of the places `unseen`; NaN where it says nothing.

        Raises ModelError, and Stopped.
        """


def model_of(model: Any, project: "Project", pool: "Pool") -> Model:
    """The model behind what a person gave. Raises ModelError naming what it lacks."""
    if hasattr(model, "said") and hasattr(model, "rehearse"):
        return FromJob(model, pool)
    if hasattr(model, "get_params") and hasattr(model, "fit"):
        return Estimator(model)
    if hasattr(model, "state_dict") and callable(model):
        return Predictor(_Module(model), project, pool)
    if hasattr(model, "predict") or hasattr(model, "predict_proba"):
        return Predictor(model, project, pool)
    if callable(model):
        return Predictor(Function(model), project, pool)
    raise ModelError(
        f"A model has a method predict(contents), or is a function or a torch module; {type(model).__name__} "
        "is none of these."
    )


class Estimator:
    """A scikit-learn estimator over the embeddings."""

    def __init__(self, estimator: Any) -> None:
        self._estimator = estimator

    def scores(
        self, learner: Learner, answers: Answers, unseen: NDArray[np.int64], classes: "Classes",
        stop: Callable[[], bool],
    ) -> Floats:  # fmt: skip
        from sklearn.base import clone

        seen = ~np.isin(answers.places, unseen)
        rows = np.asarray(learner.raw[answers.places[seen]], np.float32)
        usable = np.isfinite(rows).all(axis=1)
        model = clone(self._estimator)
        with _named(model):
            model.fit(rows[usable], answers.classes[seen][usable])
        found = np.full((len(learner.raw), learner.k), np.nan, np.float32)
        for start in range(0, len(learner.raw), 20_000):
            if stop():
                raise Stopped
            part = np.asarray(learner.raw[start : start + 20_000], np.float32)
            good = np.isfinite(part).all(axis=1)
            if good.any():
                with _named(model):
                    found[start : start + len(part)][good] = self._of(model, part[good], learner.k)
        return found

    def _of(self, model: Any, rows: Floats, k: int) -> Floats:
        told = hasattr(model, "predict_proba")
        given = model.predict_proba(rows) if told else model.predict(rows)
        if isinstance(given, list):  # forests give a table of two columns for each label
            given = np.stack([one[:, -1] for one in given], axis=1)
        given = np.asarray(given)
        if not told and given.ndim == 1:
            return np.asarray((given[:, None] == np.arange(k)) * PLAIN, np.float32)
        if given.shape[1] == k:
            return np.asarray(given, np.float32)
        scores = np.zeros((len(rows), k), np.float32)
        scores[:, np.asarray(model.classes_, int)] = given
        return scores


class FromJob:
    """What a job's model said of the items: judged by the same checks as any model."""

    def __init__(self, job: Any, pool: "Pool") -> None:
        self._job, self._pool = job, pool

    def scores(
        self, learner: Learner, answers: Answers, unseen: NDArray[np.int64], classes: "Classes",
        stop: Callable[[], bool],
    ) -> Floats:  # fmt: skip
        found: Floats = self._job.said(self._pool.ids, classes.labels)
        if not np.isfinite(found).any():
            raise ModelError(f"Job {self._job.id} has said nothing yet: job.start(), job.wait().")
        return found


class Predictor:
    """An object with `predict(contents)` over pictures or texts; `fit(contents, answers)` where it has it."""

    def __init__(self, model: Any, project: "Project", pool: "Pool") -> None:
        self._model, self._project, self._pool = model, project, pool
        self._kept: Floats | None = None

    def scores(
        self, learner: Learner, answers: Answers, unseen: NDArray[np.int64], classes: "Classes",
        stop: Callable[[], bool],
    ) -> Floats:  # fmt: skip
        paths = [self._path(label) for label in classes.labels.tolist()]
        if hasattr(self._model, "fit"):
            seen = ~np.isin(answers.places, unseen)
            self._fit(Answers(answers.places[seen], answers.classes[seen]), paths)
        elif self._kept is not None and self._kept.shape == (len(learner.features), learner.k):
            return self._kept  # it says the same of the same items, whatever people answer
        found = np.full((len(learner.features), learner.k), np.nan, np.float32)
        for start in range(0, len(found), BATCH):
            if stop():
                raise Stopped
            self._predict(np.arange(start, min(start + BATCH, len(found))), found, paths)
        self._kept = found
        return found

    def _fit(self, answers: Answers, paths: list[str]) -> None:
        places, contents = self._read(answers.places)
        row = {int(place): n for n, place in enumerate(answers.places)}
        given = [answers.classes[row[place]] for place in places]
        said = [[paths[n] for n in np.flatnonzero(one)] if np.ndim(one) else paths[int(one)] for one in given]
        with _named(self._model):
            self._model.fit(contents, said)

    def _predict(self, places: NDArray[np.int64], found: Floats, paths: list[str]) -> None:
        known, contents = self._read(places)
        if not contents:
            return
        number = {path: n for n, path in enumerate(paths)}
        with _named(self._model):
            if hasattr(self._model, "predict_proba"):
                given = np.asarray(self._model.predict_proba(contents), np.float32)
                if given.shape != (len(contents), len(paths)):
                    raise ModelError(
                        f"predict_proba gave {given.shape}, wanted {(len(contents), len(paths))}."
                    )
                found[known] = given
                return
            said = list(self._model.predict(contents))
        if len(said) != len(contents):
            raise ModelError(f"predict gave {len(said)} answers for {len(contents)} contents.")
        for place, one in zip(known, said, strict=True):
            found[place] = _scores_of(one, number)

    def _read(self, places: NDArray[np.int64]) -> tuple[list[int], list[Any]]:
        """Pictures or texts of those places that can be read."""
        known: list[int] = []
        contents: list[Any] = []
        for place, row in zip(
            places.tolist(), self._project.store.stretch(self._pool.ids[places]), strict=True
        ):
            try:
                contents.append(self._project.read(row.item))
            except NblabelError:
                continue
            known.append(place)
        return known, contents

    def _path(self, label: int) -> str:
        paths = {row.id: row.path for row in self._project.store.labels()}
        return paths[label]


class Function:
    """A plain function from contents to answers."""

    def __init__(self, function: Callable[[Sequence[Any]], Sequence[Any]]) -> None:
        self.predict = function
        self.name = getattr(function, "__name__", "function")


@contextmanager
def _named(model: Any) -> Iterator[None]:
    """Tells the errors of a person's model as the model's."""
    name = model.name if isinstance(model, Function) else type(model).__name__
    try:
        yield
    except (NblabelError, Stopped):
        raise
    except Exception as error:
        raise ModelError(f"The model {name} failed: {type(error).__name__}: {error}") from error


class _Module:
    """A torch module whose outputs are one number for each label, in the labels' order."""

    def __init__(self, module: Any) -> None:
        self._module = module.eval()

    def predict_proba(self, contents: Sequence[Any]) -> Any:
        import torch
        from torchvision.transforms import functional

        rows = [functional.to_tensor(image.convert("RGB")) for image in contents]
        found = []
        device = next((one.device for one in self._module.parameters()), torch.device("cpu"))
        with torch.inference_mode():
            for row in rows:  # pictures may have several sizes
                found.append(self._module(row[None].to(device)).softmax(-1).cpu()[0])
        return torch.stack(found).numpy()


def module_of(module: Any) -> Any:
    """A torch module as a model with `predict_proba` over pictures."""
    return _Module(module)


def _scores_of(said: Any, number: dict[str, int]) -> Floats:
    """One answer as scores (k,): a label, a list of them, or a Prediction with a score."""
    score = said.score if isinstance(said, Prediction) else None
    given = said.annotations if isinstance(said, Prediction) else said
    if not isinstance(given, str | Choice | Iterable):
        raise ModelError(f"The model said {given!r}: a label, a list of them or a Prediction was wanted.")
    several = [given] if isinstance(given, str | Choice) else list(given)
    found = np.zeros(len(number), np.float32)
    for one in several:
        path = one.label if isinstance(one, Choice) else one
        if path not in number:
            raise ModelError(f"The model said {path!r}, which is no label here. Labels: {', '.join(number)}.")
        found[number[path]] = PLAIN if score is None else score
    return found
