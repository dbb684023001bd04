"""A form of an older type is converted in the jail, read, kept as it came, and held."""

from __future__ import annotations

import dataclasses

import pytest

from casework.disposition import Disposition
from casework.notes import CONVERTED
from confine import landlock
from confine.cage import Cage
from forms import kept
from procedures import casefile, office, reading
from register import blobs, cases, findings, outgoing
from tests.support.installation import Clerk
from tests.support.libreoffice import saved_as

REFERRAL, CONSENT = "wesp_referral", "wesp_consent"
MEDIA = {
    "doc": "application/msword",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
}
needs_landlock = pytest.mark.skipif(landlock.abi() < 1, reason="this kernel has no Landlock")


@needs_landlock
@pytest.mark.parametrize("ending", list(MEDIA))
def test_an_older_form_is_read_kept_as_it_came_and_held(clerk: Clerk, ending: str):
    original = saved_as(ending, clerk.form(CONSENT, "word")[1])
    receipt = clerk.receive(clerk.form(REFERRAL), ("form.pdf", original))
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert "file.converted" in {found.check for found in findings.of(receipt.reference)}
    assert clerk.out() == []
    assert outgoing.every(receipt=receipt.reference) == ()
    (paper,) = (one for one in cases.papers(receipt.case) if one.form == CONSENT)
    assert blobs.read(paper.blob) == original
    assert paper.media_type == MEDIA[ending]
    form = casefile.form_of(CONSENT, paper.form_version, clerk.rooms)
    submission = kept.from_json(paper.answers, form)
    assert CONVERTED in submission.notes
    assert all(CONVERTED in answer.notes for answer in submission.answers.values())
    assert all(answer.sure < 1 for answer in submission.answers.values())
    assert submission.answer("surname").text == "Example"


@needs_landlock
def test_only_a_few_files_of_one_mail_are_converted(clerk: Clerk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "MOST_CONVERTED", 1)
    rich = [(f"{number}.rtf", b"{\\rtf1 Letter %d}" % number) for number in range(3)]
    receipt = clerk.receive(*rich)
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert receipt.reason == "could_not_read:rich_text"


def test_a_file_that_kills_its_reader_is_held_and_its_sender_told(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
):
    name, pdf = clerk.form(REFERRAL)
    killer = "tests.support.hostile:die_at_once"
    with Cage.start((office.PARSE, killer), warm=("ingest.message:warm",)) as cage:
        monkeypatch.setattr(reading, "READ", killer)
        clerk.rooms = dataclasses.replace(clerk.rooms, cage=cage, scans=None)
        receipt = clerk.receive((name, pdf))
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert receipt.reason == "could_not_read:died"
    (mail,) = outgoing.every(receipt=receipt.reference)
    assert "Please send it again." in mail.intent.body
