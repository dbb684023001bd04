"""The blank as a Word form: content controls tagged with the field names, and nobody's name in it.

The parts are written one by one, so that nothing of a template's author comes along and the same
form gives the same bytes. It is not protected: a referrer may add rows.
"""
# pyright: basic
# lxml carries no types; what leaves this module is typed.

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.question import Form, QuestionKind
from forms.layout import Section
from forms.word_parts import MC, SPACES, Element, R, W, paragraph, run, w
from forms.word_questions import Questions
from forms.word_styles import STYLES
from forms.wording import DANGER_LINE, SAFETY

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PROPERTY_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
BODY = "word/document.xml"
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_PARTS = (
    (BODY, f"{MAIN}.document.main+xml"),
    ("word/styles.xml", f"{MAIN}.styles+xml"),
    ("word/settings.xml", f"{MAIN}.settings+xml"),
    ("word/header1.xml", f"{MAIN}.header+xml"),
    ("word/footer1.xml", f"{MAIN}.footer+xml"),
    ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ("docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"),
)

_LINKED = (
    ("styles", "styles.xml"),
    ("settings", "settings.xml"),
    ("header", "header1.xml"),
    ("footer", "footer1.xml"),
)
WORD_2013 = {
    "name": "compatibilityMode",
    "uri": "http://schemas.microsoft.com/office/word",
    "val": "15",
}


def package(
    form: Form, sections: Sequence[Section], *,
    marking: str, public_name: str, footer: str, hidden: Mapping[str, str],
) -> bytes:  # fmt: skip
    """The Word form as a file. `hidden` are the custom properties that say which blank it is."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("officeDocument", f"{OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("core", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("custom", f"{OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
        ),
        "word/_rels/document.xml.rels": _relations(
            *((name, f"{OFFICE}/relationships/{name}", target) for name, target in _LINKED),
        ),
        BODY: _serial(_document(form, sections, public_name)),
        "word/styles.xml": STYLES.encode(),
        "word/settings.xml": _serial(_settings()),
        "word/header1.xml": _serial(_header(marking, public_name, form.title)),
        "word/footer1.xml": _serial(_footer(marking, footer)),
        "docProps/core.xml": _core(f"{form.title}, {public_name}"),
        "docProps/custom.xml": _custom(hidden),
    }  # fmt: skip
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a zip archive with no moment and no machine in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, FIRST_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, content)
    return out.getvalue()


def control_tags(document: bytes) -> tuple[str, ...]:
    """The tags of a Word blank's content controls, in the order of the document."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        root = etree.fromstring(archive.read(BODY))
    return tuple(tag.get(f"{{{W}}}val") for tag in root.iter(f"{{{W}}}tag"))


def _document(form: Form, sections: Sequence[Section], public_name: str) -> Element:
    questions = Questions(form=form)
    has_danger = any(form.read_first())
    body = w("body")
    body.append(paragraph(run(form.title), style="Title"))
    body.append(paragraph(run(public_name), style="Subtitle"))
    body.append(paragraph(run(DANGER_LINE + f"\n{SAFETY}" * has_danger), style="Danger"))
    for line in form.intro.removeprefix(DANGER_LINE).strip().split("\n"):
        body.append(paragraph(run(line), style="Statement"))
    home = _statement_home(sections)
    for section in sections:
        danger = any(question.read_first for question in section.questions)
        body.append(paragraph(run(section.title), style="DangerBand" if danger else "Heading1"))
        if form.declaration and section is home:
            body.append(paragraph(run(form.declaration), style="Statement"))
        body.extend(questions.section(section))
    body.append(_page())
    return w("document", body)


def _statement_home(sections: Sequence[Section]) -> Section:
    """The section over which the declaration is printed: its tick's, the first signature's."""
    for kind in (QuestionKind.TICK, QuestionKind.SIGN):
        for section in sections:
            if any(question.kind is kind for question in section.questions):
                return section
    return sections[-1]


def _page() -> Element:
    references = []
    for name in ("header", "footer"):
        reference = w(f"{name}Reference", type="default")
        reference.set(f"{{{R}}}id", name)
        references.append(reference)
    size = w("pgSz", w=11_906, h=16_838)
    margins = w(
        "pgMar", top=1_250, right=850, bottom=1_250, left=850, header=450, footer=400, gutter=0
    )
    return w("sectPr", *references, size, margins)


def _header(marking: str, public_name: str, title: str) -> Element:
    names = paragraph(run(public_name), w("r", w("tab")), run(title), style="Furniture")
    return w("hdr", paragraph(run(marking), style="Marking"), names)


def _footer(marking: str, footer: str) -> Element:
    numbers = [*_field("PAGE"), run(" of "), *_field("NUMPAGES")]
    last = paragraph(run(footer), w("r", w("tab")), run("Page "), *numbers, style="Furniture")
    danger = paragraph(run(DANGER_LINE), style="DangerFoot")
    return w("ftr", paragraph(run(marking), style="Marking"), danger, last)


def _field(instruction: str) -> list[Element]:
    """A number that Word fills in by itself."""
    said = w("instrText")
    said.text = f" {instruction} "
    marks = [w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    return [marks[0], w("r", said), marks[1], run("1"), marks[2]]


def _settings() -> Element:
    return w(
        "settings",
        w("zoom", percent=100),
        w("removePersonalInformation"),
        w("defaultTabStop", val=720),
        w("characterSpacingControl", val="doNotCompress"),
        w("compat", w("compatSetting", **WORD_2013)),
        w("themeFontLang", val="en-GB"),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )  # fmt: skip


def _serial(root: Element) -> bytes:
    root.set(f"{{{MC}}}Ignorable", "w14")
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(SPACES))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _content_types() -> bytes:
    root = etree.Element(
        f"{{{PACKAGE}/content-types}}Types", nsmap={None: f"{PACKAGE}/content-types"}
    )
    defaults = (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    )
    for extension, kind in defaults:
        etree.SubElement(
            root, f"{{{PACKAGE}/content-types}}Default", Extension=extension, ContentType=kind
        )
    for name, kind in _PARTS:
        etree.SubElement(
            root, f"{{{PACKAGE}/content-types}}Override", PartName=f"/{name}", ContentType=kind
        )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _relations(*relations: tuple[str, str, str]) -> bytes:
    space = f"{PACKAGE}/relationships"
    root = etree.Element(f"{{{space}}}Relationships", nsmap={None: space})
    for name, kind, target in relations:
        etree.SubElement(root, f"{{{space}}}Relationship", Id=name, Type=kind, Target=target)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _core(title: str) -> bytes:
    dublin = "http://purl.org/dc/elements/1.1/"
    space = f"{PACKAGE}/metadata/core-properties"
    root = etree.Element(f"{{{space}}}coreProperties", nsmap={"cp": space, "dc": dublin})
    etree.SubElement(root, f"{{{dublin}}}title").text = title
    etree.SubElement(root, f"{{{dublin}}}language").text = "en-GB"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _custom(hidden: Mapping[str, str]) -> bytes:
    space, types = f"{OFFICE}/custom-properties", f"{OFFICE}/docPropsVTypes"
    root = etree.Element(f"{{{space}}}Properties", nsmap={None: space, "vt": types})
    for number, (name, value) in enumerate(hidden.items(), start=2):
        made = etree.SubElement(
            root, f"{{{space}}}property", fmtid=PROPERTY_SET, pid=str(number), name=name
        )
        etree.SubElement(made, f"{{{types}}}lpwstr").text = value
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
