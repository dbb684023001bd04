"""From findings to the points of a notice: whole texts, as they leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from casework.answer import BLANK, State
from casework.document import Gap
from casework.finding import Basis, Finding, Severity
from casework.question import Form
from casework.wording import clause_words, gaps, says_who, sentence
from tests.support.forms import a_form
from tests.support.protocols import Given, of, the_protocol
from tests.support.submissions import a_submission

PAGES = {("wesp_referral", "dob"): 1, ("wesp_referral", "children"): 3}


def forms_of(given: Given) -> Mapping[str, Form]:
    return {paper.form.id: paper.form for paper in given.referral().papers}


def points(given: Given, pages: Mapping[tuple[str, str], int] | None = None) -> list[str]:
    """The points as the notice prints them."""
    made = gaps(given.found(), forms_of(given), pages=pages or {})
    return [f"{gap.place}: {gap.text}" if gap.place else gap.text for gap in made]


def a_finding(**changes: object) -> Finding:
    told: dict[str, object] = {
        "check": "completeness.blank",
        "rule": "W31",
        "clause": "s8",
        "severity": Severity.RETURN,
        "basis": Basis.PROTOCOL,
        "words": "{satisfy}",
    }
    return Finding(**(told | changes))  # pyright: ignore[reportArgumentType]  a builder


BORN = (
    "enter the date of birth, day first. If nobody knows it, tick Unknown and give an estimated age"
    " in 3.7. (section 7)"
)
OTHER = "Information sharing without consent form, page 1, question"
OWN_WORDS = "write an answer in your own words"


def test_a_gap_says_where_what_and_by_which_clause():
    assert points(Given(values={"dob": "", "referrer_role": ""}), PAGES) == [
        "Page 1, question 1.3: write your job title. (section 8)",
        f"Page 1, question 3.5: {BORN}",
    ]


def test_what_is_practice_is_called_practice_and_what_is_ours_is_not_called_anything():
    lead = "discuss your concerns with your agency's CSE Lead, then write the name"
    assert points(Given(kind="mase", values={"gp": "", "cse_lead_name": ""})) == [
        f'Page 1, question 1.3: {lead}. (section "Referrals")',
        "Page 1, question 5.7d: write an answer. If nobody knows, tick Unknown. (panel practice)",
    ]
    ours = a_finding(basis=Basis.PRODUCT, clause="", words="call us")
    assert gaps([ours], {}, pages={})[0].text == "Call us."


def test_other_papers_are_named_by_their_titles_after_the_referral_form():
    given = Given(
        kind="wesp without consent",
        values={"views": ""},
        second={"grounds.vital_interests": "", "grounds.crime": "", "authoriser": "Robin Sample"},
    )
    manager = "name a manager who is not the person who decided"
    assert points(given) == [
        f"Page 1, question 9.5: {OWN_WORDS}. If nobody knows, tick Unknown. (section 8)",
        f"{OTHER} 3.1: tick at least one ground. (section 13)",
        f"{OTHER} 5.3a: {manager}. (panel practice)",
    ]


def test_the_referral_form_comes_first_whatever_came_first():
    consent = a_submission(a_form("wesp_consent"), values={"worker_name": ""})
    referral = a_submission(a_form("wesp_referral"), values={"views": ""})
    told = points(Given(papers=(consent, referral)))
    assert [point.partition(":")[0] for point in told] == [
        "Page 1, question 9.5",
        "Consent form, page 1, question 5.1",
    ]


def test_a_paper_that_came_alone_needs_no_title():
    alone = Given(papers=(a_submission(a_form("wesp_consent"), values={"worker_name": ""}),))
    assert [point.partition(":")[0] for point in points(alone)] == [
        "Page 1, question 5.1",
        "The referral form did not come with this",
    ]


def test_a_word_form_has_no_pages():
    answers = {"views": BLANK, "reasons": BLANK}
    given = Given(answers=answers)
    assert [point.partition(":")[0] for point in points(given)] == ["Question 9.1", "Question 9.5"]


def test_the_missing_paper_comes_last_and_has_no_place():
    alone = Given(papers=(a_submission(a_form("wesp_referral"), values={"reasons": ""}),))
    assert points(alone) == [
        "Page 1, question 9.1: write an answer in your own words. (section 8)",
        "A second form belongs to this referral: please send the consent form. (section 8)",
    ]


def test_several_findings_of_one_question_are_one_gap_with_every_place_to_mark():
    given = Given(values={"red_flags.isolation.answer": "", "red_flags.pregnancy.answer": ""})
    assert gaps(given.found(), forms_of(given), pages={("wesp_referral", "red_flags"): 3}) == (
        Gap(
            number=1,
            form="wesp_referral",
            field_id="red_flags",
            fields=("red_flags.pregnancy", "red_flags.isolation"),
            place="Page 3, question 6.14",
            text="answer every row with Yes, No or Unknown. (section 7)",
            page=3,
        ),
    )


def test_different_sentences_of_one_question_stand_together_with_their_clauses():
    findings = [
        a_finding(form="wesp_referral", field_id="dob", clause="s7", words="enter the date"),
        a_finding(form="wesp_referral", field_id="dob", clause="s7", words="check the year"),
        a_finding(
            form="wesp_referral", field_id="dob", clause="", basis=Basis.PRACTICE, words="ring us"
        ),
    ]
    made = gaps(findings, {"wesp_referral": a_form("wesp_referral")}, pages={})
    assert [gap.text for gap in made] == [
        "enter the date. Check the year. (section 7) Ring us. (panel practice)"
    ]
    assert made[0].fields == ("dob",)


def test_only_what_goes_back_is_a_gap():
    given = Given(values={"area": "hackney", "urgent": "yes", "dob": "01/01/2012"})
    assert [gap.field_id for gap in gaps(given.found(), forms_of(given), pages={})] == [
        "urgent_reason"
    ]


def test_gaps_are_numbered_in_the_order_of_the_form_whatever_rule_found_them():
    given = Given(
        values={"signed_date": "", "esc_callouts_12m": "501", "first_name": "", "arrests": ""},
        second={"explained_who": "no", "worker_name": ""},
    )
    made = gaps(given.found(), forms_of(given), pages={})
    assert [gap.number for gap in made] == [1, 2, 3, 4, 5, 6]
    assert [gap.field_id for gap in made] == [
        "first_name", "esc_callouts_12m", "arrests", "signed_date", "explained_who", "worker_name",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["wesp", "wesp without consent", "mase"])
def test_no_word_of_the_form_is_in_a_notice(kind: str):
    """Every answer is emptied or spoilt; what is left of it is a canary."""
    given = Given(kind=kind)
    papers = tuple(
        replace(
            paper,
            answers={
                key: replace(answer, state=State.BLANK, value=None, raw="Zenobia")
                for key, answer in paper.answers.items()
            },
        )
        for paper in given.referral().papers
    )
    spoilt = Given(kind=kind, papers=papers)
    assert len(points(spoilt)) > 40
    assert "Zenobia" not in " ".join(points(spoilt))


def test_a_complete_set_has_no_gaps():
    assert points(Given()) == []
    assert gaps([], {}, pages={}) == ()
    assert of().papers == ()


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("s8", "section 8"),
        ("13", "section 13"),
        ("Information Sharing", 'section "Information Sharing"'),
        ("", ""),
    ],
)
def test_a_clause_in_words(clause: str, words: str):
    assert clause_words(clause) == words


def test_who_says_so():
    assert says_who(a_finding()) == "(section 8)"
    assert says_who(a_finding(basis=Basis.PRACTICE, clause="")) == "(panel practice)"
    assert says_who(a_finding(basis=Basis.PRODUCT, clause="")) == ""


def test_a_coordinator_reads_whole_sentences():
    form = a_form("wesp_referral")
    flags, children, born = map(form.question, ("red_flags", "children", "dob"))
    protocol = the_protocol("wesp")
    assert sentence(protocol.finding("sender.unmarked"), None) == (
        "The mail is not marked as confidential. Tell the sender."
    )
    assert sentence(protocol.finding("criterion.no-evidence", part="isolation"), flags) == (
        "Question 6.14, Isolation: A Yes does not say what it rests on."
    )
    assert sentence(protocol.finding("values.choose-one", part="2.gender"), children) == (
        "Question 8.1, row 2: two answers stand in one row: choose one in each row."
    )
    limits = {"low": "1920", "high": ""}
    assert sentence(protocol.finding("values.year-out-of-range", values=limits), born) == (
        "Question 3.5: check the year: it cannot be before 1920."
    )
