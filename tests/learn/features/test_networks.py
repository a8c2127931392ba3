"""Networks as featurizers: with weights from a file, in little memory, on whatever device."""

import pickle
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_sample_image

import nblabel as nl
from nblabel.learn.features import backbone, headless, plan, tuning, vision, weights
from nblabel.learn.features.backbone import Backbone
from nblabel.learn.features.choosing import choose
from nblabel.learn.features.contents import Photo, load
from nblabel.learn.features.featurizer import FeatureError
from nblabel.learn.features.forward import ON_CPU, Forward
from nblabel.learn.features.headless import MEAN, STD, Preparation
from nblabel.learn.features.plan import Plan
from tests.shared_data import shared

torch = pytest.importorskip("torch")

SMALL = Preparation(40, 32)


@pytest.fixture(autouse=True)
def no_network_of_another_test() -> Iterator[None]:
    yield
    backbone._FORWARDS.clear()


@pytest.fixture
def mobilenet() -> Backbone:
    file = shared("pretrained") / "mobilenet_v2_torchvision_fp16.pt"
    return vision.torchvision("mobilenet_v2", file, size=64)


def pictures(count: int, size: tuple[int, int] = (40, 40)) -> list[Image.Image]:
    rng = np.random.default_rng(count)
    return [Image.fromarray(rng.integers(0, 256, (*size, 3), np.uint8)) for _ in range(count)]


class Means(torch.nn.Module):  # type: ignore[misc, name-defined]
    """The mean of each channel and place; as a GPU of little memory when `most` is given."""

    def __init__(self, most: int = 1000, only: str = "") -> None:
        super().__init__()
        self.most = most
        self.only = only
        self.batches: list[int] = []
        self.weight = torch.nn.Parameter(torch.ones(1))

    def forward(self, shown: Any) -> Any:
        self.batches.append(len(shown))
        if len(shown) > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate")
        return shown * self.weight


def test_a_file_of_half_precision_weights_gives_the_features_before_the_last_layer(
    mobilenet: Backbone,
) -> None:
    rows = mobilenet.embed(pictures(3, (70, 90)))
    assert rows.shape == (3, 1280)
    assert rows.dtype == np.float32
    model = headless.network("mobilenet_v2")
    file = shared("pretrained") / "mobilenet_v2_torchvision_fp16.pt"
    model.load_state_dict(weights.tensors(file))
    shown = np.stack([backbone.shown(one, mobilenet.preparation) for one in pictures(3, (70, 90))])
    inputs = (torch.from_numpy(shown).permute(0, 3, 1, 2) / 255 - torch.tensor(MEAN).view(3, 1, 1)) / (
        torch.tensor(STD).view(3, 1, 1)
    )
    with torch.inference_mode():
        expected = model.eval().features(inputs).mean((2, 3)).numpy()
    np.testing.assert_allclose(rows, expected, atol=2e-3)


def test_what_is_shown_is_what_the_weights_were_trained_with() -> None:
    from torchvision.models import MobileNet_V2_Weights
    from torchvision.transforms import functional

    entry = MobileNet_V2_Weights.IMAGENET1K_V1
    picture = Image.fromarray(load_sample_image("china.jpg"))
    ours = backbone.shown(picture, headless.preparation(entry)).astype(float)
    theirs = np.asarray(functional.center_crop(functional.resize(picture, [256]), [224])).astype(float)
    assert np.abs(ours - theirs).mean() < 1


def test_a_picture_of_any_shape_is_shown_upright_and_square(tmp_path: Path) -> None:
    place = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[274] = 6
    Image.new("RGB", (300, 4), "red").save(place, exif=exif)
    (picture,) = load(Photo(str(place)), SMALL.side)
    assert not isinstance(picture, str)
    assert picture.height > picture.width
    assert backbone.shown(picture, SMALL).shape == (32, 32, 3)


@pytest.mark.parametrize("name", ["mobilenet_v3_small", "resnet18", "squeezenet1_1", "shufflenet_v2_x0_5"])
def test_networks_are_known_without_their_last_layer(name: str) -> None:
    model = headless.network(name)
    layer = headless.last_layer(model, name)
    rows = headless.beheaded(model, layer).eval()(torch.zeros(2, 3, 64, 64))
    assert rows.ndim == 2
    assert rows.shape[1] != 1000


def test_weights_of_another_network_are_refused_by_name(tmp_path: Path) -> None:
    file = shared("pretrained") / "squeezenet1_1_torchvision_fp16.pt"
    with pytest.raises(FeatureError, match="of another network"):
        nl.features("resnet18", weights=file)


def test_weights_of_another_shape_are_refused_by_name(tmp_path: Path) -> None:
    model = headless.network("squeezenet1_1").state_dict()
    model["features.0.weight"] = torch.zeros(64, 3, 5, 5)
    torch.save(model, tmp_path / "wrong.pt")
    with pytest.raises(FeatureError, match=r"features\.0\.weight has the shape \(64, 3, 5, 5\)"):
        nl.features("squeezenet1_1", weights=tmp_path / "wrong.pt")


def test_weights_without_a_last_layer_will_do(tmp_path: Path) -> None:
    model = headless.network("squeezenet1_1").state_dict()
    torch.save({k: v for k, v in model.items() if not k.startswith("classifier.1")}, tmp_path / "part.pt")
    assert nl.features("squeezenet1_1", weights=tmp_path / "part.pt").embed(pictures(1)).shape == (1, 512)


def test_a_file_of_weights_runs_no_code(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "ran",))

    with (tmp_path / "evil.pt").open("wb") as file:
        pickle.dump({"w": Evil()}, file)
    with pytest.raises(FeatureError, match="cannot be read"):
        nl.features("resnet18", weights=tmp_path / "evil.pt")
    assert not (tmp_path / "ran").exists()


def test_weights_in_torchs_cache_are_found_and_else_given_up(tmp_path: Path) -> None:
    assert vision.usual() is None
    with pytest.raises(FeatureError, match="Name a file"):
        nl.features("mobilenet_v2")
    place = weights.cached(headless.entry_of("mobilenet_v2").url)
    place.parent.mkdir(parents=True)
    place.symlink_to(shared("pretrained") / "mobilenet_v2_torchvision_fp16.pt")
    found = vision.usual()
    assert found is not None
    assert found.name == "mobilenet_v2"


def test_where_no_weights_can_be_had_features_are_learnt_from_the_pool(photos: list[str]) -> None:
    chosen = choose(None, "image", [Photo(place) for place in photos])
    assert chosen.name == "learnt from the pool"
    assert "No pretrained weights" in chosen.notice


def running(module: Any, device: str = "cpu") -> Forward:
    return Forward(lambda: module, Plan(device), MEAN, STD)


def test_a_batch_that_does_not_fit_is_halved_and_stays_so() -> None:
    module = Means(most=5)
    forward = running(module)
    shown = np.arange(16 * 48, dtype=np.uint8).reshape(16, 4, 4, 3)
    rows = forward(shown)
    assert module.batches == [16, 8, 4, 4, 4, 4]
    np.testing.assert_array_equal(rows, running(Means())(shown))
    forward(shown)
    assert max(module.batches[6:]) == 4


def test_a_gpu_too_small_for_one_picture_is_left_with_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    forward = running(Means(), "meta")  # a device that computes nothing stands for a GPU
    passed = Forward._pass

    def full(self: Forward, pixels: Any) -> Any:
        if self._plan.device != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return passed(self, pixels)

    monkeypatch.setattr(Forward, "_pass", full)
    assert forward(np.zeros((3, 4, 4, 3), np.uint8)).shape == (3, 3)
    assert forward.notice == ON_CPU


def test_numbers_too_large_for_half_the_bits_are_made_in_float32() -> None:
    def large() -> Means:
        module = Means()
        torch.nn.init.constant_(module.weight, 1e5)
        return module

    rows = Forward(large, Plan(dtype="float16"), MEAN, STD)(np.full((2, 4, 4, 3), 255, np.uint8))
    assert np.isfinite(rows).all()
    assert rows.min() > 1e5


def test_a_machine_too_small_for_one_picture_says_so() -> None:
    with pytest.raises(FeatureError, match="choose a smaller one"):
        running(Means(most=0))(np.zeros((2, 4, 4, 3), np.uint8))


def test_an_error_of_the_network_is_not_taken_for_a_lack_of_memory() -> None:
    class Wrong(torch.nn.Module):  # type: ignore[misc, name-defined]
        def forward(self, shown: Any) -> Any:
            raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="mat1"):
        running(Wrong())(np.zeros((2, 4, 4, 3), np.uint8))


def test_the_persons_module_stays_as_it_was() -> None:
    module = Means().train()
    chosen = nl.features(module, size=32)
    assert chosen.embed(pictures(3)).shape == (3, 3)
    assert module.training
    assert module.weight.requires_grad
    assert nl.features(module, size=32).key == chosen.key
    with torch.no_grad():
        module.weight += 1
    assert nl.features(module, size=32).key != chosen.key


def test_a_pass_uses_the_threads_it_is_given_and_others_keep_theirs() -> None:
    before = torch.get_num_threads()

    def within() -> int:
        with plan.threads(1):
            return int(torch.get_num_threads())

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(within).result() == 1
        assert pool.submit(torch.get_num_threads).result() == before
    assert torch.get_num_threads() == before


def test_what_was_tried_once_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    featurizer = Backbone("means", "means", Means, SMALL)
    first = tuning.tuned(featurizer, "cpu", tmp_path)

    def again(*_: Any) -> float:
        pytest.fail("tried again")

    monkeypatch.setattr(tuning, "_seconds", again)
    assert tuning.tuned(featurizer, "cpu", tmp_path).plan == first.plan
    (tmp_path / tuning.FILE).write_text("{broken")
    with pytest.raises(pytest.fail.Exception):
        tuning.tuned(featurizer, "cpu", tmp_path)


def test_a_device_that_is_not_here_is_named() -> None:
    if torch.cuda.is_available():
        pytest.skip("it is here")
    with pytest.raises(FeatureError, match="cuda"):
        plan.device("cuda")


def test_one_network_serves_all_threads(mobilenet: Backbone) -> None:
    shown = pictures(6, (64, 64))
    alone = mobilenet.embed(shown[:2])
    with ThreadPoolExecutor(3) as pool:
        rows = list(pool.map(lambda n: mobilenet.embed(shown[n : n + 2]), (0, 2, 4)))
    np.testing.assert_array_equal(rows[0], alone)
    assert threading.active_count() < 30
    copy = pickle.loads(pickle.dumps(mobilenet))
    np.testing.assert_array_equal(copy.embed(shown[:2]), alone)
