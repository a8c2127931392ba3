"""The Python in the guide runs as it stands, first block to last, and its links lead somewhere."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nblabel import samples

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
IN_SITE = re.compile(r"^ +- .*: (\S+\.md)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)")


RUNS = [
    "README.md",
    "docs/quickstart.md",
    "docs/how-to/filter-and-bulk.md",
    "docs/how-to/a-million-files.md",
    "docs/how-to/label-text.md",
    "docs/how-to/review-suggestions.md",
    "docs/how-to/import-and-export.md",
]


@pytest.mark.parametrize("name", RUNS)
def test_the_python_of_a_page_runs(name: str, tmp_path: Path) -> None:
    samples.digits(tmp_path / "photos", n=5)
    program = "\n".join(BLOCK.findall((ROOT / name).read_text("utf-8")))
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_of_every_page_is_python(page: Path) -> None:
    for block in BLOCK.findall(page.read_text("utf-8")):
        ast.parse(block)


def test_every_page_is_in_the_sites_navigation() -> None:
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in PAGES if (ROOT / "docs") in path.parents}
    listed = IN_SITE.findall((ROOT / "mkdocs.yml").read_text("utf-8"))
    assert sorted(listed) == sorted(pages - {"pictures/README.md"})
