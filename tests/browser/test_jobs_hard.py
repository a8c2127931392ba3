"""A job outlives its kernel, and spans that a model found come into the reader."""

from pathlib import Path

import pytest

from nblabel import practice
from tests.browser.conftest import OpenNotebook
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import NAME
from tests.browser.harness.grid import Grid
from tests.browser.harness.jobs import Jobs
from tests.browser.harness.reader import Reader, show_documents

LETTER = "Adelaide Marsh took the night train from Trieste to Ljubljana. Adelaide slept."
PLACES = ("Trieste", "Ljubljana")


@pytest.mark.long
def test_a_job_is_found_halted_after_its_kernel_died_and_goes_on(
    open_notebook: OpenNotebook, tmp_path: Path
) -> None:
    where = str(tmp_path / f"{NAME}.nblabel")
    texts = [f"Note {n} is short." for n in range(80)]
    notebook = open_notebook(
        [
            "import nblabel as nl, pandas as pd",
            f"project = nl.project({where!r}, labels=['yes', 'no'], media='text', instructions='')\n"
            f"report = project.add(pd.DataFrame({{'text': {texts!r}, 'key': range(80)}}),"
            " columns={'text': 'text', 'key': 'key'}, progress=False)\nproject",
        ]
    )
    with practice.Server(lambda text: "yes", delay=1.0) as server:
        notebook.run_all()
        jobs = Jobs(notebook, Grid(notebook.page, NAME).start(), server)
        jobs.open().planned("80 documents")
        jobs.start()
        jobs.wait_job("running")
        jobs.grid.wait(lambda: server.requests > 0, "requests")
        notebook.kill_kernel()
        server.delay = 0.0
        notebook.run_all()
        jobs.grid.start()
        jobs.wait_job("paused")
        assert "ended" in jobs.job().inner_text()
        requests = server.requests
        assert jobs.value("len(project.suggestions())") < 80
        assert server.requests == requests, "nothing is asked by itself"
        jobs.press("Resume")
        jobs.wait_job("80 of 80")
        assert jobs.value("len(project.suggestions())") == 80
        assert max(server.asked.values()) <= 2


def test_spans_that_a_model_found_are_accepted_in_the_reader(bench: Bench, tmp_path: Path) -> None:
    found = [(LETTER.index(one), LETTER.index(one) + len(one), "Place") for one in PLACES]
    grid = show_documents(bench, tmp_path, {"letter": LETTER}, ["Person", "Place"])
    with practice.Server(lambda text: found) as server:
        reader = Reader(grid).ready("letter")
        jobs = Jobs(bench.notebook, grid, server)
        jobs.open().planned("1 document")
        jobs.start()
        jobs.wait_job("1 of 1")
        placed = reader.wait_spans([("Place", start, end) for start, end, _ in found])
        assert {span.source for span in placed} == {"suggestion"}
        grid.button("Accept all").click()
        grid.wait(lambda: {span.source for span in reader.spans()} != {"suggestion"}, "spans of the person")
        grid.wait_saved()
    stored = bench.notebook.kernel.value(
        "project.annotations(drafts=True)[['label', 'text']].values.tolist()"
    )
    assert sorted(stored) == [["Place", "Ljubljana"], ["Place", "Trieste"]]
