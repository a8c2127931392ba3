"""Opening a picture file: which decoder, how large, which way up, and in plain words what is wrong with it.

Pillow's own size limit is a setting of the person's `Image` module, with warnings; ours is stated here, and
nothing of theirs is touched, because the decoders are called directly. (Pillow's TIFF and WebP decoders
keep a limit of their own, about 179 million pixels.)
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from PIL import (
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from nblabel.media.places import file_system, is_url
from nblabel.values.errors import ImageError

# A side of 50,000 pixels either way; and what is decoded at once, at 4 bytes a pixel.
MOST_PIXELS = 2_500_000_000
WHOLE_PIXELS = 500_000_000
_FIRST_ELEMENTS = {b"\0\0", b"\x01\0", b"\x05\0", b"\x08\0", b"\x16\0"}
Decoder = Callable[[IO[bytes], str], ImageFile.ImageFile]
_DECODERS: tuple[tuple[tuple[bytes, ...], Decoder], ...] = (
    ((b"\xff\xd8\xff",), JpegImagePlugin.jpeg_factory),
    ((b"\x89PNG\r\n\x1a\n",), PngImagePlugin.PngImageFile),
    ((b"BM",), BmpImagePlugin.BmpImageFile),
    ((b"GIF87a", b"GIF89a"), GifImagePlugin.GifImageFile),
    (tuple(TiffImagePlugin.PREFIXES), TiffImagePlugin.TiffImageFile),
)


def open_file(place: str) -> IO[bytes]:
    """The bytes at a local path or URL (a URL is fetched whole). Raises ImageError."""
    if is_url(place):
        return io.BytesIO(_fetched(place))
    with plain_words():
        return open(place, "rb")


def _fetched(url: str) -> bytes:
    try:
        fs, path = file_system(url)
        return bytes(fs.cat_file(path))
    except FileNotFoundError as error:
        raise ImageError("The file is gone") from error
    except Exception as error:  # each file system has errors of its own
        raise ImageError(f"The file cannot be fetched: {error}") from error


def open_image(file: IO[bytes], frame: int = 0) -> ImageFile.ImageFile:
    """The picture in `file`, header read and pixels not yet. Raises ImageError."""
    with plain_words():
        prefix = file.read(132)
        if not prefix:
            raise ImageError("The file is empty")
        file.seek(0)
        image = _decoder(prefix)(file, "")
        if frame:
            image.seek(frame)
        if image.width * image.height > MOST_PIXELS:
            raise ImageError(f"Too large: {image.width:,} x {image.height:,} pixels")
        if "progressive" in image.info and image.width * image.height > WHOLE_PIXELS:
            # its decoder has all of it in memory, whatever is asked of it
            raise ImageError(f"Too large for a progressive JPEG: {image.width:,} x {image.height:,} pixels")
        return image


def _decoder(prefix: bytes) -> Decoder:
    if prefix[:4] == b"RIFF" and prefix[8:12] == b"WEBP":
        return WebPImagePlugin.WebPImageFile
    if starts_as_dicom(prefix):  # before TIFF: a DICOM file may begin as one, for older programs
        from nblabel.media.dicom import DicomImage  # pydicom takes a moment to load

        return DicomImage
    for starts, decoder in _DECODERS:
        if prefix.startswith(starts):
            return decoder
    raise ImageError("Not a picture")


def starts_as_dicom(head: bytes) -> bool:
    """Whether a file that begins so is DICOM: by its mark or, without one, by its first element."""
    if head[128:132] == b"DICM":
        return True
    return head[:2] in {b"\x02\0", b"\x08\0"} and head[2:4] in _FIRST_ELEMENTS


def orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8 (EXIF); 1 when the file does not say or says nonsense."""
    try:
        if isinstance(image, PngImagePlugin.PngImageFile) and image.tile:
            _read_ahead(image)
            exif = Image.Image.getexif(image)
        else:
            exif = image.getexif()
        turn = exif.get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged EXIF must not cost the picture
        return 1
    return turn if isinstance(turn, int) and 1 <= turn <= 8 else 1


def _read_ahead(image: PngImagePlugin.PngImageFile) -> None:
    """Finds a PNG's EXIF behind its pixels, which Pillow would decode to get there."""
    if "exif" in image.info or "Raw profile type exif" in image.info or image.fp is None:
        return
    here = image.fp.tell()
    image.fp.seek(8)
    while len(head := image.fp.read(8)) == 8 and head[4:] != b"IEND":
        length = int.from_bytes(head[:4], "big")
        if head[4:] == b"eXIf":
            image.info["exif"] = b"Exif\0\0" + image.fp.read(length)
            break
        image.fp.seek(length + 4, io.SEEK_CUR)
    image.fp.seek(here)


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height of the picture when it stands upright."""
    width, height = image.size
    if isinstance(image, TiffImagePlugin.TiffImageFile):  # which may have turned its size already
        width, height = image.tag_v2[256], image.tag_v2[257]
    return (height, width) if orientation(image) >= 5 else (width, height)


def frames_of(image: ImageFile.ImageFile) -> int:
    """Pages of a TIFF, frames of a DICOM file; else 1 (of an animation the first picture counts)."""
    return int(getattr(image, "n_frames", 1)) if image.format in {"TIFF", "DICOM"} else 1


@contextmanager
def plain_words() -> Iterator[None]:
    """Whatever goes wrong inside is raised as an ImageError with a short reason for the person."""
    try:
        yield
    except ImageError:
        raise
    except Exception as error:  # decoders raise nearly anything on damaged files
        raise ImageError(_reason(error)) from error


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (FileNotFoundError, "The file is gone"),
    (PermissionError, "The file may not be read"),
    (IsADirectoryError, "Not a file"),
    (MemoryError, "Too large for this machine's memory"),
    (Image.DecompressionBombError, "Too large"),
    (UnidentifiedImageError, "Not a picture"),
    (EOFError, "The file ends too early"),
)


def _reason(error: Exception) -> str:
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    told = str(error).lower()
    if "truncated" in told:
        return "The file ends too early"
    if any(word in told for word in ("unknown", "unsupported", "not supported")):
        return "Not a kind of picture that can be read"
    if isinstance(error, OSError) and error.errno:
        return f"The file cannot be read: {os.strerror(error.errno)}"
    return "The file is damaged"
