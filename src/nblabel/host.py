"""What can be known of the host: who is labeling, and whether its disk outlives the session."""

import getpass
import os
from pathlib import Path


def default_annotator() -> str:
    """JupyterHub's name for the person where there is one, else the login name."""
    hub = os.environ.get("JUPYTERHUB_USER", "")
    if hub:
        return hub
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return "annotator"


def keeps_its_disk() -> bool:
    """False on a host that throws its disk away with the session (Binder, Colab)."""
    return not any(
        name in os.environ for name in ("BINDER_SERVICE_HOST", "BINDER_REPO_URL", "COLAB_RELEASE_TAG")
    )


def cache_folder(home: str, uuid: str) -> Path:
    """Where thumbnails go: `<name>.cache/` beside a project's file, else (a database) the person's cache."""
    if "://" not in home:
        return Path(home).with_suffix(".cache")
    from platformdirs import user_cache_path

    return user_cache_path("nblabel", appauthor=False) / uuid
