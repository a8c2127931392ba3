"""The practice server speaks the protocol that the openai client expects."""

import json
import subprocess
import sys

import openai
import pytest

from nblabel.gpt.codes import members, response_format
from nblabel.practice.server import Server
from tests.waiting import PATIENCE, until

HELLO = [{"role": "user", "content": "Say hello."}]
LABELLED = [{"role": "system", "content": '- a: "A"'}, *HELLO]
CODE = members(code={"type": "string", "enum": ["x", "y"]})


def client(server: Server, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=server.url, api_key=key, max_retries=0)


def test_models_are_listed(server: Server) -> None:
    assert [model.id for model in client(server).models.list()] == ["practice"]


def test_an_answer_has_choices_usage_and_log_probabilities(server: Server) -> None:
    found = client(server).chat.completions.create(
        model="practice", messages=HELLO, n=2, logprobs=True, top_logprobs=3,
        response_format=response_format(CODE),
    )  # type: ignore[call-overload]  # fmt: skip
    choice = found.choices[1]
    assert json.loads(choice.message.content) == {"code": "x"}
    assert "".join(token.token for token in choice.logprobs.content) == choice.message.content
    assert found.usage.total_tokens == found.usage.prompt_tokens + found.usage.completion_tokens > 0


def test_an_answer_is_streamed(server: Server) -> None:
    stream = client(server).chat.completions.create(
        model="practice", messages=HELLO, stream=True, stream_options={"include_usage": True}
    )  # type: ignore[call-overload]
    chunks = list(stream)
    assert json.loads("".join(c.choices[0].delta.content or "" for c in chunks if c.choices)) == {
        "text": "Hello."
    }
    assert chunks[-1].usage.completion_tokens > 0


@pytest.mark.parametrize(
    "schema",
    [
        CODE | {"additionalProperties": True},
        CODE | {"required": []},
        CODE | {"properties": {"code": {"type": "string", "minLength": 3}}},
        CODE | {"properties": {"code": {"type": "array"}}},
        CODE | {"properties": {"code": {"type": "string", "enum": []}}},
    ],
)
def test_a_schema_is_strict_or_refused(schema: dict[str, object], server: Server) -> None:
    with pytest.raises(openai.BadRequestError, match="Invalid schema"):
        client(server).chat.completions.create(
            model="practice", messages=HELLO, response_format=response_format(schema)
        )  # type: ignore[call-overload]


def test_faults_are_those_of_the_protocol() -> None:
    with Server(key="right") as server:
        with pytest.raises(openai.AuthenticationError):
            client(server, "wrong").models.list()
        with pytest.raises(openai.NotFoundError):
            client(server, "right").chat.completions.create(model="m", messages=HELLO)  # type: ignore[arg-type]


def test_it_runs_as_a_program_of_its_own() -> None:
    program = [sys.executable, "-m", "nblabel.practice", '{"model": "mine"}']
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        url = run.stdout.readline().strip()
        with openai.OpenAI(base_url=url, api_key="none") as named:
            assert [model.id for model in named.models.list()] == ["mine"]
        out, _ = run.communicate("")
    assert json.loads(out)["statuses"] == {"200": 1}


def test_stopping_cuts_off_who_still_waits() -> None:
    import threading

    server = Server(hanging=1).start()
    raised: list[BaseException] = []

    def wait() -> None:
        try:
            client(server).chat.completions.create(model="practice", messages=LABELLED)  # type: ignore[arg-type]
        except openai.OpenAIError as error:
            raised.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    until(lambda: server.in_flight, "the request")
    server.stop()
    thread.join(PATIENCE)
    assert isinstance(raised[0], openai.APIConnectionError)
