"""One box's text, and the answer that it is."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.answer import EXPLICIT_UNKNOWN, Answer, State, Value
from casework.notes import Note
from casework.question import Option, Question, QuestionKind
from forms.emails import email_address
from forms.figures import nhs_number, written_number
from forms.postcodes import postcode
from forms.telephones import uk_phone
from forms.values import read_text
from tests.support.corpus import corpus_file
from tests.support.forms import a_form

DAY = dt.date(2026, 12, 8)


def read(question_id: str, text: str, form_id: str = "wesp_referral") -> Answer:
    question = a_form(form_id).question(question_id)
    assert question is not None
    return read_text(question, text, on=DAY)


NO_ANSWERS = [
    "", " ", "\u00a0", "\u200b", "-", "--", ".", "...", "?", "/", "______", "…", "x", "X", "TBC",
    "tbc.", "TBA", "To follow", "pending", "as above", "See above", "see notes", "Refer to notes",
    "see attached", "see system", "on file", "(on file)", "dd/mm/yyyy", "DD/MM/YYYY", "xx/xx/xxxx",
    "Click or tap here to enter text.", "Click here to enter text.", "Choose an item.",
    "Click or tap to enter a date.", "T\u200bB\u200bC", "\uff34BC", "☐", "N/A", "n/a",
    "Not applicable",
]  # fmt: skip
KINDS = [
    "first_name",
    "background",
    "dob",
    "age_estimate",
    "urgent",
    "housing_status",
    "signed_name",
]


@pytest.mark.parametrize("text", NO_ANSWERS)
@pytest.mark.parametrize("question_id", KINDS)
def test_what_is_no_answer_is_a_blank(question_id: str, text: str):
    answer = read(question_id, text)
    assert (answer.state, answer.value) == (State.BLANK, None)


@pytest.mark.parametrize("text", ["Surname", "surname:", " SURNAME ", "Last name"])
def test_the_label_itself_is_no_answer(text: str):
    assert read("surname", text).state is State.BLANK


UNKNOWN_WORDS = {
    State.UNKNOWN: ["Unknown", "unknown.", "not known", "N/K", "nk", "Don\u2019t know"],
    State.NOT_DISCLOSED: ["not disclosed", "Declined", "refused to say", "prefers not to say"],
    State.NOT_ASKED_UNSAFE: ["not asked", "unsafe to ask", "not asked (unsafe)"],
}  # fmt: skip
WRITTEN = [(state, text) for state, texts in UNKNOWN_WORDS.items() for text in texts]


@pytest.mark.parametrize(("state", "text"), WRITTEN)
@pytest.mark.parametrize(
    "question_id", ["surname", "dob", "views", "esc_arrests_12m", "eq_ethnicity"]
)
def test_an_explicit_unknown_is_an_answer_where_it_is_accepted(
    question_id: str, state: State, text: str
):
    if (question_id, text) == ("eq_ethnicity", "prefers not to say"):
        return
    assert read(question_id, text).state is state


@pytest.mark.parametrize(("state", "text"), WRITTEN)
@pytest.mark.parametrize(
    "question_id", ["first_name", "background", "referral_date", "age_estimate", "urgent", "area"]
)
def test_elsewhere_it_is_a_blank_that_says_why(question_id: str, state: State, text: str):
    answer = read(question_id, text)
    assert state in EXPLICIT_UNKNOWN
    assert (answer.state, answer.notes) == (State.BLANK, (Note.UNKNOWN_NOT_ACCEPTED,))
    assert answer.raw == text


def test_a_sentence_with_unknown_in_it_is_an_answer():
    text = "Unknown to us until this summer; she came by herself."
    assert (read("views", text).state, read("views", text).value) == (State.ANSWERED, text)


@pytest.mark.parametrize(
    ("question_id", "text", "state", "value"),
    [
        ("urgent", "Yes", State.ANSWERED, "yes"),
        ("urgent", "y", State.ANSWERED, "yes"),
        ("urgent", "NO", State.ANSWERED, "no"),
        ("urgent", "Yes?", State.CONTRADICTORY, None),
        ("urgent", "?Yes", State.CONTRADICTORY, None),
        ("urgent", "Yes?.", State.CONTRADICTORY, None),
        ("urgent", "Yes\uff1f", State.CONTRADICTORY, None),
        ("urgent", "Y/N", State.CONTRADICTORY, None),
        ("urgent", "Yes / No", State.CONTRADICTORY, None),
        ("urgent", "yes or no", State.CONTRADICTORY, None),
        ("urgent", "perhaps", State.UNREADABLE, None),
        ("child_risk", "Unknown", State.UNKNOWN, None),
        ("child_risk", "not disclosed", State.NOT_DISCLOSED, None),
        ("housing_status", "Sole tenant", State.ANSWERED, "sole_tenant"),
        ("housing_status", "sole tenant or supported housing", State.CONTRADICTORY, None),
        ("housing_status", "a room", State.UNREADABLE, None),
        ("public_funds", "NRPF", State.ANSWERED, "no"),
        ("public_funds", "Yes", State.ANSWERED, "yes"),
        ("eq_ethnicity", "Bangladeshi", State.ANSWERED, "asian_bangladeshi"),
        ("eq_ethnicity", "Asian: Bangladeshi", State.ANSWERED, "asian_bangladeshi"),
        ("eq_ethnicity", "Prefer not to say", State.ANSWERED, "prefer_not_to_say"),
        ("eq_gender", "Female", State.ANSWERED, "woman"),
        ("consent_route", "Consent form", State.ANSWERED, "consent"),
    ],
)
def test_a_choice_may_be_written(question_id: str, text: str, state: State, value: Value | None):
    answer = read(question_id, text)
    assert (answer.state, answer.value) == (state, value)
    if state is State.CONTRADICTORY:
        assert len(answer.readings) >= 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Completed", "done"), ("done", "done"), ("closed", "done"), ("not yet", "in_progress"),
        ("cannot", "not_possible"), ("n/a", "not_ours"),
    ],
)  # fmt: skip
def test_a_reply_on_an_action_is_understood(text: str, value: str):
    answer = read("status", text, "action_update")
    assert (answer.value, answer.notes) == (value, (Note.WRITTEN,))


@pytest.mark.parametrize(
    ("question_id", "text", "value", "notes"),
    [
        ("first_name", "Zoë-Anne O'Neill", "Zoë-Anne O'Neill", ()),
        ("first_name", "名前", "名前", ()),
        ("first_name", "Alex  2", "Alex 2", (Note.NAME_HAS_DIGITS,)),
        ("referrer_phone", "+44 (0)20 7946 0000", "020 7946 0000", ()),
        (
            "contact_phone",
            "07700 900123 (her mother's)",
            "07700 900123 (her mother's)",
            (Note.WORDS_BESIDE,),
        ),
        ("contact_phone", "O7700 900123", "O7700 900123", (Note.NOT_A_UK_PHONE,)),
        ("referrer_phone", "ask reception", "ask reception", (Note.NOT_A_UK_PHONE,)),
        ("postcode", "sw1a1aa", "SW1A 1AA", ()),
        ("postcode", "NF1 1AA", "NF1 1AA", (Note.NOT_A_POSTCODE,)),
        ("postcode", "N5", "N5", (Note.NOT_A_POSTCODE,)),
        ("postcode", "SO144 6WB", "SO144 6WB", (Note.NOT_A_POSTCODE,)),
        ("referrer_email", " A.B@Example.ORG ", "A.B@example.org", ()),
        ("address", "No fixed abode", "NFA", ()),
        ("address", "n.f.a.", "NFA", ()),
        ("address", "1 Example Street\nLondon", "1 Example Street\nLondon", ()),
        ("age_estimate", "about 34", 34, (Note.ESTIMATED,)),
        ("age_estimate", "34ish", 34, (Note.ESTIMATED,)),
        ("age_estimate", "34?", 34, (Note.ESTIMATED,)),
        ("age_estimate", "aged 34 years", 34, ()),
        ("age_estimate", "early thirties", None, (Note.NOT_A_NUMBER,)),
        ("age_estimate", "30s", None, (Note.NOT_A_NUMBER,)),
        ("age_estimate", "thirty", None, (Note.NOT_A_NUMBER,)),
        ("age_estimate", "17", 17, (Note.OUT_OF_RANGE,)),
        ("age_estimate", "Ten", 10, (Note.OUT_OF_RANGE,)),
        ("age_estimate", "35", 35, ()),
        ("dob", "14/02/1919", dt.date(1919, 2, 14), (Note.OUT_OF_RANGE,)),
        ("esc_callouts_12m", "several", None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "lots", None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "5+", None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "at least 5", None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "5.5", None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "-5", None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "1,000", None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "5\u00b2", None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "\u00bd", None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "9" * 4000, None, (Note.NOT_A_NUMBER,)),
        ("esc_callouts_12m", "three", 3, ()),
        ("esc_callouts_12m", "5 times", 5, ()),
        ("esc_callouts_12m", "nil", 0, ()),
        ("esc_callouts_12m", "None", 0, ()),
        ("esc_callouts_12m", "0", 0, ()),
        ("esc_callouts_12m", "501", 501, (Note.OUT_OF_RANGE,)),
        ("dob_other", "14/2/1995 or Mar 1996", "14/02/1995; March 1996", (Note.PARTIAL_DATE,)),
        ("dob_other", "14 February, 1996", "14/02/1996", ()),
        (
            "dob_other",
            "c.1986; 3.12.86",
            "about 1986; 03/12/1986",
            (Note.PARTIAL_DATE, Note.ESTIMATED, Note.TWO_DIGIT_YEAR),
        ),
        ("dob_other", "14/02/1995, perhaps", "14/02/1995, perhaps", (Note.NOT_A_DATE,)),
        ("signed_name", "Robin Sample", "Robin Sample", (Note.TYPED_NAME,)),
        ("referrer_email", "a@b.org; c@d.org", None, (Note.NOT_AN_EMAIL,)),
        ("first_name", "123", None, (Note.NOT_A_NAME,)),
    ],
)
def test_a_text_is_checked_as_its_question_says(
    question_id: str, text: str, value: Value | None, notes: tuple[Note, ...]
):
    answer = read(question_id, text)
    assert (answer.value, answer.notes) == (value, notes)
    assert answer.state is (State.UNREADABLE if value is None else State.ANSWERED)
    assert answer.raw == text.strip()


READINGS = [
    ("esc_callouts_12m", "5-6", ("5", "6")), ("esc_callouts_12m", "5 or 6", ("5", "6")),
    ("esc_callouts_12m", "five to ten", ("five", "ten")),
    ("age_estimate", "between 30 and 35", ("30", "35")), ("age_estimate", "34/35", ("34", "35")),
    ("age_estimate", "30\u201335 years", ("30", "35")),
    ("dob", "3/4/20", ("03/04/1920", "03/04/2020")),
    ("referral_date", "3/4/96", ("03/04/1996", "03/04/2096")),
]  # fmt: skip


@pytest.mark.parametrize(("question_id", "text", "readings"), READINGS)
def test_of_two_readings_none_is_chosen(question_id: str, text: str, readings: tuple[str, ...]):
    answer = read(question_id, text)
    assert (answer.state, answer.value, answer.readings) == (State.CONTRADICTORY, None, readings)
    assert Note.AMBIGUOUS in answer.notes
    assert answer.raw == text


@pytest.mark.parametrize(
    ("question_id", "text", "note", "readings"),
    [
        ("contact_phone", "07700 900123 / 020 7946 0000", Note.SEVERAL_NUMBERS,
         ("07700 900123", "020 7946 0000")),
        ("contact_phone", "07700 900123 or 07700 900124", Note.SEVERAL_NUMBERS,
         ("07700 900123", "07700 900124")),
        ("postcode", "SW1A OAA", Note.LIKE_A_POSTCODE, ("SW1A OAA", "SW1A 0AA")),
        ("postcode", "S01 4AA", Note.LIKE_A_POSTCODE, ("S01 4AA", "SO1 4AA")),
        ("postcode", "CRO 2YR", Note.LIKE_A_POSTCODE, ("CRO 2YR", "CR0 2YR")),
        ("postcode", "W1A lAA", Note.LIKE_A_POSTCODE, ("W1A lAA", "W1A 1AA")),
    ],
)  # fmt: skip
def test_what_stands_is_kept_as_typed_beside_its_readings(
    question_id: str, text: str, note: Note, readings: tuple[str, ...]
):
    answer = read(question_id, text)
    assert (answer.state, answer.value) == (State.ANSWERED, text)
    assert (answer.notes, answer.readings) == ((note,), readings)


@pytest.mark.parametrize(
    "text", ["SO1 4AA", "E10 1AA", "N11 1AA", "CR0 2YR", "IP1 1AA", "L1 1AA", "EC1A 1BB", "LS1 1AE"]
)
def test_a_postcode_that_is_one_is_not_doubted(text: str):
    assert (read("postcode", text).value, read("postcode", text).notes) == (text, ())


def test_an_action_reference_is_checked_by_its_last_character():
    assert read("action_ref", "[a-4f2k]", "action_update").value == "A-4F2K"
    wrong = read("action_ref", "A-4F2J", "action_update")
    assert (wrong.value, wrong.notes) == ("A-4F2J", (Note.NOT_A_REFERENCE,))


def test_postcodes_of_the_collection():
    told = json.loads(corpus_file("refdata", "postcodes.json").read_text())
    assert [text for text in told["real"] if postcode(text) is None] == []
    assert [text for text in told["not_real"] if postcode(text) is not None] == []
    shown = {text: made for text, made in told["format"].items() if text != "GIR0AA"}
    assert {text: postcode(text) for text in shown} == shown


@pytest.mark.parametrize(
    ("text", "notes"), [("999 000 0018", ()), ("1234567890", (Note.NOT_AN_NHS_NUMBER,))]
)
def test_a_panel_may_ask_for_an_nhs_number(text: str, notes: tuple[Note, ...]):
    question = Question(
        id="nhs", number="1", section="", label="NHS number", kind=QuestionKind.LINE,
        check_as="nhs_number",
    )  # fmt: skip
    answer = read_text(question, text, on=DAY)
    assert (answer.state, answer.notes) == (State.ANSWERED, notes)
    assert answer.value == text.replace(" ", "")


def test_nhs_numbers_of_the_collection():
    told = json.loads(corpus_file("refdata", "nhs_numbers.json").read_text())
    assert [text for text in told["valid_checksum"] if nhs_number(text) is None] == []
    assert [text for text in told["invalid"] if nhs_number(text) is not None] == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("07700 900123", "07700 900123"), ("+447700900123", "07700 900123"),
        ("0044 7700 900123", "07700 900123"), ("020 7946 0000 ext 12", "020 7946 0000 x12"),
        ("01204 12345", "01204 12345"), ("(020) 7946-0000", "020 7946 0000"),
        ("7700900123", "07700 900123"), ("+44 (0) 7700 900123", "07700 900123"),
        ("0044 (0)20 7946 0000", "020 7946 0000"), ("07700\u2013900123", "07700 900123"),
        ("020 7946 0000 extn 12", "020 7946 0000 x12"), ("07700.900.123", "07700 900123"),
        ("\uff10\uff17700900123", "07700 900123"), ("0207 946 0000", "020 7946 0000"),
        ("123 456 789", None), ("0800 1111", None), ("07700 900 1234", None),
        ("123456789", None), ("0770 900", None), ("+353 1 234 5678", None), ("999", None),
        ("07700 900123 Robin", None), ("07700 900123 / 07700 900124", None), ("", None),
        ("020 7946 00000000", None), ("o7700 900123", None), ("+9999999999", None),
    ],
)  # fmt: skip
def test_a_telephone_number_has_ten_or_eleven_digits(text: str, number: str | None):
    assert uk_phone(text) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a@b.org", "a@b.org"), ("<a@b.org>", "a@b.org"), ("Robin <a@b.org>", "a@b.org"),
        ("mailto:a@B.org", "a@b.org"), ("o'neill+x@b-c.nhs.uk", "o'neill+x@b-c.nhs.uk"),
        ("", None), ("a@b", None), ("a@b.org, c@d.org", None), ("a@b.org\nc@d.org", None),
        ("a @b.org", None), ("a@@b.org", None), (".a@b.org", None), ("a..b@c.org", None),
        ("ä@b.org", None), ("a@-b.org", None), ("a@b.org.", None), ("a" * 65 + "@b.org", None),
        ("a@b.org\r\nBcc: x@y.org", None), ("Robin <a@b.org> <c@d.org>", None),
    ],
)  # fmt: skip
def test_a_mail_address_is_exactly_one(text: str, address: str | None):
    assert email_address(text) == address


PREFIXES = st.sampled_from(["0", "+44 ", "+44 (0)", "0044 ", "44"])
GAPS = st.sampled_from(["", " ", "-", ".", "\u00a0"])


@given(st.integers(0, 999), PREFIXES, GAPS)
def test_a_telephone_number_reads_back_in_every_spelling(last: int, prefix: str, gap: str):
    assert uk_phone(f"{prefix}7700{gap}900{last:03}") == f"07700 900{last:03}"


DISTRICTS = st.sampled_from(["SW1A", "EC1A", "E1", "E10", "SO14", "CR0", "LS1", "BS33", "NW1W"])


@given(DISTRICTS, st.from_regex(r"[0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True), GAPS)
def test_a_postcode_reads_back_in_every_spelling(district: str, inward: str, gap: str):
    text = f" {district}{gap.strip('-.')}{inward} "
    assert postcode(text) == postcode(text.lower()) == f"{district} {inward}"


@given(st.text(max_size=80))
def test_checks_of_any_text_end(text: str):
    for check in (uk_phone, email_address, postcode, nhs_number, written_number):
        check(text)


@pytest.mark.parametrize("kind", [kind for kind in QuestionKind if kind is not QuestionKind.ROWS])
@given(text=st.text(max_size=60), unknown=st.booleans())
def test_any_text_is_an_answer_in_one_state_and_keeps_its_words(
    kind: QuestionKind, text: str, *, unknown: bool
):
    question = Question(
        id="asked", number="1", section="", label="Asked", kind=kind, unknown=unknown,
        options=(Option(key="one", label="One"), Option(key="two", label="Two")),
    )  # fmt: skip
    answer = read_text(question, text, on=DAY)
    assert (answer.value is not None) is (answer.state is State.ANSWERED)
    assert answer.state is State.BLANK or answer.raw
    if answer.state in EXPLICIT_UNKNOWN:
        assert unknown or kind is QuestionKind.YNU
