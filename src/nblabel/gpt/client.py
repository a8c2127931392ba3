"""The openai client for an endpoint. The one place that reads a key, and it keeps it nowhere else."""

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from nblabel.gpt.endpoint import OPENAI, Gpt
from nblabel.gpt.faults import ConsentError, EndpointError, KeyMissingError, shortened

if TYPE_CHECKING:
    from openai import AsyncOpenAI

T = TypeVar("T")
# What a server on this machine gets that asks for no key: the client does not go without one.
PLACEHOLDER = "none"


def allow(gpt: Gpt) -> None:
    """Raises ConsentError or KeyMissingError unless this endpoint may be asked."""
    if not (gpt.consent or gpt.is_local):
        raise ConsentError(
            f"Texts and pictures would go to {gpt.host}. Agree with nl.gpt(..., consent=True), or in the "
            "widget."
        )
    if not gpt.has_key:
        raise KeyMissingError(
            f"There is no key for {gpt.host}: set the environment variable {gpt.key_variable} before the "
            "notebook starts, or in it by os.environ from a prompt that hides it (getpass)."
        )
    _check_key(gpt)


def _check_key(gpt: Gpt) -> None:
    """Raises KeyMissingError for what no header can hold: a name, a line too many."""
    if not all("!" <= letter <= "~" for letter in _key(gpt)):
        raise KeyMissingError(
            f"What is in {gpt.key_variable} is no key: keys have no white space or accents."
        )


def connect(gpt: Gpt) -> "AsyncOpenAI":
    """A client for this endpoint alone: it follows no redirect to another, and tries nothing again by itself.

    A loopback address is asked without any proxy of the environment. Raises EndpointError.
    """
    import openai

    fault = ""
    try:
        web = openai.DefaultAsyncHttpxClient(
            follow_redirects=False,
            trust_env=not gpt.is_local,
            verify=not gpt.endpoint.startswith("http:"),  # certificates take a while to load
        )
        shared: dict[str, Any] = {"max_retries": 0, "timeout": gpt.timeout, "http_client": web}
        if gpt.azure:
            return openai.AsyncAzureOpenAI(
                azure_endpoint=gpt.base_url or "", api_version=gpt.api_version, api_key=_key(gpt), **shared
            )
        return openai.AsyncOpenAI(base_url=gpt.base_url or OPENAI, api_key=_key(gpt), **shared)
    except Exception as error:  # the client's own words may have the key in them
        fault = shortened(str(error))
    raise EndpointError(f"{gpt.name} cannot be asked: {fault}")


def _key(gpt: Gpt) -> str:
    return os.environ.get(gpt.key_variable, "").strip() or PLACEHOLDER


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Runs the coroutine to its end in this thread, or in one beside it where a loop is running already."""
    if asyncio._get_running_loop() is None:
        return asyncio.run(work())
    done: list[T] = []
    raised: list[BaseException] = []

    def beside() -> None:
        try:
            done.append(asyncio.run(work()))
        except BaseException as error:  # handed to who asked
            raised.append(error)

    thread = threading.Thread(target=beside, name="nblabel-gpt", daemon=True)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return done[0]
