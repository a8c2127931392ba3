"""What works here and how to mend what does not: the checks of `nblabel doctor`.

Each check looks at the real thing and gives one `Finding`; none of them changes anything.
"""

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from nblabel.host import keeps_its_disk

Verdict = Literal["works", "limited", "broken"]

SQLITE = (3, 35, 0)  # the first with RETURNING
GPU_ROOM = 0.1  # of its memory
ROOM = 1_000_000_000  # bytes; the thumbnails' cache may take as much


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `mend` says what to do, "" when nothing is to be done."""

    name: str
    verdict: Verdict
    says: str
    mend: str = ""


def examine(folder: Path, database: str | None = None) -> Iterator[Finding]:
    """Looks at everything, for projects in `folder` and, when given, in the database at this address."""
    checks: list[Callable[[], Finding]] = [
        _python,
        _bundle,
        _lab,
        _widgets,
        _kernel,
        _decoders,
        _dicom,
        _gpu,
        _weights,
        _sqlite,
    ]
    for check in checks:
        yield check()
    if folder.is_dir():
        yield _wal(folder)
        yield _disk(folder)
    else:
        yield Finding(
            "Projects here", "broken", f"there is no folder {folder}", "Make it, or name another one."
        )
    yield _host()
    if database is not None:
        yield _database(database)


def installed(package: str) -> str | None:
    """The version of a package, or None when it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def numbers(text: str) -> tuple[int, ...]:
    """The leading numbers of a version: `7.4.0rc1` gives (7, 4)."""
    parts = []
    for part in text.split("."):
        if not part.isdigit():
            break
        parts.append(int(part))
    return tuple(parts)


def _python() -> Finding:
    now = ".".join(map(str, sys.version_info[:3]))  # pip has seen to it that it is new enough
    return Finding("Python", "works", f"{now}, {sys.executable}")


def _bundle() -> Finding:
    path = Path(__file__).parent / "widget" / "static" / "widget.js"
    if not path.is_file():
        return Finding(
            "Widget", "broken", f"{path} is missing", "Install nblabel again; in a checkout: make setup."
        )
    return Finding("Widget", "works", f"nblabel {installed('nblabel')}, {path.stat().st_size / 1000:.0f} kB")


def _lab() -> Finding:
    found = {name: v for name in ("jupyterlab", "notebook") if (v := installed(name))}
    says = ", ".join(f"{name} {v}" for name, v in found.items())
    if not found:
        return Finding(
            "Notebook",
            "limited",
            "neither JupyterLab nor Notebook is in this environment",
            'To open notebooks from here: pip install "nblabel[lab]". A hub or an editor may bring its own.',
        )
    if numbers(found.get("jupyterlab", "4")) < (4,):
        return Finding("Notebook", "limited", says, "Upgrade: pip install --upgrade jupyterlab.")
    return Finding("Notebook", "works", says)


def _widgets() -> Finding:
    says = ", ".join(f"{name} {installed(name) or 'missing'}" for name in ("ipywidgets", "anywidget"))
    if "missing" in says:
        return Finding("Widget libraries", "broken", says, "Install nblabel again.")
    return Finding("Widget libraries", "works", says)


def _kernel() -> Finding:
    found = installed("ipykernel")
    if found is None:
        return Finding("Kernel", "broken", "ipykernel is missing", "pip install ipykernel")
    if numbers(found) < (7,):
        return Finding(
            "Kernel",
            "limited",
            f"ipykernel {found}: while a cell runs, answers wait in the browser (and are safe there)",
            'For labeling while cells run: pip install "ipykernel>=7".',
        )
    return Finding("Kernel", "works", f"ipykernel {found}: labeling goes on while a cell runs")


def _decoders() -> Finding:
    from PIL import features

    wanted = {"JPEG": "jpg", "PNG": "zlib", "WebP": "webp", "TIFF with compression": "libtiff"}
    missing = [name for name, feature in wanted.items() if not features.check(feature)]
    says = f"Pillow {installed('pillow')}"
    if missing:
        mend = "Install Pillow from a wheel: pip install --force-reinstall pillow."
        return Finding("Pictures", "limited", f"{says} cannot read {', '.join(missing)}", mend)
    return Finding("Pictures", "works", f"{says} reads {', '.join(wanted)}, BMP, GIF")


def _dicom() -> Finding:
    wanted = {"JPEG 2000": "pylibjpeg-openjpeg", "lossless JPEG and JPEG-LS": "python-gdcm"}
    missing = [name for name, package in wanted.items() if installed(package) is None]
    says = f"pydicom {installed('pydicom')}"
    if missing:
        mend = 'Only for DICOM files compressed so: pip install "nblabel[dicom]".'
        return Finding("DICOM", "works", f"{says}, without {' and '.join(missing)}", mend)
    return Finding("DICOM", "works", f"{says} reads {', '.join(wanted)}, RLE")


def _gpu() -> Finding:
    try:
        import torch
    except (ImportError, OSError) as error:
        return Finding("GPU", "limited", f"PyTorch does not load: {error}", "Labeling works without it.")
    if not torch.cuda.is_available():
        return Finding("GPU", "works", f"none; PyTorch {torch.__version__} uses the processor")
    free, whole = (part / 1e9 for part in torch.cuda.mem_get_info())
    says = f"{torch.cuda.get_device_name()}, {free:.0f} of {whole:.0f} GB free, PyTorch {torch.__version__}"
    if free < GPU_ROOM * whole:
        mend = "Restart other kernels that hold it; else smaller batches are used, then the processor."
        return Finding("GPU", "limited", says, mend)
    return Finding("GPU", "works", says)


def _weights() -> Finding:
    """Whether assistance finds a pretrained network here; nothing is fetched to find out."""
    try:
        from nblabel.learn.features.vision import at_hand, torch_cache

        found = at_hand()
    except (ImportError, OSError) as error:
        return Finding("Weights", "limited", f"torchvision does not load: {error}", "Install it again.")
    if found:
        return Finding("Weights", "works", f"{', '.join(found)} in {torch_cache()}")
    return Finding(
        "Weights",
        "limited",
        f"no pretrained network in {torch_cache()}; assistance tries to fetch one, else learns from the pool",
        'Name a file: assist.start(features=nl.features("mobilenet_v2", weights="file.pt")).',
    )


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info < SQLITE:
        needed = ".".join(map(str, SQLITE))
        return Finding(
            "SQLite", "broken", sqlite3.sqlite_version, f"Use a Python with SQLite {needed} or newer."
        )
    return Finding("SQLite", "works", sqlite3.sqlite_version)


def _wal(folder: Path) -> Finding:
    """Whether a project in this folder can be written and have a write-ahead log."""
    from nblabel.store.filesystem import is_shared_safely

    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".nblabel-doctor-") as place:
            mode = _journal_mode(Path(place) / "try.nblabel")
    except (OSError, sqlite3.Error) as error:
        mend = "Choose a folder that you may write to, with room on its disk."
        return Finding("Projects here", "broken", f"{folder} takes no project: {error}", mend)
    if mode != "wal" or not is_shared_safely(folder):
        return Finding(
            "Projects here",
            "limited",
            f"{folder} is on a network or unusual file system: one kernel at a time, slower saving",
            "For several people, use a PostgreSQL address instead of a file.",
        )
    return Finding("Projects here", "works", f"{folder} takes projects, with a write-ahead log")


def _journal_mode(path: Path) -> str:
    connection = sqlite3.connect(path)
    try:
        mode = str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        connection.execute("CREATE TABLE tried (id INTEGER)")
        return mode
    finally:
        connection.close()


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    says = f"{free / 1e9:.1f} GB free"
    if free < ROOM:
        return Finding(
            "Disk", "limited", says, "Make room: thumbnails may take 1 GB, then saving would stop."
        )
    return Finding("Disk", "works", says)


def _host() -> Finding:
    if keeps_its_disk(str(Path.cwd())):
        return Finding("Host", "works", "its disk outlives the session, as far as can be told")
    mend = "Download the project file, or project.backup(path), before you leave."
    return Finding("Host", "limited", "its disk dies with the session", mend)


def _database(address: str) -> Finding:
    import sqlalchemy

    try:
        url = sqlalchemy.make_url(address)
        shown = url.render_as_string(hide_password=True)
        engine = sqlalchemy.create_engine(url, connect_args={"connect_timeout": 10})
        with engine.connect() as connection:
            server = connection.exec_driver_sql("SHOW server_version").scalar_one()
    except ImportError:
        return Finding("Database", "broken", "psycopg is missing", 'pip install "nblabel[postgres]"')
    except sqlalchemy.exc.ArgumentError:
        mend = "Write it as postgresql+psycopg://user@host/database."
        return Finding("Database", "broken", "that is not the address of a database", mend)
    except sqlalchemy.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        mend = "Check host, port, user and database; the password belongs in PGPASSWORD or ~/.pgpass."
        return Finding("Database", "broken", f"{shown}: {reason}", mend)
    return Finding("Database", "works", f"{shown}: PostgreSQL {server}")
