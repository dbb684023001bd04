"""The pages of a scanned PDF, of photographs and of a Word file of pictures, as grey pictures."""
# pyright: basic
# pypdfium2 and pillow are untyped here; what leaves this module is typed.

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence

from forms import kinds
from forms.kinds import FileKind

Grey = NDArray[np.uint8]

DOTS = 200  # an inch, as pages of a PDF are drawn and blanks are compared
POINTS = 72
SCALE = DOTS / POINTS
MOST_PAGES = 24
MOST_PIXELS = 60_000_000  # of one picture: a telephone's photograph has 12 to 50 million
_GROUND = 8  # the paper's own shade is looked for in a copy so many times smaller
_LONG_SIDE = 3000  # pixels; a page of A4 has 2339 at 200 dots an inch
_MEDIA, _PHOTOGRAPH = "word/media/", "photograph-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page as it came, its paper white: `scale` is pixels a point of the paper it stands on."""

    number: int
    pixels: Grey
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels a point."""
        return self.pixels.shape[1] / self.width


def sheets(untrusted_data: bytes) -> Iterator[Sheet]:
    """Every page in order. Raises what the libraries raise for a broken file."""
    found = islice(_pages(untrusted_data), MOST_PAGES)
    for number, (pixels, width, height) in enumerate(found, start=1):
        yield Sheet(number=number, pixels=even(pixels), width=width, height=height)


def even(pixels: Grey) -> Grey:
    """The picture as if its paper were white everywhere: shadows and yellow paper taken away."""
    small = cv2.resize(pixels, None, fx=1 / _GROUND, fy=1 / _GROUND, interpolation=cv2.INTER_AREA)
    ground = cv2.GaussianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), (0, 0), 5)
    ground = cv2.resize(ground, (pixels.shape[1], pixels.shape[0]))
    return np.asarray(cv2.divide(pixels, np.maximum(ground, 1), scale=255), dtype=np.uint8)


def _pages(untrusted_data: bytes) -> Iterator[tuple[Grey, float, float]]:
    match kinds.kind_of(untrusted_data):
        case FileKind.PDF:
            yield from _of_pdf(untrusted_data)
        case FileKind.ZIP:
            yield from _of_archive(untrusted_data)
        case _:
            yield from _of_picture(untrusted_data)


def _of_pdf(untrusted_pdf: bytes) -> Iterator[tuple[Grey, float, float]]:
    document = pypdfium2.PdfDocument(untrusted_pdf)
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        width, height = page.get_size()
        scale = min(SCALE, _LONG_SIDE / max(width, height, 1))
        yield drawn(page, scale), width, height
        page.close()
    document.close()


def drawn(page: pypdfium2.PdfPage, scale: float) -> Grey:
    """A page of a PDF in grey."""
    picture = page.render(scale=scale, grayscale=True).to_numpy()  # pyright: ignore[reportArgumentType]  a part is allowed
    return np.array(picture.reshape(picture.shape[0], picture.shape[1]), dtype=np.uint8)


def _of_picture(untrusted_picture: bytes) -> Iterator[tuple[Grey, float, float]]:
    with Image.open(io.BytesIO(untrusted_picture)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        for frame in ImageSequence.Iterator(picture):
            frame.draft("L", (_LONG_SIDE, _LONG_SIDE))
            grey = ImageOps.exif_transpose(frame).convert("L")
            grey.thumbnail((_LONG_SIDE, _LONG_SIDE), Image.Resampling.BOX)
            pixels = np.asarray(grey, dtype=np.uint8)
            yield pixels, float(pixels.shape[1]), float(pixels.shape[0])


def _of_archive(untrusted_archive: bytes) -> Iterator[tuple[Grey, float, float]]:
    with zipfile.ZipFile(io.BytesIO(untrusted_archive)) as archive:
        names = sorted(
            (name for name in archive.namelist() if name.startswith((_MEDIA, _PHOTOGRAPH))),
            key=lambda name: (len(name), name),
        )
        for name in names[:MOST_PAGES]:
            if archive.getinfo(name).file_size <= MOST_PIXELS:
                yield from _of_picture(archive.read(name))
