"""Edits that the store itself writes for those who say what an answer is to be, not how it changes."""

from sqlalchemy import Connection

from nblabel.store.answers import read_answers
from nblabel.values.annotation import Annotation
from nblabel.values.change import Change, Edit, EditKind
from nblabel.values.ids import new_id


def replacing_edit(
    connection: Connection,
    annotator: str,
    given: dict[str, list[Annotation]],
    kind: EditKind,
    seconds: float | None,
) -> Edit:
    """The edit that makes these this annotator's submitted answers, in place of what they said before."""
    changes = []
    for key, old in read_answers(connection, annotator, given).items():
        kept = {annotation.id for annotation in given[key]}
        gone = [annotation.id for annotation in old.annotations if annotation.id not in kept]
        changes.append(Change(key, base=old.version, put=given[key], drop=gone, state="submitted"))
    return Edit(id=new_id(), kind=kind, changes=changes, seconds=seconds)
