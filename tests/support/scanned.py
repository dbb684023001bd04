"""Our forms as a scanner or a telephone sends them: made of a printed form, from a seed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from casework.answer import Answer, State
from casework.notes import Note, parts
from casework.question import Form
from forms import recognise
from forms.extracted import Extracted, NoForm
from forms.scan import reading
from forms.submit import to_submission
from tests.support import returned
from tests.support.submissions import ARRIVED

Grey = NDArray[np.uint8]
DOTS = 200


def pages(document: bytes, *, dots: int = DOTS) -> list[Grey]:
    """The pages of a PDF in grey."""
    opened = pypdfium2.PdfDocument(document)
    scale = dots / 72
    drawn = [page.render(scale=scale, grayscale=True).to_numpy() for page in opened]  # pyright: ignore[reportArgumentType]  a part is allowed
    found = [np.array(one.reshape(one.shape[0], one.shape[1])) for one in drawn]
    opened.close()
    return found


def scanned(page: Grey, draw: np.random.Generator, *, skew: float | None = None) -> Grey:
    """The page as a scanner at 200 dots an inch sees it: up to 3 degrees askew, grainy, pale."""
    height, width = page.shape
    angle = draw.uniform(-3, 3) if skew is None else skew
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, draw.uniform(0.96, 1))
    turn[:, 2] += draw.uniform(-12, 12, 2)
    moved = cv2.warpAffine(page, turn, (width, height), borderValue=250)
    soft = cv2.GaussianBlur(moved, (0, 0), 0.6).astype(np.float32)
    pale = soft * draw.uniform(0.85, 1) + draw.uniform(0, 20)
    return np.clip(pale + draw.normal(0, 8, pale.shape), 0, 255).astype(np.uint8)


def photographed(page: Grey, draw: np.random.Generator) -> Grey:
    """The page as a telephone sees it on a dark table: in perspective, with a shadow over it."""
    height, width = page.shape
    wide, tall = int(width * 1.3), int(height * 1.25)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    at = np.array(
        [[0.12 * wide, 0.1 * tall], [0.9 * wide, 0.07 * tall], [0.94 * wide, 0.92 * tall],
         [0.07 * wide, 0.95 * tall]], dtype=np.float32,
    )  # fmt: skip
    at += draw.uniform(-0.02, 0.02, at.shape).astype(np.float32) * wide
    seen = cv2.warpPerspective(
        page, cv2.getPerspectiveTransform(corners, at), (wide, tall), borderValue=70
    )
    shade = np.linspace(0.62, 1, wide, dtype=np.float32)[None, :]
    soft = cv2.GaussianBlur(seen, (0, 0), 0.8).astype(np.float32) * shade
    return np.clip(soft + draw.normal(0, 5, soft.shape), 0, 255).astype(np.uint8)


def jpeg(page: Grey, *, quality: int = 70) -> bytes:
    """The picture as JPEG."""
    return cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def picture(page: Grey, kind: str) -> bytes:
    """The page as a picture of this kind."""
    out = io.BytesIO()
    Image.fromarray(page).save(out, kind)
    return out.getvalue()


def as_pdf(pictures: Sequence[bytes]) -> bytes:
    """Pictures as the pages of a PDF, as scanners write them."""
    opened = [Image.open(io.BytesIO(one)) for one in pictures]
    out = io.BytesIO()
    opened[0].save(out, "PDF", save_all=True, append_images=opened[1:], resolution=DOTS)
    return out.getvalue()


def pdf(printed: bytes, *, seed: int, skew: float | None = None) -> bytes:
    """A printed form, scanned into a PDF of pictures."""
    draw = np.random.default_rng(seed)
    return as_pdf([jpeg(scanned(page, draw, skew=skew)) for page in pages(printed)])


@cache
def _prepared() -> None:
    reading.prepare(str(returned.issued_folder()))


def outcome(untrusted_data: bytes) -> Extracted | NoForm:
    """What the reader of scans says of a file, through both sides of the cage's wall."""
    _prepared()
    return recognise.answer(reading.read(untrusted_data))


def wrong(form: Form, values: returned.Values, found: Extracted) -> dict[str, object]:
    """The answers that were read otherwise than meant, and not left in doubt."""
    read = to_submission(found, form, arrived=ARRIVED)
    return {
        name: pair
        for name, pair in returned.differences(form, values, found).items()
        if not in_doubt(read.answer(name))
    }


def in_doubt(answer: Answer) -> bool:
    """Whether a person is asked to look at the answer, or at a part of it."""
    is_open = answer.state in {State.UNREADABLE, State.CONTRADICTORY}
    return is_open or bool(parts(Note.READER_UNSURE, answer.notes))


def extracted(untrusted_data: bytes) -> Extracted:
    """The form on the pictures; the test fails when there is none."""
    found = outcome(untrusted_data)
    assert isinstance(found, Extracted), found
    return found
