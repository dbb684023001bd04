"""Postcodes by their shape and area; never asked of anybody, so a right shape is no real place."""

from __future__ import annotations

import itertools
import re

AREAS = frozenset(
    (
        *("AB", "AL", "B", "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB"),
        *("CF", "CH", "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN"),
        *("DT", "DY", "E", "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD"),
        *("HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY"),
        *("L", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG"),
        *("NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM"),
        *("S", "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY"),
        *("TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W", "WA", "WC", "WD", "WF", "WN"),
        *("WR", "WS", "WV", "YO", "ZE"),
    )
)
_SHAPE = re.compile(r"([A-Z]{1,2})([0-9][0-9A-Z]?)([0-9][ABD-HJLNP-UW-Z]{2})")
# As districts are in fact numbered and lettered: no nought before a figure, no I, L, O.
_NUMBERED = re.compile(r"[A-Z]{1,2}(?:0|[1-9][0-9]?|[1-9][A-HJKMNP-Y])[0-9][A-Z]{2}")
_ALIKE = {"O": "O0", "0": "0O", "I": "I1", "1": "1I", "L": "L1"}
_LENGTHS = range(5, 8)


def postcode(untrusted_text: str) -> str | None:
    """The postcode as it is written on an envelope, or None when it has not the shape of one."""
    found = _SHAPE.fullmatch("".join(untrusted_text.split()).upper())
    if found is None or found[1] not in AREAS:
        return None
    return f"{found[1]}{found[2]} {found[3]}"


def alike(untrusted_text: str) -> tuple[str, ...]:
    """The postcodes that it would be with O for 0, or I or L for 1, or the other way about.

    Empty where none is; what stands there is not among them.
    """
    text = "".join(untrusted_text.split()).upper()
    if len(text) not in _LENGTHS:
        return ()
    spelt = map("".join, itertools.product(*(_ALIKE.get(letter, letter) for letter in text)))
    found = (postcode(one) for one in spelt if one != text and _NUMBERED.fullmatch(one))
    return tuple(dict.fromkeys(one for one in found if one))
