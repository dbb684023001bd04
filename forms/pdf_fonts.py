"""The fonts that PDFium draws with when a file brings none of its own: ours, from memory.

A page may name a font that it does not carry. Which letters of it can be read would then hang on
the fonts of the machine, and in the cage there are none at all: letters would be lost unseen.
"""
# pyright: basic
# pypdfium2's raw bindings are untyped.

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from pathlib import Path

import pypdfium2.raw as pdfium

from forms.shapes import Face

_BOLD_WEIGHT = 600
# Windows' numbers of character sets: that of signs, and those that our usual font has letters of.
_SYMBOL, _ANSI = 2, 0
_USUAL = frozenset({_ANSI, 1, 77, 161, 162, 163, 186, 204, 238, 255})
_VERSION = 1
_WHOLE_FILE = 0
_kept: list[object] = []  # PDFium calls these as long as it lives


def prepare(fonts_folder: str) -> None:
    """Give PDFium the fonts of this folder instead of the machine's. Once a process."""
    info = pdfium.FPDF_SYSFONTINFO(version=_VERSION)
    kinds = {name: kind for name, kind, *_ in pdfium.FPDF_SYSFONTINFO._fields_}
    for name, call in Fonts(Path(fonts_folder)).calls().items():
        setattr(info, name, kinds[name](call))
    pdfium.FPDF_SetSystemFontInfo(ctypes.byref(info))
    _kept[:] = [info]


class Fonts:
    """PDFium's questions about fonts, answered from our few files; a handle is a number from 1."""

    def __init__(self, folder: Path) -> None:
        self._faces = list(Face)
        self._files = [(folder / f"{face}.ttf").read_bytes() for face in self._faces]

    def calls(self) -> dict[str, Callable[..., int | None]]:
        """The functions by the names that PDFium's structure has for them."""
        return {
            "Release": lambda _info: None,
            "EnumFonts": lambda _info, _mapper: None,
            "MapFont": self._map,
            "GetFont": lambda _info, _face: None,
            "GetFontData": self._data,
            "GetFaceName": lambda _info, _font, _buffer, _size: 0,
            "GetFontCharset": lambda _info, _font: _ANSI,
            "DeleteFont": lambda _info, _font: None,
        }

    def _map(
        self, _info: object, weight: int, is_italic: int, charset: int,
        _pitch: int, _face: object, _is_exact: object,
    ) -> int | None:  # fmt: skip
        if charset == _SYMBOL:
            return None
        if charset not in _USUAL:
            wanted = Face.OTHER
        elif weight >= _BOLD_WEIGHT:
            wanted = Face.BOLD
        else:
            wanted = Face.ITALIC if is_italic else Face.REGULAR
        return self._faces.index(wanted) + 1

    def _data(
        self, _info: object, font: int, table: int, buffer: ctypes.c_void_p | None, size: int
    ) -> int:
        held = self._part(font, table)
        if buffer and len(held) <= size:
            ctypes.memmove(buffer, held, len(held))
        return len(held)

    def _part(self, font: int, table: int) -> bytes:
        """The whole file, or one table of it."""
        file = self._files[font - 1]
        if table == _WHOLE_FILE:
            return file
        count = struct.unpack(">H", file[4:6])[0]
        for number in range(count):
            tag, _sum, start, length = struct.unpack(">4I", file[12 + 16 * number :][:16])
            if tag == table:
                return file[start : start + length]
        return b""
