from __future__ import annotations

from casework.answer import BLANK
from casework.question import FormRole
from casework.submission import ReferralSet
from tests.support.forms import a_form
from tests.support.submissions import a_submission

REFERRAL = a_submission(a_form("wesp_referral"))
OLD = a_submission(a_form("wesp_consent"), values={"worker_name": "Old Worker"})
NEW = a_submission(a_form("wesp_consent"), values={"worker_name": "New Worker"})


def test_the_newest_paper_of_a_role_counts_for_its_answers_too():
    referral = ReferralSet(papers=(OLD, REFERRAL, NEW))
    assert referral.paper(FormRole.CONSENT) == NEW
    assert referral.papers_of(FormRole.CONSENT) == (OLD, NEW)
    assert referral.answer("worker_name").text == "New Worker"


def test_the_referral_form_comes_before_the_others_whenever_it_came():
    other_name = a_submission(a_form("wesp_consent"), values={"first_name": "Someone"})
    assert ReferralSet(papers=(REFERRAL, other_name)).answer("first_name").text == "Alex"
    assert ReferralSet(papers=(other_name, REFERRAL)).answer("first_name").text == "Alex"
    assert ReferralSet(papers=(other_name,)).answer("first_name").text == "Someone"


def test_what_no_paper_asks_is_a_blank():
    assert ReferralSet(papers=(REFERRAL,)).answer("worker_name") == BLANK
    assert ReferralSet(papers=()).answer("first_name") == BLANK
