"""What a job would take, before it is started: counted, or told from a part that is drawn by chance."""

import contextlib
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.gpt.asking import probe
from nblabel.gpt.contents import content_of
from nblabel.gpt.faults import GptError
from nblabel.gpt.prompt import Prompt, Question
from nblabel.jobs.assignment import Assignment
from nblabel.jobs.desk import RECORD
from nblabel.jobs.examples import Examples
from nblabel.jobs.prompting import prompt_of
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.store.gather import Ids

# So many texts, or pictures, are looked at; of more, as many drawn by chance stand for all.
TEXTS, PICTURES = 400, 16
# Lengths of so many texts are read, which costs a query alone.
RECORDS = 100_000
# A sum told from a part lies within so many of its standard errors.
SIDES = 4.0


def estimate(project: "Project", assignment: Assignment, probing: bool = False) -> dict[str, Any]:
    """`model, items, text_records, labels, tokens_low, tokens_high, cost_low, cost_high`, and `endpoint`.

    Costs are None where the price is not known. Tokens are of answers that come: failures and further tries
    may take more, never more than the budget. `probing`: a server of this machine may be asked what it can.
    """
    told: dict[str, Any] = {
        "model": assignment.words,
        "items": len(assignment.items),
        "text_records": _records(project, assignment),
        "labels": len(assignment.labels),
        "tokens_low": 0,
        "tokens_high": 0,
        "cost_low": None,
        "cost_high": None,
        "endpoint": assignment.endpoint,
    }
    if assignment.kind != "gpt" or not len(assignment.items):
        return told
    if probing and assignment.model.is_local:
        with contextlib.suppress(GptError):  # it is not there yet: the range is a wide one
            probe(assignment.model)
    low_in, high_in, low_out, high_out = _tokens(project, assignment)
    cost = assignment.model.cost
    return told | {
        "tokens_low": math.floor(low_in + low_out),
        "tokens_high": math.ceil(high_in + high_out),
        "cost_low": cost(low_in, low_out),
        "cost_high": cost(high_in, high_out),
    }


def _records(project: "Project", assignment: Assignment) -> int:
    """Thousands of characters begun, of each text."""
    if project.media != "text" or not len(assignment.items):
        return 0
    items = assignment.items
    drawn = items if len(items) <= RECORDS else _drawn(items, RECORDS)
    try:
        lengths = project.documents.lengths(project.store.stretch(drawn))
    except NblabelError:  # a text that cannot be read: those that can are counted
        lengths = _readable(project, assignment)
    count = sum(math.ceil(length / RECORD) for length in lengths.values())
    return round(count * len(items) / len(drawn))


def _readable(project: "Project", assignment: Assignment) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in project.store.stretch(assignment.items):
        try:
            found |= project.documents.lengths([row])
        except NblabelError:
            continue
    return found


def _tokens(project: "Project", assignment: Assignment) -> tuple[float, float, float, float]:
    """Tokens in (from, to) and out (from, to) of all items."""
    items = assignment.items
    most = TEXTS if project.media == "text" else PICTURES
    drawn = items if len(items) <= most else _drawn(items, most)
    prompt = prompt_of(project, assignment.labels)
    examples = Examples(project, frozenset(assignment.labels))
    rows = [found for row in project.store.stretch(drawn)
            if (found := _of_one(project, assignment, prompt, examples, row.item))]  # fmt: skip
    if not rows:
        return 0, 0, 0, 0
    table = np.array(rows, np.float64)
    sums = table.mean(axis=0) * len(items)
    if len(drawn) < len(items):
        errors = table.std(axis=0) / math.sqrt(len(rows)) * len(items) * SIDES
        sums += errors * np.array([-1, 1, -1, 1])
    low_in, high_in, low_out, high_out = np.maximum(sums, 0).tolist()
    return low_in, high_in, low_out, high_out


def _of_one(
    project: "Project", assignment: Assignment, prompt: Prompt, examples: Examples, item: str
) -> tuple[int, int, int, int] | None:
    """The likely tokens of one item; None for one that cannot be asked about."""
    try:
        content = content_of(assignment.model, project.read(item))
        question = Question("", content, examples.near(item, content))
        return prompt.likely_tokens(assignment.model, question)
    except NblabelError:
        return None


def _drawn(items: "Ids", count: int) -> "Ids":
    return items[np.sort(np.random.default_rng(0).permutation(len(items))[:count])]
