"""The command line, run as a person runs it."""

import csv
import subprocess
import sys
from pathlib import Path

import nblabel as nl
from nblabel import samples


def nblabel(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nblabel.cli", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_demo_writes_the_quickstart_and_its_pictures(tmp_path: Path) -> None:
    assert nblabel("demo", "--no-open", folder=tmp_path).returncode == 0
    assert (tmp_path / "nblabel-demo" / "01-grid.ipynb").exists()
    assert len(list((tmp_path / "nblabel-demo" / "digits").iterdir())) == 1797


def test_demo_keeps_a_notebook_that_was_worked_in(tmp_path: Path) -> None:
    place = tmp_path / "here"
    place.mkdir()
    (place / "01-grid.ipynb").write_text("mine")
    assert nblabel("demo", "--no-open", "--folder", "here", folder=tmp_path).returncode == 0
    assert (place / "01-grid.ipynb").read_text() == "mine"


def test_export_writes_the_answers_in_the_format_of_the_ending(tmp_path: Path) -> None:
    samples.digits(tmp_path / "digits", n=2)
    with nl.create(tmp_path / "d.nblabel", labels=["0", "1"]) as project:
        project.add(tmp_path / "digits")
        project.annotate("digit-0001.png", "1")
    run = nblabel("export", "d.nblabel", "out.csv", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    rows = list(csv.DictReader((tmp_path / "out.csv").open(newline="")))
    assert [(row["item"], row["label"]) for row in rows] == [("digit-0001.png", "1")]


def test_export_says_what_is_wrong_and_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "notes.nblabel").write_text("shopping list")
    wrong = nblabel("export", "notes.nblabel", "out.csv", folder=tmp_path)
    assert wrong.returncode == 1
    assert "notes.nblabel" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    unnamed = nblabel("export", "notes.nblabel", "out", folder=tmp_path)
    assert "--format csv" in unnamed.stderr


def test_help_lists_the_commands(tmp_path: Path) -> None:
    told = nblabel("--help", folder=tmp_path).stdout
    assert all(command in told for command in ("demo", "export", "doctor"))


def test_shares_of_a_project_are_embedded_apart_and_only_once(tmp_path: Path) -> None:
    samples.digits(tmp_path / "digits", n=40)
    with nl.create(tmp_path / "d.nblabel", labels=["0", "1"]) as project:
        project.add(tmp_path / "digits")
    told = [
        nblabel("embed", "d.nblabel", "--shard", share, "--features", "quick", folder=tmp_path).stdout.split()
        for share in ("1/2", "2/2", "1/1")
    ]
    (first, second, both) = ([int(line[0]), int(line[6])] for line in told)
    assert first[0] + second[0] == 40 == both[0]
    assert (first[1], second[1], both[1]) == (first[0], second[0], 0)


def test_a_share_that_cannot_be_is_refused(tmp_path: Path) -> None:
    run = nblabel("embed", "d.nblabel", "--shard", "3/2", folder=tmp_path)
    assert run.returncode == 1
    assert "none of 2 shares" in run.stderr
