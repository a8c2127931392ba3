"""Documents on PostgreSQL: the same texts, lengths and spans, and nothing that it cannot hold."""

from pathlib import Path

import pandas as pd
import pytest

import nblabel as nl
from nblabel.values.query import Query, Where
from tests.store.conftest import postgres_url
from tests.texts.test_tables import TORTURE

__all__ = ["postgres_url"]

FAMILY = next(str(n) for n, text in enumerate(TORTURE) if "family" in text)


def test_documents_and_their_spans_are_the_same_there(
    postgres_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = tmp_path / "t.csv"
    texts = [*TORTURE, "a\0b", ""]
    pd.DataFrame({"key": range(len(texts)), "text": texts}).to_csv(place, index=False)
    with nl.create(postgres_url, name=request.node.name, task="spans", labels=["x"]) as project:
        report = project.add(place, progress=False)
        assert (report.added, len(report.failed)) == (len(texts), 2)
        assert [project.read(str(n)) for n in range(len(TORTURE))] == TORTURE
        text = TORTURE[int(FAMILY)]
        rows = list(project.store.find([FAMILY]).values())
        assert project.documents.at_hand(rows, 3) == {FAMILY: (text[:3], len(text))}
        project.annotate(FAMILY, [nl.Span("x", 0, 7)])
        changed = pd.DataFrame({"key": [FAMILY], "text": ["new: " + text]})
        changed.to_csv(place, index=False)
        project.refresh()
        assert project.annotations()[["start", "text"]].to_numpy().tolist() == [[5, text[:7]]]
        found = project.store.arrange(Query(Where(text="FAMILY")))
        assert project.store.keys_of(found) == [FAMILY]
