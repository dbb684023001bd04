"""Makes the Word templates of the papers once; from then on staff edit them in Word.

Run `python -m tools.make_templates` after a change here. It also writes down the digests of the
templates that may be used (`approved.sha256`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from tools.word_parts import (
    LANDSCAPE,
    NAVY,
    PALE,
    PALE_RED,
    PORTRAIT,
    RED,
    callout,
    cell,
    paragraph,
    row,
    run,
    table,
    tag,
    tag_row,
    word_file,
)

TEMPLATES = Path(__file__).resolve().parents[1] / "generators" / "templates"
_FACT = (2900, 6964)  # label and text of a table of facts
_LOG = (680, 1150, 1150, 4174, 1250, 2100, 1420, 1420, 1680)
_SHORT_LOG = (700, 1150, 3350, 2014, 1500, 1150)
_CASES = (560, 2000, 1400, 1850, 2254, 1800)
_CONFIDENTIAL = (
    "Everything in these papers and everything said in the meeting is confidential. It is not "
    "shared outside the meeting, and the papers are not copied, without the agreement of the "
    "agencies that gave the information."
)

_TREATMENT = (
    "They are shared under the information sharing protocol that your agency signed.",
    "Use them for the meeting only. Do not forward them and do not make more copies.",
    "If you know the person or a relative privately, call {{ sitting.phone }} before you read on.",
    "If a copy is lost or was seen by somebody else, call {{ sitting.phone }} at once.",
    "Destroy paper and file by {{ destroy_by }}, also in Downloads and print queues.",
)
_HAND_ON = (
    "Pass each action to its owner today. Reply with the action's number and one word when it is "
    "done. Do not put case details into an email. Questions: {{ sitting.convenor }}, "
    "{{ sitting.phone }}."
)


def _facts(*pairs: tuple[str, str]) -> str:
    return table(
        _FACT,
        [
            row([
                cell(paragraph(label, "CellLabel"), _FACT[0], fill=PALE),
                cell(paragraph(text, "Cell"), _FACT[1]),
            ])
            for label, text in pairs
        ],
    )  # fmt: skip


def _list(
    each: str,
    of: str,
    columns: tuple[tuple[str, int, str], ...],
    small: str = "Cell",
    *,
    gap: bool = True,
) -> str:
    """A table with a repeated head and one row for each of a list."""
    widths = [width for _, width, _ in columns]
    head = [cell(paragraph(name, "CellHead"), width, fill=PALE) for name, width, _ in columns]
    body = [cell(_in_cell(text, small), width) for _, width, text in columns]
    return table(
        widths,
        [
            row(head, head=True),
            tag_row(f"for {each} in {of}", len(columns)),
            row(body),
            tag_row("endfor", len(columns)),
        ],
        gap=gap,
    )


def _in_cell(text: str, style: str) -> str:
    """The first text of a cell always, each further one only when there is something in it."""
    first, *more = text.split("|")
    return paragraph(first, style) + "".join(
        tag(f"if {line.strip('{} ')}") + paragraph(line, style) + tag("endif") for line in more
    )


def _points(each: str, of: str, text: str, none: str) -> str:
    return (
        tag(f"for {each} in {of}")
        + paragraph(run(f"\u2022\t{text}"), "Point")
        + tag("endfor")
        + tag(f"if not {of}")
        + paragraph(none)
        + tag("endif")
    )


def _open_actions(of: str) -> str:
    """Actions that wait, and apart from them those that are not possible."""

    def rows(chosen: str) -> str:
        return _list(
            "action",
            chosen,
            tuple(zip(
                ("Line", "Action", "What was agreed", "Agency and owner", "Due", "Status"),
                _SHORT_LOG,
                (
                    "{{ action.line }}",
                    "{{ action.reference }}|{{ action.case }}",
                    "{{ action.text }}",
                    "{{ action.agency }}|{{ action.owner }}",
                    "{{ action.due }}|{{ action.overdue }}",
                    "{{ action.status }}|{{ action.reason }}",
                ),
                strict=True,
            )),
            "CellSmall",
        )  # fmt: skip

    waiting = f'{of} | rejectattr("standing", "equalto", "Not possible") | list'
    impossible = f'{of} | selectattr("standing", "equalto", "Not possible") | list'
    return (
        tag(f"if {waiting}")
        + rows(waiting)
        + tag("endif")
        + tag(f"if {impossible}")
        + paragraph("Not possible", "Caption")
        + rows(impossible)
        + tag("endif")
        + tag(f"if not {of}")
        + paragraph("There are none.")
        + tag("endif")
    )


def _cases() -> str:
    texts = (
        "{{ case.number }}",
        "{{ case.shown }}|{{ case.reference }}",
        "{{ case.slot }}",
        "{{ case.standing }}|{{ case.area }}",
        "{{ case.agency }}|{{ case.route }}",
        "{{ case.presenter }}|{{ case.who }}",
    )
    names = (
        "No.",
        "Case",
        "Time",
        "New or repeat, area",
        "Referred by, consent",
        "Presents, needed",
    )
    return _list("case", "agenda.cases", tuple(zip(names, _CASES, texts, strict=True)))


def _agenda_items() -> str:
    """The numbered items of an agenda (11.1)."""
    return (
        paragraph("1.  Welcome and confidentiality", "Item")
        + callout(_CONFIDENTIAL, NAVY, PALE, PORTRAIT)
        + paragraph("2.  Apologies, secondary members and observers", "Item")
        + _points("name", "agenda.apologies", "Apologies: {{ name }}", "No apologies so far.")
        + tag("if agenda.observers")
        + tag("for name in agenda.observers")
        + paragraph(run("\u2022\tObserver: {{ name }}"), "Point")
        + tag("endfor")
        + tag("endif")
        + paragraph("3.  Minutes of the last meeting", "Item")
        + paragraph("To be agreed.")
        + paragraph("4.  Outstanding actions", "Item")
        + _open_actions("agenda.open_actions")
        + paragraph("5.  Cases", "Item")
        + tag("if agenda.cases")
        + _cases()
        + tag("endif")
        + tag("if not agenda.cases")
        + paragraph("No cases so far.")
        + tag("endif")
        + paragraph("6.  Emergency meetings since the last meeting", "Item")
        + paragraph("To be reported.")
        + paragraph("7.  Other business and next meeting", "Item")
        + paragraph("The next meeting is on {{ sitting.next_date }}.")
    )


def _labelled(label: str, text: str) -> str:
    return run(f"{label}:  ", "<w:b/>") + run(text)


def _changes() -> str:
    return (
        tag("if agenda.changes")
        + paragraph("Changed since the last version", "Heading2")
        + tag("for change in agenda.changes")
        + paragraph(run("\u2022\t{{ change }}"), "Point")
        + tag("endfor")
        + tag("endif")
    )


def _meeting_facts(*more: tuple[str, str]) -> str:
    return _facts(
        ("Date", "{{ sitting.date }}"),
        ("Time", "{{ sitting.start }}"),
        ("Place", "{{ sitting.venue }}"),
        ("Chair", "{{ sitting.chair }}"),
        ("Called by", "{{ sitting.convenor }}, {{ sitting.phone }}"),
        *more,
    )


def agenda() -> bytes:
    """The agenda on its own (11.1)."""
    body = (
        paragraph("Agenda", "Title")
        + paragraph("{{ sitting.panel }}", "Subtitle")
        + _meeting_facts(("Status", "{{ agenda.status }}"), ("Referrals close", "{{ closes }}"))
        + _changes()
        + _agenda_items()
    )
    return word_file(body, title="Agenda, {{ sitting.date }}", paper=PORTRAIT)


def _cover() -> str:
    names = ("No.", "Case", "Time", "Referred by")
    widths = (700, 3700, 2200, 3264)
    texts = (
        "{{ case.number }}",
        "{{ case.shown }}  {{ case.reference }}",
        "{{ case.slot }}",
        "{{ case.agency }}",
    )
    return (
        paragraph("{{ sitting.panel }}", "Over")
        + tag("if one_case")
        + paragraph("Papers for one case", "Title")
        + tag("elif supplementary")
        + paragraph("Extra papers", "Title")
        + tag("else")
        + paragraph("Panel papers", "Title")
        + tag("endif")
        + paragraph("{{ sitting.date }}, {{ sitting.start }}", "Subtitle")
        + callout(
            "This copy was made for the person named at the foot of each page and for nobody else.",
            RED,
            PALE_RED,
            PORTRAIT,
        )
        + _meeting_facts(("Papers", "{{ edition }}"), ("Destroy by", "{{ destroy_by }}"))
        + paragraph("How to treat these papers", "Heading2")
        + "".join(paragraph(run(f"\u2022\t{point}"), "Point") for point in _TREATMENT)
        + paragraph("Cases in these papers", "Heading2")
        + tag("if cover")
        + _list("case", "cover", tuple(zip(names, widths, texts, strict=True)), gap=False)
        + tag("else")
        + paragraph("There are none.")
        + tag("endif")
    )


def _lines() -> str:
    title = paragraph(run("{{ section.title }}\t{{ sheet.reference }}"), "Band")
    band = row([cell(title, sum(_FACT), fill=NAVY, span=2)], head=True)
    return table(
        _FACT,
        [
            band,
            tag_row("for line in section.lines", 2),
            row(
                [
                    cell(paragraph("{{ line.label }}", "CellLabel"), _FACT[0], fill=PALE),
                    cell(paragraph("{{ line.text }}", "Cell"), _FACT[1]),
                ]
            ),
            tag_row("endfor", 2),
        ],
    )


def _grid() -> str:
    """A table whose columns are as many as the case's form has."""

    def across(each: str, of: str, style: str, fill: str) -> list[str]:
        return [
            cell(paragraph(f"{{%tc for {each} in {of} %}}")),
            cell(paragraph(f"{{{{ {each} }}}}", style), fill=fill),
            cell(paragraph("{%tc endfor %}")),
        ]

    return paragraph("{{ grid.title }}", "Caption") + table(
        (PORTRAIT.text,),
        [
            row(across("heading", "grid.headings", "CellHead", PALE), head=True),
            row([cell(paragraph("{%tr for cells in grid.rows %}"))]),
            row(across("text", "cells", "CellSmall", "")),
            row([cell(paragraph("{%tr endfor %}"))]),
        ],
    )


def _decisions() -> str:
    widths = (4700, 2000, 1800, 1364)
    names = ("Action agreed", "Agency", "Owner", "By")
    head = [
        cell(paragraph(name, "CellHead"), width, fill=PALE)
        for name, width in zip(names, widths, strict=True)
    ]
    empty = row([cell(paragraph("", "Cell"), width) for width in widths], height=680)
    return (
        paragraph("Decisions and actions: {{ sheet.reference }}", "Heading2")
        + table(widths, [row(head, head=True), *[empty] * 4])
        + table((PORTRAIT.text,), [row([cell(paragraph("Decisions", "CellLabel"))], height=1500)])
    )


def _case_sheets() -> str:
    return (
        tag("for sheet in sheets")
        + paragraph("Case {{ loop.index }} of {{ sheets | length }}", "OverNewPage")
        + paragraph("{{ sheet.reference }}  {{ sheet.heading }}", "CaseTitle")
        + tag("if sheet.urgent")
        + callout("Urgent: to be heard first", RED, RED, PORTRAIT, style="Urgent")
        + tag("endif")
        + paragraph(_labelled("Referred by", "{{ sheet.referring_agency }}"), "Point")
        + paragraph(_labelled("Consent", "{{ sheet.route }}"), "Point")
        + tag("for line in sheet.printed_lines")
        + callout("{{ line }}", RED, PALE_RED, PORTRAIT)
        + tag("endfor")
        + tag("for section in sheet.sections")
        + tag("if section.lines")
        + _lines()
        + tag("endif")
        + tag("for grid in section.grids")
        + _grid()
        + tag("endfor")
        + tag("endfor")
        + _decisions()
        + tag("endfor")
    )


def pack() -> bytes:
    """Agenda with papers: cover, agenda, a sheet a case, the agency's own actions (11.2, 11.3)."""
    body = (
        _cover()
        + tag("if not one_case")
        + paragraph("Agenda", "Part")
        + paragraph("{{ agenda.status }}", "Subtitle")
        + _changes()
        + _agenda_items()
        + tag("endif")
        + _case_sheets()
        + tag("if not one_case")
        + paragraph("Outstanding actions of your agency", "Part")
        + _open_actions("own_actions")
        + tag("endif")
    )
    return word_file(body, title="Panel papers, {{ sitting.date }}", paper=PORTRAIT)


def action_log() -> bytes:
    """The actions of a meeting and those still open from earlier ones (11.5)."""
    names = (
        "Line",
        "Action",
        "Case",
        "What was agreed",
        "Type",
        "Agency and owner",
        "Set on",
        "Due",
        "Status",
    )
    texts = (
        "{{ action.line }}",
        "{{ action.reference }}",
        "{{ action.case }}",
        "{{ action.text }}",
        "{{ action.kind }}",
        "{{ action.agency }}|{{ action.owner }}",
        "{{ action.set_on }}",
        "{{ action.due }}|{{ action.overdue }}",
        "{{ action.status }}|{{ action.done }}|{{ action.last_update }}|{{ action.reason }}",
    )
    columns = tuple(zip(names, _LOG, texts, strict=True))

    def part(title: str, of: str) -> str:
        return (
            paragraph(title, "Heading1")
            + tag(f"if {of}")
            + _list("action", of, columns, "CellSmall")
            + tag("endif")
            + tag(f"if not {of}")
            + paragraph("There are none.")
            + tag("endif")
        )

    body = (
        paragraph("Action log", "Title")
        + paragraph("{{ sitting.panel }}, {{ sitting.date }}", "Subtitle")
        + callout(
            _HAND_ON,
            NAVY,
            PALE,
            LANDSCAPE,
        )
        + part("Agreed at this meeting", "agreed")
        + part("Open from earlier meetings", "earlier")
        + paragraph("The next meeting is on {{ sitting.next_date }}.")
    )
    return word_file(body, title="Action log, {{ sitting.date }}", paper=LANDSCAPE)


def cover_sheet() -> bytes:
    """What lies on a form that could not be marked: its gaps, numbered as in the mail."""
    names = ("No.", "Where", "What to add")
    texts = ("{{ gap.number }}", "{{ gap.place }}", "{{ gap.text }}")
    widths = (700, 2900, 6264)
    body = (
        paragraph("Form {{ reference }}", "Over")
        + paragraph("Answers still needed", "Title")
        + callout(
            "We could not mark your own file. The numbers below are the numbers in our email. Add "
            "these answers to your own copy, or fill in the blank form that came with this sheet.",
            NAVY,
            PALE,
            PORTRAIT,
        )
        + _list("gap", "gaps", tuple(zip(names, widths, texts, strict=True)))
        + paragraph("How to send it back", "Heading2")
        + paragraph("Reply to our email with the form attached. Write Unknown if nobody knows.")
        + tag("if closes")
        + paragraph("Send it by {{ closes }}.")
        + tag("endif")
        + paragraph("If it cannot wait", "Heading2")
        + callout(
            "If someone is in immediate danger, call 999. If the case cannot wait for the meeting, "
            "call us on {{ phone }}.",
            RED,
            PALE_RED,
            PORTRAIT,
        )
    )
    return word_file(body, title="Form {{ reference }}", paper=PORTRAIT)


def main() -> None:
    """Write the templates and the digests of what may be used."""
    lines: list[str] = []
    for make in (agenda, pack, action_log, cover_sheet):
        name, made = make.__name__, make()
        (TEMPLATES / f"{name}.docx").write_bytes(made)
        lines.append(f"{hashlib.sha256(made).hexdigest()}  {name}.docx\n")
    (TEMPLATES / "approved.sha256").write_text("".join(sorted(lines)), encoding="utf-8")


if __name__ == "__main__":
    main()
