"""A very large picture made small while it is read, without ever having it whole."""

from typing import IO

from PIL import Image, ImageFile

from nblabel.media.bands import BAND, bands

# Pictures of more pixels are read by bands, unless their decoder makes them small itself.
LARGE = 64_000_000


def shrunk_by_bands(file: IO[bytes], image: ImageFile.ImageFile, size: int) -> Image.Image:
    """The upright picture as RGB, its longest side `size` or up to twice that. Raises ImageError."""
    block = max(1, max(image.size) // size)
    rows = Rows(max(BAND // block, 1) * block)
    parts = [part.reduce(block) for band in bands(file, image) for part in rows.take(band)]
    parts += [part.reduce(block) for part in rows.rest()]
    small = Image.new("RGB", (parts[0].width, sum(part.height for part in parts)))
    top = 0
    for part in parts:
        small.paste(part, (0, top))
        top += part.height
    small.info.update({k: v for k, v in image.info.items() if k == "icc_profile"})
    return small


class Rows:
    """Bands of any height in, bands of `height` rows out."""

    def __init__(self, height: int) -> None:
        self._height = height
        self._held: list[Image.Image] = []

    def take(self, band: Image.Image) -> list[Image.Image]:
        """The bands that are full now."""
        full = []
        while self._rows + band.height >= self._height:
            wanted = self._height - self._rows
            self._held.append(band.crop((0, 0, band.width, wanted)))
            full += self.rest()
            band = band.crop((0, wanted, band.width, band.height))
        if band.height:
            self._held.append(band)
        return full

    def rest(self) -> list[Image.Image]:
        """What is held, as one band; nothing when nothing is."""
        if not self._held:
            return []
        if len(self._held) == 1:
            return [self._held.pop()]
        whole = Image.new(self._held[0].mode, (self._held[0].width, self._rows))
        top = 0
        for band in self._held:
            whole.paste(band, (0, top))
            top += band.height
        self._held = []
        return [whole]

    @property
    def _rows(self) -> int:
        return sum(band.height for band in self._held)
