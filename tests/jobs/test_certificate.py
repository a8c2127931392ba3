"""A job's suggestions carry no promise, whatever it says itself; the promise comes by blind checks."""

from pathlib import Path

import pytest

import nblabel as nl
from nblabel import samples
from nblabel.openproject import Project
from nblabel.values.errors import NblabelError
from tests.jobs.conftest import knows, make, truth
from tests.waiting import PATIENCE


def checked(project: Project, count: int) -> None:
    """Answers so many items as checks, blind."""
    truths = {key: truth(project.read(key)) for key in project.items()["item"]}
    while project.progress()["submitted"] < count:
        assert samples.answer_page(project, truths, 12)
        assert project.assist.wait(PATIENCE)


def test_its_answers_are_certified_by_blind_checks(tmp_path: Path) -> None:
    with make(tmp_path, 400) as project:
        job = project.autolabel(knows)
        assert job.start().wait(PATIENCE)
        assert not project.suggestions()["certified"].any()
        project.annotate_many({f"t{n:02}": truth(project.read(f"t{n:02}")) for n in range(10)})
        project.assist.start(model=job, audit=1.0, blind=0.0)
        assert project.assist.wait(PATIENCE)
        checked(project, 72)
        table = project.suggestions()
        assert table[table["certified"]]["item"].nunique() >= 300
        assert project.assist.certificate is not None


def test_a_job_that_said_nothing_is_named(project: Project) -> None:
    project.annotate_many({f"t{n:02}": truth(project.read(f"t{n:02}")) for n in range(10)})
    project.assist.start(model=project.autolabel(knows))
    with pytest.raises(NblabelError, match="said nothing yet"):
        project.assist.wait(PATIENCE)


def test_a_language_model_is_not_asked_about_the_whole_pool(project: Project) -> None:
    project.annotate_many({f"t{n:02}": truth(project.read(f"t{n:02}")) for n in range(10)})
    project.assist.start(model=nl.gpt("m", "http://127.0.0.1:1/v1"))
    with pytest.raises(NblabelError, match="autolabel"):
        project.assist.wait(PATIENCE)


def test_what_assistance_says_is_kept_by_a_job(tmp_path: Path) -> None:
    with make(tmp_path, 60) as project:
        project.annotate_many({f"t{n:02}": truth(project.read(f"t{n:02}")) for n in range(30)})
        project.assist.start()
        assert project.assist.wait(PATIENCE)
        job = project.autolabel("assist")
        assert job.start().wait(PATIENCE)
        assert (job.kind, job.status()["done"]) == ("assist", 30)
        run = job.run
        table = job.rehearse()
        assert list(table["label"]) == ["cat", "dog"]
        project.assist.stop()
        path = project.store.about.home
    with nl.open(path) as project:
        kept = project.suggestions()
        assert (len(kept), set(kept["origin"])) == (30, {"job"})
        with pytest.raises(NblabelError, match="learnt nothing"):
            project.autolabel(run)


def test_accepted_ones_are_the_persons_and_the_rest_can_be_discarded(project: Project) -> None:
    job = project.autolabel(knows)
    assert job.start().wait(PATIENCE)
    assert project.accept(items=["t00", "t01"]) == 2
    assert list(project.annotations()["source"]) == ["accepted", "accepted"]
    assert set(project.annotations()["run"]) == {job.run}
    assert job.run is not None
    assert (job.info()["suggested"], project.discard(job.run), job.info()["suggested"]) == (38, 38, 0)
