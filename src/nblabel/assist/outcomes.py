"""What people made of suggestions: how many were accepted, changed, rejected, and what that says."""

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, func, select

from nblabel.store import tables

if TYPE_CHECKING:
    from nblabel.store.store import Store

# Answers on either side from which it is told how much suggestions sway.
LEAST = 20
_suggestion, _answer, _label = tables.suggestion, tables.answer, tables.answer_label


class Outcomes(NamedTuple):
    """Counts of suggestions that people were shown; `seconds_saved` against answers made from nothing.

    `pull`: how much more often people agree with a suggestion that they see than with one they do not; None
    while too few of either are known.
    """

    accepted: int = 0
    changed: int = 0
    rejected: int = 0
    seconds_saved: float | None = None
    pull: float | None = None


def read_outcomes(store: "Store", agreed_blind: tuple[int, int]) -> Outcomes:
    """`agreed_blind`: of the checks, how many the model had right, and how many there are."""
    return store.database.read(lambda c: _read(c, agreed_blind))


def _read(connection: Connection, agreed_blind: tuple[int, int]) -> Outcomes:
    ours = select(_suggestion.c.state, func.count()).join(tables.run, tables.run.c.id == _suggestion.c.run)
    ours = ours.where(tables.run.c.origin == "assist").group_by(_suggestion.c.state)
    counts = {state: int(n) for state, n in connection.execute(ours)}
    accepted, rejected = counts.get("accepted", 0), counts.get("rejected", 0)
    changed = _changed(connection)
    return Outcomes(
        accepted, changed, rejected, _saved(connection), _pull(accepted, changed + rejected, *agreed_blind)
    )


def _changed(connection: Connection) -> int:
    """Items whose suggestion was seen, and that were answered otherwise."""
    same = select(_label.c.item).where(
        _label.c.item == _suggestion.c.item, _label.c.label == _suggestion.c.label
    )
    answered = select(_answer.c.item).where(
        _answer.c.item == _suggestion.c.item, _answer.c.state == "submitted"
    )
    query = select(func.count(_suggestion.c.item.distinct())).where(
        _suggestion.c.state == "live", answered.exists(), ~same.exists()
    )
    return int(connection.execute(query).scalar_one())


def _saved(connection: Connection) -> float | None:
    """The mean time of an answer made from nothing less that of an accepted one, for all accepted ones."""
    timed = (_answer.c.state == "submitted", _answer.c.seconds.is_not(None))
    accepted = _answer.c.annotations.like('%"accepted"%')
    rows = [
        connection.execute(select(func.count(), func.avg(_answer.c.seconds)).where(*timed, which)).one()
        for which in (accepted, ~accepted)
    ]
    (n, fast), (m, slow) = rows
    return float(n * (slow - fast)) if n >= LEAST and m >= LEAST else None


def _pull(agreed: int, not_agreed: int, right: int, checks: int) -> float | None:
    seen = agreed + not_agreed
    if seen < LEAST or checks < LEAST:
        return None
    return agreed / seen - right / checks
