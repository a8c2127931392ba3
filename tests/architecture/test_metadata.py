"""What the package asks of others."""

import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.imports import imported, modules

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
    lines = [line for group in groups for line in group if isinstance(line, str)]  # the others name groups
    wanted = [Requirement(line) for line in lines]
    assert [str(r) for r in wanted if [s.operator for s in r.specifier] != [">="]] == []
    assert described["project"]["requires-python"].startswith(">=")


def test_what_is_imported_is_asked_for() -> None:
    project = pyproject()["project"]
    lines = [
        *project["dependencies"],
        *(r for extra in project["optional-dependencies"].values() for r in extra),
    ]
    asked = {canonicalize_name(Requirement(line).name) for line in lines}
    roots = {name.split(".")[0] for path in modules().values() for name in imported(path, lazy=True)}
    others = roots - sys.stdlib_module_names - {"nblabel"}
    homes = packages_distributions()
    assert {r for r in others if not asked & {canonicalize_name(home) for home in homes.get(r, [])}} == set()


def test_the_licence_is_mit() -> None:
    assert pyproject()["project"]["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")
