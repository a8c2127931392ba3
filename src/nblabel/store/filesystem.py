"""Whether a folder's file system can carry a write-ahead log, which needs memory shared on one machine.

Network file systems and FUSE cannot be trusted with it. Linux tells all mounts in /proc/self/mountinfo
(https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html); elsewhere only what is surely local counts.
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "coda", "9p", "virtiofs", "vboxsf"),
    *("prl_fs", "ceph", "glusterfs", "lustre", "gpfs", "beegfs", "pvfs2", "orangefs", "davfs", "webdav"),
    *("ocfs2", "gfs2", "panfs", "acfs", "osxfuse", "macfuse", "drvfs"),
}
_ESCAPE = re.compile(r"\\([0-7]{3})")
_DRIVE_FIXED, _DRIVE_RAM = 3, 6


def is_shared_safely(folder: Path) -> bool:
    """True when `folder` is on a file system of this machine alone, where a write-ahead log works."""
    folder = folder.resolve()
    if sys.platform == "linux":
        lines = Path("/proc/self/mountinfo").read_text(errors="surrogateescape").splitlines()
        return not is_network(filesystem_of(folder, lines))
    if sys.platform == "darwin":
        told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        return is_local_on_mac(folder, told.splitlines())
    if sys.platform == "win32":
        return _is_fixed_drive(folder)
    return False


def is_network(kind: str) -> bool:
    """True for the type of a file system that another machine may share, and for one that is unknown."""
    return kind in _NETWORK or kind == "" or kind.startswith("fuse")


def filesystem_of(folder: Path, mountinfo: Iterable[str]) -> str:
    """The type of the file system that holds `folder`, from the lines of mountinfo; "" when none does."""
    best, kind = -1, ""
    for line in mountinfo:
        left, _, right = line.partition(" - ")
        fields = left.split()
        if len(fields) < 5 or not right:
            continue
        point = Path(_ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), fields[4]))
        depth = len(point.parts)
        if folder.is_relative_to(point) and depth >= best:  # a later mount hides an earlier one
            best, kind = depth, right.split()[0]
    return kind


def is_local_on_mac(folder: Path, mounts: Iterable[str]) -> bool:
    """True when `mount` calls the volume of `folder` local: `/dev/disk1 on / (apfs, local, journaled)`."""
    best, local = -1, False
    for line in mounts:
        found = re.fullmatch(r".+? on (/.*) \((.*)\)", line)
        if found and folder.is_relative_to(found[1]) and len(Path(found[1]).parts) >= best:
            options = found[2].split(", ")
            best = len(Path(found[1]).parts)
            local = "local" in options and not is_network(options[0])
    return local


def _is_fixed_drive(folder: Path) -> bool:
    import ctypes

    kind = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)  # type: ignore[attr-defined, unused-ignore]
    return kind in (_DRIVE_FIXED, _DRIVE_RAM)
