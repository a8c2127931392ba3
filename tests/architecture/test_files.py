"""What every file of the repository keeps to."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = 300
CODE = {".py", ".ts", ".tsx", ".css", ".mjs"}
TEXT = CODE | {".md", ".toml", ".json", ".yml", ".yaml", ".ipynb", ".sh", ".html", ".npmrc", ""}

# Longer files, each with its reason.
LONG = {
    "src/nblabel/widget/protocol.py": "the wire is read as one page",
    "js/src/wire/protocol.ts": "generated",
}

# Written in two halves, so that this file does not find itself.
HOSTS = [
    "registry." + "npmjs",
    "pypi." + "org",
    "python" + "hosted",
    "download." + "pytorch",
    "conda." + "anaconda",
]
PLACES = [re.escape(f"{ROOT}/"), "/" + "work/", "/" + "root/", "/" + "opt/"]


def files() -> list[Path]:
    """Every file that git keeps, and those it would keep if they were added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_files_are_short_enough_to_read() -> None:
    code = [path for path in files() if path.suffix in CODE]
    lengths = {p.relative_to(ROOT).as_posix(): len(p.read_text("utf-8").splitlines()) for p in code}
    assert {name for name, lines in lengths.items() if lines > LINES} - LONG.keys() == set()


@pytest.mark.parametrize("pattern", HOSTS + PLACES)
def test_no_file_names_a_registry_or_a_place_on_one_machine(pattern: str) -> None:
    texts = [path for path in files() if path.suffix in TEXT]
    assert [str(p.relative_to(ROOT)) for p in texts if re.search(pattern, p.read_text("utf-8"))] == []


def test_no_room_is_a_junk_room() -> None:
    junk = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert [
        str(p) for p in files() if junk & {part.lower() for part in p.relative_to(ROOT).with_suffix("").parts}
    ] == []
