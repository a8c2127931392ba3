"""What a person may give as features, and what they are told when that cannot be."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

import nblabel as nl
from nblabel.learn.blocks import Stopped
from nblabel.learn.features import library
from nblabel.learn.features.choosing import choose
from nblabel.learn.features.contents import Content, Document, Photo
from nblabel.learn.features.embeddings import Embeddings
from nblabel.learn.features.featurizer import FeatureError
from nblabel.learn.features.headless import Preparation
from nblabel.learn.features.own import fingerprint

TEXTS = [
    *(f"the match ended {n} to {n + 1} after extra time" for n in range(12)),
    *(f"shares fell {n} percent as the bank warned of losses" for n in range(12)),
]


def sizes(pictures: list[Any]) -> list[list[int]]:
    return [[*picture.size] for picture in pictures]


def test_a_function_sees_whole_pictures_and_gives_rows(tmp_path: Path, photos: list[str]) -> None:
    featurizer = choose(sizes, "image", [])
    kept = Embeddings(tmp_path, featurizer)
    kept.extend(photos[:5], [Photo(place) for place in photos[:5]])
    assert kept.matrix(photos[:5]).tolist() == [[90, 70]] * 5


def test_a_function_over_texts_gets_strings(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("abc")
    kept = Embeddings(tmp_path / "cache", choose(lambda texts: [len(text) for text in texts], "text", []))
    kept.extend(["a", "b"], [Document(str(tmp_path / "a.txt")), "four"])
    assert kept.matrix(["a", "b"]).tolist() == [[3], [4]]


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda texts: np.zeros((1, 3)), r"was given 2 items and returned an array of shape \(1, 3\)"),
        (lambda texts: ["many", "words"], "returned no array of numbers"),
        (lambda texts: None, "is wanted, a row for each item"),
        (lambda texts: 1 / 0, "failed: ZeroDivisionError"),
    ],
)
def test_a_function_that_returns_nonsense_is_named(
    tmp_path: Path, function: Callable[[Any], Any], told: str
) -> None:
    with pytest.raises(FeatureError, match=told):
        Embeddings(tmp_path, choose(function, "text", [])).extend(["a", "b"], ["one", "two"])


def test_rows_that_are_no_numbers_are_nan_with_a_reason(tmp_path: Path) -> None:
    kept = Embeddings(tmp_path, choose(lambda t: [[1.0, np.nan], [np.inf, 1], [1e30, 2]], "text", []))
    kept.extend(["a", "b", "c"], ["1", "2", "3"])
    assert np.isnan(kept.matrix(["a", "b", "c"])).any(axis=1).tolist() == [True, True, False]
    assert kept.reasons(["a", "b", "c"]) == dict.fromkeys(["a", "b"], "No features could be made of it")


def test_a_function_is_known_by_its_code_and_what_it_holds() -> None:
    def scaled(by: float) -> Callable[[list[str]], list[float]]:
        return lambda texts: [by * len(text) for text in texts]

    assert fingerprint(scaled(2)) == fingerprint(scaled(2))
    assert fingerprint(scaled(2)) != fingerprint(scaled(3))
    assert fingerprint(scaled(2)) != fingerprint(sizes)
    assert nl.features(sizes, key="2026").key != nl.features(sizes).key


def test_texts_about_the_same_are_near_each_other() -> None:
    rows = choose(None, "text", TEXTS).embed(TEXTS)
    near = rows @ rows.T
    assert near[:12, :12].mean() > 3 * abs(near[:12, 12:].mean())


def test_what_was_learnt_from_a_pool_holds_after_a_restart(tmp_path: Path) -> None:
    first = choose(None, "text", TEXTS, tmp_path)
    again = choose(None, "text", TEXTS[::-1], tmp_path)
    assert again.key == first.key
    np.testing.assert_array_equal(again.embed(TEXTS[:3]), first.embed(TEXTS[:3]))


def test_it_is_learnt_anew_from_a_pool_that_has_grown_much(tmp_path: Path) -> None:
    first = choose(None, "text", TEXTS[:3], tmp_path)
    assert choose(None, "text", TEXTS, tmp_path).key != first.key


def test_a_damaged_fit_is_made_again(tmp_path: Path) -> None:
    first = choose(None, "text", TEXTS, tmp_path)
    for place in tmp_path.glob("*.npz"):
        place.write_bytes(place.read_bytes()[:100])
    assert choose(None, "text", TEXTS, tmp_path).key == first.key


def test_pictures_that_look_alike_are_near_each_other(photos: list[str]) -> None:
    contents: list[Content] = [Photo(place) for place in photos]
    featurizer = choose("pool", "image", contents)
    rows = rows_of(featurizer, contents)
    across, down = rows[:20].mean(axis=0), rows[20:].mean(axis=0)
    nearer = np.linalg.norm(rows - across, axis=1) < np.linalg.norm(rows - down, axis=1)
    assert (nearer == (np.arange(40) < 20)).mean() > 0.9


def rows_of(featurizer: Any, contents: list[Content]) -> Any:
    from nblabel.learn.features.shard import embedded

    return embedded(featurizer, contents).rows.astype(np.float32)


def test_learning_from_a_pool_can_be_called_off(photos: list[str]) -> None:
    with pytest.raises(Stopped):
        choose("pool", "image", [Photo(place) for place in photos], stop=lambda: True)


def test_a_pool_of_one_item_and_one_of_equal_items_have_features(photos: list[str]) -> None:
    for contents in ([Photo(photos[0])], [Photo(photos[0])] * 5):
        for name in ("pool", "quick"):
            assert np.isfinite(rows_of(choose(name, "image", contents), list(contents))).all()
    for texts in (["one word"], ["the same words"] * 5):
        assert np.isfinite(choose("terms", "text", texts).embed(texts)).all()


def test_texts_without_a_word_say_so() -> None:
    with pytest.raises(FeatureError, match="no words"):
        choose("terms", "text", ["", "   "])


def test_a_pool_that_cannot_be_read_says_so() -> None:
    with pytest.raises(FeatureError, match="nothing to learn"):
        choose("pool", "image", [Photo("gone")])


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("no_such_network", "torchvision has no network 'no_such_network'"),
        ("space:invaders", "there are timm:…, hf:…, sentence:…"),
        ("terms", "are features of texts; these items are pictures"),
        (7, "not int"),
    ],
)
def test_what_cannot_be_had_is_named(wanted: Any, told: str) -> None:
    with pytest.raises(FeatureError, match=told):
        choose(wanted, "image", [])


def test_an_option_that_it_does_not_take_is_named() -> None:
    with pytest.raises(FeatureError, match="wdith"):
        nl.features("terms", wdith=3)


@pytest.mark.parametrize(
    ("name", "extra"), [("timm:vit_tiny", "timm"), ("hf:a/b", "hf"), ("sentence:a/b", "sentence")]
)
def test_a_library_that_is_not_here_names_its_extra(
    name: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("timm", "transformers", "sentence_transformers"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(FeatureError, match=rf'pip install "nblabel\[{extra}\]"'):
        nl.features(name)


def test_multi_frame_dicom_and_16_bits_have_features() -> None:
    from tests.shared_data import shared

    folder = shared("dicom")
    places = [str(folder / "pydicom-data" / "emri_small.dcm"), *map(str, folder.rglob("CT_small.dcm"))]
    first, several = (
        rows_of(choose("quick", "image", []), [Photo(places[0], several=s)]) for s in (False, True)
    )
    assert np.isfinite(first).all()
    assert not np.array_equal(first, several)
    assert np.isfinite(rows_of(choose("quick", "image", []), [Photo(places[1])])).all()


def test_transparent_and_palette_pictures_are_shown_as_on_white(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (80, 80), (255, 0, 0, 0))
    clear.save(tmp_path / "clear.png")
    Image.new("P", (80, 80), 0).convert("P").save(tmp_path / "palette.png")
    Image.new("RGB", (80, 80), "white").save(tmp_path / "white.png")
    rows = rows_of(
        choose("quick", "image", []),
        [Photo(str(tmp_path / f"{n}.png")) for n in ("clear", "white", "palette")],
    )
    np.testing.assert_array_equal(rows[0], rows[1])
    assert not np.array_equal(rows[2], rows[1])


def test_what_a_processor_of_transformers_does_is_done_here() -> None:
    means = {"image_mean": [0.5] * 3, "image_std": [0.2] * 3}
    clip = SimpleNamespace(
        size={"shortest_edge": 224}, crop_size={"height": 224}, do_center_crop=True, resample=3, **means
    )
    assert library._processed(clip, None) == Preparation(224, 224, (0.5,) * 3, (0.2,) * 3, smooth=True)
    dino = SimpleNamespace(
        size={"shortest_edge": 256}, crop_size={"height": 224}, do_center_crop=True, resample=2, **means
    )
    assert library._processed(dino, 112)[:2] == (128, 112)
    plain = SimpleNamespace(size={"height": 384, "width": 384}, resample=2, **means)
    assert library._processed(plain, None)[:2] == (384, 384)


def test_a_name_becomes_a_key_that_is_no_path() -> None:
    assert library._plain("../org/name@v1") == ".._org_name_v1"
