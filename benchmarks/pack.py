"""A pack of 20 cases to PDF, and 25 stamped encrypted copies: ours, and the usual way.

The usual way is docxtpl, LibreOffice, and pypdf page by page. Both make the same paper from one
template and one content; ours is read back and proved besides.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pypdf
from docxtpl import DocxTemplate
from reportlab.pdfgen.canvas import Canvas

from benchmarks.figure import Figure, figure, in_turns, say, told
from casework import casesheet
from casework.document import Audience, CopyPlan, Pack
from config import casesheets, protocols
from generators import pack
from generators.render import Renderer
from outbox import copies, shut
from procedures.office import FONTS, TEMPLATES
from tests.support.contents import an_action, an_agenda, references
from tests.support.sheets import a_referral

CASES, COPIES, ROUNDS = 20, 25, 3
PANEL = "wesp"
TODAY = dt.date(2026, 12, 14)
DESTROY_BY = "Thursday 31 December 2026"
_INSTALL = (
    "apt-get",
    "install",
    "-y",
    "-qq",
    "--no-install-recommends",
    "libreoffice-writer-nogui",
)


def a_month(count: int = CASES) -> Pack:
    """A pack of so many complete referrals, no two of the same person."""
    protocol = protocols.load(protocols.SHIPPED, PANEL)
    layout = casesheets.load(protocol)
    cases = references(count)
    sheets = tuple(
        casesheet.sheet(
            a_referral(
                "wesp_referral",
                "wesp_consent",
                values={"wesp_referral": {"surname": f"Example{number}"}},
            ),
            reference=case,
            audience=Audience.MEMBER,
            protocol=protocol,
            layout=layout,
            today=TODAY,
        )
        for number, case in enumerate(cases)
    )
    return Pack(
        agenda=an_agenda(*cases),
        sheets=sheets,
        actions=tuple(an_action(line) for line in range(1, 6)),
        destroy_by=DESTROY_BY,
        edition="P 2026-12-17 v1",
        audience=Audience.MEMBER,
    )


def plans() -> list[tuple[CopyPlan, str]]:
    """Who gets a copy, and the password it opens with."""
    return [
        (
            CopyPlan(
                person=f"PM-{number}",
                copy_number=number,
                of=COPIES,
                name=f"Member Number {number}",
                cases=(),
                made=TODAY,
                destroy_by=DESTROY_BY,
            ),
            f"four common words {number}",
        )
        for number in range(1, COPIES + 1)
    ]


def ours(contents: Pack) -> list[bytes]:
    """The proved pack and its copies."""
    orders = plans()
    with shut.locks_ahead(password for _, password in orders) as lock:
        made = pack.make(contents, templates=TEMPLATES, fonts=FONTS, renderer=Renderer.DXPDF)
        made_of_it = copies.make(made.pdf, orders, fonts=FONTS, lock=lock)
        return [copy.pdf for copy in made_of_it]


def usual(contents: Pack, office: str) -> list[bytes]:
    """The same by docxtpl, LibreOffice and pypdf."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "paper.docx"
        word = DocxTemplate(TEMPLATES / pack.FILE)
        word.render(_context(contents), autoescape=True)
        word.save(paper)
        order = [office, "--headless", "--convert-to", "pdf", "--outdir", folder, str(paper)]
        subprocess.run(order, check=True, capture_output=True)  # noqa: S603  the office itself
        original = paper.with_suffix(".pdf").read_bytes()
    return [_copy(original, plan, password) for plan, password in plans()]


def _copy(original: bytes, plan: CopyPlan, password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(original)))
    drawn = io.BytesIO()
    canvas = Canvas(drawn)
    canvas.setFont("Helvetica", 7.5)
    canvas.drawString(42, 14, copies.stamp_line(plan))
    canvas.save()
    stamp = pypdf.PdfReader(drawn).pages[0]
    for page in writer.pages:
        page.merge_page(stamp)
        page.compress_content_streams()  # without it pypdf 7 loses the stamp when it encrypts
    writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _context(contents: Pack) -> dict[str, Any]:
    """The pack as its template sees it, without the care for what would not fit a page."""
    told_pack = asdict(contents)
    agenda = told_pack["agenda"]
    for action in (*agenda["open_actions"], *told_pack["actions"]):
        action["standing"] = action["status"]
    return {
        "marking": contents.agenda.sitting.marking,
        "edition": contents.edition,
        "sitting": agenda["sitting"],
        "destroy_by": contents.destroy_by,
        "cover": agenda["items"],
        "agenda": {**agenda, "cases": agenda["items"]},
        "own_actions": told_pack["actions"],
        "sheets": told_pack["sheets"],
        "one_case": False,
        "supplementary": False,
    }


def figures() -> list[Figure]:
    """How many times faster; nothing where LibreOffice is not to be had."""
    office = _office()
    if office is None:
        say("Left out: the pack against LibreOffice. To add it: " + " ".join(_INSTALL))
        return []
    contents = a_month()
    pages = _same(ours(contents), usual(contents, office), contents)
    medians = in_turns(
        {
            "ours": lambda: ours(contents),
            "docxtpl, LibreOffice and pypdf": lambda: usual(contents, office),
        },
        rounds=ROUNDS,
    )
    slow, fast = medians["docxtpl, LibreOffice and pypdf"], medians["ours"]
    return [
        figure(
            "Pack and copies: times faster than LibreOffice and pypdf",
            slow / fast,
            10,
            better="higher",
            unit="times",
            how=f"a pack of {CASES} complete cases ({pages} pages) from one Word template to PDF, "
            f"then {COPIES} copies, each stamped on every page and encrypted by AES-256; ours with "
            f"its read-back and proof; medians of {ROUNDS} in turns: {told(medians)}",
        )
    ]


def _same(made: list[bytes], peers: list[bytes], contents: Pack) -> int:
    """Check that both made what was asked; gives the number of our pages."""
    counts: list[int] = []
    for pdfs in (made, peers):
        reader = pypdf.PdfReader(io.BytesIO(pdfs[-1]), password=plans()[-1][1])
        texts = [page.extract_text() for page in reader.pages]
        whole = "".join("".join(texts).split())
        wanted = [sheet.reference for sheet in contents.sheets]
        wanted += [f"Copy {COPIES} of {COPIES}", contents.sheets[-1].heading]
        missing = [words for words in wanted if "".join(words.split()) not in whole]
        if len(pdfs) != COPIES or missing:
            raise SystemExit(f"the two ways do not make the same paper: {missing}")
        counts.append(len(texts))
    return counts[0]


def _office() -> str | None:
    """LibreOffice; it is installed where this may be done without asking anybody."""
    found = shutil.which("soffice")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing LibreOffice, which the pack is measured against.")
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for order in (("apt-get", "update", "-qq"), _INSTALL):
            subprocess.run(order, env=environment, capture_output=True, check=False)  # noqa: S603  fixed words
        found = shutil.which("soffice")
    return found
