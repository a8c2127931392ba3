"""Which model is asked, and where: an address and never a key."""

import ast
import pickle
import subprocess
import sys
from typing import Any

import pytest

import nblabel as nl
from nblabel.gpt.asking import probe
from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.faults import ConsentError, GptError, KeyMissingError


def test_a_model_is_named_with_its_host() -> None:
    model = nl.gpt("gpt-4o-mini")
    assert isinstance(model, Gpt)
    assert (model.name, model.endpoint) == ("gpt-4o-mini at api.openai.com", "https://api.openai.com/v1")


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1:11434/v1", True),
        ("http://[::1]:80/v1", True),
        ("https://api.openai.com/v1", False),
        ("http://127.0.0.1.example.com/v1", False),
        ("http://localhost.example.com/v1", False),
        ("http://0.0.0.0:80/v1", False),
    ],
)
def test_only_a_loopback_address_is_local(address: str, local: bool) -> None:
    assert nl.gpt("m", address).is_local is local


@pytest.mark.parametrize(
    "address",
    ["http://user:secret@host/v1", "https://host/v1?api-key=secret", "host/v1", "ftp://host", "http://h:x/v1",
     "https://host/v1#secret", "http:///v1"],
)  # fmt: skip
def test_an_address_holds_nothing_secret_and_is_one(address: str) -> None:
    with pytest.raises(GptError) as caught:
        nl.gpt("m", address)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "wrong", [{"price": 3}, {"price": (1, -2)}, {"in_flight": 0}, {"timeout": -1}, {"redact": 3}, {"spam": 1},
              {"azure": True}, {"api_key": "sk"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(GptError, match=next(iter(wrong)) if "azure" not in wrong else "Azure"):
        nl.gpt("m", **wrong)


def test_an_address_of_the_environment_is_fixed_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.example/v1")
    model = nl.gpt("m")
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert model.host == "elsewhere.example"


def test_neither_repr_nor_pickle_holds_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    model = nl.gpt("m")
    assert model.has_key
    assert "very-secret" not in repr(model)
    assert b"very-secret" not in pickle.dumps(model)


def test_nothing_is_asked_without_consent_or_key() -> None:
    with pytest.raises(ConsentError, match=r"api\.openai\.com"):
        probe(nl.gpt("m"))
    with pytest.raises(KeyMissingError, match="OPENAI_API_KEY"):
        probe(nl.gpt("m", consent=True))
    with pytest.raises(KeyMissingError, match="AZURE_OPENAI_API_KEY"):
        probe(nl.gpt("m", "https://x.openai.azure.com", azure=True, api_version="2024-10-21", consent=True))


def test_cost_is_told_where_the_price_is_known() -> None:
    assert nl.gpt("m", price=(0.15, 0.6)).cost(1_000_000, 500_000) == pytest.approx(0.45)
    assert nl.gpt("m").cost(1, 1) is None


def test_a_model_of_learning_says_that_a_budget_comes_first() -> None:
    with pytest.raises(GptError, match="autolabel"):
        nl.gpt("m").predict(["a text"])


def test_naming_a_model_loads_no_client() -> None:
    program = (
        "import sys, nblabel as nl; nl.gpt('m'); print([name for name in sys.modules if '.' not in name])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"openai", "httpx", "httpx2", "tornado", "PIL"} & set(ast.literal_eval(run.stdout))
