"""A month's money at an endpoint: counted over projects and kernels, and never passed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from nblabel.jobs import monthly
from nblabel.jobs.monthly import Monthly
from nblabel.openproject import Project
from nblabel.store.jobs import JobError
from tests.waiting import PATIENCE


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's account is."""
    path = tmp_path / "data" / "spent.sqlite"
    monkeypatch.setattr(monthly, "_place", lambda: path)
    return path


def test_what_is_taken_counts_for_everybody_and_what_is_given_back_does_not(place: Path) -> None:
    mine, other = Monthly("a", 10), Monthly("a", 10)
    month = mine.take(6)
    assert (other.take(5), other.fits(4), other.spent()) == ("", True, 6.0)
    mine.give_back(month, 2)
    assert other.take(5)
    assert (other.spent(), Monthly("b", 10).spent()) == (9.0, 0.0)


def test_many_at_once_never_pass_the_limit(place: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: Monthly("a", 10).take(1), range(40)))
    assert sum(bool(month) for month in taken) == 10
    assert Monthly("a", None).spent() == 10.0


def test_a_new_month_begins_at_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monthly, "this_month", lambda: "2025-01")
    account = Monthly("a", 10)
    january = account.take(10)
    monkeypatch.setattr(monthly, "this_month", lambda: "2025-02")
    assert account.take(10) == "2025-02"
    account.give_back(january, 3)
    assert account.spent() == 10.0


def test_a_limit_needs_its_file_and_mere_counting_does_not(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = tmp_path / "file" / "spent.sqlite"
    with pytest.raises(JobError, match="monthly"):
        Monthly("a", 10, broken).take(1)
    assert Monthly("a", None, broken).take(1)


def test_a_job_stops_before_it_is_passed_and_says_so(
    answered: Project, serve: Callable[..., Any], place: Path
) -> None:
    server = serve()
    gpt = nl.gpt("practice", server.url, price=(1000, 1000), in_flight=4)
    limit = 12.0  # money: tokens in thousands
    job = answered.autolabel(gpt, budget=nl.Budget(monthly=limit)).start()
    assert job.wait(PATIENCE)
    told = job.status()
    assert (told["state"], "a month" in told["reason"]) == ("paused", True)
    assert 0 < server.tokens.total() / 1000 <= limit
    assert Monthly(job.model, None).spent() == pytest.approx(told["cost"])
    with pytest.raises(JobError, match="price"):
        answered.autolabel(nl.gpt("practice", server.url), budget=nl.Budget(monthly=1))
