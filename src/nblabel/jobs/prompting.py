"""What a language model is told of a project: its task, labels and instructions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nblabel.gpt.prompt import Described, Prompt

if TYPE_CHECKING:
    from nblabel.openproject import Project

# Instructions longer than this are cut: they go along with every request.
LONGEST = 4000


def prompt_of(project: "Project", labels: Sequence[int]) -> Prompt:
    """The fixed part of a job's questions. Raises GptError for a task that no language model does."""
    about = project.about
    said = about.instructions.strip()
    if said.startswith(("http://", "https://")):  # a page that the model cannot read
        said = ""
    return Prompt(about.task, about.media, described(project, labels), said[:LONGEST])  # type: ignore[arg-type]


def described(project: "Project", labels: Sequence[int]) -> list[Described]:
    """The labels with their descriptions and the examples that are given with them."""
    rows = {row.id: row for row in project.store.labels(all=True)}
    found = []
    for label in labels:
        row = rows[label]
        told = row.description.strip()
        if row.examples:
            told = f"{told} For example: {'; '.join(row.examples)}".strip()
        found.append(Described(label, row.path, told))
    return found
