"""Azure OpenAI: the deployment is part of the address, the key has a header and a variable of its own."""

import pytest

import nblabel as nl
from nblabel.gpt.faults import EndpointError
from nblabel.practice.server import Server
from tests.gpt.asked import RIGHT, TEXTS, best, outcomes, prompt, said


def test_a_deployment_is_asked_with_its_own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "azure-secret")
    monkeypatch.setenv("OPENAI_API_KEY", "not this one")
    with Server(key="azure-secret") as server:
        model = nl.gpt("practice", server.url.removesuffix("/v1"), azure=True, api_version="2024-10-21")
        assert [best(one) for one in said(model, prompt(), TEXTS)] == RIGHT


def test_an_unknown_deployment_ends_all(server: Server) -> None:
    model = nl.gpt("other", server.url.removesuffix("/v1"), azure=True, api_version="2024-10-21")
    with pytest.raises(EndpointError, match="no model 'other'"):
        outcomes(model, prompt(), TEXTS)


def test_the_address_and_version_of_the_environment_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com")
    monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")
    model = nl.gpt("m", azure=True)
    assert (model.endpoint, model.key_variable) == ("https://x.openai.azure.com", "AZURE_OPENAI_API_KEY")
