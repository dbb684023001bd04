from __future__ import annotations

import pytest

from casework.consent_route import ConsentRoute, route_of
from tests.support.sheets import a_layout, a_referral


@pytest.mark.parametrize(
    ("papers", "route"),
    [
        (("wesp_referral", "wesp_consent"), ConsentRoute.CONSENT),
        (("wesp_referral", "wesp_noconsent"), ConsentRoute.WITHOUT_CONSENT),
        (("wesp_referral",), ConsentRoute.UNCLEAR),
        (("wesp_referral", "wesp_consent", "wesp_noconsent"), ConsentRoute.UNCLEAR),
    ],
)
def test_the_papers_say_the_route(papers: tuple[str, ...], route: ConsentRoute):
    assert route_of(a_referral(*papers), "") is route


@pytest.mark.parametrize(
    ("said", "route"),
    [
        ("yes", ConsentRoute.CONSENT),
        ("no", ConsentRoute.WITHOUT_CONSENT),
        ("unknown", ConsentRoute.WITHOUT_CONSENT),
        ("", ConsentRoute.UNCLEAR),  # a blank is not No
    ],
)
def test_where_the_form_asks_for_consent_its_answer_is_the_route(said: str, route: ConsentRoute):
    referral = a_referral("mase_referral", values={"mase_referral": {"yp_consent": said}})
    assert route_of(referral, a_layout("mase").reads.consent) is route
