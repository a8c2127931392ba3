"""Names for what has none yet: a model proposes labels for items that belong together."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.gpt.contents import content_of
from nblabel.gpt.endpoint import Gpt
from nblabel.jobs.prompting import described
from nblabel.jobs.starting import allowed
from nblabel.store.jobs import JobError
from nblabel.values.errors import LabelError, NblabelError
from nblabel.values.labels import Label

if TYPE_CHECKING:
    from nblabel.openproject import Project

# So many items are shown to the model, drawn by chance from those given.
SHOWN = 20


def suggest_labels(project: "Project", items: Iterable[str], model: Any) -> list[Label]:
    """Labels that would fit these items (keys) and are not there yet; what cannot be a label is left out.

    Raises JobError, and what `nblabel.gpt` raises.
    """
    from nblabel.gpt.naming import suggest_names

    if not isinstance(model, Gpt):
        raise JobError(f"Names come from a language model: model=nl.gpt(...), not {model!r}.")
    keys = list(dict.fromkeys([items] if isinstance(items, str) else items))
    for key in keys:
        project.row(key)
    if not keys:
        raise JobError("There are no items to find names for: give the keys of some.")
    gpt = allowed(project, model)
    drawn = [keys[n] for n in sorted(np.random.default_rng(0).permutation(len(keys))[:SHOWN].tolist())]
    contents = [content for key in drawn if (content := _content(project, gpt, key)) is not None]
    if not contents:
        raise JobError("None of these items can be read.")
    used = {row.path: row.id for row in project.store.labels() if not row.retired}
    found: dict[str, Label] = {}
    known = described(project, list(used.values()))
    for name, description in suggest_names(gpt, project.task, contents, known):
        try:
            label = Label(name, description=description)
        except LabelError:
            continue
        if label.path not in used:
            found.setdefault(label.path, label)
    return list(found.values())


def _content(project: "Project", gpt: Gpt, key: str) -> str | bytes | None:
    try:
        return content_of(gpt, project.read(key))
    except NblabelError:
        return None
