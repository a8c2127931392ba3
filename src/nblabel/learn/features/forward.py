"""A network's forward pass on a device, in batches that fit into its memory."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from nblabel.learn.features.featurizer import FeatureError, Rows
from nblabel.learn.features.plan import Plan, threads

ON_CPU = "The GPU's memory is full: features are made on the processor, which is slower."


class Forward:
    """Runs `build()`, made when first needed, over pictures. Safe to use from several threads.

    Where the device's memory is exhausted the batch is halved; where even one picture is too much, the
    processor takes over, and `notice` says so. Numbers too large for the plan's format are made in float32.
    """

    def __init__(
        self, build: Callable[[], Any], plan: Plan, mean: Sequence[float], std: Sequence[float]
    ) -> None:
        self.notice = ""
        self._build = build
        self._plan = plan
        self._batch = plan.batch
        self._scale = (mean, std)
        self._model: Any = None
        self._there = False
        # A GPU does one thing at a time; on a processor passes run side by side.
        self._turn = threading.Lock()
        self._change = threading.Lock()

    def __call__(self, pixels: NDArray[np.uint8]) -> Rows:
        """Rows of pictures (n, height, width, 3). Raises FeatureError when not one fits into the memory."""
        start, parts = 0, []
        while start < len(pixels):
            some = pixels[start : start + self._batch]
            try:
                parts.append(self._run(some))
            except Exception as error:
                if not is_exhausted(error):
                    raise
                self._make_room(len(some), error)
                continue
            start += len(some)
        return np.concatenate(parts)

    def release(self) -> None:
        """Gives the GPU's memory back; the next call takes it again."""
        with self._turn, self._change:
            if self._plan.device == "cpu" or not self._there:
                return
            self._model.to("cpu")
            self._there = False
        _emptied(self._plan.device)

    def model(self) -> Any:
        """The network on its device, for inference."""
        with self._change:
            if self._model is None:
                self._model = self._build().eval().requires_grad_(False)
            if not self._there:
                self._model.to(**_form(self._plan))
                self._there = True
            return self._model

    def _run(self, pixels: NDArray[np.uint8]) -> Rows:
        rows = self._in_turn(pixels)
        if self._plan.dtype == "float32" or np.isfinite(rows).all():
            return rows
        with self._turn, self._change:  # too large for half the bits
            self._plan = structs.replace(self._plan, dtype="float32")
            self._model, self._there = None, False  # its weights have lost bits, too
        return self._in_turn(pixels)

    def _in_turn(self, pixels: NDArray[np.uint8]) -> Rows:
        if self._plan.device == "cpu":
            with threads(self._plan.threads):
                return self._pass(pixels)
        with self._turn:
            return self._pass(pixels)

    def _pass(self, pixels: NDArray[np.uint8]) -> Rows:
        import torch

        plan = self._plan
        model = self.model()
        with torch.inference_mode():
            shown = torch.from_numpy(pixels)
            if plan.device.startswith("cuda"):
                shown = shown.pin_memory()
            shown = shown.to(plan.device, non_blocking=True).permute(0, 3, 1, 2)
            mean, std = (
                shown.new_tensor(each, dtype=torch.float32).view(1, -1, 1, 1) for each in self._scale
            )
            shown = ((shown.float() / 255 - mean) / std).to(getattr(torch, plan.dtype))
            layout = torch.channels_last if plan.channels_last else torch.contiguous_format
            rows: Rows = pooled(model(shown.contiguous(memory_format=layout))).float().cpu().numpy()
        return rows

    def _make_room(self, count: int, error: Exception) -> None:
        """Halves the batch, or leaves the GPU. Raises FeatureError where neither is left."""
        with self._turn, self._change:
            if count > 1:
                self._batch = max(1, count // 2)
            elif self._plan.device != "cpu":
                left = self._plan.device
                self._plan = Plan(threads=self._plan.threads)
                self._model, self._there = None, False
                self.notice = ON_CPU
                self._batch = self._plan.batch
                _emptied(left)
            else:
                raise FeatureError(
                    "The memory is too small for this network, even for one picture: choose a smaller one."
                ) from error
        _emptied(self._plan.device)


def pooled(output: Any) -> Any:
    """One row for each picture of what a network returned: maps and tokens are averaged."""
    import torch

    output = getattr(output, "last_hidden_state", output)
    if not isinstance(output, torch.Tensor):
        raise FeatureError(f"The network returned {type(output).__name__}, and a tensor is wanted.")
    if output.ndim == 4:
        return output.mean((2, 3))
    return output.mean(1) if output.ndim == 3 else output


def is_exhausted(error: BaseException) -> bool:
    """Whether it says that a device, or this machine, has no more memory."""
    import torch

    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(
        words in str(error).lower()
        for words in ("out of memory", "can't allocate memory", "not enough memory")
    )


def _form(plan: Plan) -> dict[str, Any]:
    import torch

    form: dict[str, Any] = {"device": plan.device, "dtype": getattr(torch, plan.dtype)}
    if plan.channels_last:
        form["memory_format"] = torch.channels_last
    return form


def _emptied(device: str) -> None:
    """Lets other programs have what torch keeps for later."""
    import torch

    if device.startswith("cuda"):
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()
