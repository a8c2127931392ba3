"""`python -m benchmarks.soak`: thousands of photos labelled while kernel, page and browser are killed.

Exits with 1 when anything that the page had shown is not stored, or is stored twice.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.figures import RESULTS, machine
from benchmarks.soak.campaign import Campaign
from benchmarks.soak.plan import Counts
from benchmarks.soak.verdict import judge

NAME = "nothing_lost"


def main() -> int:
    """Runs one campaign, prints and writes its figures."""
    options = _options()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="nblabel-soak-"))
    counts = Counts(options.items, options.kills, options.reloads, options.browser_kills)
    print(f"labelling {counts.items} photos in {folder}, seed {options.seed}")
    begun = time.monotonic()
    with sync_playwright() as playwright:
        campaign = Campaign(playwright, folder, counts, options.seed)
        try:
            campaign.run()
        finally:
            campaign.close()
    verdict = judge(campaign.project, campaign.log.path)
    figures = {
        "seconds": round(time.monotonic() - begun),
        "seed": options.seed,
        "struck": dict(campaign.struck),
        "outstanding": campaign.outstanding,
        "widget_back_after_reload_by_itself": campaign.back_by_itself,
        **asdict(verdict),
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    if options.items >= Counts.items:
        about = {"name": NAME, "date": datetime.now(UTC).date().isoformat(), "machine": machine()}
        versions = {name: version(name) for name in ("jupyterlab", "ipykernel", "ipywidgets", "anywidget")}
        RESULTS.mkdir(exist_ok=True)
        told = json.dumps(about | {"versions": versions} | figures, indent=1, ensure_ascii=False)
        (RESULTS / f"{NAME}.json").write_text(told + "\n")
    return 0 if verdict.good else 1


def _options() -> Any:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--items", type=int, default=Counts.items, help="photos")
    parser.add_argument("--kills", type=int, default=Counts.kernel, help="SIGKILLs of the kernel")
    parser.add_argument("--reloads", type=int, default=Counts.reload, help="reloads of the page")
    parser.add_argument("--browser-kills", type=int, default=Counts.browser, help="SIGKILLs of the browser")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="an empty one; a temporary one when left out")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
