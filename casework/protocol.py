"""A panel's protocol as data: everything that differs between panels, each key with its clause.

The files are `config/panels/<id>.toml` with their lists beside them; `config.protocols` reads
them. An absent table means that the panel has none of it. A clause stands beside its key in
`clauses`: a key without one is the panel's practice or the product's default, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from casework.answer import Place
from casework.finding import NO_VALUES, Basis, Finding, Severity
from casework.question import Option


class Part(BaseModel):
    """A table of a protocol file: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(Part):
    """What one check stands on, and the words for it.

    `words` is the sentence for the referrer (what would satisfy) or the coordinator; `{label}`,
    `{number}`, `{satisfy}` and the finding's own values may stand in it. `quote` is what the
    protocol itself says. `route` says which service has to act first instead of this panel.
    """

    rule: str = Field(pattern=r"^([WMAB]\d{1,2}|forms|mail|safety)$")
    clause: str = ""
    severity: Severity
    basis: Basis
    words: str
    quote: str = ""
    route: str = ""


class Standing(Part):
    """The rule behind one question of a form: what is missing there is missing for this clause."""

    rule: str = Field(pattern=r"^[WMAB]\d{1,2}$")
    clause: str
    quote: str = ""


class Subject(Part):
    """Ages that belong to this panel, on the day of the referral (W21, M1, M25, A1)."""

    min_age: int | None = None
    max_age: int | None = None
    young_alert: int | None = None
    young_warn: int | None = None


class Area(Part):
    """The panel's own places, keys of the list `area` (W22)."""

    names: tuple[str, ...]
    basis: Literal["activity", "residence"]


class Sitting(Part):
    """One meeting of the calendar (W40)."""

    date: dt.date
    start: dt.time
    end: dt.time | None = None
    venue: str
    mode: Literal["in_person", "video", "telephone"] = "in_person"


class Calendar(Part):
    """The year's meetings: dates are a list, never a formula (A15)."""

    meetings_a_year: int = Field(strict=True, ge=1, le=24)
    dates: tuple[Sitting, ...]
    extra_closed: tuple[dt.date, ...] = ()


class DayCount(Part):
    """So many working or calendar days before a meeting, at a time of day (A4)."""

    count: int = Field(strict=True, ge=0, le=60)
    unit: Literal["working_days", "days"] = "working_days"
    time: dt.time = dt.time(17, 0)
    clear_days: bool = False


class ReferralDeadline(DayCount):
    """When the list closes, and what is advertised instead (W33, A2)."""

    advertised: DayCount | None = None


class Late(Part):
    """Whether a late referral may still be heard, and who agrees (W34)."""

    allowed: bool = False
    approver: str = "chair"


class AgendaRules(Part):
    """When the agenda goes out, in which order cases stand and how a person is shown (W41, A3).

    `window` keeps the target in Monday to Friday of the week before the meeting;
    `opening_minutes` pass before the first case.
    """

    target: DayCount = DayCount(count=5)
    window: Literal["week_before", "any"] = "week_before"
    show: Literal["reference", "initials", "name"] = "reference"
    order: tuple[Literal["urgent", "children", "deferred", "rereferral", "new", "arrival"], ...] = (
        "urgent",
        "arrival",
    )
    minutes_a_case: int = Field(default=20, strict=True, ge=5, le=120)
    opening_minutes: int = Field(default=10, strict=True, ge=0, le=120)


class ConsentRules(Part):
    """How long consent lasts and who authorises sharing without it (W36-W38)."""

    valid_months: int = 6
    max_age_days: int = 90
    authoriser: bool = True


class Presenter(Part):
    """Who presents a case, and when its deferrals alert (M19-M21, A10)."""

    mode: Literal["none", "referrer", "lead", "either"] = "none"
    alert_after_deferrals: int = 2


class Threshold(Part):
    """Whether safeguarding runs beside the panel or a case is diverted (W45-W47, M22-M24)."""

    mode: Literal["parallel", "divert"] = "parallel"
    divert_level: str = ""
    gates: tuple[str, ...] = ()


class Overlap(Part):
    """A red flag that another question asks about as well: `answer` there is a Yes here."""

    flag: str
    question: str
    answer: Literal["yes", "no"]


class RedFlags(Part):
    """How many red flags make a case high risk, and whether judgement overrides (W24, A14)."""

    minimum: int = Field(default=1, strict=True, ge=0)
    override: bool = True
    overlaps: tuple[Overlap, ...] = ()


class LadderStep(Part):
    """One step of telling others about an overdue action (M33, M34)."""

    after_months: int = Field(strict=True, ge=0)
    tell: str
    letter: str


class ActionRules(Part):
    """When actions are due, reminded and told to others (W11-W13, M32-M34, A11, B12)."""

    due_months: int = 1
    reminders: tuple[int, ...] = (7, 0)
    ladder: tuple[LadderStep, ...] = ()
    flag_every_agency: bool = False
    flag_months: int = 12
    ladder_basis: Literal["due_date", "letter_date"] = "due_date"


class Within(Part):
    """Working days after the meeting (A6)."""

    working_days: int = Field(strict=True, ge=0, le=60)


class MarkingRules(Part):
    """The confidentiality words and where they stand (W58)."""

    text: str
    places: tuple[Literal["header", "footer", "subject", "first_line", "file_name"], ...] = (
        "header",
        "footer",
        "subject",
        "first_line",
        "file_name",
    )


class Delivery(Part):
    """How papers travel (W57, W60, M16)."""

    routes: tuple[Literal["secure_mail", "folder_drop", "hard_copy"], ...] = ("secure_mail",)
    hard_copies: bool = False
    automatic: tuple[str, ...] = ()


class PackRules(Part):
    """What may stand in a pack; the safe answer is the default."""

    perpetrator_addresses: bool = False
    individual_address: bool = False
    ground_evidence: bool = False
    destroy_after_days: int = 14


class MemberRules(Part):
    """Who belongs to the panel (W4, W55, W68, M12, M13)."""

    roles: tuple[str, ...] = ("Lead", "Secondary")
    isp_required: bool = True
    notice_months: int | None = None


class InviteeRules(Part):
    """Professionals of one case and observers (W14-W17)."""

    allowed: bool = True
    approval: str = "convenor"
    extract_only: bool = True


class ObserverRules(Part):
    """Whether observers get papers (W17)."""

    papers: bool = False


class ReturnRules(Part):
    """How incomplete forms go back (W32, B2)."""

    mode: Literal["automatic", "after_look"] = "after_look"
    max_automatic: int = 2
    within_wd: int = 0


class Report(Part):
    """A report the panel makes (W63-W65, M36-M38)."""

    kind: str
    every: Literal["month", "quarter", "half_year", "year"]
    audience: str


class Equality(Part):
    """The five monitored answers and how small numbers are hidden (W63, A18)."""

    fields: tuple[str, ...]
    under: int = 5
    secondary: bool = True
    rolling_months: int = 12


class Retention(Part):
    """How long things are kept; a panel must set it (W59)."""

    received_months: int | None = None
    case_months: int | None = None
    destroy_after_days: int | None = None


class Emergency(Part):
    """Emergency meetings (W42, W43)."""

    modes: tuple[Literal["in_person", "video", "telephone"], ...] = (
        "in_person",
        "video",
        "telephone",
    )
    call_sheet: bool = True


class SetRules(Part):
    """Which papers make a referral: alternatives of form roles (W30, M18)."""

    referral: tuple[tuple[str, ...], ...]
    wait_wd: int = 2


class PanelProtocol(Part):
    """One panel's operating rules, whole."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    short_name: str
    public_name: str = "Panel"
    ref_prefix: str = Field(pattern=r"^[A-Z]{2}$")
    legacy_names: tuple[str, ...] = ()
    convenor: str
    mailbox: str
    phone: str
    labels: Mapping[str, str]
    clauses: Mapping[str, str] = Field(default_factory=dict)
    subject: Subject = Subject()
    area: Area
    calendar: Calendar
    referral_deadline: ReferralDeadline | None = None
    deadline_counts_from: Literal["complete", "first_arrival"] = "complete"
    late: Late = Late()
    agenda: AgendaRules = AgendaRules()
    papers: DayCount = DayCount(count=3)
    set: SetRules
    consent: ConsentRules = ConsentRules()
    referrer_rule: Literal["member", "practitioner_via_lead"] = "member"
    presenter: Presenter = Presenter()
    threshold: Threshold = Threshold()
    red_flags: RedFlags = RedFlags()
    actions: ActionRules = ActionRules()
    log: Within = Within(working_days=1)
    minutes: Within = Within(working_days=5)
    marking: MarkingRules
    delivery: Delivery = Delivery()
    pack: PackRules = PackRules()
    members: MemberRules = MemberRules()
    invitees: InviteeRules = InviteeRules()
    observers: ObserverRules = ObserverRules()
    sign_in_required: bool = True
    attendance_warn_after: int = 2
    reports: tuple[Report, ...] = ()
    equality: Equality | None = None
    complaints: bool = True
    breach: bool = True
    withdrawal: bool = True
    returns: ReturnRules = ReturnRules()
    retention: Retention | None = None
    emergency: Emergency = Emergency()
    language_check: tuple[str, ...] = ()
    danger_words: tuple[str, ...] = ()
    secure_domains: tuple[str, ...] = ()
    printed_lines: Mapping[str, str] = Field(default_factory=dict)
    review_membership_months: int = 12
    review_due: dt.date | None = None
    forms: tuple[str, ...]
    rules: tuple[str, ...]
    checks: Mapping[str, Check]
    questions: Mapping[str, Mapping[str, Standing]] = Field(default_factory=dict)
    lists: Mapping[str, tuple[Option, ...]] = Field(default_factory=dict)

    @property
    def grounds(self) -> frozenset[str]:
        """The keys of the grounds on which the panel shares without consent (W38)."""
        return frozenset(option.key for option in self.lists.get("grounds", ()))

    def finding(
        self,
        check: str,
        *,
        form: str = "",
        field_id: str = "",
        part: str = "",
        values: Mapping[str, str] = NO_VALUES,
        place: Place | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """The finding of this check, with the clause and words this panel gives it.

        Raises KeyError for a check the panel's file does not list: a test keeps it complete.
        """
        known = self.checks[check]
        return Finding(
            check=check,
            rule=known.rule,
            clause=known.clause,
            severity=severity or known.severity,
            basis=known.basis,
            words=known.words,
            form=form,
            field_id=field_id,
            part=part,
            values=values,
            place=place or Place(),
        )
