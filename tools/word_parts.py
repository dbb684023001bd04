"""Pieces of WordprocessingML, and the file around them, for `tools.make_templates`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NS = f'xmlns:w="{W}" xmlns:r="{R}"'
_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)

INK, NAVY, RED, GREY, LINE = "1F2933", "17365D", "A61C1C", "5B6770", "C5CDD5"
PALE, PALE_RED = "EEF2F6", "FBECEC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A page size in twips, and how wide the text is."""

    width: int
    height: int
    side: int

    @property
    def text(self) -> int:
        """The width between the margins."""
        return self.width - 2 * self.side


PORTRAIT = Paper(width=11906, height=16838, side=1021)
LANDSCAPE = Paper(width=16838, height=11906, side=907)


def run(text: str, properties: str = "") -> str:
    """A run of text; a tab character becomes a tab."""
    inner = '</w:t><w:tab/><w:t xml:space="preserve">'.join(text.split("\t"))
    wrapped = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{wrapped}<w:t xml:space="preserve">{inner}</w:t></w:r>'


def paragraph(content: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs, or of one plain text."""
    inner = content if content.startswith("<w:") or not content else run(content)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    wrapped = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{wrapped}{inner}</w:p>"


def cell(
    content: str, width: int | None = None, *, fill: str = "", span: int = 1, edges: str = ""
) -> str:
    """A table cell of paragraphs; without a width it takes its column's."""
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>' if width else '<w:tcW w:w="0" w:type="auto"/>'
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shaded = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    drawn = f"<w:tcBorders>{edges}</w:tcBorders>" if edges else ""
    return f"<w:tc><w:tcPr>{size}{spanned}{drawn}{shaded}</w:tcPr>{content}</w:tc>"


def row(cells: Sequence[str], *, head: bool = False, whole: bool = True, height: int = 0) -> str:
    """A table row. A head is repeated on every page; a whole row is not split between pages."""
    kept = "<w:cantSplit/>" if whole else ""
    tall = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    repeated = "<w:tblHeader/>" if head else ""
    properties = f"<w:trPr>{kept}{tall}{repeated}</w:trPr>" if kept + tall + repeated else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def table(widths: Sequence[int], rows: Sequence[str], *, gap: bool = True) -> str:
    """A table of fixed columns, followed by the small gap that Word wants between tables."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="PaperTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    inner = "".join(rows)
    after = paragraph("", "Gap") if gap else ""
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{inner}</w:tbl>{after}"


def callout(text: str, colour: str, fill: str, paper: Paper, *, style: str = "Callout") -> str:
    """A shaded box with a bar of colour at its left."""
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{shade}"/>'
        for side, size, shade in (
            ("top", 4, fill), ("left", 36, colour), ("bottom", 4, fill), ("right", 4, fill),
        )
    )  # fmt: skip
    inner = cell(paragraph(text, style), paper.text, fill=fill, edges=edges)
    return table((paper.text,), [row([inner])])


def tag_row(tag: str, columns: int) -> str:
    """A row that holds one template tag and vanishes when the paper is made."""
    return row([cell(paragraph(f"{{%tr {tag} %}}"), span=columns)])


def tag(text: str) -> str:
    """A paragraph that holds one template tag and vanishes when the paper is made."""
    return paragraph(f"{{%p {text} %}}")


def field(code: str) -> str:
    """A field that the renderer fills in: PAGE, NUMPAGES."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _edge(side: str, colour: str = LINE, size: int = 6, space: int = 4) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


def header(title: str, paper: Paper) -> str:
    """The head of every page: the marking, and which paper this is."""
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{paper.text}"/></w:tabs>'
    line = run("{{ marking }}", '<w:rStyle w:val="Marking"/>') + run(f"\t{title}")
    rule = f"<w:pBdr>{_edge('bottom')}</w:pBdr>"
    return f"{_HEAD}<w:hdr {_NS}>{paragraph(line, 'Header', rule + tabs)}</w:hdr>"


def footer(paper: Paper) -> str:
    """The foot of every page. Below it stays free for the line that names the copy."""
    middle = paper.text // 2
    tabs = (
        f'<w:tabs><w:tab w:val="center" w:pos="{middle}"/>'
        f'<w:tab w:val="right" w:pos="{paper.text}"/></w:tabs>'
    )
    line = (
        run("{{ marking }}", '<w:rStyle w:val="Marking"/>')
        + run("\t{{ edition }}\tPage ")
        + field("PAGE")
        + run(" of ")
        + field("NUMPAGES")
    )
    rule = f"<w:pBdr>{_edge('top')}</w:pBdr>"
    return f"{_HEAD}<w:ftr {_NS}>{paragraph(line, 'Footer', rule + tabs)}</w:ftr>"


def _style(name: str, label: str, kind: str, body: str) -> str:
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}" w:customStyle="1">'
        f'<w:name w:val="{label}"/>{body}</w:style>'
    )


def _text(
    name: str, label: str, paragraph_part: str, run_part: str, *, built_in: bool = False
) -> str:
    body = (
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph_part}</w:pPr>'
        f"<w:rPr>{run_part}</w:rPr>"
    )
    made = _style(name, label, "paragraph", body)
    return made.replace(' w:customStyle="1"', "") if built_in else made


def _spacing(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _letters(size: int, colour: str = INK, *, bold: bool = False, wide: int = 0) -> str:
    """Run properties: the size in half points, in the order that the schema wants."""
    return (
        ("<w:b/>" if bold else "")
        + f'<w:color w:val="{colour}"/>'
        + (f'<w:spacing w:val="{wide}"/>' if wide else "")
        + f'<w:sz w:val="{size}"/>'
    )


def styles() -> str:
    """The styles that staff see and may change in Word."""
    fonts = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = (
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
    )
    next_kept = "<w:keepNext/>"
    bullet = '<w:tabs><w:tab w:val="left" w:pos="284"/></w:tabs>'
    parts = (
        ('<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"),
        ('<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'),
        ('<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/></w:style>'),
        _text("Title", "Title", _spacing(0, 60), _letters(52, NAVY, bold=True), built_in=True),
        _text("Subtitle", "Subtitle", _spacing(0, 200), _letters(26, GREY), built_in=True),
        _text("Heading1", "heading 1", f'{next_kept}{_spacing(280, 100)}<w:outlineLvl w:val="0"/>',
              _letters(28, NAVY, bold=True), built_in=True),
        _text("Heading2", "heading 2", f'{next_kept}{_spacing(200, 80)}<w:outlineLvl w:val="1"/>',
              _letters(22, NAVY, bold=True), built_in=True),
        _text("CaseTitle", "Case title",
              f'{next_kept}{_spacing(0, 60)}<w:outlineLvl w:val="0"/>',
              _letters(36, NAVY, bold=True)),
        _text("Part", "New page title",
              f'{next_kept}<w:pageBreakBefore/>{_spacing(0, 100)}<w:outlineLvl w:val="0"/>',
              _letters(36, NAVY, bold=True)),
        _text("Over", "Line above a title", f"{next_kept}{_spacing(0, 40)}",
              _letters(18, GREY, bold=True, wide=10)),
        _text("OverNewPage", "Line above a title, new page",
              f"{next_kept}<w:pageBreakBefore/>{_spacing(0, 40)}",
              _letters(18, GREY, bold=True, wide=10)),
        _text("Cell", "Table text", _spacing(0, 0), _letters(19)),
        _text("CellSmall", "Table text small", _spacing(0, 0), _letters(17)),
        _text("CellLabel", "Table label", _spacing(0, 0), _letters(18, GREY, bold=True)),
        _text("CellHead", "Table heading", f"{next_kept}{_spacing(20, 20)}",
              _letters(18, NAVY, bold=True)),
        _text("Band", "Section band",
              f'{next_kept}<w:tabs><w:tab w:val="right" w:pos="{PORTRAIT.text - 220}"/></w:tabs>'
              f"{_spacing(30, 30)}",
              _letters(20, "FFFFFF", bold=True)),
        _text("Caption", "caption", f"{next_kept}{_spacing(60, 60)}",
              _letters(19, NAVY, bold=True), built_in=True),
        _text("Callout", "Callout", _spacing(20, 20), _letters(20)),
        _text("Urgent", "Urgent", _spacing(20, 20), _letters(22, "FFFFFF", bold=True)),
        _text("Item", "Agenda item", f'{next_kept}{_spacing(220, 60)}<w:outlineLvl w:val="1"/>',
              _letters(22, NAVY, bold=True)),
        _text("Point", "Point", f'{bullet}{_spacing(0, 40)}<w:ind w:left="284" w:hanging="284"/>',
              _letters(20)),
        _text("Gap", "Gap after a table",
              '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>', _letters(8)),
        _text("Header", "header", _spacing(0, 0), _letters(17, GREY), built_in=True),
        _text("Footer", "footer", _spacing(0, 0), _letters(17, GREY), built_in=True),
        _style("Marking", "Marking", "character",
               f"<w:qFormat/><w:rPr>{_letters(18, RED, bold=True, wide=12)}</w:rPr>"),
        _style("PaperTable", "Paper table", "table",
               '<w:basedOn w:val="TableNormal"/><w:tblPr>'
               f"<w:tblBorders>{edges}</w:tblBorders>{margins}</w:tblPr>"),
    )  # fmt: skip
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:color w:val="{INK}"/>'
        '<w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    return f'{_HEAD}<w:styles xmlns:w="{W}">{defaults}{"".join(parts)}</w:styles>'


def word_file(body: str, *, title: str, paper: Paper) -> bytes:
    """A whole .docx without author, dates or anything else that nobody asked for."""
    turned = ' w:orient="landscape"' if paper is LANDSCAPE else ""
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/>'
        '<w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:pgSz w:w="{paper.width}" w:h="{paper.height}"{turned}/>'
        f'<w:pgMar w:top="1474" w:right="{paper.side}" w:bottom="1361" w:left="{paper.side}"'
        ' w:header="680" w:footer="737" w:gutter="0"/></w:sectPr>'
    )
    document = f"{_HEAD}<w:document {_NS}><w:body>{body}{section}</w:body></w:document>"
    kinds = (("document", "document.main"), ("styles", "styles"), ("settings", "settings"),
             ("header1", "header"), ("footer1", "footer"))  # fmt: skip
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WML}.{kind}+xml"/>'
        for part, kind in kinds
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{target}"/>'
        for number, kind, target in (
            (1, "styles", "styles.xml"), (2, "settings", "settings.xml"),
            (3, "header", "header1.xml"), (4, "footer", "footer1.xml"),
        )
    )  # fmt: skip
    settings = (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship'
        f' Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f"{_HEAD}<Relationships"
        f' xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "word/document.xml": document,
        "word/styles.xml": styles(),
        "word/settings.xml": _HEAD + settings,
        "word/header1.xml": header(title, paper),
        "word/footer1.xml": footer(paper),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, _SAME_MOMENT), text.encode(), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
