"""Ages as people write them, in whole years; an age is never made a date of birth."""

from __future__ import annotations

import re

from casework.text import folded
from forms.estimates import has_odd_figures, without_estimate
from forms.figures import counted

OLDEST = 110
LONGEST = 60
_YEARS = r"(?:years?|yrs?|y/?o|y)\.?(?:[ \-]?(?:old|of age))?"
_AGE = re.compile(rf"(?P<said>aged?:? ?)?(?P<number>\d{{1,3}}|[a-z]+)(?:[ \-]?(?P<unit>{_YEARS}))?")
_SMALL = re.compile(
    r"(?:aged?:? ?)?(?P<number>\d{1,3}) ?(?P<unit>months?|mths?|weeks?|wks?|days?)(?: old)?"
)
_IN_A_YEAR = {"m": 12, "w": 52, "d": 365}


def age_in_years(untrusted_text: str) -> int | None:
    """The age that a text says, where an age is one of the things that may stand there."""
    text = folded(untrusted_text).strip(" .")
    if has_odd_figures(untrusted_text):
        return None
    if small := _SMALL.fullmatch(text):
        return int(small["number"]) // _IN_A_YEAR[small["unit"][0]]
    found = _AGE.fullmatch(text)
    number = counted(found["number"]) if found else None
    return number if number is not None and number <= OLDEST else None


def said_age(untrusted_text: str) -> int | None:
    """The age of a text that says that it is one: "age 34", "34 yrs", "about 34"."""
    if len(untrusted_text) > LONGEST or has_odd_figures(untrusted_text):
        return None
    plain, is_estimate = without_estimate(folded(untrusted_text).strip(" .()"))
    found = _AGE.fullmatch(plain.strip(" ."))
    if found is None or not (is_estimate or found["said"] or found["unit"]):
        return None
    return age_in_years(plain)
