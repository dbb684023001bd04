"""The cage's third target: the pages of a stranger's file as one picture, its answers framed.

The frames and their numbers come from our side; the file is only drawn. What leaves is a PNG that
nobody of ours opens again.
"""
# pyright: basic
# pypdfium2 and parts of Pillow are untyped; what leaves this module is typed.

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from casework.look import LOOKS, Look
from forms import kinds
from forms.kinds import FileKind
from forms.warming import page

DOTS, FEWER_DOTS, MANY_PAGES = 110, 80, 12
POINTS_AN_INCH = 72
MOST_PAGES = 40
MOST_SIDE = 2400  # pixels of one page
COLOURS = 128
MARGIN, HEAD, LINE = 16, 66, 20
GROUND, WHITE, INK = (226, 228, 232), (255, 255, 255), (33, 37, 41)
_FONT_NAME = "LiberationSans-Regular.ttf"
_fonts: dict[int, ImageFont.FreeTypeFont] = {}
_SMALL, _TEXT = 13, 15


class Frame(NamedTuple):
    """A frame to draw: page from 1, corners in points from the bottom left, look, number."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    look: str
    number: str


def warm(fonts: str) -> None:
    """Load the font and draw a page once: nothing can be opened later."""
    data = Path(fonts, _FONT_NAME).read_bytes()
    for size in (_SMALL, _TEXT):
        _fonts[size] = ImageFont.truetype(io.BytesIO(data), size)
    draw(page(), frames=json.dumps([[1, 20, 20, 100, 40, "answered", "1"]]), title="warm")
    draw(_sample_photo(), frames="[]", title="warm")


def draw(untrusted_data: bytes, *, frames: str, title: str) -> bytes:
    """The PNG; no bytes for a file that has no pages to show."""
    wanted = [Frame(*one) for one in json.loads(frames)]
    match kinds.kind_of(untrusted_data):
        case FileKind.PDF:
            sheets = _pdf(untrusted_data, wanted)
        case FileKind.PHOTO:
            sheets = [_photo(untrusted_data)]
        case _:
            return b""
    return _stacked(sheets, title) if sheets else b""


def _pdf(untrusted_pdf: bytes, frames: Sequence[Frame]) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(untrusted_pdf)
    document.init_forms()
    count = min(len(document), MOST_PAGES)
    dots = DOTS if count <= MANY_PAGES else FEWER_DOTS
    made: list[Image.Image] = []
    for number in range(1, count + 1):
        sheet = document[number - 1]
        sides = sheet.get_cropbox() or sheet.get_mediabox() or (0.0, 0.0, 595.0, 842.0)
        scale = min(dots / POINTS_AN_INCH, MOST_SIDE / max(*sheet.get_size(), 1.0))
        picture = sheet.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")  # pyright: ignore[reportArgumentType]  a part is allowed
        _framed(picture, [one for one in frames if one.page == number], sides, sheet, scale)
        made.append(picture)
        sheet.close()
    return made


def _photo(untrusted_photo: bytes) -> Image.Image:
    with Image.open(io.BytesIO(untrusted_photo)) as photo:
        photo.draft("RGB", (MOST_SIDE, MOST_SIDE))
        photo.thumbnail((MOST_SIDE // 2, MOST_SIDE // 2))
        return photo.convert("RGB")


def _framed(
    picture: Image.Image,
    frames: Sequence[Frame],
    sides: Sequence[float],
    sheet: pypdfium2.PdfPage,
    scale: float,
) -> None:
    """Draw each frame, thinner inside than outside, with its number at its left upper corner."""
    pen = ImageDraw.Draw(picture, "RGBA")
    width, height = sides[2] - sides[0], sides[3] - sides[1]
    for one in sorted(frames, key=lambda one: bool(one.number)):
        ends = [
            _turned(x - sides[0], y - sides[1], width, height, sheet.get_rotation())
            for x, y in ((one.left, one.bottom), (one.right, one.top))
        ]
        tall = width if sheet.get_rotation() in {90, 270} else height
        xs = sorted(round(x * scale) for x, _ in ends)
        ys = sorted(round((tall - y) * scale) for _, y in ends)
        colour, _ = LOOKS[Look(one.look)]
        box = (xs[0] - 2, ys[0] - 2, xs[1] + 2, ys[1] + 2)
        tint = 22 if one.look in {Look.ANSWERED, Look.BLANK} else 48
        pen.rounded_rectangle(box, 3, fill=(*colour, tint), outline=(*colour, 255), width=2)
        if one.number:
            _badge(pen, one.number, (xs[0] - 4, ys[0] - 4), colour)


def _badge(
    pen: ImageDraw.ImageDraw, number: str, at: tuple[int, int], colour: tuple[int, int, int]
) -> None:
    font = _font(_SMALL)
    left, top, right, bottom = font.getbbox(number)
    wide, high = right - left + 10, bottom - top + 8
    x, y = max(at[0] - wide // 2, 1), max(at[1] - high // 2, 1)
    pen.rounded_rectangle((x, y, x + wide, y + high), 7, fill=colour, outline=WHITE, width=1)
    pen.text((x + 5 - left, y + 4 - top), number, fill=WHITE, font=font)


def _turned(x: float, y: float, width: float, height: float, turn: int) -> tuple[float, float]:
    """A point of the page as it is shown when the page is turned clockwise."""
    match turn:
        case 90:
            return y, width - x
        case 180:
            return width - x, height - y
        case 270:
            return height - y, x
        case _:
            return x, y


def _stacked(sheets: Sequence[Image.Image], title: str) -> bytes:
    """All sheets below one another, under what the colours mean."""
    wide = max(one.width for one in sheets) + 2 * MARGIN
    high = HEAD + sum(one.height + MARGIN for one in sheets)
    whole = Image.new("RGB", (wide, high), GROUND)
    pen = ImageDraw.Draw(whole)
    pen.rectangle((0, 0, wide, HEAD - MARGIN // 2), fill=WHITE)
    pen.text((MARGIN, 9), title, fill=INK, font=_font(_TEXT))
    x = MARGIN
    for colour, words in LOOKS.values():
        pen.rounded_rectangle((x, 34, x + 22, 48), 3, outline=colour, width=3)
        pen.text((x + 28, 33), words, fill=INK, font=_font(_SMALL))
        x += 28 + round(_font(_SMALL).getlength(words)) + 22
    pen.text((x, 33), "numbers: the findings", fill=INK, font=_font(_SMALL))
    down = HEAD
    for sheet in sheets:
        across = (wide - sheet.width) // 2
        whole.paste(sheet, (across, down))
        edge = (across - 1, down - 1, across + sheet.width, down + sheet.height)
        pen.rectangle(edge, outline=(170, 174, 182))
        down += sheet.height + MARGIN
    out = io.BytesIO()
    few = whole.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG")
    return out.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return _fonts.get(size) or ImageFont.load_default()


def _sample_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), WHITE).save(out, "JPEG")
    return out.getvalue()
