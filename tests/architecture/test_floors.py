"""The house has floors, and imports point down only (CONTRIBUTING.md, "The floors")."""

import pytest

from tests.architecture.imports import cycle, imported, modules, ours, scripts

FLOORS = {"values": 0, "store": 1, "media": 1, "formats": 1, "learn": 2, "gpt": 2, "widget": 4}
DOORS = {"__main__", "cli", "doctor", "practice", "samples"}
USE_CASES = 3

# Imports that point up, each with its reason; all of them run inside a function.
UPWARD = {
    ("nblabel.openproject", "nblabel.widget.labeler"): "a project as a cell's last line shows its labeler",
    ("nblabel.openproject", "nblabel.widget.map.widget"): "a project shows its map",
}
WIDGET_LIBRARIES = {"IPython", "anywidget", "comm", "ipycanvas", "ipykernel", "ipywidgets", "traitlets"}

SCRIPT_FLOORS = {
    "geometry": 1,
    "document": 1,
    "wire": 1,
    "session": 2,
    "scene": 2,
    "tools": 2,
    "input": 3,
    "paint": 3,
    "views": 4,
    "widget.ts": 5,
}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def floor(module: str) -> int:
    return FLOORS.get(room(module), 5 if room(module) in DOORS | {"__init__"} else USE_CASES)


def test_imports_point_down() -> None:
    up = {(a, b) for a, others in ours(lazy=True).items() for b in others if floor(b) > floor(a)}
    assert up == UPWARD.keys()


def test_an_import_that_points_up_runs_only_when_it_is_needed() -> None:
    eager = ours(lazy=False)
    assert [pair for pair in UPWARD if pair[1] in eager[pair[0]]] == []


def test_rooms_of_floor_one_do_not_know_each_other() -> None:
    pairs = [(a, b) for a, others in ours(lazy=True).items() for b in others if floor(a) == floor(b) == 1]
    assert [(a, b) for a, b in pairs if room(a) != room(b)] == []


@pytest.mark.parametrize("lazy", [False, True])
def test_there_are_no_rings_of_imports(lazy: bool) -> None:
    graph = {a: {b for b in others if (a, b) not in UPWARD} for a, others in ours(lazy).items()}
    assert cycle(graph) == []


def test_a_ring_would_be_found() -> None:
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


def test_only_the_widget_floor_imports_widget_libraries() -> None:
    found = {
        (name, other)
        for name, path in modules().items()
        for other in imported(path, lazy=True)
        if other.split(".")[0] in WIDGET_LIBRARIES
    }
    assert [pair for pair in sorted(found) if room(pair[0]) != "widget"] == []


def test_the_front_end_imports_downwards_too() -> None:
    graph = scripts()
    level = {name: SCRIPT_FLOORS[name.split("/")[0]] for name in graph}
    assert [(a, b) for a, others in graph.items() for b in others if level[b] > level[a]] == []
    assert cycle(graph) == []
