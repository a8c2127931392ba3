"""What lies at a path may be anything, and its disk may refuse: each time a clear error, and nothing lost."""

import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from nblabel.store import connection, migrate, sqlite
from nblabel.store.database import Database, create_database, list_projects, open_database
from nblabel.values.errors import NotAProjectError, ProjectExistsError, ProjectTooNewError, StorageError
from tests.store.rows import names, put
from tests.waiting import until

NO_SPACE = r"no space left|full, over its quota"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed project with the row "a"."""
    made = tmp_path / "birds.nblabel"
    create_database(made, None, put("a")).close()
    return made


def test_a_closed_project_is_one_file(path: Path) -> None:
    assert list(path.parent.iterdir()) == [path]


def test_a_missing_file_is_not_a_project(tmp_path: Path) -> None:
    with pytest.raises(NotAProjectError, match="There is no project at"):
        open_database(tmp_path / "birds.nblabel")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_project(tmp_path: Path) -> None:
    with pytest.raises(NotAProjectError, match="is a folder"):
        open_database(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "empty file"), (b"short", "not a database"), (b"x" * 5000, "not a database")]
)
def test_another_file_is_not_a_project_and_stays_as_it_is(tmp_path: Path, content: bytes, told: str) -> None:
    other = tmp_path / "birds.nblabel"
    other.write_bytes(content)
    with pytest.raises(NotAProjectError, match=told):
        open_database(other)
    assert other.read_bytes() == content
    assert list_projects(tmp_path) == []


def test_the_database_of_another_program_is_not_a_project(tmp_path: Path) -> None:
    other = tmp_path / "places.sqlite"
    with contextlib.closing(sqlite3.connect(other)) as theirs:
        theirs.execute("CREATE TABLE place (id)")
    before = other.read_bytes()
    with pytest.raises(NotAProjectError, match="another program"):
        open_database(other)
    assert other.read_bytes() == before


def test_a_newer_project_is_refused_naming_both_versions(path: Path) -> None:
    now, newer = migrate.VERSION, migrate.VERSION + 6
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute(f"PRAGMA user_version={newer}")
        file.execute("""UPDATE meta SET value = '"9.9"' WHERE key = 'program'""")
        file.commit()
    with pytest.raises(
        ProjectTooNewError, match=rf"nblabel 9\.9 \(format {newer}\).*\(format {now}\).*pip install -U"
    ):
        open_database(path)


def test_create_never_replaces_a_file(tmp_path: Path) -> None:
    other = tmp_path / "birds.nblabel"
    other.write_text("mine")
    with pytest.raises(ProjectExistsError):
        create_database(other)
    assert other.read_text() == "mine"


def test_create_in_a_missing_folder_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"The folder .*nowhere does not exist"):
        create_database(tmp_path / "nowhere" / "birds.nblabel")


def test_a_name_may_hold_anything_that_a_file_name_may(tmp_path: Path) -> None:
    for name in ("vögel 🐦.nblabel", "two\nlines.nblabel", "100%?#.nblabel", os.fsdecode(b"\xff.nblabel")):
        create_database(tmp_path / name).close()
        with open_database(tmp_path / name) as database:
            database.place.encode()
            assert names(database) == []


def test_a_damaged_file_says_so(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(StorageError, match="damaged"), open_database(path) as database:
        names(database)


def test_a_file_locked_by_another_program_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    hold = (
        "import sqlite3, sys; holder = sqlite3.connect(sys.argv[1]); holder.execute('BEGIN EXCLUSIVE'); "
        "print(); input()"
    )
    with open_database(path) as database:
        database.write(put("b"))
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    holder.stdout.readline()
    with pytest.raises(StorageError, match="locked by another program"), open_database(path) as database:
        database.write(put("c"))
    holder.communicate("\n")
    with open_database(path) as database:
        assert names(database) == ["a", "b"]


def test_a_lock_that_is_let_go_in_time_is_waited_for(path: Path) -> None:
    begun = threading.Event()

    def slow(connection: Connection) -> None:
        put("b")(connection)
        begun.set()
        time.sleep(0.2)

    with open_database(path) as database, open_database(path) as other:
        thread = threading.Thread(target=other.write, args=(slow,))
        thread.start()
        begun.wait()
        database.write(put("c"))
        thread.join()
        assert names(database) == ["a", "b", "c"]


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, for whom nothing is read-only."""
    if os.getuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def anybodys(tmp_path: Path) -> Path:
    """A folder that everybody can reach, and where everybody may write."""
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder.stat().st_uid == os.getuid() and folder != Path("/tmp"):
            folder.chmod(0o777)
    return tmp_path


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_read_only_project_is_refused_and_says_how_to_go_on(path: Path, anybodys: Path, what: str) -> None:
    path.chmod(0o444 if what == "file" else 0o666)
    anybodys.chmod(0o555 if what == "folder" else 0o777)
    before = path.read_bytes()
    with as_nobody(), pytest.raises(StorageError, match=f"The {what} .* is read-only"):
        open_database(path)
    anybodys.chmod(0o777)
    assert path.read_bytes() == before


def test_create_in_a_read_only_folder_says_so(anybodys: Path) -> None:
    anybodys.chmod(0o555)
    with as_nobody(), pytest.raises(StorageError, match="cannot be"):
        create_database(anybodys / "birds.nblabel")
    anybodys.chmod(0o777)


def test_a_file_deleted_while_open_takes_no_writes(path: Path) -> None:
    with open_database(path) as database:
        database.write(put("b"))
        aside = path.rename(path.with_name("aside"))
        with pytest.raises(StorageError, match="deleted, moved or replaced"):
            database.write(put("c"))
        aside.rename(path)
        database.write(put("d"))
    with open_database(path) as database:
        assert names(database) == ["a", "b", "d"]


def test_a_file_replaced_while_open_takes_no_writes(path: Path) -> None:
    with open_database(path) as database:
        path.rename(path.with_name("aside"))
        path.write_bytes(path.with_name("aside").read_bytes())
        with pytest.raises(StorageError, match="deleted, moved or replaced"):
            database.write(put("b"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 2 MB; where mounting is not allowed, one whose files cannot grow over 1 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    yield folder
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill_up(database: Database) -> list[str]:
    """Write rows until the disk is full: the names of those that were acknowledged."""
    kept: list[str] = []

    def write_on() -> None:
        for number in range(1000):
            row = f"{number:04}" + "x" * 20_000
            database.write(put(row))
            kept.append(row)

    with pytest.raises(StorageError, match=NO_SPACE):
        write_on()
    return kept


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_space(small_disk: Path) -> None:
    path, something = small_disk / "birds.nblabel", small_disk / "something"
    something.write_bytes(bytes(200_000))
    with create_database(path) as database:
        kept = fill_up(database)
        assert len(kept) > 10
        assert names(database) == kept
        something.unlink()
        database.write(put("after"))
    with open_database(path) as database:
        assert names(database) == [*kept, "after"]


def test_a_disk_that_is_too_small_leaves_no_half_made_project(small_disk: Path) -> None:
    with pytest.raises(StorageError, match=NO_SPACE):
        create_database(small_disk / "birds.nblabel", None, put("x" * 4_000_000))
    assert list(small_disk.iterdir()) == []


def test_a_file_over_its_quota_says_so(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with create_database(tmp_path / "birds.nblabel") as database:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
        try:
            kept = fill_up(database)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        database.write(put("after"))
        assert names(database) == [*kept, "after"]


def test_backup_copies_an_open_project_and_refuses_to_overwrite(path: Path) -> None:
    copy = path.with_name("copy.nblabel")
    with open_database(path) as database:
        database.write(put("b"))
        database.backup(copy)
        database.write(put("c"))
        with pytest.raises(ProjectExistsError):
            database.backup(copy)
    with open_database(copy) as database:
        assert names(database) == ["a", "b"]


def test_the_log_is_folded_into_the_file_after_a_quiet_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "QUIET", 3600.0)
    with open_database(path) as database:
        database.write(put("b"))
        log = path.with_name(path.name + "-wal")
        assert log.stat().st_size > 0
        monkeypatch.setattr(sqlite, "QUIET", 0.1)
        database.write(put("c"))
        until(lambda: log.stat().st_size == 0, "an empty log")
