"""The doctor looks at the real thing and says how to mend it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nblabel.doctor import Finding, examine, numbers


def found(name: str, folder: Path, database: str | None = None) -> Finding:
    return next(finding for finding in examine(folder, database) if finding.name == name)


def test_a_healthy_folder_takes_projects_and_is_left_empty(tmp_path: Path) -> None:
    assert found("Projects here", tmp_path).verdict == "works"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    finding = found("Projects here", tmp_path / "gone")
    assert finding.verdict == "broken"
    assert str(tmp_path / "gone") in finding.says


def test_everything_broken_or_limited_says_how_to_mend_it(tmp_path: Path) -> None:
    findings = list(examine(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:1/none"))
    assert all(finding.mend for finding in findings if finding.verdict != "works")
    assert findings[-1].verdict == "broken"


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    finding = found("Database", tmp_path, "postgresql+psycopg://ana:secret@127.0.0.1:1/none")
    assert "secret" not in finding.says


def test_a_host_whose_disk_dies_is_told_to_download(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    assert "backup" in found("Host", tmp_path).mend


def test_the_exit_status_says_whether_something_is_broken(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nblabel.cli", "doctor", "--database", "nonsense"]
    run = subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "FAIL Database" in run.stdout


def test_versions_are_compared_by_number() -> None:
    assert numbers("7.4.0rc1") == (7, 4)
    assert numbers("10.0") > numbers("7.4")
