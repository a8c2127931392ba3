"""Every benchmark, one after the other, each in a process of its own: `make bench`.

python -m benchmarks [--quick]
"""

import subprocess
import sys

# In the order of the README; each prints its tables and writes benchmarks/results/<name>.json.
NAMES = (
    "store_submit",
    "texts",
    "wall_kernel",
    "refresh",
    "learning_speed",
    "head_speed",
    "embedding",
    "first_clusters",
    "keys_learning",
    "doubts",
    "label_efficiency",
    "learning_acts",
    "certificate",
    "rehearsal",
    "gpt_speed",
    "gpt_faults",
    "thumbnails",
    "large_photos",
    "outlines",
    "smart_region",
    "pyramid",
    "stage",
    "stage_masks",
    "huge",
    "reader",
    "wall_pictures",
    "wall",
    "wall_texts",
    "first_paint",
    "keys",
)


def main() -> int:
    """Runs them all; 1 when one of them failed (a bar that is not met is told in its table, not here)."""
    failed = []
    for name in NAMES:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
