"""What an export did."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ExportReport:
    """`items` answered items with `annotations` in all, written to `path`; `lost` is what it cannot keep."""

    format: str
    path: Path
    items: int
    annotations: int
    lost: tuple[str, ...] = ()
