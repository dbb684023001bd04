# pyright: basic
"""What nobody asked for in a Word file: kept out of what leaves, refused in a template.

A made paper has no author, no dates, no comments, no tracked changes, no edit ids, no picture of
itself and no data beside the text: what is not on the list of parts is not in the file. A
template with a comment, a tracked change, an author or a page without marking is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPANS = "w:tc/w:tcPr/w:gridSpan"
CELLS_ACROSS = etree.XPath(  # how many columns the cells of a row take
    f"count(w:tc) - count({_SPANS}) + sum({_SPANS}/@w:val)", namespaces={"w": W}
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DC = "http://purl.org/dc/elements/1.1/"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)

KEPT_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels"
    r"|word/(document|styles|settings|fontTable|numbering|footnotes|endnotes)\.xml"
    r"|word/(header|footer)\d*\.xml|word/theme/theme\d*\.xml|word/media/[A-Za-z0-9_.-]+"
    r"|word/_rels/(document|numbering|footnotes|endnotes|(header|footer)\d*)\.xml\.rels"
)
TEXT_PARTS = re.compile(r"word/(document|footnotes|endnotes|(header|footer)\d*)\.xml")
_REFUSED_PARTS = {
    r"word/comments.*\.xml|word/people\.xml": "a comment",
    r"word/vbaProject\.bin|word/vbaData\.xml": "a macro",
    r"word/(embeddings|activeX)/.*": "an embedded file",
    r"word/afchunk.*": "a text kept in another format",
    r"docProps/custom\.xml": "document properties of somebody's own",
}
_CHANGES = frozenset(
    f"{{{W}}}{name}"
    for name in (
        "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
        "tcPrChange", "trPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel",
        "cellMerge",
    )
)  # fmt: skip
_DROPPED = frozenset(
    f"{{{W}}}{name}"
    for name in ("rsids", "attachedTemplate", "proofErr", "commentRangeStart", "commentRangeEnd")
)
_UNSEEN = (b"rsid", b"attachedTemplate", b"proofErr", b"commentRange")
_AUTHORS = (
    ("docProps/core.xml", f"{{{_DC}}}creator", "an author"),
    ("docProps/core.xml", f"{{{_CORE}}}lastModifiedBy", "who saved it last"),
    ("docProps/app.xml", f"{{{_APP}}}Manager", "a manager"),
    ("docProps/app.xml", f"{{{_APP}}}Company", "a company"),
)
_FIELDS_ALLOWED = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_MARKING_TAG = re.compile(r"\{\{\s*marking\s*\}\}")
_RICH_TAG = re.compile(r"\{\{[rp] |\{%r ")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def clean(parts: Mapping[str, bytes]) -> bytes:
    """A Word file of the listed parts only, without edit ids."""
    kept = {name: data for name, data in parts.items() if KEPT_PARTS.fullmatch(name)}
    return packed({name: _cleaned(name, data, kept) for name, data in kept.items()})


def parts_of(docx: bytes) -> dict[str, bytes]:
    """The files in a Word file, by their names."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The Word file of these files, always with the same clock.

    It is drawn and read back and then given up, so nothing in it is compressed.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _SAME_MOMENT), data)
    return out.getvalue()


def written(root: etree._Element) -> bytes:
    """A part as it stands in a Word file."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def faults_of_template(docx: bytes) -> tuple[str, ...]:
    """Everything that keeps a template from being used, each with the part where it stands."""
    try:
        parts = parts_of(docx)
        document = etree.fromstring(parts["word/document.xml"], _PARSER)
        found = [*_refused(parts), *_unmarked(parts, document)]
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return ("this is not a sound Word file (.docx)",)
    return tuple(dict.fromkeys(found))


def _cleaned(name: str, data: bytes, parts: Mapping[str, bytes]) -> bytes:
    if name == "[Content_Types].xml":
        return _without_unkept(data, "Override", "PartName", parts)
    if name.endswith(".rels"):
        return _without_unkept(data, "Relationship", "Target", parts, base=_base(name))
    if name.endswith(".xml") and name.startswith("word/"):
        return _without_ids(data)
    return data


def _base(relations: str) -> str:
    return relations.partition("_rels/")[0]


def _without_unkept(
    data: bytes, element: str, attribute: str, parts: Mapping[str, bytes], *, base: str = ""
) -> bytes:
    """The list of parts without those that are not in the file."""
    root = etree.fromstring(data, _PARSER)
    for node in list(root):
        target = node.get(attribute, "")
        if etree.QName(node).localname != element or node.get("TargetMode") == "External":
            continue
        if (target.lstrip("/") if target.startswith("/") else base + target) not in parts:
            root.remove(node)
    return written(root)


def _without_ids(data: bytes) -> bytes:
    """A text part without edit ids and the other things that no reader sees."""
    if not any(word in data for word in _UNSEEN):
        return data
    root = etree.fromstring(data, _PARSER)
    for node in list(root.iter(etree.Element)):
        for name in [name for name in node.attrib if str(name).startswith(f"{{{W}}}rsid")]:
            del node.attrib[name]
        parent = node.getparent()
        if node.tag in _DROPPED and parent is not None:
            parent.remove(node)
    return written(root)


def _refused(parts: Mapping[str, bytes]) -> Iterator[str]:
    for name in parts:
        for pattern, what in _REFUSED_PARTS.items():
            if re.fullmatch(pattern, name):
                yield f"{name}: {what}"
    for part, tag, what in _AUTHORS:
        if part in parts:
            root = etree.fromstring(parts[part], _PARSER)
            if any((node.text or "").strip() for node in root.iter(tag)):
                yield f"{part}: {what} is named (File, Info, Inspect Document removes it)"
    for name, data in parts.items():
        if TEXT_PARTS.fullmatch(name):
            yield from _refused_text(name, etree.fromstring(data, _PARSER))


def _refused_text(part: str, root: etree._Element) -> Iterator[str]:
    for number, paragraph in enumerate(root.iter(f"{{{W}}}p"), start=1):
        place = f"{part}, paragraph {number}"
        if _RICH_TAG.search(_text(paragraph)):
            yield f"{place}: a tag that would run values as document code"
        for node in paragraph.iter(etree.Element):
            if node.tag in _CHANGES:
                yield f"{place}: a tracked change"
            elif node.tag == f"{{{W}}}commentReference":
                yield f"{place}: a comment"
            elif node.tag == f"{{{W}}}vanish" and node.get(f"{{{W}}}val") not in {"0", "false"}:
                yield f"{place}: hidden text"
            elif node.tag in {f"{{{W}}}fldSimple", f"{{{W}}}instrText"}:
                code = (node.get(f"{{{W}}}instr") or node.text or "").split()
                if code and code[0].upper() not in _FIELDS_ALLOWED:
                    yield f"{place}: a field that is no page number"
    if any(node.tag in _CHANGES for node in root.iter(etree.Element)):
        yield f"{part}: a tracked change"


def _unmarked(parts: Mapping[str, bytes], document: etree._Element) -> Iterator[str]:
    """The headers and footers of pages that would not carry the marking (W58)."""
    relations = etree.fromstring(parts["word/_rels/document.xml.rels"], _PARSER)
    targets = {node.get("Id"): f"word/{node.get('Target')}" for node in relations}
    odd_even = b"evenAndOddHeaders" in parts.get("word/settings.xml", b"")
    inherited: dict[tuple[str, str], str] = {}
    for number, section in enumerate(document.iter(f"{{{W}}}sectPr"), start=1):
        for place in ("header", "footer"):
            for reference in section.findall(f"{{{W}}}{place}Reference"):
                kind = reference.get(f"{{{W}}}type", "default")
                inherited[place, kind] = targets.get(reference.get(f"{{{_OFFICE}}}id"), "")
        kinds = ["default"]
        kinds += ["first"] if section.find(f"{{{W}}}titlePg") is not None else []
        kinds += ["even"] if odd_even else []
        for place in ("header", "footer"):
            for kind in kinds:
                data = parts.get(inherited.get((place, kind), ""))
                text = "" if data is None else _text(etree.fromstring(data, _PARSER))
                if not _MARKING_TAG.search(text):
                    where = f"section {number}, {place} of the {kind} pages"
                    yield f"{where}: {{{{ marking }}}} is missing"


def _text(node: etree._Element) -> str:
    return "".join(piece.text or "" for piece in node.iter(f"{{{W}}}t"))
