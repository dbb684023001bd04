"""The form specs: what they ask, and how a wrong one is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casework.protocol import PanelProtocol
from casework.question import Clause, Form, FormRole, Need, Option, QuestionKind, Verb
from forms.fields import fields_of
from forms.spec import SPECS, FormSpecWrong, load, load_all
from tests.support.corpus import CORPUS
from tests.support.forms import FORMS, LABELS, a_form, lists_of

WESP_REFERRAL = """
1.1 referrer_name line R|1.2 referrer_agency line R|1.3 referrer_role line R
1.4 referrer_phone line R|1.5 referrer_email line R|1.6 referrer_manager line O
1.7 referral_date date R|1.8 meeting_date date O|2.1 urgent yn R *|2.2 urgent_reason para C *
2.3 child_risk ynu R *|2.4 csc_referral_date date C|2.5 csc_referral_ref line C U
2.6 vulnerable_adult ynu R *|2.7 adult_safeguarding_date date C|2.8 adult_safeguarding_ref line O
2.9 pregnant ynu R|3.1 first_name line R|3.2 middle_names line O|3.3 surname line R U
3.4 aliases rows R U|3.5 dob date R U *|3.6 dob_other line O|3.7 age_estimate int C
4.1 contact_phone line R U|4.2 contact_safe_call ynu C|4.3 contact_times line C
4.4 contact_voicemail ynu C|4.5 address para R U|4.6 postcode line C U|4.7 address_safe ynu C
4.8 address_confidential yn R|4.9 housing_status one R U|4.10 public_funds ynu R
4.11 language_support yn R|4.12 language line C|5.1 eq_ethnicity one R U
5.2 eq_ethnicity_words line O|5.3 eq_gender one R U|5.4 eq_gender_same ynu R U
5.5 eq_orientation one R U|5.6 eq_disability ynu R|5.7 eq_disability_words line C U
6.1 currently_selling yn R|6.2 area one R|6.3 setting many R|6.4 survival_basis many C
6.5 places rows O|6.6 criteria many R|6.7 pj_reasons para C|6.8 esc_callouts_12m int C U
6.9 esc_callouts_prev int C U|6.10 esc_arrests_12m int C U|6.11 esc_arrests_prev int C U
6.12 esc_diversion_refs int C U|6.13 esc_diversion_missed int C U|6.14 red_flags rows R
6.15 arrests yn R|6.16 arrests_detail para C|6.17 holistic_need para R|7.1 perpetrators rows R
7.2 fear_of para R U|7.3 must_not_receive rows R|8.1 children rows R U
8.2 children_at_home ynu C|8.3 csc_involved ynu C|8.4 merlin ynu C|9.1 reasons para R
9.2 background para R|9.3 key_risks para R|9.4 support_sought many R|9.5 views para R U
9.6 agencies_involved rows R|9.7 previously_heard ynu R|9.8 escalation_since para C
9.9 exceptional_late para C|10.1 consent_discussed yn R|10.2 consent_discussed_date date C
10.3 consent_route one R|10.4 told ynu R|10.5 told_reason para C|11.1 declaration tick R
11.2 signed_name sign R|11.3 signed_date date R
"""
WESP_CONSENT = """
1.1a first_name line R|1.1b surname line R|1.2 dob date R U|1.3 referral_date date R
2.1 info_sheet_given yn R|2.2 explained_who yn R|2.3 explained_what yn R
2.4 explained_limits yn R|2.5 explained_withdraw yn R|3.1 exclusions rows R
3.2 contact_pref para R U|4.1 consent_type one R|4.2 client_signature sign C
4.3 client_signed_date date C|4.4 verbal_reason para C|4.5 witness_name line C
5.1 worker_name line R|5.2 worker_agency line R|5.3 worker_signature sign R
5.4 worker_date date R|5.5 interpreter_used yn R|5.6 interpreter_name line C
5.7 capacity_view ynu R|5.8 expiry date O|6.1 withdrawn_date date O
"""
WESP_NOCONSENT = """
1.1a first_name line R U|1.1b surname line R U|1.1c dob date R U|1.2 referral_ref line R
2.1 consent_sought one R|2.2 sought_dates para C|2.3 not_obtained_reasons many R
2.4 reason_text para R|2.5 capacity_note para C|3.1 grounds many R|3.2 ground_evidence rows R
3.3 risk_if_shared para R|3.4 risk_if_not_shared para R|3.5 proportionate para R
3.6 recipients many R|3.7 special_category yn R|3.8 offence_data yn R|3.9 data_condition line C U
4.1 told_after one R|4.2 told_after_text para R|4.3 advice_from line R|4.4 advice_date date R
5.1a decision_by line R|5.1b decision_role line R|5.2a decision_sign sign R
5.2b decision_date date R|5.3a authoriser line C|5.3b authoriser_sign sign C
5.3c authoriser_date date C|5.4 review_date date R
"""
MASE_REFERRAL = """
1.1a referrer_name line R|1.1b referrer_agency line R|1.1c referrer_role line R
1.1d referrer_phone line R|1.1e referrer_email line R|1.2 referral_date date R
1.3 cse_lead_name line R|1.4 cse_lead_date date R|1.5 presenter line R|2.1 urgent yn R *
2.2 gate_significant_harm ynu R *|2.3 gate_parent_facilitating ynu R *
2.4 gate_parent_failing ynu R *|2.5 gate_trusted_adult ynu R *|2.6 need_level one R U *
2.7a csc_referral_date date C|2.7b csc_referral_ref line C|2.8 peer_only ynu R
3.1 cse_types many R|3.2 presentation one R|4.1a first_name line R|4.1b surname line R
4.2a middle_names line O|4.2b aliases rows O|4.3 dob date R U *|4.4 age_estimate int C
4.5a eq_gender one R U|4.5b eq_ethnicity one R U|4.5c eq_orientation one R U
4.5d eq_disability one R U|4.6a first_language line R U|4.6b nationality line R U
4.7 language_support yn R|4.8 legal_status one R U|4.9a social_worker line C U
4.9b case_number line C U|5.1 address para R U|5.2 placement_address para C U
5.3 living_with line R U|5.4 parents rows R|5.5 parent_concern ynu R|5.6 siblings rows R
5.7a school line R U|5.7b school_status line R U|5.7c health_worker line R U|5.7d gp line R U
5.7e youth_offending line R U|6.1 yp_aware ynu R|6.2 yp_consent ynu R|6.3a consent_reason para C
6.3b grounds many C|6.4 confidentiality_explained yn R|6.5 confidentiality_date date C
6.6a advice_from line O|6.6b advice_date date O|6.7 sexually_active ynu C
6.8a safeguarding_advice_from line C|6.8b safeguarding_advice_date date C|6.9 fraser many O
7.1a assess_age para R|7.1b assess_competence para R|7.1c assess_behaviour para R
7.2 vulnerabilities rows R|7.3 indicators rows R|7.4 pull_factors rows R|7.5 missing_12m int R U
8.1 exploiters rows R|8.2 linked_young_people rows O|8.3 places rows R|8.4 must_not_receive rows R
9.1 danger_statement para R|9.2 safety_goal para R|9.3 views para R U|9.4 work_done para R
9.5 asks para R|9.6 best_placed line O|9.7a previously_heard ynu R|9.7b escalation_since para C
10.1a signed_name sign R|10.1b signed_date date R
"""
ACTION_UPDATE = """
1 action_ref line R|2 status one R|3 done_date date C|4 outcome para C|5 reason para C
6 new_owner line C|7 new_due date C|8 risk_change yn R|9a by line R|9b agency line R|9c date date R
"""
TABLES = {
    "wesp_referral": (WESP_REFERRAL, 84),
    "wesp_consent": (WESP_CONSENT, 25),
    "wesp_noconsent": (WESP_NOCONSENT, 30),
    "mase_referral": (MASE_REFERRAL, 80),
    "action_update": (ACTION_UPDATE, 11),
}


@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_asks_these_questions_and_no_others(form_id: str):
    table, count = TABLES[form_id]
    expected = [
        " ".join(row.split()) for line in table.split("\n") for row in line.split("|") if row
    ]
    letters = {Need.REQUIRED: "R", Need.CONDITIONAL: "C", Need.OPTIONAL: "O"}
    form = a_form(form_id)
    assert [
        f"{question.number} {question.id} {question.kind} {letters[question.need]}"
        f"{' U' if question.unknown else ''}{' *' if question.read_first else ''}"
        for question in form.questions
    ] == expected
    assert len(form.questions) == count


@pytest.mark.parametrize("form_id", FORMS)
def test_every_text_is_filled_in_and_says_what_would_satisfy(form_id: str):
    form = a_form(form_id)
    assert form.intro.startswith(
        "If someone is in immediate danger call 999. Do not wait for this form."
    )
    for question in form.questions:
        texts = (question.label, question.help, question.satisfy, question.section)
        assert "{" not in "".join(texts)
        assert question.satisfy
        assert question.satisfy[0].islower(), question.id  # it completes a sentence
        assert not question.satisfy.endswith(("..", "!"))
    assert len({field.name for field in fields_of(form)}) == len(fields_of(form))


@pytest.mark.parametrize(
    ("form_id", "question_id", "condition"),
    [
        ("wesp_referral", "csc_referral_date", "child_risk is yes"),
        ("wesp_referral", "age_estimate", "dob unknown "),
        ("wesp_referral", "postcode", "address given  & address is_not NFA"),
        ("wesp_referral", "survival_basis", "setting only off_street"),
        ("wesp_referral", "esc_arrests_prev", "criteria includes escalation"),
        ("wesp_referral", "escalation_since", "previously_heard is yes |  setting earlier_case"),
        ("wesp_referral", "exceptional_late", " late "),
        ("wesp_consent", "witness_name", "consent_type is verbal"),
        ("wesp_noconsent", "authoriser_sign", " setting consent.authoriser"),
        ("wesp_noconsent", "data_condition", "special_category is yes | offence_data is yes"),
        ("mase_referral", "social_worker", "legal_status is_not not_open"),
        ("mase_referral", "grounds", "yp_consent is no | yp_consent unknown "),
        ("action_update", "new_due", "status is in_progress"),
    ],
)
def test_a_condition_is_read_as_it_is_written(form_id: str, question_id: str, condition: str):
    def told(clause: Clause) -> str:
        return f"{clause.question} {clause.verb} {clause.value}"

    question = a_form(form_id).question(question_id)
    assert question is not None
    every = " & ".join(told(clause) for clause in question.condition.every)
    any_of = " | ".join(told(clause) for clause in question.condition.any_of)
    assert every + any_of == condition


@pytest.mark.parametrize("form_id", FORMS)
def test_the_shipped_file_is_the_form_of_its_name(form_id: str):
    form = a_form(form_id)
    assert form.id == form_id
    assert (SPECS / f"{form_id.replace('_', '-')}.toml").is_file()
    assert form.role in FormRole


def test_the_panels_words_replace_those_of_the_spec():
    form = load("wesp_referral", lists=lists_of("wesp"), labels={"person": "tenant"})
    labels = " ".join(question.label for question in form.questions)
    assert "tenant" in labels
    assert "client" not in labels


def test_the_lists_of_the_other_panel_are_in_its_own_words():
    seed = CORPUS.parent / "seeds" / "wigan-cse-joint-protocol.txt"
    if not seed.exists():
        pytest.skip(f"no protocol text at {seed}")
    text = " ".join(seed.read_text(encoding="utf-8").split()).casefold()
    lists = lists_of("mase")
    for name, count in (("vulnerabilities", 6), ("indicators", 18), ("pull_factors", 8)):
        assert len(lists[name]) == count
        assert [option.label for option in lists[name] if option.label.casefold() not in text] == []
    for name in ("cse_types", "fraser"):
        assert [option.label for option in lists[name] if option.label.casefold() not in text] == []


def test_the_lists_have_the_keys_that_rules_and_reports_count_on():
    def keys(panel: str, name: str) -> list[str]:
        return [option.key for option in lists_of(panel)[name]]

    ethnic = keys("wesp", "ethnicity")
    assert len(ethnic) == 20
    assert {key.partition("_")[0] for key in ethnic} == {
        "asian", "black", "mixed", "white", "other", "prefer",
    }  # fmt: skip
    assert len(keys("wesp", "red_flags")) == 22
    assert set(keys("wesp", "grounds")) == set(keys("mase", "grounds"))
    assert keys("mase", "grounds")[0] == "child_at_risk"
    assert keys("wesp", "criteria") == ["professional_judgement", "escalation"]


SPEC = """
id = "demo"
version = "1"
role = "referral"
title = "Form of the {board}"
[[section]]
title = "1. One"
[[section.question]]
id = "urgent"
number = "1.1"
label = "Urgent?"
kind = "yn"
[[section.question]]
id = "urgent"
number = "1.1"
label = "About the {person}"
kind = "one"
list = "colours"
[[section.question]]
id = "why"
number = "1.2"
label = "Why"
kind = "para"
need = "conditional"
when = ["urgency is yes", "urgent is perhaps", "urgent perhaps", "urgent includes yes"]
[[section.question]]
id = "which"
number = "1.3"
label = "Which"
kind = "many"
check_as = "colour"
[[section.question]]
id = "table"
number = "1.4"
label = "Table"
kind = "rows"
when = ["urgent is yes"]
colour = "red"
[[section.question]]
id = "sort"
number = "1.5"
label = "Sort"
kind = "poem"
[[section.question]]
id = "token"
number = "1.6"
label = "Cells"
kind = "rows"
[[section.question.columns]]
key = "a"
label = "A"
list = "shades"
[[section.question.columns]]
key = "a"
label = "B"
check_as = "age"
"""


def test_all_faults_of_a_file_are_told_at_once_each_with_its_key(tmp_path: Path):
    path = tmp_path / "demo.toml"
    path.write_text(SPEC)
    with pytest.raises(FormSpecWrong) as caught:
        load(path, lists={}, labels={})
    assert caught.value.reference == "demo.toml"
    assert [line.removeprefix("demo.toml: ") for line in caught.value.details] == [
        "question urgent: id: urgent is used twice",
        "question urgent: number: 1.1 is used twice",
        "question urgent: label: the word {person} is not in the panel's labels",
        "question urgent: list: the panel has no list colours",
        'question why: when: "urgency is yes": no question urgency stands above this one',
        'question why: when: "urgent is perhaps": no option is called perhaps',
        'question why: when: "urgent perhaps": this is no statement we know',
        'question why: when: "urgent includes yes": no option is called yes',
        "question which: list: the options are missing",
        "question which: check_as: no check is called colour",
        "question table: colour: Extra inputs are not permitted",
        (
            "question sort: kind: Input should be 'line', 'para', 'date', 'int', 'yn', 'ynu', "
            "'one', 'many', 'rows', 'sign' or 'tick'"
        ),
        "question token: id: the name is the form's own",
        "question token: columns: a key is used twice",
        "question token: column a: list: the panel has no list shades",
        "question token: column a: check_as: no check is called age",
        "title: the word {board} is not in the panel's labels",
        "field urgent stands twice",
        *(f"field token.{row}.a stands twice" for row in range(1, 5)),
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ('kind = "rows"\n', "columns: the columns are missing"),
        ('kind = "line"\nneed = "conditional"\n', "when: the condition is missing"),
        ('kind = "line"\nwhen = ["late"]\n', "need: is not conditional"),
        ('kind = "line"\nlist = "area"\n', "list: a line question has no options"),
        ('kind = "line"\nnone = "None"\n', "none: a line question has no rows"),
        ('kind = "line"\nrows_list = "area"\n', "rows_list: a line question has no rows"),
        ('kind = "line"\nwords_min = "ten"\n', "words_min: Input should be a valid integer"),
        (
            'kind = "one"\noptions = [{key="a", label="A"}, {key="a", label="B"}]\n',
            "options: a key is used twice",
        ),
        (
            'kind = "one"\nlist = "area"\noptions = [{key="a", label="A"}]\n',
            "list: give a list or options, not both",
        ),
        (
            'kind = "rows"\ncolumns = [{key="a", label="A", many=true}]\n',
            "column a: many: the options are missing",
        ),
        ('kind = "line"\nread_first = "oft"\n', "read_first: Input should be a valid boolean"),
    ],
)
def test_keys_that_do_not_go_together_are_a_fault(tmp_path: Path, change: str, fault: str):
    path = tmp_path / "demo.toml"
    head = SPEC.partition("[[section.question]]")[0].replace("{board}", "board")
    path.write_text(f'{head}[[section.question]]\nid = "a"\nnumber = "1"\nlabel = "A"\n{change}')
    with pytest.raises(FormSpecWrong) as caught:
        load(path, lists={"area": (Option(key="here", label="Here"),)}, labels={})
    details = "\n".join(caught.value.details)
    assert re.search(rf"^demo\.toml: question a: {re.escape(fault)}", details, re.MULTILINE)


def test_a_missing_file_and_one_that_is_no_toml_are_faults(tmp_path: Path):
    with pytest.raises(FormSpecWrong, match="nowhere"):
        load("nowhere", lists={}, labels={})
    broken = tmp_path / "broken.toml"
    broken.write_text("id = ")
    with pytest.raises(FormSpecWrong) as caught:
        load(broken, lists={}, labels={})
    assert caught.value.details[0].startswith("broken.toml: not a TOML file: ")
    broken.write_text('id = "demo"\nversion = 1\ncolour = "red"\n')
    with pytest.raises(FormSpecWrong) as caught:
        load(broken, lists={}, labels={})
    assert [line.partition(": ")[2] for line in caught.value.details] == [
        "version: Input should be a valid string",
        "role: Field required",
        "title: Field required",
        "section: Field required",
        "colour: Extra inputs are not permitted",
    ]


def test_the_faults_of_several_files_are_told_together():
    with pytest.raises(FormSpecWrong) as caught:
        load_all(["wesp_referral", "nowhere"], lists={}, labels=LABELS["wesp"])
    assert caught.value.reference == "wesp-referral.toml, nowhere.toml"
    assert "wesp-referral.toml: question housing_status: list: the panel has no list housing" in (
        caught.value.details
    )
    assert caught.value.details[-1] == "nowhere.toml: there is no such file"


def _asked(form: Form) -> set[str]:
    return {
        clause.value
        for question in form.questions
        for clause in (*question.condition.every, *question.condition.any_of)
        if clause.verb is Verb.SETTING
    }


def test_the_forms_ask_for_no_circumstance_that_rules_do_not_know():
    assert {name for form_id in FORMS for name in _asked(a_form(form_id))} == {
        "consent.authoriser",
        "earlier_case",
    }
    assert "consent" in PanelProtocol.model_fields


def test_the_danger_questions_come_with_a_referral_only():
    for form_id in FORMS:
        first = [question.id for question in a_form(form_id).read_first()]
        assert bool(first) is (a_form(form_id).role is FormRole.REFERRAL)
    assert all(
        question.none_label
        or question.unknown
        or question.rows_of
        or question.need is Need.OPTIONAL
        for form_id in FORMS
        for question in a_form(form_id).questions
        if question.kind is QuestionKind.ROWS
    )
