"""Spans: the model quotes, the text says where. What is not in it is dropped and counted."""

import json

from hypothesis import given
from hypothesis import strategies as st

from nblabel.gpt.prompt import Example
from nblabel.gpt.quotes import in_original, place, places
from nblabel.gpt.reading import Said, read
from nblabel.gpt.replies import Answer
from nblabel.practice.server import Server
from tests.gpt.asked import LABELS, gpt, prompt, said

ASKED = prompt("spans")
letters = st.text("ab é🙂\n", max_size=60)


def answered(text: str, spans: object) -> Said:
    """What an answer with these spans says of the text."""
    found = read(ASKED, text, Answer(json.dumps({"spans": spans}), "stop", "", None))
    assert isinstance(found, Said)
    return found


@given(letters, st.lists(st.tuples(letters, st.integers(-2, 5)), max_size=6))
def test_offsets_of_what_is_accepted_always_give_the_quote(text: str, told: list[tuple[str, int]]) -> None:
    spans = [{"code": "a", "quote": quote, "occurrence": n} for quote, n in told]
    found = answered(text, spans)
    quotes = {quote.strip() for quote, _ in told}
    assert all(text[start:end] in quotes and end > start for start, end, *_ in found.spans)
    assert len(found.spans) + found.dropped <= len(told)


@given(letters, st.data())
def test_every_place_can_be_quoted(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = text[start:end]
    if words == words.strip() != "":
        shown = json.loads(ASKED.answer(Example(text, spans=((start, end, 11),))))["spans"]
        assert [one[:3] for one in answered(text, shown).spans] == [(start, end, 11)]


def test_an_occurrence_that_is_not_there_is_looked_past_only_where_there_is_one() -> None:
    assert place("one two one", "two", 7) == (4, 7)
    assert place("one two one", "one", 7) is None
    assert places("aaa", "aa") == [0, 1]


def test_whatever_a_span_lacks_it_is_dropped_and_counted() -> None:
    wrong = [3, None, {}, {"code": "a"}, {"code": "z", "quote": "bank", "occurrence": 1},
             {"code": "b", "quote": 5, "occurrence": 1}, {"code": "b", "quote": "", "occurrence": 1},
             {"code": "b", "quote": "nobody wrote", "occurrence": 1}]  # fmt: skip
    found = answered("The bank", [*wrong, {"code": "b", "quote": "bank", "occurrence": 1}])
    assert ([one[:3] for one in found.spans], found.dropped) == ([(4, 8, 12)], len(wrong))


def test_spans_come_with_confidence(server: Server) -> None:
    found = said(gpt(server), ASKED, ["Sun 🙂, then rain; the bank, the bank"])[0]
    text = "Sun 🙂, then rain; the bank, the bank"
    assert [(text[s:e], label) for s, e, label, _ in found.spans] == [
        ("rain", 13),
        ("bank", 12),
        ("bank", 12),
    ]
    assert all(score is not None and 0.5 < score < 1 for *_, score in found.spans)


def test_quotes_of_examples_teach(server: Server) -> None:
    bare = prompt("spans", [label._replace(description="") for label in LABELS])
    shown = (Example("Snow in May", spans=((0, 4, 13),)),)
    found = said(gpt(server), bare, ["More Snow to come"], examples=shown)[0]
    assert [one[:3] for one in found.spans] == [(5, 9, 13)]


def test_quotes_that_nobody_wrote_are_dropped() -> None:
    with Server(misquoting=1) as server:
        found = said(gpt(server), ASKED, ["The bank sold shares."])[0]
    assert (found.spans, found.dropped) == ([], 2)


def test_without_log_probabilities_most_answers_decide() -> None:
    with Server(logprobs=False) as server:
        found = said(gpt(server, votes=3), ASKED, ["The bank sold shares."])[0]
    assert [one[3] for one in found.spans] == [1.0, 1.0]
    assert found.scored


@given(letters, st.data())
def test_spans_of_a_redacted_text_are_put_back_or_dropped(original: str, data: st.DataObject) -> None:
    shown = original.replace("a", data.draw(st.sampled_from(["x", "xx", ""])))
    start = data.draw(st.integers(0, len(shown)))
    end = data.draw(st.integers(start, len(shown)))
    at = in_original(original, shown, start, end)
    assert at is None or original[at[0] : at[1]] == shown[start:end]


def test_a_redacted_text_is_all_that_leaves(server: Server) -> None:
    model = gpt(server, redact=lambda text: text.replace("Alice Smith", "[name]"))
    text = "Alice Smith owns the bank"
    found = said(model, ASKED, [text])[0]
    assert [text[start:end] for start, end, *_ in found.spans] == ["bank"]
    assert "Alice" not in str(list(server.bodies))
