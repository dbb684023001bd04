"""Which code and which tests name a rule of a protocol, or a check."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "casework", "mailboxes", "confine", "ingest", "forms", "register",
    "generators", "outbox", "config", "procedures", "clerk",
)  # fmt: skip
_NUMBER = re.compile(r"\b([WMAB])(\d{1,2})(?:-\1?(\d{1,2}))?\b")
_SCHEMA = "casework/protocol.py"  # declares every setting and acts on none
_THIS = "tests/test_docs.py"


def numbers(text: str) -> Iterator[str]:
    """Every rule number in a text, ranges such as W36-W38 told one by one."""
    for found in _NUMBER.finditer(text):
        letter, first, last = found.groups()
        for number in range(int(first), max(int(first), int(last or first)) + 1):
            yield f"{letter}{number}"


def modules_of_rule(number: str) -> frozenset[str]:
    """The modules that name this rule or decision, in a comment, a docstring or a value."""
    return _rules_in_code().get(number, frozenset())


@cache
def modules_of_check(check: str) -> frozenset[str]:
    """The modules that find this."""
    return frozenset(name for name, text in _texts(*ROOMS).items() if f'"{check}"' in text)


@cache
def tests_of(name: str) -> frozenset[str]:
    """The test files that name this rule or check."""
    if _NUMBER.fullmatch(name):
        return frozenset(
            file for file, found in _rules_in_tests().items() if name in found
            if _is_meant(name, file)
        )  # fmt: skip
    word = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)")
    return frozenset(
        file for file, text in _test_texts().items() if name in text and word.search(text)
    )


@cache
def _rules_in_tests() -> Mapping[str, frozenset[str]]:
    """Test file to the rules that its comments and its strings name."""
    return {
        file: frozenset(numbers("\n".join((*_comments(text), *_strings(text)))))
        for file, text in _test_texts().items()
    }


@cache
def _test_texts() -> Mapping[str, str]:
    return {
        file: text
        for file, text in _texts("tests").items()
        if Path(file).name.startswith("test_") and file != _THIS
    }


@cache
def _rules_in_code() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, text in _texts(*ROOMS).items():
        for number in numbers("\n".join((*_comments(text), *_said(text)))):
            if name != _SCHEMA and _is_meant(number, name):
                found[number].add(name)
    return {number: frozenset(names) for number, names in found.items()}


def _is_meant(name: str, file: str) -> bool:
    """A and B are also the letters of mails and of other lists, outside the panel's own rules."""
    decision = re.fullmatch(r"[AB]\d+", name)
    return not decision or file.startswith(("casework/", "tests/casework/"))


@cache
def _texts(*folders: str) -> Mapping[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def _comments(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def _said(text: str) -> Iterator[str]:
    """Every docstring, and each string that is nothing but a rule's number."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""
        elif isinstance(node, ast.Constant) and re.fullmatch(r"[WM]\d{1,2}", str(node.value)):
            yield str(node.value)


def _strings(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
