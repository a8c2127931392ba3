"""What a job can be made of, and what a draft that a person put together means to the project."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nblabel.arranging import arrange
from nblabel.gpt.endpoint import OPENAI, Gpt
from nblabel.host import is_app
from nblabel.values.errors import NblabelError
from nblabel.values.query import Bulk
from nblabel.widget import protocol as wire
from nblabel.widget.jobinfo import is_poor

if TYPE_CHECKING:
    from nblabel.jobs.budget import Budget
    from nblabel.openproject import Project

ASSIST, GPT, GIVEN = "assist", "gpt", "given"
# Neither learning nor a language model suggests regions.
NOT_YET = ("boxes", "polygons", "masks")
Find = Callable[[str, Bulk], list[str]]


class Drafting:
    """Models, labels, items and budgets of one widget's project. `find(client, bulk)` gives the keys of a
    selection too large to be named."""

    def __init__(self, project: "Project", find: Find) -> None:
        self._project = project
        self._find = find
        # A model that a program brought, and the most that anything that a page asks of it may spend.
        self.given: Any = None
        self.most: Budget | None = None

    def choices(self) -> wire.Models:
        """What there is to choose from. No key, and nothing of one, is in it."""
        told = self._project.assist.training()
        last, drawn = self._last(), self._project.task in NOT_YET
        own = self._given()
        models = (
            [one for one in own if one.kind == "own"] if drawn else [*own, _assist(told), *self._any(last)]
        )
        return wire.Models(
            models=models,
            labels=self._labels(told),
            key=bool(os.environ.get("OPENAI_API_KEY", "").strip()),
            azure_key=bool(os.environ.get("AZURE_OPENAI_API_KEY", "").strip()),
            endpoint=Gpt.at("any").endpoint if _is_address(os.environ.get("OPENAI_BASE_URL")) else OPENAI,
            last=last,
            why="" if models else "Jobs suggest labels and spans; regions come from a model of your own.",
        )

    def model(self, name: str, gpt: wire.GptDraft | None) -> Any:
        """The model that a draft names. Raises `NblabelError` when there is none, or its address is none.

        In an app (`is_app`) there is no other endpoint than what the program brought: the key would go there.
        """
        given = self.given
        if name == GIVEN and given is not None:
            return given
        if name == ASSIST:
            return ASSIST
        if name != GPT or gpt is None:
            raise NblabelError("Choose a model first.")
        if is_app():
            raise NblabelError("In an app the notebook says which endpoints are asked, not the page.")
        prices = (gpt.price_in, gpt.price_out)
        if (prices[0] is None) != (prices[1] is None):
            raise NblabelError("Give the price of a million tokens for both, in and out, or for neither.")
        price = None if prices[0] is None or prices[1] is None else (prices[0], prices[1])
        made = Gpt.at(
            gpt.model.strip(),
            gpt.base_url.strip() or None,
            azure=gpt.azure,
            api_version=gpt.api_version.strip() or None,
            price=price,
        )
        # What a program takes out before anything leaves, it takes out whichever way a page asks.
        return replace(made, redact=given.redact) if isinstance(given, Gpt) else made

    def labels(self, chosen: list[int] | None) -> list[str] | None:
        """The paths of these labels; None for all."""
        if chosen is None:
            return None
        paths = {row.id: row.path for row in self._project.store.labels()}
        return [paths[label] for label in chosen if label in paths]

    def items(self, client: str, chosen: wire.ItemsChosen) -> int | list[str] | None:
        """The items as `project.autolabel` takes them: all that are open, so many of them, or by key."""
        if chosen.kind == "count":
            return chosen.count
        if chosen.kind == "keys":
            return list(chosen.keys)
        if chosen.kind == "query" and chosen.query is not None:
            return self._project.store.keys_of(arrange(self._project, chosen.query))
        if chosen.kind == "chosen" and chosen.chosen is not None:
            return self._find(client, chosen.chosen)
        return None

    def budget(self, told: wire.BudgetInfo, model: Any) -> "Budget":
        """What may be spent: of a model that a program brought no more than the program said.

        Raises `NblabelError` for what is no limit.
        """
        from nblabel.jobs.budget import Budget

        most = self.most if model is self.given else None
        limits = {name: getattr(told, name) for name in told.__struct_fields__}
        for name, value in limits.items():
            known = [one for one in (value, getattr(most, name, None)) if one is not None]
            limits[name] = min(known, default=None)
        return replace(most or Budget(), **limits)

    def agree(self, model: Any, consent: bool) -> None:
        """Notes that this person agreed that items go to the model's endpoint, when they did."""
        if consent and self.needs_consent(model):
            self._project.agree(model.endpoint)

    def needs_consent(self, model: Any) -> bool:
        """Whether items would leave for a place that nobody agreed to yet."""
        if not isinstance(model, Gpt) or model.is_local or model.consent:
            return False
        return not self._project.agreed(model.endpoint)

    # --- what is there -----------------------------------------------------------------------------

    def _given(self) -> list[wire.ModelInfo]:
        model = self.given
        if model is None:
            return []
        if isinstance(model, Gpt):
            away, asks = _endpoint(model), self.needs_consent(model)
            return [wire.ModelInfo(GIVEN, model.name, "gpt", endpoint=away, consent=asks)]
        return [wire.ModelInfo(GIVEN, type(model).__name__, "own", note="It was given by a program.")]

    def _any(self, last: wire.GptDraft | None) -> list[wire.ModelInfo]:
        """The model that a person describes; `consent` is that of the endpoint used last."""
        if is_app():
            return []
        asks = last is None or self.needs_consent(self.model(GPT, last))
        return [wire.ModelInfo(GPT, "GPT or a compatible endpoint", "gpt", consent=asks)]

    def _labels(self, told: Mapping[str, Any]) -> list[wire.LabelQuality]:
        counts = self._project.store.progress()["per_label"]
        learnt = {one["label"]: one for one in told["per_label"]}
        return [
            _quality(row.id, counts.get(row.id, 0), learnt.get(row.id, {}))
            for row in self._project.store.labels()
        ]

    def _last(self) -> wire.GptDraft | None:
        """The endpoint of the newest job that had one."""
        for row in self._project.store.jobs():
            if row.kind == "gpt":
                known = row.options["gpt"]
                price = known.get("price") or (None, None)
                address, version = known["base_url"] or "", known["api_version"] or ""
                return wire.GptDraft(known["model"], address, known["azure"], version, *price)
        return None


def plan_of(found: Mapping[str, Any], model: Any, asks: bool, poor: list[int]) -> wire.Planned:
    """The summary of a job to be, from what the project says of it."""
    gpt = model if isinstance(model, Gpt) else None
    warnings = list(found["warnings"])
    return wire.Planned(
        items=found["items"],
        labels=found["labels"] if isinstance(found["labels"], int) else len(found["labels"]),
        text_records=found["text_records"],
        tokens_low=found["tokens_low"],
        tokens_high=found["tokens_high"],
        cost_low=found["cost_low"],
        cost_high=found["cost_high"],
        endpoint=_endpoint(gpt) if gpt else "",
        consent=asks,
        warnings=warnings,
        poor=poor,
        rehearsable=found["rehearsable"],
        variable=gpt.key_variable if gpt and not gpt.has_key else "",
        trouble="" if found["items"] else "No item is meant: all of them are answered, or none was chosen.",
    )


def _assist(told: Mapping[str, Any]) -> wire.ModelInfo:
    """What learning says now, as a model."""
    note = "" if told["run"] else "It has learnt nothing yet: start assistance and answer some items first."
    share = (told["accuracy"], told["accuracy_low"], told["accuracy_high"])
    return wire.ModelInfo(ASSIST, "Assistance, its newest run", "assist", *share, note=note)


def _quality(label: int, count: int, learnt: Mapping[str, Any]) -> wire.LabelQuality:
    precision, recall = learnt.get("precision"), learnt.get("recall")
    return wire.LabelQuality(label, count, precision, recall, is_poor(precision, recall))


def _endpoint(model: Gpt) -> str:
    """Where contents go; "" when they stay on this machine."""
    return "" if model.is_local else model.endpoint


def _is_address(url: str | None) -> bool:
    """Whether the environment names another address than OpenAI's, one that can be used."""
    try:
        return bool(url) and bool(Gpt("any", url))
    except NblabelError:
        return False
