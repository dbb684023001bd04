"""Rules and panels' files against each other: nothing without its test, its clause, its words."""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.facts import Facts
from casework.finding import Basis, Severity
from casework.protocol import PanelProtocol
from casework.rules import FIRST, RULES, run
from casework.submission import ReferralSet
from config.holidays import load as load_holidays
from tests.casework import (
    test_rules_advice,
    test_rules_age,
    test_rules_area,
    test_rules_attachments,
    test_rules_completeness,
    test_rules_consent,
    test_rules_criterion,
    test_rules_danger,
    test_rules_deadline,
    test_rules_diversion,
    test_rules_file,
    test_rules_grounds,
    test_rules_rereferral,
    test_rules_sender,
    test_rules_values,
)
from tests.support.forms import a_form
from tests.support.protocols import (
    Case,
    Given,
    a_set,
    checks,
    found,
    some_facts,
    the_protocol,
    with_settings,
)
from tests.support.source import ROOT, modules, tree

PANELS = ("wesp", "mase")
TESTED = (
    test_rules_advice, test_rules_age, test_rules_area, test_rules_attachments,
    test_rules_completeness, test_rules_consent, test_rules_criterion, test_rules_danger,
    test_rules_deadline, test_rules_diversion, test_rules_file, test_rules_grounds,
    test_rules_rereferral, test_rules_sender, test_rules_values,
)  # fmt: skip
CASES: list[Case] = [case for module in TESTED for case in module.CASES]
SEEDS = Path(os.environ.get("SEEDS", ROOT.parent / "shared" / "seeds"))
# The rows of the design's tables that a form can decide (protocols, sections 2 and 3).
DECIDED = {
    "wesp": "W3 W14 W21 W22 W23 W24 W25 W26 W27 W28 W29 W30 W31 W32 W33 W34 W35 W36 W37 W38 W39"
    " W42 W46 W47 W49 W55 W57 W58 W63",
    "mase": "M1 M2 M3 M4 M6 M7 M8 M9 M10 M11 M17 M18 M21 M22 M24 M25 M35 M36 M39 M40 M41 M42 M44",
}


def checks_of(rule: str) -> set[str]:
    """The ids of the checks in a rule's module, out of its text."""
    path = ROOT / "casework" / "rules" / f"{rule}.py"
    shape = re.compile(rf"{rule}\.[a-z0-9-]+")
    return {
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and shape.fullmatch(node.value)
    }


@pytest.mark.parametrize("panel", PANELS)
def test_every_check_has_a_clause_in_every_panel(panel: str):
    protocol = the_protocol(panel)
    named = {check for rule in protocol.rules for check in checks_of(rule)}
    assert named - set(protocol.checks) == set()
    assert set(protocol.checks) - named == set(), "no check yields these"


def test_every_check_is_yielded_by_a_test_and_has_its_near_miss():
    everything = {check for rule in RULES for check in checks_of(rule)}
    assert {case.check for case in CASES} == everything
    assert len(everything) > 100


def test_every_rule_that_a_panel_names_is_one():
    for panel in PANELS:
        assert set(the_protocol(panel).rules) <= set(RULES)
    assert {path.stem for path in modules("casework/rules")} == {*RULES, "papers", "__init__"}


@pytest.mark.parametrize("panel", PANELS)
def test_every_row_that_a_form_can_decide_has_its_check_or_its_question(panel: str):
    protocol = the_protocol(panel)
    standing = {
        stands.rule for questions in protocol.questions.values() for stands in questions.values()
    }
    rules = {check.rule for check in protocol.checks.values()} | standing
    assert set(DECIDED[panel].split()) - rules == set()


@pytest.mark.parametrize("panel", PANELS)
def test_only_the_protocols_own_words_have_a_clause(panel: str):
    for name, check in the_protocol(panel).checks.items():
        own = check.basis is Basis.PROTOCOL
        assert bool(check.clause) is own, name
        assert bool(check.quote) is own, name


@pytest.mark.parametrize("panel", PANELS)
def test_what_a_referrer_reads_fits_into_the_sentence(panel: str):
    for name, check in the_protocol(panel).checks.items():
        begins = check.words[0]
        if check.severity is Severity.RETURN:
            assert begins.islower() or begins == "{", name
        else:
            assert begins.isupper(), name
        assert "please note" not in check.words.lower(), name
        assert "!" not in check.words, name


def quotes(protocol: PanelProtocol) -> Iterator[str]:
    yield from (check.quote for check in protocol.checks.values() if check.quote)
    for questions in protocol.questions.values():
        yield from (stands.quote for stands in questions.values())
    yield from (text for key, text in protocol.printed_lines.items() if key != "young_exploiter")


def plain(text: str) -> str:
    return " ".join(text.replace("*", "").replace("\u2019", "'").split())


@pytest.mark.parametrize(
    ("panel", "seed"),
    [("wesp", "wesp-operating-protocol.txt"), ("mase", "wigan-cse-joint-protocol.txt")],
)
def test_every_quotation_stands_in_the_protocol(panel: str, seed: str):
    path = SEEDS / seed
    if not path.exists():
        pytest.skip(f"the protocol's own text is not here: {path}")
    text = plain(path.read_text(encoding="utf-8"))
    found_quotes = list(quotes(the_protocol(panel)))
    assert len(found_quotes) > 20
    assert [quote for quote in found_quotes if plain(quote) not in text] == []


@pytest.mark.parametrize("panel", PANELS)
def test_what_a_panels_file_names_in_its_forms_is_there(panel: str):
    protocol = the_protocol(panel)
    forms = {form: a_form(form) for form in protocol.forms}
    for form, questions in protocol.questions.items():
        assert set(questions) <= set(forms[form].by_id()), form
    referral = forms[protocol.forms[0]].by_id()
    assert set(protocol.threshold.gates) <= set(referral)
    for overlap in protocol.red_flags.overlaps:
        assert overlap.question in referral
        assert overlap.flag in {option.key for option in referral["red_flags"].rows_of}
    assert set(protocol.equality.fields if protocol.equality else ()) <= set(referral)


@pytest.mark.parametrize("panel", PANELS)
def test_the_meetings_of_a_year_are_on_working_thursdays(panel: str):
    calendar = the_protocol(panel).calendar
    days = load_holidays().closing(*calendar.extra_closed)
    assert [day.date for day in calendar.dates if not days.is_working_day(day.date)] == []
    assert {day.date.weekday() for day in calendar.dates} == {3}
    in_2027 = [day for day in calendar.dates if day.date.year == 2027]
    assert len(in_2027) == calendar.meetings_a_year


def test_no_wording_of_a_list_stands_in_the_rules():
    """Red flags, grounds and the like are data, with their wording (A16)."""
    source = "\n".join(path.read_text().casefold() for path in modules("casework"))
    for panel in PANELS:
        for options in the_protocol(panel).lists.values():
            for option in options:
                if len(option.label.split()) > 2:
                    assert option.label.casefold() not in source, option.key


@pytest.mark.parametrize("order", [("age", "danger"), ("age",), ("danger", "age")])
def test_danger_comes_first_whatever_the_file_says(order: tuple[str, ...]):
    referral = a_set(values={"dob": "01/01/2012"})
    told = checks(run(referral, with_settings("wesp", rules=order), some_facts()))
    assert told == ["danger.under-age", "age.under"]


def test_the_rest_comes_in_the_panels_order():
    given = Given(values={"area": "hackney", "first_name": "", "consent_route": "without_consent"})
    order = [check.partition(".")[0] for check in checks(given.found())]
    rules = the_protocol("wesp").rules
    assert order == sorted(order, key=rules.index)


def test_the_same_finding_is_told_once():
    findings = Given(notes=("javascript", "launch", "macros")).found()
    assert Counter(checks(findings))["file.active-content"] == 1


def test_a_rule_that_there_is_not_is_a_mistake():
    with pytest.raises(KeyError):
        run(ReferralSet(papers=()), with_settings("wesp", rules=("tarot",)), some_facts())
    assert FIRST in RULES


@pytest.mark.parametrize("kind", ["wesp", "wesp without consent", "mase"])
def test_a_rule_changes_nothing_that_it_is_given(kind: str):
    referral, facts = a_set(kind), some_facts(kind)
    before = (repr(referral), repr(facts))
    assert found(kind, referral, facts=facts) == found(kind, referral, facts=facts)
    assert (repr(referral), repr(facts)) == before


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_a_form_says_is_in_a_finding(panel: str):
    """Findings carry references, dates and counts; the canaries stand in every answer."""
    referral = a_set(panel, values={"first_name": "Zenobia", "area": "hackney"} if panel == "wesp"
                     else {"first_name": "Zenobia", "presenter": "Zenobia"})  # fmt: skip
    for finding in run(referral, the_protocol(panel), some_facts(panel)):
        said = (finding.words, finding.part, *finding.values.values(), finding.check)
        assert "Zenobia" not in " ".join(said)


def test_facts_are_complete_for_every_rule():
    assert isinstance(some_facts(), Facts)
