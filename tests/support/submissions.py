"""Complete, plausible, invented fillings of the five forms, and submissions made of them.

Field values by field name: a text, the key of a chosen option, or True for a tick. Nobody here
exists; the telephone numbers are reserved for fiction and the postcode is a palace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from casework.answer import Answer
from casework.question import Form
from casework.submission import Submission
from forms.extracted import Extracted, ExtractedField, Found, Reader
from forms.fields import FieldKind, FieldSpec, fields_of
from forms.submit import to_submission

Values: TypeAlias = dict[str, str | bool]

ARRIVED = dt.datetime(2026, 12, 8, 10, 0, tzinfo=dt.UTC)
REFERRED = "07/12/2026"
NEXT_MEETING = "17/12/2026"

_REFERRER: Values = {
    "referrer_name": "Robin Sample",
    "referrer_agency": "Sample Housing Trust",
    "referrer_role": "Outreach worker",
    "referrer_phone": "020 7946 0000",
    "referrer_email": "robin.sample@samplehousing.example",
    "referral_date": REFERRED,
}
_WESP_REFERRAL: Values = {
    **_REFERRER,
    "referrer_manager": "Kit Sample",
    "meeting_date": NEXT_MEETING,
    "urgent": "no",
    "child_risk": "no",
    "vulnerable_adult": "no",
    "pregnant": "no",
    "first_name": "Alex",
    "middle_names": "Jo",
    "surname": "Example",
    "aliases.1.alias": "Lexi",
    "aliases.2.alias": "Ally",
    "dob": "14/02/1996",
    "contact_phone": "07700 900123",
    "contact_safe_call": "yes",
    "contact_times": "Weekdays between 2pm and 4pm",
    "contact_voicemail": "no",
    "address": "Flat 4, 1 Example Street, London",
    "postcode": "SW1A 1AA",
    "address_safe": "no",
    "address_confidential": "yes",
    "housing_status": "supported",
    "public_funds": "yes",
    "language_support": "no",
    "eq_ethnicity": "mixed_white_asian",
    "eq_ethnicity_words": "Mixed, born in London",
    "eq_gender": "woman",
    "eq_gender_same": "yes",
    "eq_orientation": "bisexual",
    "eq_disability": "yes",
    "eq_disability_words": "Asthma; needs a lift or a ground floor room",
    "currently_selling": "yes",
    "area": "tower_hamlets",
    "setting.on_street": True,
    "setting.off_street": True,
    "places.1.place": "Example Road, by the railway arch",
    "places.1.type": "street",
    "places.1.notes": "Poor lighting, mostly after midnight",
    "criteria.professional_judgement": True,
    "criteria.escalation": True,
    "pj_reasons": (
        "Over the last month she has come to the drop-in with new injuries three times and will "
        "not say who caused them. She has said that she expects to be badly hurt before the new "
        "year, and we share that view."
    ),
    "esc_callouts_12m": "9",
    "esc_callouts_prev": "3",
    "esc_arrests_12m": "2",
    "esc_arrests_prev": "1",
    "esc_diversion_refs": "2",
    "esc_diversion_missed": "2",
    "red_flags.buyer_violence.evidence": "Two assaults by buyers reported to us since October",
    "red_flags.substance_dependence.evidence": "In treatment for heroin use since May",
    "arrests": "yes",
    "arrests_detail": "Arrested on 3 September and 21 October 2026, no further action both times.",
    "holistic_need": (
        "Housing, treatment and the police each hold one part of this. Unless they act together "
        "she loses the room, leaves treatment and goes back to the man who hurts her."
    ),
    "perpetrators.1.name": "Sam Placeholder",
    "perpetrators.1.alias": "Sparky",
    "perpetrators.1.dob": "02/07/1984",
    "perpetrators.1.relationship": "Former partner",
    "perpetrators.1.address": "2 Invented Lane, London",
    "perpetrators.1.gender": "Man",
    "perpetrators.1.ethnicity": "Not known",
    "fear_of": "Sam Placeholder and his brother. Please do not ring the number at the old flat.",
    "must_not_receive.1.name": "Pat Placeholder",
    "must_not_receive.1.relationship": "Brother of Sam Placeholder",
    "must_not_receive.1.reason": "Works in a local hostel and passes things on",
    "children.1.name": "Charlie Example",
    "children.1.gender": "Boy",
    "children.1.dob_or_age": "05/05/2019",
    "children.1.relationship": "Son",
    "children.1.lives_with": "Grandmother",
    "children.1.address": "3 Invented Lane, London",
    "children.1.school": "Example Primary",
    "children.1.social_care": "Closed in 2023",
    "children_at_home": "no",
    "csc_involved": "no",
    "merlin": "no",
    "reasons": (
        "The violence has become more frequent and worse since September, and she asks for help "
        "to leave the area."
    ),
    "background": (
        "Known to us since 2021. She has been in supported housing for a year and has kept every "
        "appointment at the drop-in until this autumn."
    ),
    "key_risks": (
        "Serious injury by a former partner, eviction for visitors to the room, and overdose when "
        "she is on her own at night."
    ),
    "support_sought.housing": True,
    "support_sought.drugs": True,
    "support_sought.exiting": True,
    "views": "I want a door that he does not have the key to.",
    "agencies_involved.1.agency": "Sample Recovery Service",
    "agencies_involved.1.worker": "Drew Sample",
    "agencies_involved.1.phone": "020 7946 0001",
    "agencies_involved.1.invite": "yes",
    "previously_heard": "no",
    "consent_discussed": "yes",
    "consent_discussed_date": "04/12/2026",
    "consent_route": "consent",
    "told": "yes",
    "declaration": True,
    "signed_name": "Robin Sample",
    "signed_date": REFERRED,
}
_WESP_CONSENT: Values = {
    "first_name": "Alex",
    "surname": "Example",
    "dob": "14/02/1996",
    "referral_date": REFERRED,
    "info_sheet_given": "yes",
    "explained_who": "yes",
    "explained_what": "yes",
    "explained_limits": "yes",
    "explained_withdraw": "yes",
    "exclusions.none": True,
    "contact_pref": "In person at the drop-in, never by letter.",
    "consent_type": "written",
    "client_signature": "Alex Example",
    "client_signed_date": "04/12/2026",
    "worker_name": "Robin Sample",
    "worker_agency": "Sample Housing Trust",
    "worker_signature": "Robin Sample",
    "worker_date": "04/12/2026",
    "interpreter_used": "no",
    "capacity_view": "yes",
    "expiry": "04/06/2027",
}
_WESP_NOCONSENT: Values = {
    "first_name": "Alex",
    "surname": "Example",
    "dob": "14/02/1996",
    "referral_ref": REFERRED,
    "consent_sought": "no_answer",
    "sought_dates": "Robin Sample asked on 30/11/2026 and again on 03/12/2026.",
    "not_obtained_reasons.unsafe_to_ask": True,
    "not_obtained_reasons.delay_adds_risk": True,
    "reason_text": (
        "She was never alone when we met: the former partner stood within hearing both times and "
        "answered for her. Asking again would have told him that other agencies are to be "
        "involved, and he has hurt her before for less."
    ),
    "grounds.vital_interests": True,
    "grounds.crime": True,
    "ground_evidence.vital_interests.evidence": "Two hospital visits since October, both injuries",
    "ground_evidence.crime.evidence": "Threats to kill in messages that she showed to the worker",
    "risk_if_shared": "He may learn of the referral and become more violent.",
    "risk_if_not_shared": "She may be seriously hurt before anybody acts.",
    "proportionate": "Only the risk and where she is seen are shared; health history is left out.",
    "recipients.all_panel": True,
    "special_category": "yes",
    "offence_data": "yes",
    "data_condition": "Safeguarding of individuals at risk",
    "told_after": "yes_when",
    "told_after_text": "At the next visit on which she can be seen alone.",
    "advice_from": "Kit Sample, manager",
    "advice_date": "04/12/2026",
    "decision_by": "Robin Sample",
    "decision_role": "Outreach worker",
    "decision_sign": "Robin Sample",
    "decision_date": REFERRED,
    "authoriser": "Kit Sample",
    "authoriser_sign": "Kit Sample",
    "authoriser_date": REFERRED,
    "review_date": "07/01/2027",
}
_MASE_REFERRAL: Values = {
    **_REFERRER,
    "referrer_agency": "Example High School",
    "referrer_role": "Pastoral lead",
    "referrer_email": "robin.sample@examplehigh.example",
    "cse_lead_name": "Morgan Sample",
    "cse_lead_date": "04/12/2026",
    "presenter": "Robin Sample",
    "urgent": "no",
    "gate_significant_harm": "no",
    "gate_parent_facilitating": "no",
    "gate_parent_failing": "no",
    "gate_trusted_adult": "no",
    "need_level": "3",
    "peer_only": "no",
    "cse_types.exchange": True,
    "cse_types.grooming": True,
    "presentation": "both",
    "first_name": "Jamie",
    "surname": "Specimen",
    "middle_names": "Lee",
    "aliases.1.alias": "jay_specimen",
    "dob": "03/03/2010",
    "eq_gender": "woman",
    "eq_ethnicity": "white_british",
    "eq_orientation": "not_asked_unsafe",
    "eq_disability": "no",
    "first_language": "English",
    "nationality": "British",
    "language_support": "no",
    "legal_status": "cin",
    "social_worker": "Casey Sample",
    "case_number": "EX-1001",
    "address": "5 Specimen Avenue, Wigan",
    "living_with": "Mother and a younger brother",
    "parents.1.name": "Lesley Specimen",
    "parents.1.relationship": "Mother",
    "parents.1.responsibility": "yes",
    "parents.1.aware": "yes",
    "parents.1.consent": "yes",
    "parents.1.protective": "yes",
    "parent_concern": "no",
    "siblings.1.name": "Toby Specimen",
    "siblings.1.dob": "09/09/2014",
    "school": "Example High School",
    "school_status": "Part time since October",
    "health_worker_unknown": True,
    "gp": "Dr Sample, Example Surgery",
    "youth_offending": "Not involved",
    "yp_aware": "yes",
    "yp_consent": "yes",
    "confidentiality_explained": "yes",
    "confidentiality_date": "03/12/2026",
    "assess_age": "At sixteen she is with men who are at least ten years older.",
    "assess_competence": "She says that she chose this and does not see who gains by it.",
    "assess_behaviour": "She drinks with them at weekends and does not remember the nights.",
    "vulnerabilities.domestic_violence.note": "Ended when the father left in 2021",
    "indicators.missing.evidence": "Missing overnight four times since September",
    "indicators.unexplained_income.evidence": "New telephone and jewellery",
    "missing_12m": "6",
    "exploiters.1.name": "Known as Rico",
    "exploiters.1.alias": "Rico",
    "exploiters.1.dob_or_age": "27",
    "exploiters.1.sex": "Male",
    "exploiters.1.vehicle": "Silver hatchback",
    "exploiters.1.online_id": "rico_invented",
    "exploiters.1.relationship": "Says he is her boyfriend",
    "places.1.place": "Car park behind Example Retail Park",
    "places.1.type": "venue",
    "places.1.day_time": "Friday nights",
    "places.1.last_seen": "27/11/2026",
    "must_not_receive.none": True,
    "danger_statement": (
        "She may be taken to other towns and sexually abused by several adults, as happened to a "
        "friend of hers."
    ),
    "safety_goal": (
        "She sleeps at home every night, goes to school each day and has one adult whom she tells "
        "things."
    ),
    "views": "They are the only ones who listen to me.",
    "work_done": "Weekly meetings with the pastoral lead, a return interview after each absence.",
    "asks": "A worker outside school, and a look at the car park by the police.",
    "best_placed": "Morgan Sample",
    "previously_heard": "no",
    "signed_name": "Robin Sample",
    "signed_date": REFERRED,
}
_ACTION_UPDATE: Values = {
    "action_ref": "A-4F2K",
    "status": "done",
    "done_date": "05/01/2027",
    "outcome": "Room changed and lock fitted, she has the only key.",
    "risk_change": "no",
    "by": "Drew Sample",
    "agency": "Sample Recovery Service",
    "date": "06/01/2027",
}
_COMPLETE: Mapping[str, Values] = {
    "wesp_referral": _WESP_REFERRAL,
    "wesp_consent": _WESP_CONSENT,
    "wesp_noconsent": _WESP_NOCONSENT,
    "mase_referral": _MASE_REFERRAL,
    "action_update": _ACTION_UPDATE,
}
# Every row of these tables has an answer; the rows not named above say No.
_ANSWERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "red_flags": {"buyer_violence": ("yes",), "substance_dependence": ("yes",)},
    "vulnerabilities": {"domestic_violence": ("historical",), "family_breakdown": ("current",)},
    "indicators": {"missing": ("yes",), "unexplained_income": ("yes",), "despair": ("possible",)},
    "pull_factors": {"liked_by_older": ("yes",), "receives_gifts": ("yes",)},
}
_PERIODS = ("missing", "unexplained_income", "despair")


def complete_values(form: Form) -> Values:
    """A filling of the form with which every rule of its panel is content."""
    values = dict(_COMPLETE[form.id])
    for question in form.questions:
        for row in question.rows_of if question.id in _ANSWERS else ():
            column = next(column for column in question.columns if column.key == "answer")
            for key in _ANSWERS[question.id].get(row.key, ("no",)):
                name = f"{question.id}.{row.key}.answer"
                values |= {f"{name}.{key}": True} if column.many else {name: key}
    if form.question("indicators") is not None:
        values |= {f"indicators.{row}.period.last_6_months": True for row in _PERIODS}
        values["indicators.despair.evidence"] = "Tells a teacher that nothing matters"
    return values


def an_extracted(
    form: Form, values: Mapping[str, str | bool], *, reader: Reader = Reader.ACROFORM
) -> Extracted:
    """What a reader finds in the form filled with these values; rows beyond the printed ones too.

    Raises KeyError for a value of a field that the form has not.
    """
    specs = {spec.name: spec for spec in fields_of(form)}
    found = [_found(spec, values.get(spec.name, "")) for spec in specs.values()]
    for name in values.keys() - specs.keys():
        question, _, rest = name.partition(".")
        printed = specs[f"{question}.1.{rest.partition('.')[2]}"]
        found.append(_found(replace(printed, name=name), values[name]))
    return Extracted(
        form_id=form.id,
        form_version=form.version,
        panel_id=form.panel,
        blank_serial="BLANK-1",
        set_ref="SET-1",
        reader=reader,
        recognised_by="form_id",
        fields=tuple(found),
        pages=1,
    )


def _found(spec: FieldSpec, value: str | bool) -> ExtractedField:
    state = Found.VALUE if value else Found.EMPTY
    place: dict[str, object] = {"page": 1, "box": (72.0, 72.0, 300.0, 90.0)}
    chosen: tuple[str, ...] = ()
    if spec.kind is FieldKind.TICK:
        chosen = (spec.option,) if value else ()
    elif spec.kind in {FieldKind.CHOICE, FieldKind.CELL_CHOICE}:
        chosen = (str(value),) if value else ()
        assert set(chosen) <= {option.key for option in spec.options}, spec.name
    text = "" if chosen or not value else str(value)
    return ExtractedField.model_validate(
        {"name": spec.name, "found": state, "text": text, "chosen": chosen, **place}
    )


def a_submission(
    form: Form,
    *,
    values: Mapping[str, str | bool] | None = None,
    arrived: dt.datetime = ARRIVED,
    reader: Reader = Reader.ACROFORM,
    **answers: Answer,
) -> Submission:
    """A complete submission of the form with some field values or whole answers changed.

    An empty value empties the field: `a_submission(form, values={"dob": ""})`.
    """
    filled = {**complete_values(form), **(values or {})}
    submission = to_submission(an_extracted(form, filled, reader=reader), form, arrived=arrived)
    return replace(submission, answers={**submission.answers, **answers})
