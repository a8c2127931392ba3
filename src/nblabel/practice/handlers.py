"""What a practice server answers to each address."""

import asyncio
import json
import math
import random
import time
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from tornado.web import Application, RequestHandler

from nblabel.practice.completion import Written, count, logprobs, written
from nblabel.practice.prompts import Request, made_out, picture_of
from nblabel.practice.strict import objection

if TYPE_CHECKING:
    from asyncio import Future

    from nblabel.practice.server import Server

_HANG = 3600.0


def application(server: "Server") -> Application:
    """The addresses of OpenAI and of Azure OpenAI."""
    told = {"server": server}
    return Application([
        (r"/v1/models", _Models, told),
        (r"/v1/chat/completions", _Completions, told),
        (r"/openai/deployments/([^/]+)/chat/completions", _Completions, told),
    ], log_function=lambda _: None)  # fmt: skip


class _Handler(RequestHandler):
    def initialize(self, server: "Server") -> None:
        self.practice = server

    def prepare(self) -> None:
        self.practice.requests += 1

    def finish(self, chunk: str | bytes | dict[str, Any] | None = None) -> "Future[None]":
        self.practice.statuses[self.get_status()] += 1  # before whoever asked can look
        return super().finish(chunk)

    def refuse(self, status: int, message: str, code: str | None = None, param: str | None = None) -> None:
        """An error as the protocol has them."""
        self.set_status(status)
        self.finish({"error": {"message": message, "type": "error", "param": param, "code": code}})

    def is_known(self) -> bool:
        """Whether the key is right; else the refusal is sent, with the wrong key in it as some servers do."""
        given = self.request.headers.get("api-key") or self.request.headers.get("Authorization", "")[7:]
        if self.practice.key is None or given == self.practice.key:
            return True
        self.refuse(401, f"Incorrect API key provided: {given}.", "invalid_api_key")
        return False


class _Models(_Handler):
    def get(self) -> None:
        if self.is_known():
            data = [{"id": self.practice.model, "object": "model", "created": 0, "owned_by": "practice"}]
            self.finish({"object": "list", "data": data})


class _Completions(_Handler):
    async def post(self, deployment: str | None = None) -> None:
        practice = self.practice
        practice.in_flight += 1
        practice.most_in_flight = max(practice.most_in_flight, practice.in_flight)
        try:
            await self._post(deployment)
        finally:
            practice.in_flight -= 1

    async def _post(self, deployment: str | None) -> None:
        if not self.is_known():
            return None
        body = json.loads(self.request.body)
        if deployment and not self.get_query_argument("api-version", ""):
            return self.refuse(404, "Resource not found")
        if (deployment or body.get("model")) != self.practice.model:
            return self.refuse(404, f"The model '{body.get('model')}' does not exist.", "model_not_found")
        self.practice.bodies.append(body)
        refusal = self._objection(body)
        if refusal:
            return self.refuse(400, *refusal)
        request = made_out(body["messages"])
        if request.choices:
            self.practice.asked[self.practice.named(request.item)] += 1
        fault = self.practice.faults.draw(self.practice.lot.random()) if request.choices else ""
        if not await self._fails(fault):
            await self._answer(body, request, fault)
        return None

    async def _fails(self, fault: str) -> bool:
        """Provokes a fault that leaves the request without an answer."""
        faults = self.practice.faults
        if fault == "limited":
            self.set_header("retry-after", f"{faults.retry_after:g}")
            self.refuse(429, "Rate limit reached.", "rate_limit_exceeded")
        elif fault == "broken":
            self.refuse(500, "The server had an error.")
        elif fault == "hanging":
            await asyncio.sleep(_HANG)
        elif fault == "dropped":
            self.request.connection.stream.close()  # type: ignore[union-attr]
        else:
            await asyncio.sleep(self.practice.delay)
            return False
        return True

    def _objection(self, body: dict[str, Any]) -> tuple[str, str | None, str | None] | None:
        """Message, code and parameter of a 400; None when the request is taken."""
        faults = self.practice.faults
        if faults.newer and "max_tokens" in body:
            return (
                "Unsupported parameter: use 'max_completion_tokens'.",
                "unsupported_parameter",
                "max_tokens",
            )
        if faults.newer and body.get("temperature", 1) != 1:
            return "Unsupported value: temperature.", "unsupported_value", "temperature"
        asks = {
            "response_format": "response_format" in body and not faults.schema,
            "logprobs": bool(body.get("logprobs")) and not faults.logprobs,
            "n": (body.get("n") or 1) > 1 and not faults.several,
        }
        for name in [one for one, lacking in asks.items() if lacking and not faults.silent]:
            return f"{name} is not supported.", "unsupported_parameter", name
        if faults.schema and "response_format" in body and (said := objection(body["response_format"])):
            return f"Invalid schema for response_format: {said}", None, "response_format"
        if _tokens_in(body) > faults.context:
            return (
                f"This model's maximum context length is {faults.context}.",
                "context_length_exceeded",
                "messages",
            )
        return None

    async def _answer(self, body: dict[str, Any], request: Request, fault: str) -> None:
        practice = self.practice
        answers = [self._one(body, request, fault) for _ in range(self._number(body))]
        out = sum(count(answer.text) for answer in answers)
        usage = {"prompt_tokens": _tokens_in(body), "completion_tokens": out}
        usage["total_tokens"] = sum(usage.values())
        if request.choices:
            practice.answered[practice.named(request.item)] += 1
        practice.tokens.update({"in": usage["prompt_tokens"], "out": out})
        whole = {
            "id": f"practice-{self.practice.requests}",
            "created": int(time.time()),
            "model": body["model"],
        }
        if body.get("stream"):
            return await self._stream(whole, answers, usage, body)
        whole |= {
            "object": "chat.completion",
            "choices": [self._choice(body, one, n, fault) for n, one in enumerate(answers)],
        }
        self.finish(whole if self.practice.faults.uncounted else whole | {"usage": usage})
        return None

    def _number(self, body: dict[str, Any]) -> int:
        return int(body.get("n") or 1) if self.practice.faults.several else 1

    def _one(self, body: dict[str, Any], request: Request, fault: str) -> Written:
        """One answer; drawn by chance where a temperature is asked for."""
        faults = self.practice.faults
        lot = random.Random(self.practice.lot.random()) if body.get("temperature", 1) > 0 else None
        told = body.get("response_format", {}).get("json_schema", {}).get("schema") if faults.schema else None
        said = written(self.practice.mind, request, _member(body, told), told, fault, faults, lot)
        most = int(body.get("max_tokens") or body.get("max_completion_tokens") or 10_000)
        if count(said.text) > most:
            return Written(said.pieces[:most], "length")
        return said

    def _choice(self, body: dict[str, Any], answer: Written, n: int, fault: str) -> dict[str, Any]:
        odd = self.practice.lot.randrange(5) if fault == "odd_logprobs" else None
        tells = body.get("logprobs") and self.practice.faults.logprobs
        return {
            "index": n,
            "finish_reason": answer.ended,
            "message": {
                "role": "assistant",
                "content": answer.text or None,
                "refusal": answer.refusal or None,
            },
            "logprobs": logprobs(answer.pieces, int(body.get("top_logprobs") or 0), odd) if tells else None,
        }

    async def _stream(self, whole: dict[str, Any], answers: list[Written], usage: dict[str, int],
                      body: dict[str, Any]) -> None:  # fmt: skip
        self.set_header("Content-Type", "text/event-stream")
        whole |= {"object": "chat.completion.chunk"}
        for n, answer in enumerate(answers):
            for piece in answer.pieces:
                delta = {"index": n, "delta": {"content": piece.text}, "finish_reason": None}
                await self._event(whole | {"choices": [delta]})
            await self._event(whole | {"choices": [{"index": n, "delta": {}, "finish_reason": answer.ended}]})
        if (body.get("stream_options") or {}).get("include_usage"):
            await self._event(whole | {"choices": [], "usage": usage})
        self.write("data: [DONE]\n\n")
        await self.finish()

    async def _event(self, told: dict[str, Any]) -> None:
        self.write(f"data: {json.dumps(told)}\n\n")
        await self.flush()


def _member(body: dict[str, Any], schema: Any) -> str:
    """What the answer's one member is called: by the schema, else as the prompt says."""
    if schema:
        return str(next(iter(schema["properties"])))
    told = json.dumps(body["messages"][0]["content"])
    return next((name for name in ("spans", "labels", "label") if f'{{\\"{name}\\":' in told), "label")


def _picture(url: str) -> int:
    width, height = picture_of(b64decode(url.split(",", 1)[1])).size
    return int(85 + 170 * math.ceil(width / 512) * math.ceil(height / 512))


def _tokens_in(body: dict[str, Any]) -> int:
    """What this server counts for a request: words in pieces, pictures by tiles of 512 pixels, the schema."""
    total = 3
    for message in body["messages"]:
        parts = message["content"]
        parts = [{"type": "text", "text": parts}] if isinstance(parts, str) else parts
        total += 4 + sum(count(part["text"]) for part in parts if part["type"] == "text")
        total += sum(_picture(part["image_url"]["url"]) for part in parts if part["type"] == "image_url")
    return total + count(json.dumps(body["response_format"])) if "response_format" in body else total
