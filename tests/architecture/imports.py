"""Who imports whom, read from the sources without running them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
SCRIPTS = ROOT / "js" / "src"
IMPORT = re.compile(r"^(?:import|export)\s(?!type\s)[^;]*?from\s+\"(\.[^\"]*)\"", re.MULTILINE)


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((SOURCE / "nblabel").rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, lazy: bool) -> set[str]:
    """What a file imports when it runs (`from a import b` as `a.b`); with `lazy`, in its functions too."""
    return set(_imports(ast.parse(path.read_text(encoding="utf-8")).body, lazy))


def _imports(body: list[ast.stmt], lazy: bool) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not lazy:
            continue
        elif isinstance(node, ast.If) and _for_types(node):
            yield from _imports(node.orelse, lazy)
        else:
            yield from _imports([n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)], lazy)


def _for_types(node: ast.If) -> bool:
    return ast.unparse(node.test).endswith("TYPE_CHECKING")


def ours(lazy: bool) -> dict[str, set[str]]:
    """For each module of the package, the others of the package it imports."""
    known = modules()
    found = {}
    for name, path in known.items():
        wanted = imported(path, lazy)
        found[name] = {w if w in known else w.rpartition(".")[0] for w in wanted} & known.keys() - {name}
    return found


def scripts() -> dict[str, set[str]]:
    """For each file of the front end, the others it imports; types are left out, they leave no trace."""
    files = [path for path in SCRIPTS.rglob("*.ts*") if not path.name.endswith(".d.ts")]
    by_name = {p.with_suffix("").resolve(): p.relative_to(SCRIPTS).as_posix() for p in files}
    found = {}
    for path in files:
        targets = IMPORT.findall(path.read_text(encoding="utf-8"))
        places = ((path.parent / t).resolve() for t in targets)
        found[by_name[path.with_suffix("").resolve()]] = {by_name[p] for p in places if p in by_name}
    return found


def cycle(graph: dict[str, set[str]]) -> list[str]:
    """One ring of imports, or nothing when there is none."""
    done: set[str] = set()
    for start in graph:
        ring = _walk(graph, start, [], done)
        if ring:
            return ring
    return []


def _walk(graph: dict[str, set[str]], name: str, trail: list[str], done: set[str]) -> list[str]:
    if name in trail:
        return [*trail[trail.index(name) :], name]
    if name in done:
        return []
    for other in sorted(graph[name]):
        ring = _walk(graph, other, [*trail, name], done)
        if ring:
            return ring
    done.add(name)
    return []
