"""Folders, globs, lists and URLs as sources."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fsspec
import pytest

from nblabel.media import sources
from nblabel.media.found import Found
from nblabel.media.images import read_image
from nblabel.media.places import locate
from nblabel.media.sources import Source, from_spec, scan, source_of
from nblabel.values.errors import ImageError, SourceError

Photo = Callable[..., Path]


def found(source: Source) -> list[Found]:
    return [one for batch in scan(source) for one in batch]


def keys(what: Any) -> list[str]:
    return [one.key for one in found(source_of(what))]


def test_a_folder_gives_its_pictures_and_its_subfolders(photo: Photo, tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "z/c.jpeg", "z/deep/d.webp", "m/e.TIFF", ".hidden.jpg", ".git/f.jpg"):
        photo(name)
    (tmp_path / "notes.txt").write_text("no picture")
    assert keys(tmp_path) == ["a.png", "b.JPG", "m/e.TIFF", "z/c.jpeg", "z/deep/d.webp"]
    assert keys(str(tmp_path)) == keys(tmp_path)


def test_size_and_time_are_those_of_the_file(photo: Photo, tmp_path: Path) -> None:
    place = photo("cats/a.jpg")
    [one] = found(source_of(tmp_path))
    status = place.stat()
    assert (one.path, one.name, one.reason) == ("cats/a.jpg", "a.jpg", None)
    assert (one.size, one.mtime_ns, one.frames) == (status.st_size, status.st_mtime_ns, 1)


def test_links_are_followed_but_never_in_circles(photo: Photo, tmp_path: Path) -> None:
    photo("pictures/a/x.jpg")
    photo("elsewhere/y.jpg")
    (tmp_path / "pictures/a/loop").symlink_to(tmp_path / "pictures")
    (tmp_path / "pictures/0link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "pictures/self").symlink_to("self")
    assert keys(tmp_path / "pictures") == ["a/x.jpg", "0link/y.jpg"]
    assert keys(f"{tmp_path}/pictures/**/*.jpg") == ["a/x.jpg", "0link/y.jpg"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.jpg", ["a.jpg"]),
        ("*/*.jpg", ["cats/b.jpg"]),
        ("**/*.jpg", ["a.jpg", "cats/b.jpg", "cats/deep/c.jpg"]),
        ("cats/**", ["b.jpg", "deep/c.jpg"]),
        ("c[a]ts/?.jpg", ["cats/b.jpg"]),
    ],
)
def test_a_glob_gives_what_matches(photo: Photo, tmp_path: Path, pattern: str, expected: list[str]) -> None:
    for name in ("a.jpg", "cats/b.jpg", "cats/deep/c.jpg", "d.png"):
        photo(name)
    (tmp_path / "a.txt").touch()
    assert keys(f"{tmp_path}/{pattern}") == expected


ODD = [
    b"emoji \xf0\x9f\x90\x88.jpg",
    b"new\nline.jpg",
    b"bad\xff\xfe.jpg",
    b"back\\slash.jpg",
    b"\\xff.jpg",
    b"%20#?.jpg",
]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_have_keys_that_lead_back_to_the_file(photo: Photo, tmp_path: Path, name: bytes) -> None:
    os.rename(photo("plain.jpg"), os.path.join(os.fsencode(tmp_path), name))
    for source in (source_of(tmp_path), source_of([tmp_path / os.fsdecode(name)])):
        [one] = found(source)
        assert one.reason is None
        assert one.key.encode().decode() == one.key
        assert read_image(locate(source.root, one.path)).size == (64, 48)


def test_odd_names_never_share_a_key(photo: Photo, tmp_path: Path) -> None:
    for name in ODD:
        os.rename(photo("plain.jpg"), os.path.join(os.fsencode(tmp_path), name))
    assert len(set(keys(tmp_path))) == len(ODD)


def test_a_folder_with_an_odd_name_can_be_the_root(photo: Photo, tmp_path: Path) -> None:
    photo("in/a.jpg")
    odd = os.path.join(os.fsencode(tmp_path), b"f\xff\\r")
    os.rename(os.fsencode(tmp_path / "in"), odd)
    source = from_spec(json.loads(json.dumps(source_of(os.fsdecode(odd)).to_spec())))
    assert read_image(locate(source.root, found(source)[0].path)).size == (64, 48)


def test_a_remembered_folder_finds_new_files(photo: Photo, tmp_path: Path) -> None:
    photo("a.jpg")
    spec = json.loads(json.dumps(source_of(tmp_path).to_spec()))
    photo("b.jpg")
    assert [one.key for one in found(from_spec(spec))] == ["a.jpg", "b.jpg"]


def test_a_remembered_list_is_looked_at_again(photo: Photo, tmp_path: Path) -> None:
    source = source_of([photo("a.jpg"), photo("b.jpg")])
    known = [(one.key, one.path) for one in found(source)]
    (tmp_path / "b.jpg").unlink()
    again = found(from_spec(json.loads(json.dumps(source.to_spec())), known))
    assert [(one.key, one.reason) for one in again] == [("a.jpg", None), ("b.jpg", "The file is gone")]


def test_a_list_of_relative_paths_has_keys_as_written(
    photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo("cats/a.jpg")
    monkeypatch.chdir(tmp_path)
    assert keys(["cats/a.jpg"]) == ["cats/a.jpg"]
    assert keys([Path("./cats/../cats/a.jpg")]) == ["cats/a.jpg"]


def test_a_list_from_elsewhere_has_its_shared_folder_as_root(photo: Photo, tmp_path: Path) -> None:
    source = source_of([photo("x/a/1.jpg"), photo("x/b/2.jpg")])
    assert source.root == str(tmp_path / "x")
    assert [one.key for one in found(source)] == ["a/1.jpg", "b/2.jpg"]


def test_urls_of_every_form_are_read(photo: Photo) -> None:
    memory = fsspec.filesystem("memory")
    for name in ("1.jpg", "deep/2.jpg", "notes.txt"):
        memory.pipe(f"/urls/{name}", photo().read_bytes())
    for what, expected in (
        ("memory://urls", ["1.jpg", "deep/2.jpg"]),
        ("memory://urls/", ["1.jpg", "deep/2.jpg"]),
        ("memory://urls/*.jpg", ["1.jpg"]),
        (["memory://urls/1.jpg", "memory://urls/deep/2.jpg"], ["1.jpg", "deep/2.jpg"]),
    ):
        source = source_of(what)
        assert [one.key for one in found(source)] == expected
        again = from_spec(json.loads(json.dumps(source.to_spec())), [(k, k) for k in expected])
        for one in found(again):
            assert one.reason is None
            assert read_image(locate(again.root, one.path)).size == (64, 48)


@pytest.mark.parametrize(
    "urls",
    [
        ["https://host/a/1.jpg", "https://host/a/2.jpg?x=1"],
        ["https://host/a/../1.jpg", "https://host/b/2.jpg"],
        ["https://host//1.jpg", "https://host/2.jpg"],
        ["https://one/1.jpg", "https://other/1.jpg"],
        ["https://host/1.jpg", "s3://bucket/1.jpg"],
        ["memory://a.jpg"],
    ],
)
def test_a_list_of_urls_keeps_every_address(urls: list[str]) -> None:
    source = source_of(urls)
    assert [locate(source.root, one.path) for one in source.find()] == urls


def test_a_file_url_is_a_local_folder(photo: Photo, tmp_path: Path) -> None:
    photo("a.jpg")
    assert source_of(f"file://{tmp_path}").root == str(tmp_path)


def test_pictures_in_a_zip_are_read(photo: Photo, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.write(photo(), "cats/a.jpg")
    source = source_of(f"zip://::{tmp_path}/p.zip")
    [one] = found(source)
    assert (one.key, one.reason) == ("cats/a.jpg", None)
    assert [one.key for one in found(source_of(f"zip://cats/*.jpg::{tmp_path}/p.zip"))] == ["a.jpg"]
    assert read_image(locate(source.root, one.path)).size == (64, 48)


@pytest.mark.parametrize("path", ["../secret.jpg", "a/../../secret.jpg", "/etc/secret.jpg"])
def test_no_path_leads_out_of_the_root(path: str, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="leads out"):
        locate(str(tmp_path), path)


def test_what_is_no_source_is_refused_with_a_way_out(photo: Photo, tmp_path: Path) -> None:
    place = photo()
    (tmp_path / "empty").mkdir()
    for what, told in (
        (tmp_path / "missing", "check its spelling"),
        (place, "give a list"),
        (tmp_path / "empty", "no pictures"),
        (str(tmp_path / "*.bmp"), "no pictures"),
        (str(tmp_path / "missing" / "*.jpg"), "missing"),
        ([], "empty"),
        ([place, place], "twice"),
        ([7], "Row 0"),
        (["a\0.jpg"], "Row 0"),
        ("", "empty"),
        (7, "int"),
        ("memory://nowhere", "memory://nowhere"),
        ("nonsense://a", "nonsense://a"),
        (f"zip://::{tmp_path}/missing.zip", "missing.zip"),
        (f"zip://::{place}", "a.jpg"),
    ):
        with pytest.raises(SourceError, match=told):
            keys(what)


def test_columns_belong_to_a_table(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="DataFrame"):
        source_of(tmp_path, columns={"image": "file"})


def test_many_files_are_looked_into_only_when_read(
    photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo("a.jpg")
    (tmp_path / "b.jpg").write_text("no picture")
    assert [one.reason for one in found(source_of(tmp_path))] == [None, "Not a picture"]
    monkeypatch.setattr(sources, "CHECK_AT_MOST", 1)
    assert [one.reason for one in found(source_of(tmp_path))] == [None, None]


def test_unchanged_files_are_not_looked_into_again(tmp_path: Path) -> None:
    (tmp_path / "b.jpg").write_text("no picture")
    [[one]] = scan(source_of(tmp_path), unchanged=lambda one: one.key == "b.jpg")
    assert one.reason is None
