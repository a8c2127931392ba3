"""nblabel: label images inside the notebook, and lose nothing.

`import nblabel as nl; nl.label("photos/", ["cat", "dog"])` is all it takes. Everything else is loaded when
it is first used.
"""

import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nblabel import practice, samples
    from nblabel.formats import table as formats
    from nblabel.gpt import model as gpt
    from nblabel.jobs.budget import Budget
    from nblabel.learn.features.choosing import features
    from nblabel.opening import create, label, open, project, projects
    from nblabel.openproject import Project
    from nblabel.values.errors import (
        AnnotationError,
        ImageError,
        LabelError,
        NblabelError,
        NotAProjectError,
        ProjectExistsError,
        ProjectTooNewError,
        SourceError,
        StorageError,
    )
    from nblabel.values.labels import Label
    from nblabel.values.public import Box, Choice, Mask, Polygon, Prediction, Span

__version__ = "0.1.0"

_HOMES = {
    "nblabel.jobs.budget": ("Budget",),
    "nblabel.learn.features.choosing": ("features",),
    "nblabel.opening": ("create", "label", "open", "project", "projects"),
    "nblabel.openproject": ("Project",),
    "nblabel.values.errors": (
        "AnnotationError",
        "ImageError",
        "LabelError",
        "NblabelError",
        "NotAProjectError",
        "ProjectExistsError",
        "ProjectTooNewError",
        "SourceError",
        "StorageError",
    ),
    "nblabel.values.labels": ("Label",),
    "nblabel.values.public": ("Box", "Choice", "Mask", "Polygon", "Prediction", "Span"),
}
# `formats` and `gpt` can be called, too
_ROOMS = ("formats", "gpt", "practice", "samples")
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "AnnotationError",
    "Box",
    "Budget",
    "Choice",
    "ImageError",
    "Label",
    "LabelError",
    "Mask",
    "NblabelError",
    "NotAProjectError",
    "Polygon",
    "Prediction",
    "Project",
    "ProjectExistsError",
    "ProjectTooNewError",
    "SourceError",
    "Span",
    "StorageError",
    "create",
    "features",
    "formats",
    "gpt",
    "label",
    "open",
    "practice",
    "project",
    "projects",
    "samples",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        import importlib

        return importlib.import_module(f"nblabel.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'nblabel' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOME[name]), name)


def _load_ahead() -> None:
    """In a notebook, loads the widget's libraries while the person writes the next line."""
    import contextlib
    import importlib

    with contextlib.suppress(ImportError):  # then the line that needs them says so
        importlib.import_module("nblabel.opening")
        importlib.import_module("nblabel.widget.labeler")


if "ipykernel" in sys.modules:
    threading.Thread(target=_load_ahead, name="nblabel-load", daemon=True).start()


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
