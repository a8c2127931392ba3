"""Folders that are written anew at each export, without touching a file that nblabel did not write.

`nblabel.json` in them lists the files of the last export with the item (and frame) of each: those that are no
longer written are removed, and a reader finds the item's key there whatever its name became on the disk.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from nblabel.formats.dataset import Frame, Size, Wanted
from nblabel.values.errors import AnnotationError, NblabelError

RECORD = "nblabel.json"
LONGEST_NAME = 180  # bytes; file systems take 255, and endings come on top
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]|[. ]$')
_FRAME = re.compile(r"#frame=(\d{1,7})$")


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which item, and which frame of it, a file is about."""

    item: str = ""
    frame: int = 0


class Record(msgspec.Struct, frozen=True):
    """What the last export wrote here."""

    format: str
    files: dict[str, Known]


def stems(frames: Sequence[Frame]) -> list[str]:
    """Where each frame's files lie: its picture's path without ending, made harmless, no two alike.

    Where two would be alike (`a.jpg` and `a.png`, `A.jpg` and `a.jpg`), both keep their endings, and a number
    if that does not part them. A frame of several is `scan#frame=3`.
    """
    files, tails = zip(*map(_file_and_frame, frames), strict=True) if frames else ((), ())
    full = [_harmless(file) for file in files]
    short = [_without_ending(name) + tail for name, tail in zip(full, tails, strict=True)]
    often = Counter(name.casefold() for name in short)
    wanted = [
        name if often[name.casefold()] == 1 else whole + tail
        for name, whole, tail in zip(short, full, tails, strict=True)
    ]
    return _numbered(wanted)


def _file_and_frame(frame: Frame) -> tuple[str, str]:
    """The picture's path, and what is put behind it; a frame may be an item of its own."""
    file, number = frame_in(frame.file)
    if file == frame.file and frame.number is None:
        return file, ""
    return file, f"#frame={number if frame.number is None else frame.number}"


def _harmless(file: str) -> str:
    """A path that stays in its folder and that every file system takes."""
    parts = [_UNSAFE.sub(lambda m: f"%{ord(m[0]):02X}", part) for part in file.split("/")]
    parts = [_shortened(part) for part in parts if part]
    return "/".join(parts) or "%"


def _shortened(part: str) -> str:
    data = part.encode()
    if len(data) <= LONGEST_NAME:
        return part
    mark = hashlib.sha256(data).hexdigest()[:12]
    stem, dot, ending = part.rpartition(".")
    ending = ending if dot and len(ending) < 8 else ""
    kept = (stem if ending else part).encode()[: LONGEST_NAME - 40].decode(errors="ignore")
    return f"{kept}~{mark}{dot}{ending}" if ending else f"{kept}~{mark}"


def _without_ending(name: str) -> str:
    """A dot at the start of a name begins no ending."""
    path = PurePosixPath(name)
    return name[: len(name) - len(path.suffix)] if path.suffix else name


def _numbered(names: list[str]) -> list[str]:
    taken: set[str] = set()
    found = []
    for name in names:
        free, number = name, 1
        while free.casefold() in taken:
            number += 1
            free = f"{name}~{number}"
        taken.add(free.casefold())
        found.append(free)
    return found


def frame_in(name: str) -> tuple[str, int]:
    """A name without its `#frame=3`, and the 3; 0 without one."""
    found = _FRAME.search(name)
    return (name[: found.start()], int(found[1])) if found else (name, 0)


def placed(wanted: Wanted, name: str, known: Known, told: Size | None = None) -> tuple[str, int, Size]:
    """The picture's name without a frame's number, the frame, and its size. Raises AnnotationError."""
    if known.item:
        return known.item, known.frame, wanted.size(name, known.item, told)
    whole, frame = frame_in(name)
    if whole != name:
        try:
            return name, 0, wanted.size(name, told=told)  # the frame may be an item of its own
        except AnnotationError:
            pass
    return whole, frame, wanted.size(whole, told=told)


class Folder:
    """The folder of one export. Making it checks that only files of earlier exports are written over."""

    def __init__(self, path: Path, form: str, files: dict[str, Known]) -> None:
        """`files`: every file that will be put, below `path`, with what it is about. Raises NblabelError."""
        self._path = path
        earlier = _record(path)
        if earlier is not None and earlier.format != form:
            raise NblabelError(
                f"{str(path)!r} holds an export as {earlier.format}; export {form} to a folder of its own."
            )
        before = earlier.files if earlier else {}
        for name in (RECORD, *files) if earlier is None else files:
            place = path / name
            if name not in before and (place.exists() or place.is_symlink()):
                raise NblabelError(
                    f"{str(place)!r} is there already and was not written by nblabel; export to a new folder."
                )
        path.mkdir(exist_ok=True)
        for name in before.keys() - files.keys():
            if _stays(path, name) and (path / name).is_file():
                (path / name).unlink()
        record = msgspec.json.encode(Record(form, dict(sorted(files.items()))))
        self.put(RECORD, msgspec.json.format(record, indent=1) + b"\n")

    def put(self, name: str, data: bytes) -> None:
        """Writes a file, its folders with it. Raises NblabelError where a link leads out of the folder."""
        if not _stays(self._path, name):
            raise NblabelError(f"{str(self._path / name)!r} leads out of the folder; remove the link.")
        place = self._path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def read_record(path: Path) -> dict[str, Known]:
    """What an earlier export noted of its files; nothing where there is no such note, or a broken one."""
    record = _record(path)
    return record.files if record else {}


def _record(path: Path) -> Record | None:
    try:
        return msgspec.json.decode((path / RECORD).read_bytes(), type=Record)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def files_in(path: Path, folders: Iterable[str], ending: str) -> list[Path]:
    """Files with this ending below the first of these folders that exists ("" is `path`), sorted by name.

    Links that lead out of `path` are passed over. Raises NblabelError when `path` is no folder.
    """
    if not path.is_dir():
        raise NblabelError(f"There is no folder {str(path)!r}; check its spelling.")
    below = next((path / name for name in folders if (path / name).is_dir()), path)
    found = [file for file in below.rglob("*") if file.suffix.lower() == ending and file.is_file()]
    return sorted(file for file in found if file.resolve().is_relative_to(path.resolve()))


def named(path: Path, files: Iterable[Path], below: Sequence[str]) -> Iterator[tuple[Path, str, Known]]:
    """Each file with its name below the first of `below` that it lies in, without ending, and its record."""
    record = read_record(path)
    for file in files:
        place = file.relative_to(path).as_posix()
        folder = next((f"{name}/" for name in below if name and place.startswith(f"{name}/")), "")
        yield file, _without_ending(place)[len(folder) :], record.get(place, Known())


def _stays(path: Path, name: str) -> bool:
    return (path / name).resolve().is_relative_to(path.resolve())


def is_plain_name(name: object) -> bool:
    """True for a name that can be a file's anywhere: letters, digits, - and _."""
    return isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name) is not None
