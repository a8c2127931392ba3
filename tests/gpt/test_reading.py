"""Whatever a model writes, it is an answer or a reason, and only labels that were asked for come out."""

import json

from hypothesis import given
from hypothesis import strategies as st

from nblabel.gpt.reading import Said, Unusable, read
from nblabel.gpt.replies import Answer, Token, read_reply
from tests.gpt.asked import LABELS, prompt

ASKED = [prompt(task) for task in ("multiclass", "multilabel", "spans")]
TEXT = 'The "bank" sold\nits shares'
words = st.sampled_from(
    ["a", "b", "c", "z", "label", "labels", "spans", "code", "quote", "occurrence", '"bank"', TEXT]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
written = st.one_of(
    values.map(json.dumps),
    st.tuples(st.text('{"a:}[] \n', max_size=12), values.map(json.dumps)).map("".join),
    st.dictionaries(st.sampled_from(["label", "labels", "spans"]), values).map(json.dumps),
)


def tokens(text: str, size: int, logprob: float) -> tuple[Token, ...]:
    """The text in pieces of so many bytes."""
    raw = text.encode()
    pieces = [(at, raw[at : at + size]) for at in range(0, len(raw), size)]
    return tuple(Token(at, piece, logprob, ((b"b", -1.0), (piece, logprob))) for at, piece in pieces)


@given(st.sampled_from(ASKED), written, st.integers(0, 3), st.floats(-50, 0))
def test_whatever_is_written_is_read_or_refused(asked: object, text: str, size: int, logprob: float) -> None:
    answer = Answer(text, "stop", "", tokens(text, size, logprob) if size else None)
    found = read(asked, TEXT, answer)  # type: ignore[arg-type]
    if isinstance(found, Unusable):
        assert found.reason
        return
    assert isinstance(found, Said)
    known = {label.id for label in LABELS}
    assert set(found.scores) <= known
    assert all(0 <= score <= 1 for score in found.scores.values())
    assert all(label in known and TEXT[start:end].strip() for start, end, label, _ in found.spans)


@given(st.binary(max_size=200) | values.map(lambda value: json.dumps({"choices": [value]}).encode()))
def test_whatever_an_endpoint_sends_is_a_reply_or_none(body: bytes) -> None:
    reply = read_reply(body)
    assert reply is None or reply.answers


def test_words_around_the_json_do_no_harm() -> None:
    text = 'Sure! The answer is "a:\n```json\n{"labels": ["b"]}\n```'
    found = read(ASKED[1], TEXT, Answer(text, "stop", "", tokens(text, 2, -0.1)))
    assert isinstance(found, Said)
    assert [label for label, score in found.scores.items() if score >= 0.5] == [12]
