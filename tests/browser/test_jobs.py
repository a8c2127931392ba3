"""Jobs in a real notebook: put together, begun, halted, gone on with and judged; on each page; and named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nblabel import practice
from tests.browser.harness.axe import violations
from tests.browser.harness.bench import Bench
from tests.browser.harness.jobs import Jobs
from tests.browser.harness.posts import LABELS, show_posts

POSTS = {f"post{n:03}": f"Post {n}: it is {('lovely', 'awful', 'unclear')[n % 3]}." for n in range(90)}
REMOTE = "https://gpt.example/v1"


def label_of(text: str) -> str:
    """What a post is, as its words say."""
    return next(
        label for label, word in zip(LABELS, ("lovely", "awful", "unclear"), strict=True) if word in text
    )


@pytest.fixture
def endpoint() -> Iterator[practice.Server]:
    with practice.Server(label_of) as server:
        yield server


@pytest.fixture
def jobs(bench: Bench, tmp_path: Path, endpoint: practice.Server) -> Jobs:
    """Ninety posts, and a model that knows what they are."""
    grid = show_posts(bench, tmp_path, POSTS)
    return Jobs(bench.notebook, grid, endpoint)


def test_a_job_suggests_what_a_person_takes_or_leaves(jobs: Jobs) -> None:
    grid = jobs.grid
    page = [tile.item for tile in grid.tiles()]
    jobs.open().only(12)
    jobs.planned("12 documents")
    jobs.start()
    jobs.wait_job("12 of 12")
    assert violations(grid) == []
    grid.wait(lambda: all(jobs.said(item) for item in page), "suggestions on the page")
    assert [jobs.said(item) for item in page] == [[label_of(POSTS[item])] for item in page]
    first, second = page[0], page[1]
    grid.cell(first).get_by_role("button", name=f"Accept {label_of(POSTS[first])}", exact=True).click()
    grid.wait_state(first, "draft", label_of(POSTS[first]))
    grid.cell(second).get_by_role("button", name=f"Reject {label_of(POSTS[second])}", exact=True).click()
    grid.wait(lambda: jobs.said(second) == [], "no suggestion")
    grid.button("Accept all").click()
    grid.wait(lambda: sum(tile.state == "draft" for tile in grid.tiles()) == len(page) - 1, "drafts")
    grid.wait_saved()
    assert jobs.value("project.annotations(drafts=True)['source'].unique().tolist()") == ["accepted"]


def test_a_job_is_halted_gone_on_with_and_judged_whole(jobs: Jobs) -> None:
    jobs.server.delay = 1.0
    jobs.open().planned("90 documents")
    jobs.start()
    jobs.press("Pause")
    jobs.wait_job("paused")
    done = jobs.value("project.jobs()[0].status()['done']")
    assert done < 90
    jobs.server.delay = 0.0
    jobs.press("Resume")
    jobs.wait_job("90 of 90")
    assert max(jobs.server.asked.values()) == 1
    jobs.press("Show suggestions")
    jobs.grid.wait(lambda: jobs.job().get_by_role("button", name="Accept all filtered").is_visible(), "them")
    jobs.press("Reject all filtered")
    jobs.grid.wait(lambda: jobs.value("len(project.suggestions())") == 0, "nothing suggested")
    jobs.grid.press("Control+z")
    jobs.grid.wait(lambda: jobs.value("len(project.suggestions())") == 90, "all suggested again")
    jobs.press("Accept all filtered")
    jobs.grid.wait(lambda: jobs.value("project.progress()['draft']") == 90, "drafts")
    assert jobs.value("project.annotations(drafts=True)['source'].unique().tolist()") == ["accepted"]


def test_a_rehearsal_tells_how_good_it_is_before_a_budget_is_spent(jobs: Jobs) -> None:
    answers = {key: label_of(text) for key, text in list(POSTS.items())[60:]}
    jobs.notebook.kernel.run(f"project.annotate_many({answers!r})")
    dialog = jobs.open().dialog
    dialog.get_by_role("spinbutton", name="Requests", exact=True).fill("44")
    jobs.planned("60 documents")
    dialog.get_by_role("button", name="Rehearse", exact=True).click()
    table = dialog.get_by_role("table", name="Rehearsal", exact=True)
    table.wait_for()
    assert violations(jobs.grid) == []
    assert all(label in table.inner_text() for label in LABELS)
    jobs.start()
    jobs.wait_job("paused")
    jobs.wait_job("44 requests")
    assert jobs.value("project.jobs()[0].status()['requests']") <= 44


def test_each_page_gets_suggestions_as_it_is_shown(jobs: Jobs) -> None:
    grid = jobs.grid
    page = [tile.item for tile in grid.tiles()]
    dialog = jobs.open().dialog
    dialog.get_by_role("radio", name="Each page, as it is shown", exact=True).check()
    jobs.planned("Each page")
    jobs.start()
    grid.wait(lambda: all(jobs.said(item) for item in page), "suggestions on the page")
    grid.button("Accept all").click()
    grid.wait(lambda: all(tile.state == "draft" for tile in grid.tiles()), "drafts")
    grid.press("Control+Enter")
    grid.wait(lambda: not {tile.item for tile in grid.tiles()} & set(page), "the next page")
    grid.wait(lambda: all(jobs.said(tile.item) for tile in grid.tiles()), "suggestions on the next page")
    grid.wait_saved()
    answered = dict(jobs.value("project.annotations()[['item', 'label']].values.tolist()"))
    assert answered == {item: label_of(POSTS[item]) for item in page}
    switch = grid.region.get_by_role("switch", name="Suggest on each page", exact=True)
    switch.click()
    grid.wait(lambda: switch.get_attribute("aria-checked") == "false", "the switch off")
    assert len(jobs.server.asked) < len(POSTS)


def test_nothing_leaves_before_the_person_agrees_and_there_is_a_key(jobs: Jobs) -> None:
    jobs.notebook.kernel.run("import os; os.environ.pop('OPENAI_API_KEY', None)")
    dialog = jobs.open().dialog
    jobs.choose(REMOTE)
    start = dialog.get_by_role("button", name="Start", exact=True)
    agree = dialog.get_by_role("checkbox", name="I agree that")
    agree.wait_for()
    assert start.get_attribute("aria-disabled") == "true"
    assert "gpt.example" in agree.locator("..").inner_text()
    assert "OPENAI_API_KEY" in dialog.inner_text()
    agree.check()
    start.click()
    jobs.planned("OPENAI_API_KEY")
    assert jobs.value("project.agreed('https://gpt.example/v1')")
    jobs.grid.press("Escape")
    dialog.wait_for(state="detached")


def test_names_are_proposed_for_a_selection_and_taken(jobs: Jobs) -> None:
    grid = jobs.grid
    grid.press("Control+a")
    grid.button("Name these").click()
    sheet = grid.region.get_by_role("dialog", name="Name these", exact=True)
    sheet.get_by_role("combobox", name="Model", exact=True).select_option("gpt")
    sheet.get_by_role("textbox", name="Model name", exact=True).fill("practice")
    sheet.get_by_role("textbox", name="Address", exact=True).fill(jobs.server.url)
    assert violations(grid) == []
    sheet.get_by_role("button", name="Suggest names", exact=True).click()
    sheet.wait_for(state="detached")
    offered = grid.region.get_by_role("list", name="Offered labels", exact=True)
    add = offered.get_by_role("button", name="Add").first
    name = (add.get_attribute("aria-label") or "").removeprefix("Add ")
    assert violations(grid) == []
    add.click()
    grid.labels().get_by_role("button", name=name, exact=True).wait_for()
    assert jobs.value(f"{name!r} in project.labels")
