"""Examples for a prompt: people's answers to the texts that are most like the one that is asked about."""

from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.gpt.prompt import Example
from nblabel.store.labels import Labels
from nblabel.values.annotation import Range

if TYPE_CHECKING:
    from nblabel.openproject import Project

# Examples that go along with a question, and of one label.
COUNT, OF_ONE = 6, 2
# Texts longer than this make a prompt long rather than clear.
LONGEST = 1500
# So many answers are compared; of more, a part drawn by chance.
MOST = 5000


class Examples:
    """The answered texts of a project as they are now. Pictures have none."""

    def __init__(self, project: "Project", labels: frozenset[int]) -> None:
        self._known: list[tuple[str, Example]] = []
        self._words: Any = None
        if project.media == "text":
            self._known = _answered(project, labels)
        if self._known:
            self._learn([example.content for _, example in self._known])

    def near(self, item: str, content: str | bytes) -> tuple[Example, ...]:
        """Those most like this content, the most alike last, beside the question; never the item's own
        answer, nor that of the very same text."""
        if self._words is None or not isinstance(content, str):
            return ()
        like = (self._rows @ self._words.transform([content]).T).toarray().ravel()
        chosen: list[Example] = []
        count: dict[tuple[int, ...], int] = {}
        for place in np.argsort(-like, kind="stable"):
            key, example = self._known[place]
            if like[place] <= 0 or len(chosen) == COUNT:
                break
            kind = _kind(example)
            if key == item or example.content == content or count.get(kind, 0) == OF_ONE:
                continue
            count[kind] = count.get(kind, 0) + 1
            chosen.append(example)
        return tuple(reversed(chosen))

    def _learn(self, texts: list[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        words = TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\w+")
        try:
            self._rows = words.fit_transform(texts)
        except ValueError:  # not a word in any of them
            return
        self._words = words


def _kind(example: Example) -> tuple[int, ...]:
    return example.labels or tuple(sorted({label for _, _, label in example.spans}))


def _answered(project: "Project", labels: frozenset[int]) -> list[tuple[str, Example]]:
    """Final answers that have only these labels, as examples by key."""
    rows = [row for row in project.store.final_answers() if row.answer.state == "submitted"]
    root = Labels(project.store.labels(all=True)).root
    if len(rows) > MOST:
        drawn = np.random.default_rng(0).permutation(len(rows))[:MOST]
        rows = [rows[place] for place in sorted(drawn.tolist())]
    texts = project.documents.labelled(row.item for row in rows)
    found = []
    for row in rows:
        text = texts.get(row.item, "")
        given = [(one.shape, root(one.label)) for one in row.answer.annotations]
        if not text or len(text) > LONGEST or not all(label in labels for _, label in given):
            continue
        spans = tuple((s.start, s.end, label) for s, label in given if isinstance(s, Range))
        chosen = tuple(label for s, label in given if not isinstance(s, Range))
        found.append((row.item, Example(text, chosen, spans)))
    return found
