"""On a file system that cannot carry a write-ahead log the file is held by one program on one host."""

import contextlib
import json
import sqlite3
import time
from pathlib import Path

import pytest

from nblabel.store import connection, heartbeat, opening
from nblabel.store.database import create_database, open_database
from nblabel.store.filesystem import filesystem_of, is_local_on_mac, is_network, is_shared_safely
from nblabel.values.errors import StorageError
from tests.store.rows import names, put
from tests.waiting import until

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /home rw shared:2 - nfs4 server:/home rw,vers=4.2
31 30 0:26 / /home/ana/my\\040disk rw - ext4 /dev/sdb1 rw
32 22 0:27 / /mnt rw - ext4 /dev/sdc1 rw
33 22 0:28 / /mnt rw - fuse.sshfs ana@host: rw
""".splitlines()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed project on what is taken for a network file system."""
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    monkeypatch.setattr(opening, "is_shared_safely", lambda folder: False)
    made = tmp_path / "birds.nblabel"
    create_database(made, None, put("a")).close()
    return made


def beats(path: Path) -> dict[str, object] | None:
    """The heartbeat in the file, read past all locks."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as reading:
        row = reading.execute("SELECT value FROM meta WHERE key = 'heartbeat'").fetchone()
    return json.loads(row[0]) if row else None


def leave_beat(path: Path, host: str, age: float) -> None:
    """A heartbeat as `host` leaves it when it dies."""
    value = json.dumps({"host": host, "boot": "", "pid": 7, "at": time.time() - age})
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        other.execute("INSERT OR REPLACE INTO meta VALUES ('heartbeat', ?)", (value,))


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/tmp", "ext4"), ("/home/ana", "nfs4"), ("/home/ana/my disk/x", "ext4"), ("/mnt/a", "fuse.sshfs")],
)
def test_the_innermost_and_latest_mount_tells_the_file_system(folder: str, kind: str) -> None:
    assert filesystem_of(Path(folder), MOUNTS) == kind


def test_network_fuse_and_unknown_file_systems_are_not_trusted() -> None:
    assert all(map(is_network, ("nfs", "nfs4", "cifs", "smb3", "fuse", "fuse.sshfs", "fuseblk", "")))
    assert not any(map(is_network, ("ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "apfs")))


def test_only_local_volumes_of_a_mac_are_trusted() -> None:
    mounts = ["/dev/disk3 on / (apfs, local, journaled)", "//ana@nas/x on /Volumes/x (smbfs, nodev)"]
    assert is_local_on_mac(Path("/Users/ana"), mounts)
    assert not is_local_on_mac(Path("/Volumes/x/photos"), mounts)


def test_a_temporary_folder_of_this_machine_is_trusted(tmp_path: Path) -> None:
    assert is_shared_safely(tmp_path)


def test_the_file_is_written_without_a_log(path: Path) -> None:
    with open_database(path) as database:
        database.write(put("b"))
        assert names(database) == ["a", "b"]
        assert not path.with_name(path.name + "-wal").exists()
        database.backup(path.with_name("copy.nblabel"))
    with open_database(path.with_name("copy.nblabel")) as copy:
        assert names(copy) == ["a", "b"]


def test_a_second_program_is_told_who_holds_the_file(path: Path) -> None:
    here = heartbeat.Host.here()
    with open_database(path) as database:
        with pytest.raises(StorageError, match=rf"is open on {here.name} \(process {here.pid}\)"):
            open_database(path)
        database.write(put("b"))


def test_where_shared_memory_fails_the_file_is_held_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    path = tmp_path / "birds.nblabel"
    create_database(path, None, put("a")).close()
    path.with_name(path.name + "-shm").symlink_to("/nowhere/at/all")  # nothing can be shared there
    with open_database(path) as database:
        database.write(put("b"))
        with pytest.raises(StorageError, match="is open on"):
            open_database(path)
    path.with_name(path.name + "-shm").unlink()
    with open_database(path) as database:
        assert names(database) == ["a", "b"]


def test_a_log_that_was_left_behind_is_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, moved = tmp_path / "birds.nblabel", tmp_path / "moved"
    moved.mkdir()
    with create_database(path) as database:
        database.write(put("a"))
        for each in (path, path.with_name(path.name + "-wal")):
            (moved / each.name).write_bytes(each.read_bytes())
    monkeypatch.setattr(opening, "is_shared_safely", lambda folder: False)
    with open_database(moved / path.name) as database:
        assert names(database) == ["a"]
        assert not (moved / (path.name + "-wal")).exists()


def test_a_second_host_is_refused_by_name_with_the_way_out(path: Path) -> None:
    leave_beat(path, "lab-7", age=20)
    with pytest.raises(StorageError, match=r"open on lab-7 \(process 7\).*wait (39|40) seconds"):
        open_database(path)


def test_a_host_that_was_silent_too_long_is_taken_over(path: Path) -> None:
    leave_beat(path, "lab-7", age=heartbeat.STALE + 1)
    with open_database(path) as database:
        assert names(database) == ["a"]


def test_a_program_that_died_on_this_host_is_taken_over_at_once(path: Path) -> None:
    with open_database(path):
        left = beats(path)
    assert left is not None
    here = heartbeat.Host.here()
    assert (left["host"], left["boot"]) == (here.name, here.boot)
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        died = json.dumps({**left, "pid": 1})
        other.execute("INSERT OR REPLACE INTO meta VALUES ('heartbeat', ?)", (died,))
    open_database(path).close()


def test_closing_takes_the_heartbeat_away(path: Path) -> None:
    open_database(path).close()
    assert beats(path) is None


def test_an_idle_program_keeps_its_heart_beating(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "EVERY", 0.05)
    with open_database(path):
        first = beats(path)
        until(lambda: beats(path) != first, "another beat")


def test_a_host_that_was_taken_over_stops_writing(path: Path) -> None:
    with open_database(path) as database:
        database.write(
            lambda c: c.exec_driver_sql(
                "UPDATE meta SET value = json_set(value, '$.host', 'lab-7') WHERE key = 'heartbeat'"
            )
        )
        with pytest.raises(StorageError, match="taken over by lab-7"):
            database.write(put("b"))
    left = beats(path)
    assert left is not None
    assert left["host"] == "lab-7"
