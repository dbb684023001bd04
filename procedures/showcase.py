"""A rehearsal told on one page: no script, no server, every picture inside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from procedures.showing import Colour, Shown

PAGES = Path(__file__).with_name("pages")
TEMPLATE = "rehearsal.html"
# How the last lines of the rehearsal count what became of the mails: what it is, for one, for more.
_COUNTED = (
    ("ready", "referral accepted", "referrals accepted"),
    ("back", "sent back", "sent back"),
    ("you", "waits for a person", "wait for a person"),
    ("other", "was no referral", "were no referrals"),
)


def page(months: Sequence[Shown]) -> str:
    """The page about these panels' months, the first of them told in full."""
    environment = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(
        months=months, figures={month.panel: figures(month) for month in months}
    )


def figures(month: Shown) -> tuple[tuple[int, str], ...]:
    """What the head of the page counts: a number and its words."""
    colours = Counter(row.colour for row in month.mails)
    sent = sum(len(group.mails) for group in month.outgoing)
    return (
        (len(month.mails), "emails read, none dropped"),
        (colours[Colour.READY], "referrals accepted"),
        (colours[Colour.BACK], "sent back, marked"),
        (sum(bool(row.alerts) for row in month.mails), "alerts, told at once"),
        (sum(copy.number != "none" for copy in month.copies), "numbered copies"),
        (sent, "mails written"),
    )


def counted(month: Shown) -> str:
    """What became of the mails, for the last lines on the screen."""
    colours = Counter(row.colour.value for row in month.mails)
    return ", ".join(
        f"{colours[colour]} {one if colours[colour] == 1 else more}"
        for colour, one, more in _COUNTED
        if colours[colour]
    )


def papers_in_words(month: Shown) -> str:
    """How many numbered copies were made, and for how many people none."""
    made = sum(copy.number != "none" for copy in month.copies)
    return f"the pack in {made} numbered copies, one for each person"
