"""Reads one line of ink with rapidocr's model of letters, and says how sure each letter is.

The model knows thousands of signs; here only those that British forms are written in may come out.
"""
# pyright: basic
# onnxruntime and OpenCV are untyped; what leaves this module is typed.

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from forms.scan.pages import Grey

_HEIGHT = 48  # the model's own
_LEAST_WIDTH, _MOST_WIDTH = 48, 3200
_SIGNS = (
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]_abcdefghijklmnopqrstuvwxyz"
    "|~\u00a3\u00b0\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac"
)
# Latin letters with marks, as names have them, those of Romanian and of Vietnamese too.
_LETTERS = frozenset((*range(0xC0, 0x180), *range(0x218, 0x21C), *range(0x1EA0, 0x1EFA)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as read. `sure` is that of its least sure letter, 0 to 1.

    `places` are where each letter stands, in pixels from the left of the picture.
    """

    text: str
    sure: float
    places: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """The model, loaded; `signs` are what its allowed outputs stand for."""

    session: onnxruntime.InferenceSession
    allowed: NDArray[np.int64]
    signs: tuple[str, ...]

    def read(self, grey: Grey) -> Line:
        """The line in a picture cut close around it."""
        height, width = grey.shape
        wide = min(max(round(width * _HEIGHT / height), _LEAST_WIDTH), _MOST_WIDTH)
        way = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
        sized = cv2.resize(grey, (wide, _HEIGHT), interpolation=way).astype(np.float32)
        given = np.repeat((sized / 127.5 - 1)[None, None], 3, axis=1)
        (found,) = self.session.run(None, {self.session.get_inputs()[0].name: given})
        return self._line(np.asarray(found, dtype=np.float32)[0], width)

    def _line(self, found: NDArray[np.float32], width: int) -> Line:
        """The likeliest sign at each step, doubles and gaps left out (CTC)."""
        allowed = found[:, self.allowed]
        best = allowed.argmax(axis=1)
        chances = allowed[np.arange(len(best)), best]
        letters: list[str] = []
        sures: list[float] = []
        places: list[float] = []
        step_px = width / len(best)
        for step, sign in enumerate(best.tolist()):
            if sign and step and sign == best[step - 1]:
                if chances[step] > sures[-1]:
                    sures[-1], places[-1] = float(chances[step]), (step + 0.5) * step_px
            elif sign:
                letters.append(self.signs[sign])
                sures.append(float(chances[step]))
                places.append((step + 0.5) * step_px)
        # Where a sign that may not come out was likelier, something else is written.
        elsewhere = 1 - float(allowed.sum(axis=1).min())
        return Line(
            text="".join(letters), sure=round(min([*sures, 1 - elsewhere]), 2), places=tuple(places)
        )


def load(model: Path) -> Recogniser:
    """The recogniser of this file. It starts no thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    known = ["", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    places = [
        place for place, sign in enumerate(known)
        if not sign or sign in _SIGNS or (len(sign) == 1 and ord(sign) in _LETTERS)
    ]  # fmt: skip
    return Recogniser(
        session=session, allowed=np.array(places), signs=tuple(known[place] for place in places)
    )
