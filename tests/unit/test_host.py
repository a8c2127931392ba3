"""Whether the disk outlives the session, by what each host puts into a kernel's environment."""

import sys
import types

import pytest

from nblabel import host

HOSTS = {
    "BINDER_SERVICE_HOST": "/home/jovyan/p.nblabel",
    "BINDER_REPO_URL": "/home/jovyan/p.nblabel",
    "COLAB_RELEASE_TAG": "/content/p.nblabel",
    "KAGGLE_KERNEL_RUN_TYPE": "/kaggle/working/p.nblabel",
}


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*host._COLAB, *host._PASSING):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", HOSTS)
def test_a_passing_host_keeps_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert host.keeps_its_disk(HOSTS[name])
    monkeypatch.setenv(name, "x")
    assert not host.keeps_its_disk(HOSTS[name])


@pytest.mark.parametrize("home", ["postgresql+psycopg://host/db", "/content/drive/MyDrive/p.nblabel"])
def test_what_lies_elsewhere_stays(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLAB_RELEASE_TAG", "x")
    assert host.keeps_its_disk(home)


def test_the_settings_of_kaggles_own_program_are_no_sign_of_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGGLE_USERNAME", "ana")
    assert host.keeps_its_disk("/home/ana/p.nblabel")


def test_voila_shows_a_notebook_as_an_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SERVER_SOFTWARE", raising=False)
    assert not host.is_app()
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.8")
    assert host.is_app()


@pytest.mark.parametrize(("mode", "app"), [("run", True), ("edit", False), (None, False)])
def test_marimo_says_which_it_is(mode: str | None, app: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    marimo = types.ModuleType("marimo")
    marimo.app_meta = lambda: types.SimpleNamespace(mode=mode)  # type: ignore[attr-defined]
    monkeypatch.delenv("SERVER_SOFTWARE", raising=False)
    monkeypatch.setitem(sys.modules, "marimo", marimo)
    assert host.is_app() is app
