"""What a prompt holds: codes, descriptions, examples, and the item as data."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nblabel as nl
from nblabel.gpt.codes import codes
from nblabel.gpt.faults import GptError
from nblabel.gpt.prompt import Described, Example, Prompt, Question, TooLongError
from nblabel.practice.prompts import made_out
from nblabel.practice.server import Server
from tests.gpt.asked import LABELS, TEXTS, best, gpt, outcomes, prompt, said

MODEL = nl.gpt("m", "http://localhost:1/v1")


@given(st.lists(st.text(max_size=3), min_size=1, max_size=900, unique=True))
def test_codes_are_short_each_another_and_never_a_name(names: list[str]) -> None:
    found = codes(names)
    assert len(set(found)) == len(names)
    assert max(map(len, found)) <= 2
    assert not set(found) & {name.casefold() for name in names}


@given(st.text(max_size=200))
def test_the_item_stands_between_lines_that_are_not_in_it(text: str) -> None:
    asked = prompt()
    messages = asked.messages(asked.parts(MODEL, Question("k", text))[0])
    request = made_out(messages)
    assert request.fenced
    assert request.text == text
    assert [choice.name for choice in request.choices] == ["Sport", "Money", "Weather"]


def test_no_text_moves_into_the_first_message() -> None:
    labels = [Described(1, 'A"\n- z: "B', 'one\n- y: "C" - two')]
    system = Prompt("multiclass", "text", labels, "Be brief.").system
    assert (
        sum(line.startswith("- ") and '": "' not in line and ': "' in line for line in system.splitlines())
        == 1
    )
    assert "Be brief." in system


def test_without_descriptions_or_examples_the_model_cannot_know(server: Server) -> None:
    bare = prompt(labels=[label._replace(description="") for label in LABELS])
    sure = [max(one.scores.values()) for one in said(gpt(server), bare, TEXTS)]
    assert max(sure) < 0.4
    assert min(max(one.scores.values()) for one in said(gpt(server), prompt(), TEXTS)) > 0.6


def test_examples_teach_what_descriptions_do_not_say(server: Server) -> None:
    bare = prompt(labels=[label._replace(description="") for label in LABELS])
    shown = (Example("They scored twice in the cup", (11,)), Example("Interest rates rose", (12,)))
    found = said(gpt(server), bare, ["She scored in the cup", "The rates rose again"], examples=shown)
    assert [best(one) for one in found] == [11, 12]


def test_the_key_of_the_cache_depends_on_all_that_an_answer_depends_on() -> None:
    asked, question = prompt(), Question("k", "text")
    keys = {
        asked.cache_key(MODEL, question),
        asked.cache_key(MODEL, question._replace(content="other")),
        asked.cache_key(MODEL, question._replace(examples=(Example("x", (11,)),))),
        asked.cache_key(dataclasses.replace(MODEL, model="n"), question),
        asked.cache_key(dataclasses.replace(MODEL, base_url="http://localhost:2/v1"), question),
        asked.cache_key(dataclasses.replace(MODEL, votes=3), question),
        prompt(instructions="So.").cache_key(MODEL, question),
        prompt("multilabel").cache_key(MODEL, question),
        prompt(labels=LABELS[:2]).cache_key(MODEL, question),
    }
    assert len(keys) == 9
    same = dataclasses.replace(MODEL, consent=True, in_flight=3, price=(1, 1))
    assert asked.cache_key(same, question._replace(key="another")) == asked.cache_key(MODEL, question)


def test_tokens_are_within_what_was_foreseen(server: Server) -> None:
    model = gpt(server)
    outcomes(model, prompt(), TEXTS)  # from now on it is known what the endpoint can do
    for task in ("multiclass", "multilabel", "spans"):
        asked = prompt(task, instructions="Look at the whole text.")
        _, found = outcomes(model, asked, TEXTS)
        for one, text in zip(found, TEXTS, strict=True):
            assert one is not None
            few_in, many_in, few_out, many_out = asked.likely_tokens(model, Question("k", text))
            assert (
                few_in
                <= one.usage.tokens_in
                <= many_in
                <= asked.most_tokens(model, Question("k", text))[0] * 2
            )
            assert few_out <= one.usage.tokens_out <= many_out
            most = asked.most_tokens(model, Question("k", text))
            assert one.usage.tokens_in <= most[0]
            assert one.usage.tokens_out <= most[1]


def test_examples_give_way_to_the_item_and_what_cannot_fit_is_refused() -> None:
    asked = prompt()
    small = dataclasses.replace(MODEL, context=2500, answer_tokens=100)
    examples = tuple(Example("word " * 60, (11,)) for _ in range(8))
    parts = asked.parts(small, Question("k", "text " * 100, examples))
    assert 0 < len(parts[0].examples) < 8
    with pytest.raises(TooLongError, match="context"):
        asked.parts(dataclasses.replace(MODEL, context=400, answer_tokens=100), Question("k", "text " * 100))


@pytest.mark.parametrize(
    ("task", "media", "labels"),
    [("boxes", "image", LABELS), ("spans", "image", LABELS), ("multiclass", "text", ())],
)
def test_what_no_model_can_be_asked_is_refused(task: str, media: str, labels: tuple[Described, ...]) -> None:
    with pytest.raises(GptError):
        Prompt(task, media, labels)  # type: ignore[arg-type]
