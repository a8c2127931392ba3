"""Short codes that stand for labels in a prompt, and the JSON that an answer has to be."""

import itertools
import string
from collections.abc import Sequence
from typing import Any, Literal

Task = Literal["multiclass", "multilabel", "spans"]
# The name that the one member of an answer has, by task.
MEMBER: dict[Task, str] = {"multiclass": "label", "multilabel": "labels", "spans": "spans"}


def codes(names: Sequence[str]) -> tuple[str, ...]:
    """A code per name: one letter as long as there are enough, else two or more.

    They are short so that one token decides (its probability is the confidence), and none is the name of a
    label, so that a model cannot take one for the other.
    """
    taken = {name.casefold() for name in names}
    for length in itertools.count(1):
        pieces = ("".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=length))
        free = list(itertools.islice((code for code in pieces if code not in taken), len(names)))
        if len(free) == len(names):
            return tuple(free)
    raise AssertionError("there are always longer codes")


def schema_of(task: Task, choices: Sequence[str]) -> dict[str, Any]:
    """The JSON schema of an answer in the strict form: every member required, no other allowed."""
    code = {"type": "string", "enum": list(choices)}
    if task == "multiclass":
        inside: dict[str, Any] = code
    elif task == "multilabel":
        inside = {"type": "array", "items": code}
    else:
        inside = {"type": "array", "items": members(
            code=code, quote={"type": "string"}, occurrence={"type": "integer"}
        )}  # fmt: skip
    return members(**{MEMBER[task]: inside})


def members(**properties: dict[str, Any]) -> dict[str, Any]:
    """The strict schema of an object with these members."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def response_format(schema: dict[str, Any]) -> dict[str, Any]:
    """What a request says to have its answer follow `schema`."""
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
