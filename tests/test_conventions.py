"""The habits of this code, as tests: sizes, doors, words, errors, what comes from outside."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import tomllib
from pathlib import Path

import pytest

from casework.faults import Fault, Kind
from clerk.exit_codes import FOR_KIND
from tests.support.source import PACKAGES, ROOT, functions, imported, modules, name, tracked, tree

CORE = {
    "__future__", "abc", "collections", "dataclasses", "datetime", "decimal", "enum", "functools",
    "hashlib", "itertools", "math", "operator", "re", "string", "types", "typing", "unicodedata",
    "zoneinfo", "pydantic", "casework",
}  # fmt: skip
# Where each library may be imported: a folder, or a module.
DOORS: dict[str, tuple[str, ...]] = {
    "pydantic": ("casework.protocol", "forms", "confine", "ingest", "config"),
    "django": ("register", "config.django", "clerk.cli"),
    "structlog": ("config.logs", "procedures", "clerk"),
    "typer": ("clerk",),
    "rich": ("clerk",),
    "sqlcipher3": ("register",),
    "psycopg": ("register",),
    "cryptography": ("register", "outbox.shut"),
    "watchdog": ("mailboxes.maildir",),
    "pikepdf": (
        "forms.acroform", "forms.field_tree", "forms.pdf_flags", "forms.recognise", "forms.warming",
        "forms.field_words", "forms.foreign_fields", "forms.form_doctor", "forms.learning",
        "forms.pdf_blank", "forms.filled", "forms.catalogue", "generators", "outbox.copies",
        "forms.unlocking",
    ),
    "pypdfium2": (
        "forms.printed", "forms.drawn", "forms.recognise", "forms.catalogue", "forms.filled",
        "forms.page_pictures",
        "forms.pdf_fonts", "forms.scan",
        "generators.pictures", "generators.readback", "outbox.guard",
    ),
    "pypdf": ("generators.marked_pdf",),
    "pdfplumber": ("forms.tables",),
    "lxml": ("forms", "generators"),
    "cv2": ("forms.scan",),
    "onnxruntime": ("forms.scan.letters",),
    "numpy": ("forms",),
    "PIL": ("forms", "generators.pictures", "generators.outlines"),
    "reportlab": ("forms", "generators", "outbox.copies"),
    "docxtpl": ("generators.template",),
    "docx": ("generators",),
    "dxpdf": ("generators.render",),
    "jinja2": ("generators", "procedures.showcase"),
    "phonenumbers": ("forms",),
    "olefile": ("ingest.compound",),
    "msoffcrypto": ("ingest.unlocking",),
    "pyzipper": ("ingest.locked_zip",),
    "rapidfuzz": ("procedures.matching", "forms.proposals"),
}  # fmt: skip
BY_NAME = {"psycopg"}  # Django loads it by its name when the database is PostgreSQL
DISTRIBUTIONS = {"msoffcrypto-tool": "msoffcrypto", "pillow": "PIL"}


@pytest.mark.parametrize("path", modules(), ids=name)
def test_sizes(path: Path):
    assert len(path.read_text().splitlines()) <= 400
    for function in functions(path):
        assert (function.end_lineno or 0) - function.lineno + 1 <= 60, function.name


@pytest.mark.parametrize("path", modules("casework"), ids=name)
def test_the_core_imports_a_closed_list(path: Path):
    assert {module.partition(".")[0] for module in imported(path)} <= CORE


@pytest.mark.parametrize("path", modules(), ids=name)
def test_no_code_knows_a_panel(path: Path):
    panels = {file.stem for file in (ROOT / "config" / "panels").glob("*.toml")}
    assert panels
    text = path.read_text().casefold()
    assert not [panel for panel in panels if re.search(rf"\b{panel}\b|{panel}[_-]", text)]


def test_every_library_has_a_door():
    outside: list[str] = []
    for path in modules():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for wanted in imported(path):
            library = wanted.partition(".")[0]
            if library in sys.stdlib_module_names or library in PACKAGES:
                continue
            doors = DOORS.get(library, ())
            if not any(module == door or module.startswith(f"{door}.") for door in doors):
                outside.append(f"{module} imports {library}")
    assert outside == []


def test_every_dependency_has_a_door():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    used = {module.partition(".")[0] for path in modules() for module in imported(path)}
    for dependency in project["dependencies"]:
        distribution = re.split(r"[~=<>\[]", dependency)[0]
        library = DISTRIBUTIONS.get(distribution, distribution)
        assert library in DOORS, distribution
        assert library in used | BY_NAME, f"{distribution} is not used"


@pytest.mark.parametrize("path", modules("ingest", "forms"), ids=name)
def test_what_comes_from_outside_is_called_untrusted(path: Path):
    trusted = {"blank", "blank_pdf", "filled_pdf", "document"}
    for function in functions(path):
        for argument in [*function.args.args, *function.args.kwonlyargs]:
            kind = ast.unparse(argument.annotation) if argument.annotation else ""
            if re.fullmatch(r"bytes( \| None)?", kind) and argument.arg not in trusted:
                assert argument.arg.startswith("untrusted_"), f"{function.name}({argument.arg})"


def _faults(base: type[Fault] = Fault) -> list[type[Fault]]:
    return [found for child in base.__subclasses__() for found in (child, *_faults(child))]


def test_every_fault_has_an_exit_code_and_a_next_step():
    for path in modules():
        if "Fault)" in path.read_text():
            __import__(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = [fault for fault in _faults() if fault.__module__.partition(".")[0] in PACKAGES]
    assert len(ours) > 5
    for fault in ours:
        assert fault.__doc__, fault.__name__
        assert isinstance(fault.kind, Kind), fault.__name__
        assert fault.next_step, fault.__name__
    assert set(FOR_KIND) == set(Kind)


def test_only_the_runners_catch_everything():
    catching: set[str] = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                kind = ast.unparse(node.type) if node.type else "bare"
                if kind in {"Exception", "BaseException", "bare"}:
                    catching.add(name(path))
    # The zygote's child turns whatever a reader raises into a code: nothing else may leave it.
    assert catching <= {"clerk/runners.py", "clerk/cli.py", "confine/child.py", "confine/zygote.py"}


@pytest.mark.parametrize("path", modules(), ids=name)
def test_an_init_is_a_docstring_and_a_module_has_one(path: Path):
    assert ast.get_docstring(tree(path))
    allowed = {"casework/rules/__init__.py", "register/models/__init__.py"}
    if path.name == "__init__.py" and name(path) not in allowed:
        assert len(tree(path).body) == 1


def test_every_folder_with_an_init_is_a_package_of_ours():
    tops = {Path(file).parts[0] for file in tracked() if file.endswith("__init__.py")}
    assert tops <= {*PACKAGES, "tests", "benchmarks", "tools"}


def test_no_folder_of_source_lacks_its_init():
    folders = {
        (ROOT / file).parent
        for file in tracked()
        if file.endswith(".py") and Path(file).parts[0] in {*PACKAGES, "tests"}
    }
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_import_contracts_name_real_libraries():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    later = {
        "cv2",
        "rapidocr",
        "exchangelib",
        "imapclient",
        "msal",
        "requests",
        "procrastinate",
        "docxcompose",
    }  # fmt: skip  mail systems, scans and the job engine are refused before they come
    for contract in contracts["contracts"]:
        for module in contract.get("forbidden_modules", []):
            top = module.partition(".")[0]
            known = top in sys.stdlib_module_names or top in {*PACKAGES, *DOORS, *later}
            assert known or top in {"benchmarks", "hypothesis", "pytest", "tests", "tools"}, module


def test_every_reader_is_caged():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    confined = {
        module
        for row in contracts["contracts"]
        if row["id"] in {"confined-readers", "confined-scans"}
        for module in row["protected_modules"]
    }
    trusted_only = {"pdf_blank", "word_blank", "filled", "catalogue", "layout", "blanks"}
    parsers = {"pikepdf", "pypdfium2", "pypdf", "pdfplumber", "zipfile"}
    for path in modules("forms"):
        if path.stem in trusted_only or path.stem == "recognise":
            continue
        if parsers & {module.partition(".")[0] for module in imported(path)}:
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            assert {module, module.rpartition(".")[0]} & confined, name(path)


def test_no_row_asks_the_clock():
    for path in modules("register"):
        text = path.read_text()
        assert "auto_now" not in text, name(path)
        assert not re.search(r"default=(timezone|dt|datetime|uuid)\.", text), name(path)


def test_a_note_to_the_future_is_an_issue():
    for path in modules():
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
            if token.type == tokenize.COMMENT:
                assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", token.string), name(path)


def test_one_recipient_there_is_no_code_path_for_more():
    for path in modules("outbox", "mailboxes", "procedures", "generators"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Subscript | ast.Call):
                said = ast.unparse(node)
                assert not re.search(r"""\[['"](Cc|Bcc)['"]\]""", said), name(path)


def test_nothing_is_pickled_and_nothing_evaluated():
    for path in modules():
        assert not {"pickle", "marshal", "shelve"} & set(imported(path)), name(path)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec"}, name(path)
