"""The key is in the environment and in the request's header, and nowhere else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.jobs.conftest import make
from tests.waiting import PATIENCE

KEY = "sk-practice-Zq7f9L2mXw81/+="
CODE = """
import logging, sys, traceback
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
import nblabel as nl
project = nl.open({home!r})
good = nl.gpt("practice", {good!r}, price=(1, 1))
print(good, repr(good), vars(good))
job = project.autolabel(good, budget=nl.Budget(money=1))
print(job.estimate(), job.rehearse(4), job.start().wait({seconds}), job.info(), job.report(), project.jobs())
print(project.suggest_labels(["t20", "t21"], good))
for model, url in (("practice", {bad!r}), ("other", {good!r})):
    failing = project.autolabel(nl.gpt(model, url, timeout=5), items=3)
    failing.start().wait({seconds})
    print(failing.status(), failing.report())
    try:
        project.suggest_labels(["t22"], nl.gpt(model, url, timeout=5))
    except nl.NblabelError:
        traceback.print_exc()
    try:
        failing.rehearse(2)
    except nl.NblabelError:
        traceback.print_exc()
project.label(assist=False)
project.close()
"""


def written(folder: Path) -> bytes:
    """All that is in the files of a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def code(tmp_path: Path, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> str:
    """Work with keys that fit and that do not, for a kernel that has one in its environment."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "IPYTHONDIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    with make(tmp_path) as project:
        project.annotate_many({f"t{n:02}": "cat" for n in range(8)})
        home = project.store.about.home
    good, bad = serve(key=KEY), serve(key="another")
    return CODE.format(home=home, good=good.url, bad=bad.url, seconds=PATIENCE)


def test_it_is_in_no_file_no_log_no_traceback_and_no_saved_notebook(tmp_path: Path, code: str) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    client = NotebookClient(notebook, timeout=PATIENCE, store_widget_state=True, allow_errors=True)
    client.execute()
    nbformat.write(notebook, tmp_path / "saved.ipynb")
    saved = (tmp_path / "saved.ipynb").read_text()
    assert "'done': 32" in saved
    assert "Traceback" in saved
    assert "DEBUG:openai" in saved
    assert KEY[4:20] not in saved
    assert KEY[4:20].encode() not in written(tmp_path)
