"""A practice server in a process of its own, as far away as a real endpoint is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Apart:
    """Where it is; `counts` (`asked`, `answered`, `statuses`) is there once it has ended."""

    url: str
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


@contextmanager
def apart(**options: Any) -> Iterator[Apart]:
    """A practice server with the keywords of `nl.practice.Server`."""
    program = [sys.executable, "-m", "nblabel.practice", json.dumps(options)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        server = Apart(process.stdout.readline().strip())
        try:
            yield server
        finally:
            server.counts = json.loads(process.communicate("")[0] or "{}")
