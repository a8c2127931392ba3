"""What an export did."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ExportReport:
    """`items` answered items and `annotations` annotations written to `path`; `lost` says what it cannot keep."""

    format: str
    path: Path
    items: int
    annotations: int
    lost: tuple[str, ...] = ()
