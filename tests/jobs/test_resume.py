"""Jobs outlive their kernel: found paused, taken up when a person says so, nothing done asked again."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from nblabel.openproject import Project
from nblabel.store.jobs import JobError
from tests.jobs.conftest import knows, make, truth
from tests.waiting import PATIENCE, until

WORK = """
import sys, time
import nblabel as nl
project = nl.open(sys.argv[1])
job = project.jobs()[0]
job.start() if job.status()["state"] == "ready" else job.resume()
job.wait()
"""


def work_on(path: Path, until_true: Callable[[], object]) -> None:
    """Lets another kernel go on with the newest job of a project, and kills it once that is true."""
    process = subprocess.Popen([sys.executable, "-c", WORK, str(path)])
    try:
        until(until_true)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def test_a_killed_kernel_leaves_the_job_paused_and_nothing_is_asked_a_third_time(
    tmp_path: Path, serve: Callable[..., Any]
) -> None:
    server = serve(delay=0.05)
    with make(tmp_path, 120) as project:
        path = Path(project.store.about.home)
        project.autolabel(nl.gpt("practice", server.url, in_flight=4, price=(1, 1)))
    for goal in (10, 50):
        work_on(path, lambda goal=goal: server.answered.total() >= goal)  # type: ignore[misc]
    with nl.open(path) as project:
        job = project.jobs()[0]
        assert (job.status()["state"], "resume" in job.reason) == ("paused", True)
        done = set(job.report().query("state == 'done'")["item"])
        before = dict(server.asked)
        job.resume()
        assert job.wait(PATIENCE)
        assert max(server.asked.values()) <= 2
        assert {text for text, n in server.asked.items() if n > before.get(text, 0)}.isdisjoint(
            project.read(item) for item in done
        )
        told = job.status()
        assert told["done"] + told["failed"] == 120
        assert set(job.report().query("state == 'failed'")["reason"]) <= {_twice()}
        held = project.store.job(job.id)
        assert held.used.requests + held.held.requests >= server.asked.total()


def _twice() -> str:
    from nblabel.store.jobs import TWICE

    return TWICE


def test_work_that_costs_never_starts_by_itself(tmp_path: Path, serve: Callable[..., Any]) -> None:
    server = serve()
    with make(tmp_path) as project:
        path = project.store.about.home
        project.autolabel(nl.gpt("practice", server.url))
    with nl.open(path) as project:
        time.sleep(0.2)
        assert (project.jobs()[0].status()["state"], server.statuses.total()) == ("ready", 0)


def test_closing_the_project_lets_its_jobs_rest(tmp_path: Path, serve: Callable[..., Any]) -> None:
    server = serve(delay=0.05)
    project = make(tmp_path)
    job = project.autolabel(nl.gpt("practice", server.url, in_flight=2)).start()
    until(lambda: job.status()["done"] > 2)
    project.close()
    with nl.open(project.cache.with_suffix(".nblabel")) as again:
        job = again.jobs()[0]
        assert (job.status()["state"], "closed" in job.reason) == ("paused", True)
        assert set(job.report()["state"]) == {"done", "waiting"}
        job.resume()
        assert job.wait(PATIENCE)
        assert (job.status()["done"], set(server.asked.values())) == (40, {1})


def test_an_own_model_is_given_anew_after_a_restart(tmp_path: Path) -> None:
    with make(tmp_path) as project:
        path = project.store.about.home
        project.autolabel(knows)
    with nl.open(path) as project:
        job = project.jobs()[0]
        with pytest.raises(JobError, match=r"resume\(model="):
            job.resume()
        job.resume(model=knows)
        assert job.wait(PATIENCE)
        assert job.status()["done"] == 40


def test_a_redaction_is_given_anew_or_nothing_leaves(tmp_path: Path, serve: Callable[..., Any]) -> None:
    server = serve()

    def hide(text: str) -> str:
        return text.replace("number", "n.")

    with make(tmp_path) as project:
        path = project.store.about.home
        project.autolabel(nl.gpt("practice", server.url, redact=hide))
    with nl.open(path) as project:
        job = project.jobs()[0]
        for without in (None, nl.gpt("practice", server.url)):
            with pytest.raises(JobError, match="redact"):
                job.resume(model=without)
        job.resume(model=nl.gpt("practice", server.url, redact=hide))
        assert job.wait(PATIENCE)
        assert not any("number" in text for text in server.asked)


def test_another_model_does_not_take_a_job_over(project: Project, serve: Callable[..., Any]) -> None:
    job = project.autolabel(nl.gpt("practice", serve().url))
    with pytest.raises(JobError, match="practice"):
        job.resume(model=nl.gpt("other", serve().url))


def test_two_kernels_do_not_run_one_job(tmp_path: Path) -> None:
    with make(tmp_path) as project, nl.open(project.store.about.home) as other:

        def slow(contents: list[str]) -> list[str]:
            time.sleep(0.3)
            return [truth(text) for text in contents]

        job = project.autolabel(slow).start()
        with pytest.raises(JobError, match="running"):
            other.job(job.id).resume(model=slow)
        assert job.wait(PATIENCE)


def test_nothing_of_a_job_is_left_running(tmp_path: Path) -> None:
    import threading

    with make(tmp_path) as project:
        assert project.autolabel(knows).start().wait(PATIENCE)
    names = {thread.name for thread in threading.enumerate()}
    until(lambda: not any("nblabel-job" in thread.name for thread in threading.enumerate()), names)
