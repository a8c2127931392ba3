"""How a network runs fastest here: tried once per machine, and remembered."""

import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np

from nblabel.learn.features.backbone import Backbone
from nblabel.learn.features.featurizer import FeatureError
from nblabel.learn.features.forward import Forward, is_exhausted
from nblabel.learn.features.plan import Plan, device, device_name

# Another plan must be so much faster than the usual one, or noise would choose.
BETTER = 0.9
# Another number format is given up at once where one picture takes so much longer.
HOPELESS = 2.0
TRIED = 4
# A GPU is shared with the person's own work.
SHARE = 0.4
GPU_BATCHES = (32, 64, 128, 256, 512)
FILE = "tuning.json"


def tuned(featurizer: Backbone, wanted: str = "auto", folder: Path | None = None) -> Backbone:
    """With the plan that was fastest on this machine, tried now if it never was.

    `folder`: where that is kept, None for the person's cache. Raises FeatureError when the wanted device is
    not here.
    """
    where = device(wanted)
    place = (folder if folder is not None else _cache()) / FILE
    name = f"{featurizer.key} {where} {machine(where)}"
    plan = _remembered(place, name)
    if plan is None or plan.device != where:
        plan = _on_gpu(featurizer, where) if where.startswith("cuda") else _on_cpu(featurizer, where)
        _remember(place, name, plan)
    return featurizer.run_as(plan)


def machine(where: str) -> str:
    """What a measurement holds for: processor or GPU, and the version of torch."""
    import torch

    return f"{device_name(where)} {platform.machine()} {_processor()} torch {torch.__version__}"


def _on_cpu(featurizer: Backbone, where: str) -> Plan:
    """Passes of one thread run side by side, so one thread is what is tried."""
    usual = Plan(where)
    best, seconds = usual, _seconds(featurizer, usual)
    for other in (
        msgspec.structs.replace(usual, channels_last=False),
        msgspec.structs.replace(usual, dtype="bfloat16"),
    ):
        took = _seconds(featurizer, other, HOPELESS * seconds)
        if took < BETTER * seconds:
            best, seconds = other, took
    return best


def _on_gpu(featurizer: Backbone, where: str) -> Plan:
    """Half the bits, and the batch from which a larger one gains nothing, within a share of the memory."""
    import torch

    best = Plan(where, "float16", True, GPU_BATCHES[0])
    best_rate = 0.0
    limit = SHARE * torch.cuda.mem_get_info(where)[1]
    for batch in GPU_BATCHES:
        plan = msgspec.structs.replace(best, batch=batch)
        torch.cuda.reset_peak_memory_stats(where)
        before = torch.cuda.memory_allocated(where)
        try:
            rate = batch / _seconds(featurizer, plan, count=batch)
        except (FeatureError, RuntimeError) as error:
            if isinstance(error, FeatureError) or is_exhausted(error):
                break
            raise
        if torch.cuda.max_memory_allocated(where) - before > limit or rate * BETTER < best_rate:
            break
        best, best_rate = plan, rate
    torch.cuda.empty_cache()
    return best


def _seconds(featurizer: Backbone, plan: Plan, most: float = np.inf, count: int = TRIED) -> float:
    """Seconds of a pass over so many pictures, the middle of three; infinite where it takes more than `most`
    or this machine cannot do it."""
    prepared = featurizer.preparation
    forward = Forward(featurizer.build, plan, prepared.mean, prepared.std)
    shown = np.random.default_rng(0).integers(0, 256, (count, prepared.crop, prepared.crop, 3), np.uint8)
    try:
        forward(shown[:1])  # makes the network, and ways through it
        if count * _timed(forward, shown[:1]) > 2 * most:
            return np.inf
        forward(shown)
        return statistics.median(_timed(forward, shown) for _ in range(3))
    except RuntimeError as error:
        if is_exhausted(error) or plan == Plan(plan.device):
            raise
        return np.inf  # a format that this processor has not


def _timed(forward: Forward, shown: "np.typing.NDArray[np.uint8]") -> float:
    began = time.perf_counter()
    forward(shown)
    return time.perf_counter() - began


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("nblabel", appauthor=False)


def _remembered(place: Path, name: str) -> Plan | None:
    try:
        return msgspec.convert(json.loads(place.read_text())[name], Plan)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(place: Path, name: str, plan: Plan) -> None:
    try:
        known = json.loads(place.read_text())
    except (OSError, ValueError):
        known = {}
    known = known if isinstance(known, dict) else {}
    known[name] = msgspec.to_builtins(plan)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "w") as file:
            json.dump(known, file)
        os.replace(aside, place)
    except OSError:  # then it is tried again next time
        return


def _processor() -> str:
    try:
        lines: Iterable[str] = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
