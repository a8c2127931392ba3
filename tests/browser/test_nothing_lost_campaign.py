"""The long campaign (`make soak`) in short, and that its verdict sees a loss when there is one."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Playwright

from benchmarks.soak.campaign import Campaign
from benchmarks.soak.photos import LABELS
from benchmarks.soak.plan import Counts
from benchmarks.soak.shown import Shown
from benchmarks.soak.verdict import judge

DRAFT = ["a.jpg", "draft", ["glass"]]
OPEN = ["a.jpg", "unlabeled", []]


def log(*entries: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"at": n, **entry} for n, entry in enumerate(entries)]


def painted(tile: list[Any]) -> dict[str, Any]:
    return {"kind": "painted", "tiles": [tile]}


ACT = {"kind": "act", "what": "label", "targets": ["a.jpg"], "means": [DRAFT]}
FAULT = {"kind": "fault", "what": "kernel"}


@pytest.mark.parametrize(
    ("entries", "lost"),
    [
        ([painted(OPEN), ACT, painted(DRAFT), FAULT, painted(OPEN), {"kind": "settled", "tiles": [OPEN]}], 1),
        (
            [painted(OPEN), ACT, painted(DRAFT), FAULT, painted(OPEN), {"kind": "settled", "tiles": [DRAFT]}],
            0,
        ),
        ([painted(OPEN), ACT, FAULT, {"kind": "settled", "tiles": [OPEN]}], 0),
        ([painted(OPEN), ACT, FAULT, {"kind": "settled", "tiles": [DRAFT]}], 0),
        ([painted(OPEN), FAULT, {"kind": "settled", "tiles": [DRAFT]}], 1),
    ],
    ids=["painted and gone", "painted and back", "never painted, gone", "never painted, kept", "never done"],
)
def test_what_was_painted_must_come_back_as_it_was(entries: list[dict[str, Any]], lost: int) -> None:
    assert len(Shown().read(log(*entries)).lost) == lost


def test_what_was_painted_last_must_be_stored() -> None:
    shown = Shown().read(log(painted(OPEN), ACT, painted(DRAFT)))
    assert shown.allows("a.jpg", ("draft", ("glass",)))
    assert not shown.allows("a.jpg", ("unlabeled", ()))


def draw(folder: Path, count: int, seed: int) -> int:
    """Plain pictures in the folders of the classes, so that the test needs no photos."""
    for n in range(count):
        place = folder / LABELS[n % len(LABELS)] / f"{n}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (64, 48), (n * 5, 90, seed)).save(place)
    return count


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_short_campaign_loses_and_doubles_nothing(playwright: Playwright, tmp_path: Path) -> None:
    counts = Counts(items=36, kernel=1, reload=1, browser=1)
    campaign = Campaign(playwright, tmp_path, counts, seed=1, photos=draw)
    try:
        campaign.run()
    finally:
        campaign.close()
    verdict = judge(campaign.project, campaign.log.path)
    assert sum(campaign.struck.values()) == 3
    assert (verdict.lost, verdict.doubled, verdict.answers) == ([], [], 36)
    assert verdict.acts - 2 <= verdict.edits <= verdict.acts, "a key pressed at the very end may not arrive"
