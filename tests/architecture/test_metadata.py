"""What the package asks of others."""

import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_requirements_have_lower_bounds_only() -> None:
    described = pyproject()
    groups = [
        described["build-system"]["requires"],
        described["project"]["dependencies"],
        *described["project"]["optional-dependencies"].values(),
        *described["dependency-groups"].values(),
    ]
    wanted = [Requirement(line) for group in groups for line in group]
    assert [str(r) for r in wanted if [s.operator for s in r.specifier] != [">="]] == []
    assert described["project"]["requires-python"].startswith(">=")


def test_the_licence_is_mit() -> None:
    assert pyproject()["project"]["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")
