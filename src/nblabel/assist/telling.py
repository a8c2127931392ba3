"""What the panel shows of learning, as plain data; the fields of the message `Training`."""

from typing import TYPE_CHECKING, Any

from nblabel.assist.record import Figures, Record, Share

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.assist.trainer import Trainer
    from nblabel.store.store import Store

OFF: dict[str, Any] = {
    "phase": "off", "fraction": 0.0, "run": 0, "device": "", "features": "", "notice": "", "answers": 0,
    "accuracy": None, "accuracy_low": None, "accuracy_high": None, "curve": [], "per_label": [],
    "target": 0.9, "confidence": 0.9, "promise": "", "certified": 0, "checks": 0, "needed": None,
    "thresholds": [], "accepted": 0, "changed": 0, "rejected": 0, "seconds_saved": None, "pull": None,
    "hint": "", "rare": [], "error": "",
}  # fmt: skip
# Points of the learning curve that are shown.
CURVE = 60


def training_of(trainer: "Trainer") -> dict[str, Any]:
    """Everything that is known now; label ids, shares from 0 to 1."""
    standing, options = trainer.standing, trainer.options
    told = OFF | {
        "phase": standing.phase,
        "fraction": standing.fraction,
        "run": trainer.number,
        "device": standing.device,
        "features": standing.features,
        "notice": standing.notice,
        "error": standing.error,
        "target": options.target,
        "confidence": options.confidence,
    }
    told |= trainer.figures.outcomes._asdict()
    told |= _promise(trainer)
    record = trainer.figures.record
    return told | _figures(record, trainer.figures) if record is not None else told


def _promise(trainer: "Trainer") -> dict[str, Any]:
    learner = trainer.learner
    if learner is None:
        return {"per_label": []}
    certificate = learner.certifier.certificate
    sure = sum(trainer.figures.certified.values())
    checks, certifier = trainer.checks, learner.certifier
    needed = certifier.needed(checks) or None
    if certificate is None:
        return {"promise": certifier.text(checks), "checks": checks, "needed": needed, "certified": sure}
    return {"promise": certificate.text, "checks": checks, "needed": needed, "certified": sure}


def _figures(record: Record, figures: Figures) -> dict[str, Any]:
    return {
        "answers": record.answers,
        **_share("accuracy", record.accuracy),
        "curve": figures.curve[-CURVE:],
        "per_label": [
            {
                "label": one.label,
                "precision": one.precision.value,
                "precision_low": one.precision.low,
                "precision_high": one.precision.high,
                "recall": one.recall.value,
                "missing": one.missing,
                "certified": figures.certified.get(one.label, 0),
            }
            for one in record.per_label
        ],
        "thresholds": [
            {"score": score, "count": count, "accuracy": share.value}
            for (score, share), count in zip(record.thresholds, figures.above, strict=True)
        ],
        "hint": figures.hint,
        "rare": figures.rare,
    }


def _share(name: str, share: Share) -> dict[str, float | None]:
    return {name: share.value, f"{name}_low": share.low, f"{name}_high": share.high}


def runs_of(store: "Store") -> "pd.DataFrame":
    """One row per run of assistance, oldest first."""
    import pandas as pd

    rows = []
    for run in store.runs():
        if run.origin == "assist":
            accuracy = run.details.get("accuracy") or {}
            rows.append(
                {
                    "run": run.id,
                    "model": run.model,
                    "answers": run.details.get("answers", 0),
                    "accuracy": accuracy.get("value"),
                    "accuracy_low": accuracy.get("low"),
                    "accuracy_high": accuracy.get("high"),
                    "certified": run.details.get("certified", 0),
                    "created_at": run.created_at,
                }
            )
    names = [
        "run",
        "model",
        "answers",
        "accuracy",
        "accuracy_low",
        "accuracy_high",
        "certified",
        "created_at",
    ]
    return pd.DataFrame(rows, columns=names)
