"""What the tests of the store do again and again: make a project, act, and look at everything at once."""

from collections import Counter
from typing import Any

from nblabel.store.database import Place
from nblabel.store.items import NewItem
from nblabel.store.saving import Result
from nblabel.store.store import Store
from nblabel.values.annotation import Annotation, Whole
from nblabel.values.change import Change, Edit
from nblabel.values.ids import new_id

CAT, DOG, OWL = 1, 2, 3
STATES = ("unlabeled", "draft", "submitted", "skipped", "voting", "needs_review", "broken")


def make_store(place: Place, task: str = "multilabel", n: int = 10, **settings: Any) -> Store:
    """A new project of `n` pictures `p0.png`, ... with the labels 1 cat, 2 dog, 3 owl, owned by ana."""
    made = Store.create(
        place.where, name=place.name or "birds", task=task, media="image", owner="ana", **settings
    )
    for name in ("cat", "dog", "owl"):
        made.add_label((name,), "#0072b2")
    add(made, [f"p{i}.png" for i in range(n)])
    return made


def add(store: Store, keys: list[str], **facts: Any) -> Any:
    """Add pictures with these keys."""
    source = store.add_source("folder", "photos", {})
    return store.add_items(source, [[NewItem(key=key, path=key, **facts) for key in keys]])[:3]


def choice(label: int) -> Annotation:
    """A new annotation that chooses a label."""
    return Annotation(id=new_id(), label=label, shape=Whole())


def put(store: Store, who: str, item: str, label: int, state: Any = "draft", client: str = "") -> Edit:
    """An edit that makes `label` the whole answer of `who` to `item`, on what is stored now."""
    old = store.answers(who, [item])[item]
    drop = [a.id for a in old.annotations]
    change = Change(item, base=old.version, put=[choice(label)], drop=drop, state=state)
    return Edit(id=new_id(), kind="annotate", changes=[change], client=client)


def vote(store: Store, who: str, item: str, label: int) -> Result:
    """Submit `label` for `item`."""
    return store.save(who, [put(store, who, item, label, "submitted")])[0]


def undo(store: Store, who: str, client: str | None = None) -> Result | None:
    """Take back the newest act; None when there is none."""
    edit = store.undo_edit(who, client)
    return store.save(who, [edit])[0] if edit else None


def redo(store: Store, who: str, client: str | None = None) -> Result | None:
    """Do the last undone act again; None when there is none."""
    edit = store.redo_edit(who, client)
    return store.save(who, [edit])[0] if edit else None


def look(store: Store, *who: str) -> Any:
    """Everything that undo and redo must bring back: answers, states, counts, what is open."""
    rows = {row.item: row for row in store.items()}
    answers = {name: {k: a for k, a in store.answers(name, rows).items() if a.version} for name in who}
    progress = {k: v for k, v in store.progress().items() if k not in ("per_hour", "seconds_left")}
    progress["per_label"] = {label: n for label, n in progress["per_label"].items() if n}
    standing = {key: (row.state, row.votes) for key, row in rows.items()}
    return answers, standing, progress, {name: (store.open_count(name), _mine(store, name)) for name in who}


def recount(store: Store) -> dict[str, Any]:
    """The counts of `progress()`, counted from the items and answers themselves."""
    rows = store.items()
    states = Counter(row.state for row in rows)
    labels = {row.id: row for row in store.labels(all=True)}
    per_label = {i: 0 for i, row in labels.items() if row.merged_into is None}
    for vote in store.votes():
        for annotation in vote.answer.annotations if vote.answer.state != "skipped" else ():
            label = annotation.label
            while (into := labels[label].merged_into) is not None:
                label = into
            per_label[label] += 1
    return {"total": len(rows), **{state: states[state] for state in STATES}, "per_label": per_label}


def counted(store: Store) -> dict[str, Any]:
    """The same as `recount`, as the counters say."""
    progress = store.progress()
    return {name: progress[name] for name in ("total", *STATES, "per_label")}


def _mine(store: Store, who: str) -> int:
    mine: int = store.progress(who)["mine"]
    return mine
