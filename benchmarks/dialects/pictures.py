"""Printed forms as scanners and telephones leave them: turned, grainy, squeezed; no text left."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence

import numpy as np
import pypdfium2
from PIL import Image

DPI = 200
SCALE = DPI / 72  # of the points that a page is measured in
MOST_TURNED = 3.0  # degrees
GRAIN = 6.0  # of 255
QUALITY = (60, 80)  # JPEG
PAPER = 255
BENT = 0.02  # of a side, by how much a corner of a photograph is out of place


def scanned(files: Sequence[bytes]) -> list[bytes]:
    """Grey, at 200 dots an inch, turned by up to 3 degrees, with grain, as JPEG."""
    return [_pictures(one, number, _turned) for number, one in enumerate(files)]


def photographed(files: Sequence[bytes]) -> list[bytes]:
    """Held a little askew: each corner somewhere else, and a shadow over the page."""
    return [_pictures(one, number, _askew) for number, one in enumerate(files)]


def _pictures(
    document: bytes, number: int, change: Callable[[Image.Image, random.Random], Image.Image]
) -> bytes:
    draw = random.Random(number)  # noqa: S311  no secret
    pages = pypdfium2.PdfDocument(document)
    drawn = [page.render(scale=SCALE, grayscale=True).to_pil() for page in pages]  # pyright: ignore[reportArgumentType]  it takes any number
    made = [_grainy(change(page.convert("L"), draw), draw) for page in drawn]
    pages.close()
    out = io.BytesIO()
    quality = draw.randint(*QUALITY)
    made[0].save(out, "PDF", resolution=DPI, quality=quality, save_all=True, append_images=made[1:])
    return out.getvalue()


def _turned(page: Image.Image, draw: random.Random) -> Image.Image:
    angle = draw.uniform(-MOST_TURNED, MOST_TURNED)
    return page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=PAPER)


def _askew(page: Image.Image, draw: random.Random) -> Image.Image:
    width, height = page.size
    corners = ((0, 0), (0, height), (width, height), (width, 0))
    quad = [
        value
        for across, down in corners
        for value in (
            across + draw.uniform(-BENT, BENT) * width,
            down + draw.uniform(-BENT, BENT) * height,
        )
    ]
    bent = page.transform(
        page.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=PAPER
    )
    shadow = np.linspace(draw.uniform(0.7, 0.9), 1.0, width, dtype=np.float32)
    return Image.fromarray((np.asarray(bent, dtype=np.float32) * shadow).astype(np.uint8))


def _grainy(page: Image.Image, draw: random.Random) -> Image.Image:
    grain = np.random.default_rng(draw.randrange(2**32)).normal(0, GRAIN, page.size[::-1])
    return Image.fromarray(np.clip(np.asarray(page) + grain, 0, PAPER).astype(np.uint8))
