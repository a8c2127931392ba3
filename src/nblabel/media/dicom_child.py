"""GDCM in a process of its own: a damaged stream can bring it down, which must not take the kernel along.

The child is started with the first frame that needs it, and again after it died; it ends with its parent.
Requests and answers are pickles with their length in front, between these two processes only.
"""

import contextlib
import pickle
import struct
import subprocess
import sys
import threading
from typing import IO, Any

from nblabel.values.errors import ImageError

MOST_SECONDS = 60.0
_LENGTH = struct.Struct("<Q")


class Child:
    """Decodes frames, one at a time. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def decode(self, syntax: str, stream: bytes, options: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """One frame's stream as an array, and what its colours are now.

        Raises RuntimeError when GDCM cannot read it, ImageError when it died of it or takes too long.
        """
        with self._lock:
            process = self._running()
            watch = threading.Timer(MOST_SECONDS, process.kill)
            watch.start()
            try:
                _write(process.stdin, (syntax, stream, options))  # type: ignore[arg-type]
                answer = _read(process.stdout)  # type: ignore[arg-type]
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                self.close()
                raise ImageError("The file is damaged") from error
            finally:
                watch.cancel()
        if isinstance(answer, str):
            raise RuntimeError(answer)
        return answer  # type: ignore[no-any-return]

    def close(self) -> None:
        """Ends the process; the next frame starts another one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nblabel.media.dicom_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # where GDCM tells what it thinks of a file
        )
        return self._process


def _write(pipe: IO[bytes], value: Any) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(pipe.read(_LENGTH.unpack(head)[0]))


def _serve(asks: IO[bytes], answers: IO[bytes]) -> None:
    from pydicom.encaps import encapsulate
    from pydicom.pixels.decoders.base import get_decoder

    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            syntax, stream, options = _read(asks)
            try:
                given = {**options, "number_of_frames": 1, "decoding_plugin": "gdcm"}
                array, now = get_decoder(syntax).as_array(encapsulate([stream]), index=0, **given)
                answer: Any = (array, {"photometric_interpretation": now["photometric_interpretation"]})
            except Exception as error:  # whatever it is, the parent shall know
                answer = type(error).__name__
            _write(answers, answer)


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
