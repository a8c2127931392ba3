"""The command line: `nblabel demo`, `nblabel export`, `nblabel embed`, `nblabel doctor`."""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import nblabel
from nblabel.values.errors import NblabelError

QUICKSTART = "01-grid.ipynb"
ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".conll": "conll", ".spacy": "spacy"}
MARKS = {"works": "ok  ", "limited": "!   ", "broken": "FAIL"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; gives the exit status: 0 done, 1 refused with a message, 2 not understood."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except NblabelError as error:
        print(f"nblabel: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nblabel", description="Label images inside a notebook.")
    parser.add_argument("--version", action="version", version=nblabel.__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="open JupyterLab on the quickstart, with sample images")
    demo.add_argument(
        "--folder", type=Path, default=Path("nblabel-demo"), help="where to put them (%(default)s)"
    )
    demo.add_argument("--no-open", action="store_true", help="only write the files")
    demo.set_defaults(run=_demo)

    export = commands.add_parser("export", help="write a project's answers to a file")
    export.add_argument("project", help="a project file, or the address of a database")
    export.add_argument("path", type=Path, help="the file or folder to write")
    export.add_argument(
        "--format",
        help="csv, jsonl, coco, yolo, voc, masks, conll or spacy; else the ending of the file says it",
    )
    export.add_argument("--name", help="which project of the database")
    export.set_defaults(run=_export)

    embed = commands.add_parser("embed", help="make a project's embeddings ahead, also on several machines")
    embed.add_argument("project", help="a project file, or the address of a database")
    embed.add_argument("--name", help="which project of the database")
    embed.add_argument("--shard", default="1/1", metavar="I/N", help="only the I-th of N shares of the items")
    embed.add_argument("--features", help="as features=… in a notebook; else the best that can be had here")
    embed.add_argument("--weights", type=Path, help="a file of weights for these features")
    embed.add_argument("--device", default="auto", help="auto, cpu, cuda, …")
    embed.set_defaults(run=_embed)

    doctor = commands.add_parser("doctor", help="what works here, and how to mend what does not")
    doctor.add_argument("--folder", type=Path, default=Path(), help="where projects are to be (here)")
    doctor.add_argument("--database", help="the address of a PostgreSQL database to try")
    doctor.set_defaults(run=_doctor)
    return parser


def _demo(given: argparse.Namespace) -> int:
    from nblabel import samples

    folder: Path = given.folder
    samples.digits(folder / "digits")
    samples.photographs(folder / "photographs")
    notebook = folder / QUICKSTART
    if not notebook.exists():
        shutil.copyfile(quickstart(), notebook)
    print(f"The quickstart and its pictures are in {folder.resolve()}.")
    return 0 if given.no_open else _open_lab(notebook)


def quickstart() -> Path:
    """The quickstart notebook: inside the package, or beside it in a checkout."""
    here = Path(__file__).resolve()
    inside = here.parent / "notebooks" / QUICKSTART
    return inside if inside.exists() else here.parents[2] / "notebooks" / QUICKSTART


def _open_lab(notebook: Path) -> int:
    if find_spec("jupyterlab") is None:
        raise NblabelError('JupyterLab is not installed here. Run: pip install "nblabel[lab]".')
    from jupyterlab.labapp import LabApp

    # Jupyter refuses to run as root unless told, and containers are often root.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    os.chdir(notebook.parent)
    LabApp.launch_instance([*root, f"--LabApp.default_url=/lab/tree/{notebook.name}"])
    return 0


def _export(given: argparse.Namespace) -> int:
    path: Path = given.path
    chosen = given.format or ENDINGS.get(path.suffix.lower())
    if not chosen:
        raise NblabelError(
            f"{str(path)!r} has no ending that names a format. Add --format csv, or coco, yolo, voc, masks."
        )
    with nblabel.open(given.project, name=given.name) as project:
        report = project.export(chosen, path)
    print(report)
    return 0


def _embed(given: argparse.Namespace) -> int:
    from tqdm import tqdm  # type: ignore[import-untyped]

    from nblabel import embedding

    try:
        share = embedding.share_of(given.shard)
    except ValueError as error:
        raise NblabelError(f"--shard takes two numbers like 2/8: {error}.") from error
    with (
        nblabel.open(given.project, name=given.name) as project,
        tqdm(unit=" items", disable=not sys.stderr.isatty()) as bar,
    ):

        def told(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        features = embedding.given(given.features, given.weights)
        made = embedding.embed(project, features, share, given.device, told)
    print(
        f"{made.items:,} items with {made.features}: {made.new:,} embedded now, "
        f"{made.unreadable:,} cannot be read."
    )
    return 0


def _doctor(given: argparse.Namespace) -> int:
    from nblabel.doctor import examine

    broken = False
    for finding in examine(given.folder.resolve(), given.database):
        print(f"{MARKS[finding.verdict]} {finding.name}: {finding.says}")
        if finding.mend:
            print(f"       {finding.mend}")
        broken = broken or finding.verdict == "broken"
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
