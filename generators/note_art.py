"""How our marks on a PDF look: a yellow frame, and a number in a circle, as drawing commands."""

from __future__ import annotations

YELLOW, AMBER = (1.0, 0.93, 0.25), (0.80, 0.52, 0.0)
_LINE = 1.2
_BEND = 0.5523  # of a curve that makes a quarter of a circle
_DIGIT = 0.278  # half the width of a digit, of its size


def frame(width: float, height: float) -> str:
    """Yellow through which print is still seen, with an edge that an opaque field cannot cover.

    `/Under` is a graphics state that multiplies.
    """
    return (
        f"q /Under gs {_colour(YELLOW)} rg 0 0 {width:.2f} {height:.2f} re f Q "
        f"{_colour(AMBER)} RG {_LINE} w {_LINE / 2} {_LINE / 2} "
        f"{width - _LINE:.2f} {height - _LINE:.2f} re S"
    )


def number(text: str, radius: float) -> tuple[str, float]:
    """The number in a circle of this radius, in the font `/Helv`, and the size of its digits."""
    size = 10.0 if len(text) == 1 else 8.5
    start = radius - _DIGIT * size * len(text)
    drawing = (
        f"{_colour(YELLOW)} rg 0.15 0.15 0.15 RG 1 w {_circle(radius, radius - 0.8)} B "
        f"BT 0 0 0 rg /Helv {size} Tf {start:.2f} {radius - 0.35 * size:.2f} Td ({text}) Tj ET"
    )
    return drawing, size


def _colour(parts: tuple[float, float, float]) -> str:
    return " ".join(f"{part:.2f}" for part in parts)


def _circle(centre: float, radius: float) -> str:
    """Four curves that make a circle around the point (centre, centre)."""
    bend = _BEND * radius
    quarters = (
        (radius, bend, bend, radius, 0, radius),
        (-bend, radius, -radius, bend, -radius, 0),
        (-radius, -bend, -bend, -radius, 0, -radius),
        (bend, -radius, radius, -bend, radius, 0),
    )
    curves = " ".join(
        " ".join(f"{centre + value:.2f}" for value in quarter) + " c" for quarter in quarters
    )
    return f"{centre + radius:.2f} {centre:.2f} m {curves}"
