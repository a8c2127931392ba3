"""What can be known of the host: who is labeling, and whether its disk outlives the session."""

import getpass
import os
import sys
from pathlib import Path

# What these hosts, and only they, have in the environment of a kernel.
_COLAB = ("COLAB_RELEASE_TAG", "COLAB_BACKEND_VERSION", "COLAB_JUPYTER_TOKEN")
_PASSING = (
    "BINDER_SERVICE_HOST", "BINDER_REPO_URL", "BINDER_REF_URL", "BINDER_LAUNCH_HOST", "BINDER_REQUEST",
    "KAGGLE_KERNEL_RUN_TYPE",
)  # fmt: skip


def default_annotator() -> str:
    """JupyterHub's name for the person where there is one, else the login name."""
    hub = os.environ.get("JUPYTERHUB_USER", "")
    if hub:
        return hub
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return "annotator"


def keeps_its_disk(home: str) -> bool:
    """False where what lies at `home` is thrown away with the session: on Binder, Colab and Kaggle.

    A database elsewhere stays, and so does a Google Drive that Colab has mounted. A container of one's own
    cannot be told from one that lasts, so nothing is guessed of it.
    """
    if "://" in home:
        return True
    if any(name in os.environ for name in _COLAB):
        return Path(home).is_relative_to("/content/drive")
    return not any(name in os.environ for name in _PASSING)


def is_app() -> bool:
    """True where people see the notebook's output and cannot run code: Voilà, and `marimo run`.

    There they may not choose what the kernel's key is sent to, or what is spent on it.
    """
    if os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
        return True
    marimo = sys.modules.get("marimo")
    try:
        return marimo is not None and marimo.app_meta().mode == "run"
    except Exception:  # another version of it, or not running: a kernel like any other
        return False


def cache_folder(home: str, uuid: str) -> Path:
    """Where thumbnails go: `<name>.cache/` beside a project's file, else (a database) the person's cache."""
    if "://" not in home:
        return Path(home).with_suffix(".cache")
    from platformdirs import user_cache_path

    return user_cache_path("nblabel", appauthor=False) / uuid
