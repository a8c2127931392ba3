"""Who the patient is stays in the kernel: every message of a session over every shared file is searched."""

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydicom
import pytest

import nblabel as nl
from nblabel.media.dicom import Dicom
from nblabel.media.dicom_tables import HEADER
from nblabel.widget.desk import Desk
from nblabel.widget.protocol import PROTOCOL
from tests.media.dicoms import index, real
from tests.waiting import PATIENCE, until

PERSONAL = {"PN", "DA", "UI", "SH", "LO", "LT", "ST", "AS"}


def personal(place: Path) -> set[str]:
    """What a file says in words, numbers and dates of people, institutions, studies and devices."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            data = pydicom.dcmread(place, stop_before_pixels=True, force=True)
            found = [str(e.value) for e in data.iterall() if e.VR in PERSONAL and e.tag.group < 0x28]
        except Exception:
            return set()
    parts = {part for text in found for part in [text, *text.split("^")]}
    return {part for part in parts if len(part) >= 5 and len(set(part)) > 1}  # a row of zeros names nobody


class Wire:
    """Everything that a page hears, as bytes."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.answered: set[int] = set()

    def take(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        self.heard += [json.dumps(content, ensure_ascii=False).encode(), *buffers]
        self.answered.add(content.get("rid", 0))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """All shared files under names that say nothing."""
    folder = tmp_path / "files"
    folder.mkdir()
    for n, (path, _) in enumerate(index()):
        (folder / f"f{n:03}.dcm").write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def project(tmp_path: Path, files: Path) -> Iterator[nl.Project]:
    with nl.create(tmp_path / "p.nblabel", labels=["cat"], annotator="ana") as project:
        project.add(files, progress=False)
        yield project


def session(project: nl.Project, most: int = 1000) -> list[bytes]:
    """A page that looks at up to so many items in every way."""
    wire = Wire()
    desk = Desk(project, wire.take, lambda *view: None)
    keys = sorted(project.items()["item"])[:most]
    asks: list[tuple[str, dict[str, Any]]] = [("hello", {"count": 9, "size": 256}), ("facets", {})]
    asks += [("look", {"items": keys, "size": 128}), ("work", {"count": 300, "size": 0})]
    asks += [("measure", {"item": key, "size": 512}) for key in keys]
    for rid, (kind, body) in enumerate(asks, 1):
        desk.link.receive({"v": PROTOCOL, "kind": kind, "body": body, "rid": rid, "client": "me"})
    desk.link.receive({"v": PROTOCOL, "kind": "want", "body": {"items": keys, "size": 64}, "client": "me"})
    until(lambda: wire.answered >= set(range(1, len(asks) + 1)), "every answer", 5 * PATIENCE)
    desk.close()
    return wire.heard


def test_no_message_names_a_patient(project: nl.Project) -> None:
    secrets = {secret for path, _ in index() for secret in personal(path)}
    assert {"CompressedSamples^CT1", "Doe^Archibald", "77654033"} <= secrets
    heard = b"\n".join(session(project))
    assert len(heard) > 1_000_000
    assert sorted(secret for secret in secrets if secret.encode() in heard) == []


def test_a_name_in_a_message_would_be_found(project: nl.Project) -> None:
    project.labels.add("Doe^Archibald")
    assert b"Doe^Archibald" in b"\n".join(session(project, 1))


def test_reasons_quote_nothing_of_a_header(project: nl.Project) -> None:
    reasons = {row.reason for row in project.store.items("broken")}
    assert reasons == {
        "A DICOM file without a picture",
        "The file is damaged",
        "The file ends too early",
    }


def test_a_header_in_memory_holds_nothing_of_the_patient() -> None:
    with open(real("CT_small.dcm"), "rb") as file:
        keywords = {element.keyword for element in Dicom(file).header}
    assert keywords <= {*HEADER, "SpecificCharacterSet"}
