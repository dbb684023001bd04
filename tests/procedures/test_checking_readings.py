"""`clerk check` shows both readings of a value that has two, and what was not taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from forms import catalogue, filled
from procedures import check_words, checking, installation, office
from procedures.checking import Report
from tests.support.installation import NOW
from tests.support.source import ROOT
from tests.support.submissions import complete_values


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("readings") / "panel"
    installation.create(made, panel="wesp")
    return made


@pytest.fixture(autouse=True)
def real_register(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def checked(home: Path, tmp_path: Path, **changes: str) -> Report:
    """What is said of a complete referral form with these answers in it."""
    blank = catalogue.load(home / "forms").of_form("wesp_referral")[-1]
    pdf = (home / "forms" / f"{blank.stem}.pdf").read_bytes()
    values = {**complete_values(blank.form), **changes}
    form = tmp_path / "form.pdf"
    form.write_bytes(filled.pdf(pdf, values, fonts=ROOT / "config" / "fonts"))
    with office.opened(home, cwd=home, environment={}, now=NOW, reading=True) as rooms:
        return checking.check(form, rooms, now=NOW)


def line(lines: Sequence[str], question: str) -> str:
    (found,) = [one for one in lines if f" {question} " in one]
    return " ".join(found.split())


def test_both_readings_are_shown_and_neither_is_said_in_a_finding(home: Path, tmp_path: Path):
    changes = {
        "dob": "3/4/20",
        "esc_callouts_12m": "5-6",
        "contact_phone": "07700 900123 / 07700 900124",
        "postcode": "SW1A OAA",
        "referral_date": "12/25/2026",
    }
    report = checked(home, tmp_path, **changes)
    lines = check_words.in_words(report)
    assert "contradictory (03/04/1920 / 03/04/2020)" in line(lines, "dob")
    assert "contradictory (5 / 6)" in line(lines, "esc_callouts_12m")
    assert "(07700 900123 / 07700 900124)" in line(lines, "contact_phone")
    assert "answered: SW1A OAA (SW1A OAA / SW1A 0AA)" in line(lines, "postcode")
    assert "unreadable (written: 12/25/2026)" in line(lines, "referral_date")
    told = {finding.check for finding in report.findings}
    assert {
        "completeness.ambiguous", "completeness.not-understood", "danger.may-be-under-age",
        "values.several-numbers", "values.like-a-postcode",
    } <= told  # fmt: skip
    words = "\n".join(finding.words for finding in report.findings)
    assert [text for text in (*changes.values(), "03/04/2020", "0AA") if text in words] == []
    assert "we can read what stands here in two ways" in words


def test_what_was_moved_from_one_box_to_another_is_shown_in_both(home: Path, tmp_path: Path):
    report = checked(home, tmp_path, dob="2 DOBs given: 12/3/86 or 3/12/86")
    lines = check_words.in_words(report)
    assert "answered: 1986-03-12 (12/03/1986 / 03/12/1986)" in line(lines, "dob")
    assert "answered: 03/12/1986" in line(lines, "dob_other")
    age = check_words.in_words(checked(home, tmp_path, dob="about 34"))
    assert "unreadable (written: about 34)" in line(age, "dob")
    assert "answered: 34" in line(age, "age_estimate")
