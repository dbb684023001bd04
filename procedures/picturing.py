"""Pages of a rehearsal's papers and forms as pictures that stand inside the page itself."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from casework.dates import day
from casework.document import DocumentKind, MadeCopy
from generators import pictures
from register import blobs, editions, people

MOST_PAGES = 6
SMALL = 75  # dots an inch


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as a `data:` address, with what it shows for those who cannot see it."""

    data: str
    alt: str
    caption: str


def picture(png: bytes, *, alt: str, caption: str) -> Picture:
    """The PNG as a picture of the page."""
    data = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
    return Picture(data=data, alt=alt, caption=caption)


def page_pictures(
    document: bytes,
    wanted: Iterable[int],
    *,
    what: str,
    password: str = "",
    dots_an_inch: int = SMALL,
) -> tuple[Picture, ...]:
    """These pages of a PDF; `what` is whose pages they are, such as "The agenda"."""
    numbers = tuple(wanted)
    return tuple(
        picture(png, alt=f"{what}: page {number}", caption=f"{what}, page {number}")
        for number, png in zip(
            numbers,
            pictures.pages(document, numbers, password=password, dots_an_inch=dots_an_inch),
            strict=False,
        )
    )


def agenda_pictures(meeting: dt.date) -> tuple[Picture, ...]:
    """The first agenda of the meeting, every page."""
    return _original(meeting, DocumentKind.AGENDA, f"The agenda for {day(meeting)}")


def log_pictures(meeting: dt.date) -> tuple[Picture, ...]:
    """The action log of the meeting, every page."""
    return _original(meeting, DocumentKind.ACTION_LOG, f"The action log of {day(meeting)}")


def pack_copies(meeting: dt.date) -> tuple[MadeCopy, ...]:
    """The numbered copies of the meeting's papers, single-case extracts among them."""
    papers = {
        made.digest
        for kind in (DocumentKind.PACK, DocumentKind.EXTRACT)
        for made in editions.documents(meeting, kind)
    }
    return tuple(copy for copy in editions.copies(meeting) if copy.original in papers)


def copy_pictures(copy: MadeCopy, wanted: Iterable[int], *, what: str) -> tuple[Picture, ...]:
    """Pages of somebody's encrypted copy, opened with their own password."""
    known = people.password(copy.person) or ""
    return page_pictures(blobs.read(copy.blob), wanted, what=what, password=known)


def pages_of_copy(copy: MadeCopy) -> int:
    """How many pages somebody's copy has."""
    known = people.password(copy.person) or ""
    return pictures.page_count(blobs.read(copy.blob), password=known)


def _original(meeting: dt.date, kind: DocumentKind, what: str) -> tuple[Picture, ...]:
    made = editions.documents(meeting, kind)
    if not made:
        return ()
    return page_pictures(blobs.read(made[0].blob), range(1, MOST_PAGES + 1), what=what)
