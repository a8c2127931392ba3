"""What a job is to do: a model, labels, items and a budget, checked at the door."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.gpt.endpoint import Gpt
from nblabel.jobs.assistance import current
from nblabel.jobs.budget import Budget
from nblabel.jobs.own import is_model, name_of
from nblabel.store.jobs import JobError, NewJob
from nblabel.store.settling import OPEN
from nblabel.values.query import Query, Where
from nblabel.where import read_where

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.gather import Ids
    from nblabel.store.labels import LabelRow

# What of an endpoint is kept with a job; never a key, which is no part of it.
KEPT = (
    "model", "base_url", "api_version", "azure", "price", "in_flight", "requests_per_minute",
    "tokens_per_minute", "timeout", "votes", "answer_tokens", "side", "context",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{2,}")
Items = int | Iterable[str] | Mapping[str, Any] | None


@dataclass(frozen=True)
class Assignment:
    """A job as it is asked for. `model` is None where it is what assistance says."""

    kind: str
    model: Any
    words: str
    labels: tuple[int, ...]
    items: "Ids"
    budget: Budget
    run: int | None = None
    live: bool = False

    @property
    def endpoint(self) -> str:
        """Where items would be sent; "" for nowhere."""
        return self.model.endpoint if self.kind == "gpt" and not self.model.is_local else ""

    def new(self, annotator: str) -> NewJob:
        """As the store takes it."""
        options: dict[str, Any] = {"labels": list(self.labels), "budget": self.budget.details()}
        options |= {"endpoint": self.endpoint, "live": self.live}
        if self.kind == "gpt":
            options["gpt"] = {name: getattr(self.model, name) for name in KEPT}
            options["redact"] = self.model.redact is not None
        if self.run is not None:
            options["assist"] = self.run
        return NewJob(self.kind, self.words, options, annotator)


def assign(
    project: "Project",
    model: Any,
    labels: Sequence[str] | None,
    items: Items,
    budget: Budget | None,
    live: bool = False,
) -> Assignment:
    """What is asked for, checked. Raises JobError naming what cannot be, and what can."""
    kind, run = _kind(project, model)
    words = model.name if kind == "gpt" else f"assist, run {run}" if kind == "assist" else name_of(model)
    limits = Budget.of(budget)
    _check_budget(project, kind, model, limits)
    chosen = _labels(project, labels)
    found = np.empty(0, np.int32) if live and items is not None and not items else items_of(project, items)
    if not len(found) and not live:
        raise JobError(
            "There are no items to label: none of those meant waits for an answer, and a person's answer "
            "goes before. project.progress() counts them."
        )
    return Assignment(kind, None if kind == "assist" else model, words, chosen, found, limits, run, live)


def restored(project: "Project", kind: str, options: Mapping[str, Any], model: Any) -> Any:
    """The model of a job that was made before, given anew where that is needed. Raises JobError."""
    if kind == "assist":
        return None
    if kind == "own":
        if model is None or not is_model(model):
            raise JobError("This job's model is not known in this kernel: job.resume(model=your_model).")
        return model
    known = options["gpt"]
    if model is None:
        if options.get("redact"):
            raise JobError(
                "This job's texts or pictures go through a redact function, which is not stored: "
                "job.resume(model=nl.gpt(..., redact=your_function))."
            )
        price = known.get("price")
        return Gpt(**known | {"price": tuple(price) if price else None})
    if not isinstance(model, Gpt) or (model.model, model.base_url) != (known["model"], known["base_url"]):
        raise JobError(f"This job asks {known['model']}: give that model, or make another job.")
    if options.get("redact") and model.redact is None:
        raise JobError("This job's texts or pictures go through a redact function: nl.gpt(..., redact=…).")
    return model


def warnings(project: "Project", assignment: Assignment) -> list[str]:
    """What a person should know before it starts."""
    rows = {row.id: row for row in project.store.labels()}
    bare = [rows[one] for one in assignment.labels if not _tells(rows[one])]
    if assignment.kind != "gpt" or not bare:
        return []
    names = ", ".join(repr(row.path) for row in bare[:5]) + (", …" if len(bare) > 5 else "")
    return [f"Names such as {names} say little: descriptions of the labels help the model."]


def _tells(row: "LabelRow") -> bool:
    return bool(row.description.strip() or _WORD.search(row.name))


def _kind(project: "Project", model: Any) -> tuple[str, int | None]:
    if isinstance(model, Gpt):
        return "gpt", None
    if isinstance(model, str) and model == "assist":
        return "assist", current(project, None).run
    if isinstance(model, int) and not isinstance(model, bool):
        return "assist", current(project, model).run
    if hasattr(model, "get_params") and hasattr(model, "fit"):
        raise JobError(
            "An estimator learns from features: project.assist.start(model=estimator), then "
            "project.autolabel('assist')."
        )
    if not is_model(model):
        raise JobError(
            f"A job's model is 'assist', nl.gpt(...), or something with predict(contents); not {model!r}."
        )
    return "own", None


def _check_budget(project: "Project", kind: str, model: Any, budget: Budget) -> None:
    charged = (budget.money, budget.tokens, budget.requests, budget.monthly)
    if kind != "gpt" and any(limit is not None for limit in charged):
        raise JobError(
            "Money, tokens and requests are counted for nl.gpt(...) alone; of others, records are."
        )
    if kind == "gpt" and model.price is None and (budget.money, budget.monthly) != (None, None):
        raise JobError(
            "A budget of money needs the model's price: nl.gpt(..., price=(per_million_in, per_million_out))."
        )
    if budget.records is not None and project.media != "text":
        raise JobError("Records count texts of up to 1,000 characters; these items are pictures.")


def _labels(project: "Project", labels: Sequence[str] | None) -> tuple[int, ...]:
    used = {row.path: row.id for row in project.store.labels() if not row.retired}
    if labels is None:
        wanted = list(used.values())
    else:
        several = [labels] if isinstance(labels, str) else list(labels)
        asked = read_where({"label": several}, project.store.labels(all=True)).label if several else []
        wanted = [one for one in dict.fromkeys(asked) if one in used.values()]
    if not wanted:
        raise JobError("There are no labels to choose from: project.labels.add('name').")
    return tuple(wanted)


def items_of(project: "Project", items: Items) -> "Ids":
    """The items (ids) meant that wait for an answer: those of keys in their order, else in work order."""
    store = project.store
    waiting = Where(state=[*OPEN])
    if items is None or isinstance(items, int):
        if isinstance(items, bool) or (items is not None and items < 0):
            raise JobError(f"items is how many, a list of keys, or a filter, not {items!r}.")
        return store.arrange(Query(Where(state=["unlabeled"])))[:items]
    if isinstance(items, Mapping):
        found = store.arrange(Query(read_where(items, store.labels(all=True))))
        return store.match(waiting, found)
    keys = [items] if isinstance(items, str) else list(items)
    ids = store.ids_of(keys)
    for key in keys:
        if key not in ids:
            raise JobError(f"This project has no item {key!r}; project.items() lists them.")
    return store.match(waiting, np.array([ids[key] for key in dict.fromkeys(keys)], np.int32))
