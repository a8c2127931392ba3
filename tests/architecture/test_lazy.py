"""`import nblabel` is quick: what is heavy is loaded by whoever needs it."""

import json
import subprocess
import sys

HEAVY = {
    "torch",
    "torchvision",
    "sklearn",
    "pandas",
    "scipy",
    "openai",
    "alembic",
    "IPython",
    "ipywidgets",
    "pydicom",
    "cv2",
}


def loaded_by(code: str) -> set[str]:
    program = f"{code}\nimport sys, json; print(json.dumps([m.split('.')[0] for m in sys.modules]))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


def test_import_nblabel_loads_nothing_heavy() -> None:
    assert loaded_by("import nblabel") & HEAVY == set()


def test_making_the_widget_loads_no_torch() -> None:
    assert (
        loaded_by("import nblabel.openproject, nblabel.widget.labeler")
        & {"torch", "sklearn", "pydicom", "cv2"}
        == set()
    )
