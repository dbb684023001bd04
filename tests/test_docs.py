"""What is written against what is so: the README's help, the handbooks, the protocols' map."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from casework.action import ActionKind
from casework.agency import Agency
from casework.case import WORDS
from casework.faults import Fault
from casework.leaving import WAY_OUT, HoldReason
from casework.mailing import MailKind
from clerk.exit_codes import ExitCode
from config.settings import Group, Settings
from procedures import notes
from tests.support.source import PACKAGES, ROOT, modules, tracked
from tools import mentions, protocol_map, readme_help

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = MappingProxyType(dict(readme_help.BLOCKS.findall(README)))
COORDINATOR = (ROOT / "docs" / "handbook" / "coordinator.md").read_text(encoding="utf-8")
INSTALLER = (ROOT / "docs" / "handbook" / "installer.md").read_text(encoding="utf-8")
DOCUMENTS = tuple(ROOT / name for name in tracked() if name.endswith(".md"))
# A command as documents and next steps write it: up to two words after options before them.
_TYPED = re.compile(
    r"(?<!the )\bclerk (?:--(?:home|now) (?:\"[^\"]*\"|\S+) )*([a-z]+)(?: ([a-z]+))?(?![\w/])"
)


@pytest.mark.parametrize("command", sorted(BLOCKS))
def test_the_readme_has_the_help_of_each_command(command: str):
    assert readme_help.said(command) == BLOCKS[command], "run tools/readme_help.py"


def test_every_command_is_in_the_readme():
    # Each block is what its command says, so what the blocks list is every command there is.
    assert list(BLOCKS) == list(readme_help.commands(says=lambda asked: BLOCKS.get(asked, "")))


def test_the_readme_asks_for_exactly_two_commands():
    first, *others = re.findall(r"^```(\w*)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert first[1].splitlines() == ["make demo", "make test"]
    assert {language for language, _ in others} == {
        "text"
    }  # what the commands say, nothing to type


def test_the_readme_opens_with_what_it_does_and_one_picture():
    opening, _, _ = README.partition("```")
    assert opening.startswith("# Panel Clerk\n\nPanel Clerk is the clerk of")
    assert len(re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", README)) == 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document: Path):
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_speaks_of_the_product_alone(document: Path):
    text = document.read_text(encoding="utf-8")
    assert not re.findall(r"\b(issues?|agents?|helpers?|LLM|this session)\b", text, re.IGNORECASE)
    assert not re.findall(r"\b(TODO|FIXME|TBD)\b", text)
    assert not re.findall(r"(?<![\w.])/(?:work|root|home|tmp)/", text)


def test_the_map_of_the_protocols_is_the_one_that_the_files_make():
    page = protocol_map.PAGE.read_text(encoding="utf-8")
    assert page == protocol_map.page(), "run: .venv/bin/python -m tools.protocol_map"


def test_every_rule_of_every_panel_stands_in_the_map_once():
    titles = tomllib.loads((ROOT / "docs" / "protocol-map.toml").read_text(encoding="utf-8"))
    page = protocol_map.page()
    panels = {file.stem for file in protocol_map.PANELS.glob("*.toml")}
    assert set(titles) == {*panels, "decisions"}
    for rules in titles.values():
        for number, title in rules.items():
            told = [line for line in page.splitlines() if re.match(rf"(\| |- ){number}\b", line)]
            assert len(told) == 1, number
            assert title in told[0]


def test_no_file_names_a_rule_that_there_is_not():
    titles = tomllib.loads((ROOT / "docs" / "protocol-map.toml").read_text(encoding="utf-8"))
    known = {number for rules in titles.values() for number in rules}
    for file in protocol_map.PANELS.glob("*.toml"):
        named = set(protocol_map.panel_rows(file)) - set(protocol_map.OWN)
        assert named <= known, file.name


def test_every_check_of_a_panel_is_found_by_code_and_tried_by_a_test():
    rows = [protocol_map.panel_rows(file) for file in protocol_map.PANELS.glob("*.toml")]
    checks = {check for row in rows for entry in row.values() for check in entry.checks}
    assert len(checks) > 100
    assert [check for check in sorted(checks) if not mentions.modules_of_check(check)] == []
    assert [check for check in sorted(checks) if not mentions.tests_of(check)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(W36-W38)", ["W36", "W37", "W38"]),
        ("W14-16, M1", ["W14", "W15", "W16", "M1"]),
        ("A1 and B12", ["A1", "B12"]),
        ("PM-K3WM, W, M300", []),
    ],
)
def test_rule_numbers_are_read_out_of_a_comment(text: str, said: list[str]):
    assert list(mentions.numbers(text)) == said


def _faults(base: type[Fault] = Fault) -> Iterator[type[Fault]]:
    for fault in base.__subclasses__():
        yield fault
        yield from _faults(fault)


def _typed(text: str) -> Iterator[str]:
    """Each command that a text tells somebody to type, as far as it is one word or two."""
    for first, second in _TYPED.findall(text):
        yield f"clerk {first} {second}".rstrip()


def test_a_next_step_names_a_command_that_exists():
    for path in modules():
        if "Fault)" in path.read_text(encoding="utf-8"):
            __import__(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = [fault for fault in _faults() if fault.__module__.partition(".")[0] in PACKAGES]
    assert len(ours) > 40
    for fault in ours:
        for typed in _typed(fault.next_step):
            assert _exists(typed), f"{fault.__name__}: {typed}"


def test_a_reason_that_holds_a_mail_names_a_command_that_exists():
    assert set(WAY_OUT) == set(HoldReason)
    typed = [typed for words in WAY_OUT.values() for typed in _typed(words)]
    assert "clerk outbox release" in typed
    assert [words for words in typed if not _exists(words)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_commands_that_exist(document: Path):
    text = document.read_text(encoding="utf-8")
    spans = re.findall(r"`([^`\n]+)`", text)
    lines = re.findall(r"^\S*clerk .*$", text, re.MULTILINE)
    code = "\n".join((*spans, *lines))
    for typed in _typed(code):
        assert _exists(typed), typed


def _exists(typed: str) -> bool:
    """Whether it is a command, or a command and the first word of what it takes."""
    real = {command.removesuffix(" --help") for command in BLOCKS}
    group = typed.rpartition(" ")[0]
    return typed in real or (group in real and not any(it.startswith(f"{group} ") for it in real))


def _keys(group: type[Group], under: str = "") -> Iterator[str]:
    for key, value in group.model_fields.items():
        kind = value.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            yield from _keys(kind, f"{under}{key}.")
        else:
            yield f"{under}{key}"


def test_every_setting_is_in_the_installers_handbook():
    _, _, section = INSTALLER.partition("\n## Settings\n")
    section, _, _ = section.partition("\n## ")
    told = re.findall(r"^\| `([a-z_.]+)` \| (.+?) \|", section, re.MULTILINE)
    assert sorted(key for key, _ in told) == sorted(_keys(Settings))
    shipped = Settings(panel="wesp")
    for key, default in told:
        value: object = shipped
        for part in key.split("."):
            value = getattr(value, part)
        if key != "panel":
            assert default in {f'`"{value}"`', f"`{value}`"}, key


def test_every_exit_code_is_in_the_installers_handbook():
    told = re.findall(r"^\| (\d+) \| ([A-Z_]+) \|", INSTALLER, re.MULTILINE)
    assert told == [(str(code.value), code.name) for code in ExitCode]


def test_every_mail_and_every_word_of_a_case_is_in_the_coordinators_handbook():
    told = re.findall(r"^\| \**([A-Z][^|*]*?)\** \|", COORDINATOR, re.MULTILINE)
    letters = {letter for cell in told for letter in cell.split(", ")}
    assert {kind.value for kind in MailKind} <= letters
    assert set(WORDS.values()) <= letters


def test_the_notes_in_the_coordinators_handbook_are_understood():
    _, _, section = COORDINATOR.partition("### The notes of a meeting\n")
    example = re.findall(r"^```\n(.*?)^```", section, re.DOTALL | re.MULTILINE)[0]
    panel = tuple(Agency(id=name, name=name) for name in ("Police", "Housing", "Health"))
    meeting = dt.date(2026, 12, 17)
    cases = frozenset({"WP-7KQ4", "WP-M2TQ"})
    read = notes.read(example, cases=cases, agencies=panel, meeting=meeting)
    assert [(one.case, one.agency, one.owner, one.due) for one in read.actions] == [
        ("WP-7KQ4", "Police", "", dt.date(2026, 12, 31)),
        ("WP-7KQ4", "Housing", "Sam Bell", dt.date(2026, 12, 20)),
        ("WP-M2TQ", "Health", "", None),
    ]
    assert read.deferred == ("WP-M2TQ",)
    kinds = {kind.value.replace("_", " ") for kind in ActionKind} - {"other"}
    assert kinds <= set(re.findall(r"`\[([a-z ]+)\]`", section))


def test_make_has_the_targets_that_documents_name():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        named = re.findall(r"(?:`|^)make ([a-z]+)", document.read_text(), re.MULTILINE)
        assert set(named) <= targets, document.name


def test_the_picture_is_one_file_that_needs_nothing_else():
    picture = (ROOT / "docs" / "picture.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"]+", picture)) == {"http://www.w3.org/2000/svg"}
    assert "<script" not in picture
    assert "<title" in picture
