"""`python -m nblabel.practice '{"delay": 0.05}'`: a practice server as a program of its own.

Takes the keywords of `Server` as JSON; its first line is the address. It ends with who started it.
"""

import json
import sys

from nblabel.practice.server import Server


def main() -> None:
    """Serves until its input ends; then says as JSON how often each item was asked and answered."""
    told = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    with Server(**told) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        sys.stdin.read()
        counts = {name: getattr(server, name) for name in ("asked", "answered", "statuses", "tokens")}
        sys.stdout.write(json.dumps(counts) + "\n")


if __name__ == "__main__":
    main()
