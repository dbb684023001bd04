# pyright: basic
"""Marks the gaps on the referrer's own Word form: yellow, numbered, with a comment, still fillable.

A number stands before each gap in a content control of its own, by whose tag it is found and taken
off again when the form comes back. What was typed is never touched. A file that is no Word form
with our controls, or that has a program in it, is refused.

The input is a stranger's file: `mark` and `unmark` run in the cage.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from confine.cage import Refusal
from generators import marks
from generators.marks import Mark

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_COMMENTS_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_DOCUMENT, _COMMENTS = "word/document.xml", "word/comments.xml"
_RELATIONS, _TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
_PROPERTIES = "docProps/custom.xml"
TOKEN_PROPERTY = "token"  # noqa: S105  the name of a hidden property, not a secret
_MOST_BYTES, _MOST_PARTS = 100_000_000, 2_000
_YELLOW, _INK = "FFF04D", "1F2933"
_INITIALS = "PC"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_PROGRAM = re.compile(r"word/vba(Project\.bin|Data\.xml)", re.IGNORECASE)
_NUMBER = re.compile(r"\[\d{1,3}\] ?")
_FIRST_ID = 880_000
_OWN_PARAGRAPH = "00C1E4C0"  # the edit id of a paragraph that we made for a number
_BEFORE_SHADE = frozenset(
    f"{_W}{name}"
    for name in (
        "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike",
        "outline", "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden",
        "color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect",
        "bdr", "cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders",
    )
)  # fmt: skip


def mark(untrusted_data: bytes, *, gaps: str, token: str = "") -> bytes:
    """The form with each gap yellow and numbered. `gaps` is the JSON text of `marks.to_json`.

    Refuses with not-word, too-large, macros, no-fields, gap-not-found.
    """
    parts = _opened(untrusted_data)
    document = _tree(parts[_DOCUMENT])
    comments = _comments(parts)
    _take_marks_off(document, comments)
    controls = [(_tag(control), control) for control in document.iter(f"{_W}sdt")]
    if not any(tag for tag, _ in controls):
        raise Refusal("no-fields")
    for gap in marks.from_json(gaps):
        places = [control for tag, control in controls if marks.belongs(tag, gap.fields)]
        if not places:
            raise Refusal("gap-not-found")
        _mark(gap, places, comments)
    _with_comments(parts, comments)
    if token:
        _set_token(parts, token)
    return _saved(parts, document, comments)


def unmark(untrusted_data: bytes) -> bytes:
    """The form as it was before `mark`, with what was typed since. Refuses as `mark` does."""
    parts = _opened(untrusted_data)
    document = _tree(parts[_DOCUMENT])
    comments = _comments(parts)
    _take_marks_off(document, comments)
    return _saved(parts, document, comments)


def warm() -> None:
    """Mark a small form once, so that nothing is loaded when the cage is closed."""
    space = _W.strip("{}")
    text = (
        f'<w:document xmlns:w="{space}"><w:body><w:p><w:sdt><w:sdtPr><w:tag w:val="sample"/>'
        "</w:sdtPr><w:sdtContent><w:r><w:t>text</w:t></w:r></w:sdtContent></w:sdt></w:p></w:body>"
        "</w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_DOCUMENT, text)
        archive.writestr(_RELATIONS, f'<Relationships xmlns="{_PACKAGE}/relationships"/>')
        archive.writestr(_TYPES, f'<Types xmlns="{_PACKAGE}/content-types"/>')
    unmark(mark(out.getvalue(), gaps='[{"number": 1, "fields": ["sample"], "text": "A note."}]'))


def _opened(untrusted_data: bytes) -> dict[str, bytes]:
    """The parts of the file, read within bounds, whatever its directory says of their sizes."""
    parts: dict[str, bytes] = {}
    left = _MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted_data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > left:
                raise Refusal("too-large")
            for entry in entries:
                with archive.open(entry) as part:
                    parts[entry.filename] = part.read(left + 1)
                left -= len(parts[entry.filename])
                if left < 0:
                    raise Refusal("too-large")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Refusal("not-word") from error
    if any(_PROGRAM.fullmatch(name) for name in parts):
        raise Refusal("macros")
    if not {_DOCUMENT, _RELATIONS, _TYPES} <= parts.keys():
        raise Refusal("not-word")
    return parts


def _tree(data: bytes) -> etree._Element:
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise Refusal("not-word") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refusal("not-word")
    return root


def _comments(parts: dict[str, bytes]) -> etree._Element:
    if _COMMENTS in parts:
        return _tree(parts[_COMMENTS])
    return etree.Element(f"{_W}comments", nsmap={"w": _W.strip("{}")})


def _tag(control: etree._Element) -> str:
    found = control.find(f"{_W}sdtPr/{_W}tag")
    return "" if found is None else str(found.get(f"{_W}val", ""))


def _take_marks_off(document: etree._Element, comments: etree._Element) -> None:
    """Our numbers, our yellow and our comments; nothing else."""
    ours = {
        comment.get(f"{_W}id")
        for comment in comments.findall(f"{_W}comment")
        if (comment.get(f"{_W}author"), comment.get(f"{_W}initials")) == (marks.AUTHOR, _INITIALS)
    }
    for comment in list(comments):
        if comment.get(f"{_W}id") in ours:
            comments.remove(comment)
    for node in list(document.iter(etree.Element)):
        if _is_number(node):
            _remove(node)
        elif node.tag in {f"{_W}commentRangeStart", f"{_W}commentRangeEnd"}:
            if node.get(f"{_W}id") in ours:
                _remove(node)
        elif node.tag == f"{_W}commentReference" and node.get(f"{_W}id") in ours:
            _remove(node.getparent())
        elif node.tag == f"{_W}shd" and node.get(f"{_W}fill") == _YELLOW:
            _unshade(node)


def _is_number(node: etree._Element) -> bool:
    """Whether this is a number of ours, or its text where another program dissolved the control."""
    if node.tag == f"{_W}sdt":
        return _tag(node).startswith(marks.NAME)
    shade = node.find(f"{_W}rPr/{_W}shd") if node.tag == f"{_W}r" else None
    if shade is None or shade.get(f"{_W}fill") != _YELLOW or node.find(f"{_W}rPr/{_W}b") is None:
        return False
    return _NUMBER.fullmatch("".join(node.itertext())) is not None


def _remove(node: etree._Element) -> None:
    """Take a node out; a paragraph that we made for it goes too."""
    parent = node.getparent()
    if parent is None:
        return
    parent.remove(node)
    made_for_it = parent.tag == f"{_W}p" and parent.get(f"{_W}rsidR") == _OWN_PARAGRAPH
    if made_for_it and len(parent) == 0:
        _remove(parent)


def _mark(gap: Mark, places: Sequence[etree._Element], comments: etree._Element) -> None:
    shaded: set[etree._Element] = set()
    own = set(places)
    for control in places:
        for run in control.iterfind(f"{_W}sdtContent//{_W}r"):
            _shade(_child(run, f"{_W}rPr"))
        cell = next(control.iterancestors(f"{_W}tc"), None)
        if cell is not None and cell not in shaded and _only_these(cell, own):
            shaded.add(cell)
            _shade(_child(cell, f"{_W}tcPr"))
    _set_number(gap, places[0], _comment(gap, comments))


def _only_these(cell: etree._Element, own: set[etree._Element]) -> bool:
    """Whether every tagged control of a cell belongs to the gap."""
    return all(control in own for control in cell.iter(f"{_W}sdt") if _tag(control))


def _child(holder: etree._Element, tag: str) -> etree._Element:
    """The properties of a run or a cell, made at their place when there are none."""
    found = holder.find(tag)
    if found is None:
        found = etree.Element(tag)
        holder.insert(0, found)
    return found


def _shade(properties: etree._Element) -> None:
    """Yellow, with the colour that was there kept in the attribute that has no effect."""
    shade = properties.find(f"{_W}shd")
    if shade is None:
        shade = etree.Element(f"{_W}shd")
        place = sum(child.tag in _BEFORE_SHADE for child in properties)
        properties.insert(place, shade)
        before = "auto"
    else:
        before = str(shade.get(f"{_W}fill", "auto"))
    if before != _YELLOW:
        shade.set(f"{_W}val", "clear")
        shade.set(f"{_W}color", before)
        shade.set(f"{_W}fill", _YELLOW)


def _unshade(shade: etree._Element) -> None:
    before = str(shade.get(f"{_W}color", "auto"))
    if before == "auto":
        properties = shade.getparent()
        _remove(shade)
        if properties is not None and len(properties) == 0:
            _remove(properties)
    else:
        shade.set(f"{_W}fill", before)
        shade.set(f"{_W}color", "auto")


def _comment(gap: Mark, comments: etree._Element) -> str:
    """Add the sentence as a comment; its id."""
    known = [int(found.get(f"{_W}id", "0")) for found in comments.findall(f"{_W}comment")]
    number = str(max(known, default=-1) + 1)
    comment = etree.SubElement(comments, f"{_W}comment")
    for name, value in (("id", number), ("author", marks.AUTHOR), ("initials", _INITIALS)):
        comment.set(f"{_W}{name}", value)
    paragraph = etree.SubElement(comment, f"{_W}p")
    text = etree.SubElement(etree.SubElement(paragraph, f"{_W}r"), f"{_W}t")
    text.text = f"{gap.number}. {gap.text}"
    return number


def _set_number(gap: Mark, control: etree._Element, comment: str) -> None:
    """The number right before the control, with the comment hanging on it."""
    nodes = list(_number_nodes(gap, comment))
    parent = control.getparent()
    inside_paragraph = parent is not None and any(
        ancestor.tag == f"{_W}p" for ancestor in control.iterancestors()
    )
    if inside_paragraph:
        for node in nodes:
            control.addprevious(node)
        return
    if parent is None or parent.tag not in {f"{_W}body", f"{_W}tc", f"{_W}sdtContent"}:
        raise Refusal("gap-not-found")
    paragraph = etree.Element(f"{_W}p")
    paragraph.set(f"{_W}rsidR", _OWN_PARAGRAPH)
    paragraph.extend(nodes)
    control.addprevious(paragraph)


def _number_nodes(gap: Mark, comment: str) -> Iterator[etree._Element]:
    start = etree.Element(f"{_W}commentRangeStart")
    start.set(f"{_W}id", comment)
    yield start
    yield _number_control(gap)
    end = etree.Element(f"{_W}commentRangeEnd")
    end.set(f"{_W}id", comment)
    yield end
    run = etree.Element(f"{_W}r")
    etree.SubElement(run, f"{_W}commentReference").set(f"{_W}id", comment)
    yield run


def _number_control(gap: Mark) -> etree._Element:
    """The number in a control that can be neither changed nor deleted by accident."""
    control = etree.Element(f"{_W}sdt")
    properties = etree.SubElement(control, f"{_W}sdtPr")
    for name, value in (
        ("alias", f"Place {gap.number}"),
        ("tag", f"{marks.NAME}{gap.number}"),
        ("id", str(_FIRST_ID + gap.number)),
        ("lock", "sdtContentLocked"),
    ):
        etree.SubElement(properties, f"{_W}{name}").set(f"{_W}val", value)
    run = etree.SubElement(etree.SubElement(control, f"{_W}sdtContent"), f"{_W}r")
    look = etree.SubElement(run, f"{_W}rPr")
    etree.SubElement(look, f"{_W}b")
    etree.SubElement(look, f"{_W}color").set(f"{_W}val", _INK)
    _shade(look)
    text = etree.SubElement(run, f"{_W}t")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = f"[{gap.number}] "
    return control


def _with_comments(parts: dict[str, bytes], comments: etree._Element) -> None:
    """Say in the file's lists that it has comments, when it had none."""
    if _COMMENTS in parts or len(comments) == 0:
        return
    types = _tree(parts[_TYPES])
    etree.SubElement(
        types,
        f"{{{_PACKAGE}/content-types}}Override",
        PartName=f"/{_COMMENTS}",
        ContentType=_COMMENTS_KIND,
    )
    relations = _tree(parts[_RELATIONS])
    etree.SubElement(
        relations,
        f"{{{_PACKAGE}/relationships}}Relationship",
        Id="rIdPanelGaps",
        Type=f"{_OFFICE}/relationships/comments",
        Target="comments.xml",
    )
    parts[_TYPES], parts[_RELATIONS] = _written(types), _written(relations)


def _set_token(parts: dict[str, bytes], token: str) -> None:
    """Write into the hidden property by which the form is known again when it comes back."""
    if _PROPERTIES not in parts:
        return
    properties = _tree(parts[_PROPERTIES])
    for found in properties:
        if found.get("name") == TOKEN_PROPERTY and len(found):
            found[0].text = token
    parts[_PROPERTIES] = _written(properties)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _saved(parts: dict[str, bytes], document: etree._Element, comments: etree._Element) -> bytes:
    made = {**parts, _DOCUMENT: _written(document)}
    if _COMMENTS in parts or len(comments):
        made[_COMMENTS] = _written(comments)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in made.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
