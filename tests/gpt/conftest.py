"""No test knows what an earlier one found out of an endpoint; none has a key, or waits as for a real one."""

from collections.abc import Iterator

import pytest

from nblabel.gpt import capabilities
from nblabel.practice.server import Server


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "OPENAI_BASE_URL", "AZURE_OPENAI_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("nblabel.gpt.line.FIRST_REST", 0.01)
    capabilities.forget()
    yield
    capabilities.forget()


@pytest.fixture
def server() -> Iterator[Server]:
    """A practice server without faults."""
    with Server() as found:
        yield found
