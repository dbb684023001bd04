"""The rehearsal's page: one file, no script, nothing foreign, readable by everybody."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from forms import filled
from generators import pictures
from generators.render import Renderer
from procedures import showcase
from procedures.picturing import Picture, page_pictures, picture
from procedures.showing import (
    Colour,
    CopyRow,
    Health,
    MailGroup,
    MailRow,
    MailShown,
    Shown,
)
from procedures.stories import Story
from tests.support.blanks import FONTS, a_small_form, blank_pdf, blank_word

EMPTY = {"img", "meta", "br"}


class Read(HTMLParser):
    """The page as a parser sees it: its elements in order, and whether they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.found if found == tag]


def a_picture() -> Picture:
    (shown,) = page_pictures(blank_pdf(a_small_form()), (1,), what="A form")
    return shown


def a_row(**changes: object) -> MailRow:
    told: dict[str, object] = {
        "came": "9 December, 9:42am", "receipt": "M-4F2K", "case": "WP-7KQ4",
        "who": "Amir Nazari, Marlow Road", "subject": "referral", "told": "A fillable PDF.",
        "files": ("KT referral.pdf",), "outcome": "Sent back", "colour": Colour.BACK,
        "alerts": (), "why": ("Question 2.9: choose one. (section 8)",), "wrote": ("Panel form",),
    }  # fmt: skip
    return MailRow(**(told | changes))  # pyright: ignore[reportArgumentType]  the test's own words


def a_month(**changes: object) -> Shown:
    told: dict[str, object] = {
        "panel": "WP", "title": "A Panel", "meeting": "Thursday 17 December 2026",
        "mails": (a_row(),), "stories": (Story(title="Back", words="So.", pages=(a_picture(),)),),
        "agenda": (a_picture(),),
        "copies": (CopyRow(number="1 of 2", who="A", cases="3 of 4", pages="9", standing="Sent"),),
        "papers": (Story(title="Copy 1 of 2", words="9 pages", pages=(a_picture(),)),),
        "log": (), "outgoing": (MailGroup(title="Sent back", mails=(
            MailShown(summary="9 December", text="To: a@b.example\n\nDear colleague", files="f"),
        )),),
        "health": (Health(name="mode", state="good", colour=Colour.READY, words="Rehearsal"),),
    }  # fmt: skip
    return Shown(**(told | changes))  # pyright: ignore[reportArgumentType]  the test's own words


def read(html: str) -> Read:
    page = Read()
    page.feed(html)
    assert page.open == []
    return page


def test_the_page_is_one_file_without_script_or_address():
    html = showcase.page([a_month(), a_month(panel="MP")])
    page = read(html)
    assert not page.of("script")
    assert not page.of("link")
    assert not re.search(r"https?:|//www|javascript:", html)
    assert not [attributes for _, attributes in page.found if any(
        name.startswith("on") or name == "style" for name in attributes)]  # fmt: skip
    (policy,) = [meta for meta in page.of("meta") if meta.get("http-equiv")]
    assert "default-src 'none'" in str(policy["content"])
    assert {str(image["src"])[:22] for image in page.of("img")} == {"data:image/png;base64,"}


def test_every_picture_is_described_and_every_link_leads_somewhere():
    page = read(showcase.page([a_month(), a_month(panel="MP")]))
    assert page.of("img")
    assert all(image["alt"] for image in page.of("img"))
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(link["href"]) for link in page.of("a")} <= {f"#{name}" for name in ids}


def test_headings_never_skip_a_level():
    page = read(showcase.page([a_month(), a_month(panel="MP")]))
    levels = [int(tag[1]) for tag, _ in page.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_column_of_a_table_has_a_heading():
    page = read(showcase.page([a_month()]))
    assert page.of("th")
    assert all(heading.get("scope") == "col" for heading in page.of("th"))


def test_what_a_mail_says_is_shown_as_text_and_never_as_page():
    month = a_month(mails=(a_row(subject="<script>alert(1)</script>"),))
    page = read(showcase.page([month]))
    assert not page.of("script")
    assert "<script>alert(1)</script>" in "".join(page.words)


def test_an_alert_stands_before_the_outcome_and_the_reasons():
    html = showcase.page([a_month(mails=(a_row(alerts=("A child may be at risk.",)),))])
    places = [
        html.index(text) for text in (">Urgent<", ">Sent back<", "A child may be", "Question 2.9")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([a_row()], "1 sent back"),
        ([a_row(colour=Colour.READY)] * 2 + [a_row(colour=Colour.YOU)],
         "2 referrals accepted, 1 waits for a person"),
        ([a_row(colour=Colour.OTHER)] * 3, "3 were no referrals"),
    ],
)  # fmt: skip
def test_the_last_lines_count_what_became_of_the_mails(rows: list[MailRow], wanted: str):
    assert showcase.counted(a_month(mails=tuple(rows))) == wanted


def test_pictures_are_small_and_only_of_pages_that_are_there():
    blank = blank_pdf(a_small_form())
    count = pictures.page_count(blank)
    made = pictures.pages(blank, (1, count, count + 1))
    assert len(made) == 2
    assert all(png.startswith(b"\x89PNG") and len(png) < 120_000 for png in made)


def test_a_page_is_found_by_the_words_on_it():
    blank = blank_pdf(a_small_form())
    question = a_small_form().questions[0]
    assert pictures.pages_with(blank, [question.label]) == (1,)
    assert pictures.pages_with(blank, ["no such words"]) == ()
    assert pictures.pages_with(blank, [""]) == ()


def test_a_word_form_is_drawn_with_its_answers_and_boxes():
    word = filled.word(blank_word(a_small_form()), {"line_1": "Zoe Sample"})
    drawn = pictures.word_as_pdf(word, fonts=FONTS, renderer=Renderer.DXPDF)
    assert pictures.pages_with(drawn, ["Zoe Sample"])
    assert pictures.pages_with(drawn, ["\u2610"])


def test_a_photograph_becomes_a_picture():
    photo = pictures.photograph(blank_pdf(a_small_form()))
    shown = picture(pictures.as_png(photo), alt="A photograph", caption="As it came")
    assert shown.data.startswith("data:image/png;base64,")
