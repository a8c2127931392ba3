"""Looking again by itself: at an interval, and when the work runs low."""

import time
from pathlib import Path

import pytest
from PIL import Image

import nblabel as nl
from nblabel import watching
from tests.waiting import until


def test_new_files_join_at_the_interval(project: nl.Project, photos: Path) -> None:
    watch = project.watch(minutes=0.05 / 60)
    Image.new("RGB", (9, 9)).save(photos / "new.png")
    until(lambda: len(project.items()) == 9)
    watch.stop()
    Image.new("RGB", (9, 9)).save(photos / "later.png")
    time.sleep(0.2)
    assert len(project.items()) == 9


def test_a_queue_that_runs_low_is_refilled_sooner(
    project: nl.Project, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(watching, "PAUSE_SECONDS", 0.0)
    watch = project.watch(minutes=60)
    Image.new("RGB", (9, 9)).save(photos / "new.png")
    until(lambda: len(project.items()) == 9)
    watch.stop()


def test_it_ends_with_the_project(project: nl.Project) -> None:
    watch = project.watch(minutes=0.05 / 60)
    project.close()
    until(lambda: not watch._thread.is_alive())


def test_no_interval_is_refused(project: nl.Project) -> None:
    with pytest.raises(nl.NblabelError, match="above 0"):
        project.watch(minutes=0)
