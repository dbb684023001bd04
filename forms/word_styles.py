"""The looks of the Word form: the same colours and sizes as the PDF, in Word's own styles."""

from __future__ import annotations

from forms.shapes import Ink

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RIGHT = '<w:tabs><w:tab w:val="right" w:pos="10206"/></w:tabs>'
_HALF = '<w:tabs><w:tab w:val="left" w:pos="5100"/></w:tabs>'


def _paragraph_style(
    name: str, looks: str, letters: str = "", *, title: str = "", after: str = ""
) -> str:
    follow = f'<w:next w:val="{after}"/>' if after else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title or name}"/>'
        f'<w:basedOn w:val="Normal"/>{follow}<w:qFormat/>'
        f"<w:pPr>{looks}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _letter_style(name: str, letters: str, *, title: str = "") -> str:
    return (
        f'<w:style w:type="character" w:styleId="{name}"><w:name w:val="{title or name}"/>'
        f"<w:rPr>{letters}</w:rPr></w:style>"
    )


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _letters(
    size: int = 0, ink: Ink | None = None, *, bold: bool = False, italic: bool = False
) -> str:
    """Run properties in schema order; sizes in half points."""
    parts = ["<w:b/>"] if bold else []
    parts += ["<w:i/>"] if italic else []
    parts += [f'<w:color w:val="{ink}"/>'] if ink else []
    parts += [f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'] if size else []
    return "".join(parts)


def _band(fill: Ink) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="{space}" w:color="{fill}"/>'
        for side, space in (("top", 3), ("left", 4), ("bottom", 3), ("right", 4))
    )
    return (
        f"<w:keepNext/><w:pBdr>{edges}</w:pBdr>{shade}{_space(240, 120)}"
        '<w:ind w:left="100" w:right="100"/><w:outlineLvl w:val="0"/>'
    )


def _framed() -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="{Ink.DANGER}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{Ink.DANGER_TINT}"/>'
    return f'<w:pBdr>{sides}</w:pBdr>{shade}{_space(120, 160)}<w:ind w:left="100" w:right="100"/>'


_DEFAULTS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" '
    f'w:eastAsia="Arial"/><w:color w:val="{Ink.TEXT}"/><w:sz w:val="19"/><w:szCs w:val="19"/>'
    '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>'
    '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/><w:qFormat/></w:style>'
)

STYLES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<w:styles xmlns:w="{_W}">'
    + _DEFAULTS
    + _paragraph_style("Title", _space(0, 40), _letters(36, Ink.BAND, bold=True))
    + _paragraph_style("Subtitle", _space(0, 80), _letters(22, Ink.SOFT))
    + _paragraph_style(
        "Heading1", _band(Ink.BAND), _letters(22, Ink.PAPER, bold=True), title="heading 1"
    )
    + _paragraph_style(
        "DangerBand", _band(Ink.DANGER), _letters(22, Ink.PAPER, bold=True), title="Danger band"
    )
    + _paragraph_style("Danger", _framed(), _letters(21, Ink.DANGER, bold=True))
    + _paragraph_style("Statement", f"<w:keepNext/>{_space(40, 100)}")
    + _paragraph_style("Label", _space(20, 20))
    + _paragraph_style("TableLabel", "<w:keepNext/>" + _space(60, 60), title="Table label")
    + _paragraph_style("Head", _space(20, 20), _letters(16, Ink.BAND, bold=True))
    + _paragraph_style("Answer", _space(20, 20))
    + _paragraph_style("Ticks", _space(20, 20), _letters(18))
    + _paragraph_style("Column", f"{_HALF}{_space(20, 20)}", _letters(17))
    + _paragraph_style("Gap", _space(0, 40), _letters(10))
    + _paragraph_style("Marking", '<w:jc w:val="center"/>', _letters(20, Ink.DANGER, bold=True))
    + _paragraph_style(
        "DangerFoot", '<w:jc w:val="center"/>', _letters(16, bold=True), title="Danger foot"
    )
    + _paragraph_style("Furniture", _RIGHT + _space(20, 0), _letters(14, Ink.SOFT))
    + _letter_style("PlaceholderText", _letters(0, Ink.SOFT), title="Placeholder Text")
    + _letter_style("Number", _letters(0, Ink.BAND, bold=True))
    + _letter_style("Help", _letters(15, Ink.SOFT, italic=True))
    + "</w:styles>"
)
