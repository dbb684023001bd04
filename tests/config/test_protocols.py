from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from casework.question import Option
from config import protocols
from config.protocols import NoSuchPanel, ProtocolFileWrong

SOUND = """
id = "demo"
title = "Demo Panel Operating Protocol"
short_name = "Demo"
ref_prefix = "WP"
convenor = "Demo Charity"
mailbox = "panel@demo.example"
phone = "0000 000 000"
forms = ["demo_referral"]
rules = ["danger", "area"]

[labels]
person = "client"

[clauses]
"papers" = "14"
"referral_deadline" = "8"
"agenda.target" = "10"

[area]
names = ["here"]
basis = "activity"

[calendar]
meetings_a_year = 11

[[calendar.dates]]
date = 2026-12-17
start = 10:00:00
venue = "Room 2"

[[calendar.dates]]
date = 2027-01-21
start = 10:00:00
end = 12:00:00
venue = "Room 2"

[referral_deadline]
count = 3
advertised = { count = 5 }

[set]
referral = [["referral", "consent"], ["referral", "without_consent"]]

[marking]
text = "STRICTLY CONFIDENTIAL"

[checks."area.elsewhere"]
rule = "W22"
clause = "7"
severity = "hold"
basis = "protocol"
words = "Question {number}, {label}: the panel's own area is {area}."
"""
BROKEN = (
    "demo/broken.toml: this is not TOML: Expected ']]' at the end of an array declaration"
    " (at end of document)"
)
TWO = (
    "rules: danger is there twice; rules: the rule age needs the table subject, which is not there"
)
LADDER = """
[[actions.ladder]]
after_months = 2
tell = "x"
letter = "E4"
[[actions.ladder]]
after_months = 1
tell = "x"
letter = "E5"
[marking]"""
AREA = """
[[option]]
key = "here"
label = "The borough"

[[option]]
key = "there"
label = "Another borough"
active = false
"""


def a_folder(folder: Path, text: str = SOUND, **lists: str) -> Path:
    """A folder of panels with the panel's own lists beside its file."""
    own = folder / "panels" / "demo"
    own.mkdir(parents=True)
    (folder / "panels" / "demo.toml").write_text(text)
    for name, written in ({"area": AREA} | lists).items():
        (own / f"{name.replace('_', '-')}.toml").write_text(written)
    return folder / "panels"


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(ProtocolFileWrong) as caught:
        protocols.load(folder, "demo")
    return list(caught.value.details)


def test_a_panel_is_read_with_its_lists(tmp_path: Path):
    folder = a_folder(tmp_path)
    protocol = protocols.load(folder, "demo")
    assert protocol.calendar.dates[1].end == dt.time(12)
    assert protocol.referral_deadline
    assert protocol.referral_deadline.time == dt.time(17)
    assert protocol.lists["area"] == (Option(key="here", label="The borough"),)
    assert protocol.checks["area.elsewhere"].rule == "W22"


def test_the_panel_s_own_list_comes_before_a_shared_one(tmp_path: Path):
    folder = a_folder(tmp_path)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "area.toml").write_text('[[option]]\nkey = "x"\nlabel = "Shared"\n')
    (tmp_path / "lists" / "place-types.toml").write_text(
        '[[option]]\nkey = "street"\nlabel = "Street"\n'
    )
    lists = protocols.load(folder, "demo").lists
    assert lists["place_types"] == (Option(key="street", label="Street"),)
    assert lists["area"][0].key == "here"


def test_four_mistakes_and_those_of_the_lists_are_told_in_one_message(tmp_path: Path):
    text = (
        SOUND.replace("[referral_deadline]", "[referal_deadline]")
        .replace('id = "demo"', 'id = "Demo"')
        .replace("meetings_a_year = 11", 'meetings_a_year = "eleven"')
        .replace('severity = "hold"', 'severty = "hold"')
    )
    folder = a_folder(
        tmp_path, text,
        grounds='[[option]]\nkey = "A b"\nlabel = "x"\n',
        criteria='[[option]]\nkey = "a"\nlabel = "x"\n[[option]]\nkey = "a"\nlabel = "y"\n',
        broken="[[option",
    )  # fmt: skip
    assert sorted(line.partition(": Input")[0] for line in mistakes(folder)) == [
        "demo.toml: calendar.meetings_a_year",
        "demo.toml: checks.area.elsewhere.severity: this key is missing",
        "demo.toml: checks.area.elsewhere.severty: unknown key. Did you mean severity?",
        "demo.toml: id: String should match pattern '^[a-z][a-z0-9-]*$'",
        "demo.toml: referal_deadline: unknown key. Did you mean referral_deadline?",
        BROKEN,
        "demo/criteria.toml: option.2.key: a is used twice",
        "demo/grounds.toml: option.1.key: String should match pattern '^[a-z0-9][a-z0-9_]*$'",
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('id = "demo"', 'id = "other"', "id: the file is called demo, the panel other"),
        (
            '["danger", "area"]', '["danger", "danger", "age"]', TWO
        ),
        (
            '"area"]', '"grounds"]',
            "rules: the rule grounds needs the list grounds, which is not there",
        ),
        ('names = ["here"]', 'names = ["her"]',
         "area.names: her is not in the list area. Did you mean here?"),
        ('names = ["here"]', "names = []", "area.names: name at least one place"),
        ("2027-01-21", "2026-12-17", "calendar.dates.2: 2026-12-17 is there twice"),
        ("2027-01-21", "2026-11-19",
         "calendar.dates.2: 2026-11-19 comes before the one above it"),
        ("end = 12", "end = 09", "calendar.dates.2.end: the meeting ends before it starts"),
        ("count = 5", "count = 2",
         "referral_deadline.advertised.count: comes after the close of the list"),
        ('["referral", "consent"]', '["referral", "consnt"]',
         "set.referral.1: no paper is called consnt. Did you mean consent?"),
        ('["referral", "consent"]', '["consent"]',
         "set.referral.1: the referral itself is missing"),
        ('"papers" = "14"', '"paper" = "14"',
         "clauses.paper: there is no such key. Did you mean papers?"),
        ('"agenda.target"', '"agenda.targets"',
         "clauses.agenda.targets: there is no such key. Did you mean target?"),
        ('clause = "7"', 'clause = ""',
         "checks.area.elsewhere.clause: the protocol's own words need their clause"),
        ('words = "Question {number}', 'words = "Question {number',
         "checks.area.elsewhere.words: a brace { or } stands alone"),
        ("[marking]", '[threshold]\nmode = "divert"\n[marking]',
         "threshold: divert needs divert_level or gates"),
        ("[marking]", "[subject]\nmin_age = 18\nmax_age = 18\n[marking]",
         "subject: nobody is at least 18 and under 18"),
        ("[marking]", '[delivery]\nautomatic = ["C1", "Z9"]\n[marking]',
         "delivery.automatic: no mail is called Z9"),
        ("[marking]", LADDER,
         "actions.ladder: each step comes later than the one above it"),
    ],
)  # fmt: skip
def test_a_key_that_contradicts_another_is_told(tmp_path: Path, before: str, after: str, told: str):
    assert before in SOUND
    folder = a_folder(tmp_path, SOUND.replace(before, after))
    assert sorted(mistakes(folder)) == [f"demo.toml: {line}" for line in told.split("; ")]


def test_a_calendar_or_a_set_with_nothing_in_it_is_told(tmp_path: Path):
    head, _, rest = SOUND.partition("[calendar]")
    text = f"{head}[calendar]\nmeetings_a_year = 11\ndates = []\n[set]\nreferral = []\n"
    text += "[marking]" + rest.partition("[marking]")[2]
    assert mistakes(a_folder(tmp_path, text)) == [
        "demo.toml: calendar.dates: there is no meeting",
        "demo.toml: set.referral: name at least one set of papers",
    ]


def test_a_check_without_words_is_told(tmp_path: Path):
    text = SOUND.partition("words = ")[0] + 'words = " "\n'
    assert mistakes(a_folder(tmp_path, text)) == [
        "demo.toml: checks.area.elsewhere.words: there are no words for it"
    ]


def test_a_list_without_an_active_option_is_told(tmp_path: Path):
    folder = a_folder(tmp_path, grounds='[[option]]\nkey = "a"\nlabel = "x"\nactive = false\n')
    assert mistakes(folder) == ["demo/grounds.toml: option: there is no active option"]


def test_a_panel_that_is_not_there_is_told(tmp_path: Path):
    assert mistakes(tmp_path) == ["demo.toml: there is no such file"]


def test_lists_may_not_stand_in_the_panel_s_file(tmp_path: Path):
    folder = a_folder(tmp_path, SOUND + '\n[[lists.area]]\nkey = "x"\nlabel = "y"\n')
    assert mistakes(folder) == ["demo.toml: lists: lists stand in files of their own, in demo/"]


@pytest.mark.parametrize("panel", protocols.shipped_panels())
def test_a_shipped_panel_is_sound_and_its_copy_is_the_same(panel: str, tmp_path: Path):
    shipped = protocols.load(protocols.SHIPPED, panel)
    copied = protocols.copy_panel(panel, tmp_path / "panels")
    assert copied == tmp_path / "panels" / f"{panel}.toml"
    assert protocols.load(tmp_path / "panels", panel) == shipped
    assert shipped.lists["area"]
    assert shipped.calendar.dates


def test_only_a_shipped_panel_can_be_copied(tmp_path: Path):
    with pytest.raises(NoSuchPanel):
        protocols.copy_panel("nowhere", tmp_path)
    assert list(tmp_path.iterdir()) == []


def _without_a_check(file: Path) -> str:
    """Delete the first check of a rule from a panel file; its name."""
    text = file.read_text()
    start = text.index('[checks."age.')
    file.write_text(text[:start] + text[text.index("[checks.", start + 1) :])
    return text[start:].partition('"')[2].partition('"')[0]


def test_a_check_that_a_newer_program_has_is_as_shipped(tmp_path: Path):
    panel = protocols.shipped_panels()[0]
    name = _without_a_check(protocols.copy_panel(panel, tmp_path))
    assert name not in protocols.load(tmp_path, panel).checks
    whole = protocols.with_every_check(protocols.load(tmp_path, panel))
    shipped = protocols.load(protocols.SHIPPED, panel)
    assert whole.checks[name] == shipped.checks[name]
    assert set(whole.checks) == set(shipped.checks)


def test_a_check_that_another_panel_lacks_is_told_before_a_rule_needs_it(tmp_path: Path):
    panel = protocols.shipped_panels()[0]
    file = protocols.copy_panel(panel, tmp_path)
    name = _without_a_check(file)
    other = tmp_path / "other.toml"
    other.write_text(file.read_text().replace(f'id = "{panel}"', 'id = "other"', 1))
    (tmp_path / panel).rename(tmp_path / "other")
    with pytest.raises(ProtocolFileWrong) as caught:
        protocols.with_every_check(protocols.load(tmp_path, "other"))
    assert caught.value.details == (f"other.toml: checks.{name}: the rule age needs it",)


def test_a_rule_that_is_none_is_told_with_the_one_that_was_meant(tmp_path: Path):
    panel = protocols.shipped_panels()[0]
    file = protocols.copy_panel(panel, tmp_path)
    file.write_text(file.read_text().replace('    "age",', '    "age",\n    "aeg",'))
    with pytest.raises(ProtocolFileWrong) as caught:
        protocols.load(tmp_path, panel)
    assert "there is no rule aeg. Did you mean age?" in "\n".join(caught.value.details)
