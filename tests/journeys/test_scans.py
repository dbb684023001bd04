"""Scans and photographs mailed in: read, confirmed by a person, or typed by one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from casework.disposition import Disposition
from procedures import by_hand, doctor
from register import cases, findings
from tests.support import scanned
from tests.support.installation import Clerk
from tests.support.source import ROOT

CONSENT = "wesp_consent"
REFERRAL = "wesp_referral"


def scan(clerk: Clerk, form_id: str, **changes: Any) -> tuple[str, bytes]:
    name, printed = clerk.form(form_id, "printed", **changes)
    return name, scanned.pdf(printed, seed=3)


def held(reference: str) -> set[tuple[str, str]]:
    return {
        (found.check, found.field_id)
        for found in findings.of(reference)
        if found.severity == "hold"
    }


def returned(reference: str) -> list[str]:
    return [one.field_id for one in findings.of(reference) if one.severity == "return"]


def test_a_scanned_consent_beside_a_typed_referral_is_read(clerk: Clerk):
    receipt = clerk.receive(clerk.form(REFERRAL), scan(clerk, CONSENT))
    checks = {check for check, _ in held(receipt.reference)}
    assert checks <= {"completeness.confirm-scan"}
    assert returned(receipt.reference) == []
    assert receipt.disposition is (Disposition.NEEDS_YOU if checks else Disposition.ACCEPT)


def test_a_scan_with_a_gap_and_doubt_is_held_and_never_sent_back(clerk: Clerk):
    file = scan(clerk, REFERRAL, key_risks=None, dob="41/15/1996")
    receipt = clerk.receive(file, clerk.form(CONSENT))
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert "key_risks" in returned(receipt.reference)
    assert ("completeness.unreadable-danger", "dob") in held(receipt.reference)
    assert [mail for mail in clerk.out() if mail["To"] == "dana.fielding@outreach.example"] == []


def test_a_yes_to_danger_on_a_scan_is_an_alert_at_once(clerk: Clerk):
    file = scan(clerk, REFERRAL, urgent="yes", urgent_reason="He has said that he will find her.")
    receipt = clerk.receive(file, clerk.form(CONSENT))
    assert "danger.urgent" in {one.check for one in findings.of(receipt.reference)}


def test_photographs_of_the_pages_of_one_form_are_one_paper(clerk: Clerk):
    _, printed = clerk.form(CONSENT, "printed")
    draw = np.random.default_rng(6)
    shots = [
        (f"IMG_{number}.jpg", scanned.jpeg(scanned.photographed(page, draw), quality=85))
        for number, page in enumerate(scanned.pages(printed))
    ]
    receipt = clerk.receive(clerk.form(REFERRAL), *shots)
    (paper,) = [one for one in cases.papers(receipt.case) if one.form == CONSENT]
    assert (paper.file_name, paper.media_type) == ("photographs.zip", "application/zip")
    assert {check for check, _ in held(receipt.reference)} <= {"completeness.confirm-scan"}


def test_a_photograph_of_something_else_is_kept_for_a_person(clerk: Clerk):
    draw = np.random.default_rng(6)
    noise = cv2.GaussianBlur(draw.integers(0, 255, (900, 700), dtype=np.uint8), (0, 0), 8)
    receipt = clerk.receive(("IMG_1.jpg", scanned.jpeg(np.asarray(noise, dtype=np.uint8))))
    assert (receipt.disposition, receipt.reason) == (
        Disposition.NEEDS_YOU,
        "could_not_read:photo",
    )


def without_the_extra(clerk: Clerk, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.journeys.without_scans"]
    home = ["--home", str(clerk.rooms.places.home)]
    return subprocess.run(
        [*command, *home, *words], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_without_the_extra_a_person_types_nine_answers(clerk: Clerk, tmp_path: Path):
    name, data = scan(clerk, REFERRAL)
    (tmp_path / name).write_bytes(data)
    picture = tmp_path / "pages.png"
    done = without_the_extra(clerk, "check", str(tmp_path / name), "--picture", str(picture))
    assert "pages that are pictures, without text" in done.stdout, done.stderr
    said = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("      ")]
    asked = clerk.rooms.forms[REFERRAL].by_id()
    assert said == [asked[one].number for one in by_hand.TYPED]
    assert len(said) == 9
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_doctor_says_whether_scans_are_read(clerk: Clerk):
    rows = {row.name: row for row in doctor.examine(clerk.rooms, now=clerk.now)}
    assert "are read here" in rows["scans"].meaning
    assert "types the answers" in without_the_extra(clerk, "doctor").stdout
