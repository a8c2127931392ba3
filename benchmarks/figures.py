"""What was measured: kept in results/ as JSON with the machine it was measured on, and printed as a table."""

import datetime
import json
import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

RESULTS = Path(__file__).parent / "results"


def summary(times: Sequence[float]) -> dict[str, float]:
    """Count, median, 95th percentile and largest, in the unit of `times`."""
    ordered = sorted(map(float, times))
    p95 = ordered[max(0, -(-95 * len(ordered) // 100) - 1)]
    return {
        "n": len(ordered),
        "median": round(statistics.median(ordered), 2),
        "p95": round(p95, 2),
        "max": round(ordered[-1], 2),
    }


def at_most(what: str, value: float, bar: float) -> dict[str, Any]:
    """A bar: how `value` stands to the most that it may be."""
    return {"what": what, "value": round(value, 2), "at_most": bar, "met": value <= bar}


def machine() -> dict[str, Any]:
    """The machine, and how busy it is as the measurement ends."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load_1_min": round(os.getloadavg()[0], 2),
    }


def publish(
    name: str, figures: Sequence[dict[str, Any]], bars: Sequence[dict[str, Any]], quick: bool, **about: Any
) -> None:
    """Prints figures and bars; writes `results/<name>.json` unless it was only a quick try."""
    print(f"\n{name}")
    _table(figures)
    _table([bar | {"met": "yes" if bar["met"] else "NO"} for bar in bars])
    if quick:
        return
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    told = {"name": name, "date": date, "machine": machine(), **about, "figures": figures, "bars": bars}
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(told, indent=1, ensure_ascii=False, default=_plain)
    (RESULTS / f"{name}.json").write_text(text + "\n")


def _plain(number: Any) -> Any:
    """A number of numpy's as one of Python's."""
    return number.item()


def _table(rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    heads = list(rows[0])
    lines = [heads, *([_shown(row.get(head, "")) for head in heads] for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(heads))]
    for line in lines:
        first, *others = zip(line, widths, strict=True)
        print("  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]))
    print()


def _shown(value: object) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else str(value)


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
