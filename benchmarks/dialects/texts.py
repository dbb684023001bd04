"""Random texts as referrers write them: names of many countries, stories, lists, stray signs."""

from __future__ import annotations

import random
import string
import unicodedata
from collections.abc import Sequence

FIRST = (
    "Zoë", "Łucja", "Siân", "Aoife", "Chloé", "José", "Ngọc", "Şule", "Björk", "Ștefan",
    "Ana-Maria", "D'Arcy", "Niamh", "Mei", "Amina", "Žofia", "Jürgen", "Francoise", "Nuala",
    "Olu", "Kit", "Sam",
)  # fmt: skip
LAST = (
    "O'Brien", "O\u2019Neill", "Núñez", "Žižek", "Müller", "Smith-Jones", "van der Berg", "Ibáñez",
    "Łukasiewicz", "Çelik", "Nguyễn", "Åström", "Sample", "Okafor", "D'Souza", "Kovačević", "Ng",
    "St. John", "McÁdam", "Dvořák", "Öz", "Lee",
)  # fmt: skip
WORDS = (
    "she", "was", "seen", "with", "two", "men", "near", "the", "station", "at", "11pm", "says",
    "he", "owes", "£250", "can't", "go", "home", "since", "March", "worker", "rang", "twice",
    "not", "reply", "café", "flat", "24b", "(upstairs)", "on", "Rue", "Crémieux", "friend",
    "isn't", "told", "them", "\u201cleave\u201d", "again", "afraid", "of", "him;", "police",
    "came", "A&E", "visit", "flat\u2013share", "brother-in-law", "wants", "help:", "housing",
    "GP", "naïve", "50%", "off", "#3", "*", "and/or", "e.g.", "<b>", "it's", "über", "żółw",
    "straße", "señora", "fi", "affluent", "Mr.", "street\u2026", "St.", "key-worker", "x2", "½",
    "\u20ac40", "[sic]", "don\u2019t", "1st", "WC1",
)  # fmt: skip
OTHER = (
    "Наталія Коваленко", "Ελένη Παπαδοπούλου", "ниже станции", "σπίτι της", "Ђорђе Њ", "Ґалаґан",
)  # fmt: skip
SIGNS = (
    string.ascii_letters + string.digits + "ÀÉÎÕÜßàéîõüñçøæåĄąĆćĘęŁłŃńŚśŹźŻżČčŠšŽž"
    "Ğğİ\u0131ŞşĐđŐőŰűŘřŤť'-&./"
)
NAME_SIGNS = "".join(sign for sign in SIGNS if sign.isalpha())
ENDS = (*[".", "."] * 5, "!", "?", "")
OTHER_SCRIPT, MADE_WORD, RARELY, NAMED, EMPTY_LINE = 0.01, 0.04, 0.1, 0.4, 0.03


def name(draw: random.Random, room: int) -> str:
    """A person's name that fits the room, about."""
    if draw.random() < OTHER_SCRIPT:
        return _within(draw.choice(OTHER).split(), room)
    parts = [draw.choice(FIRST), *([draw.choice(FIRST)] if draw.random() < RARELY else [])]
    if draw.random() < RARELY:
        parts = [made_word(draw, NAME_SIGNS).title()]
    return _within([*parts, draw.choice(LAST)], room)


def line(draw: random.Random, room: int) -> str:
    """Some words on one line, most often a few, now and then as many as have room."""
    most = room if draw.random() < RARELY else min(room, 40)
    return _words(draw, draw.randint(min(4, most), most))


def cell(draw: random.Random, room: int) -> str:
    """The text of a table's cell."""
    if draw.random() < NAMED:
        return name(draw, room)
    return _words(draw, draw.randint(min(4, room), min(room, 30)))


def paragraphs(draw: random.Random, length: int) -> str:
    """About `length` letters in sentences, now and then with line ends and empty lines between."""
    parts: list[str] = []
    while (rest := length - sum(len(part) + 1 for part in parts)) > 0:
        sentence = _words(draw, min(rest, draw.randint(20, 120)))
        parts.append(sentence[:1].upper() + sentence[1:] + draw.choice(ENDS))
    text = parts[0]
    for part in parts[1:]:
        text += (
            "\n\n" if draw.random() < EMPTY_LINE else "\n" if draw.random() < RARELY else " "
        ) + part
    return text


def made_word(draw: random.Random, signs: str = SIGNS) -> str:
    """A word that nobody expects."""
    made = "".join(draw.choice(signs) for _ in range(draw.randint(2, 9)))
    return made.strip("-") or "ok"


def within(text: str, codecs: tuple[str, ...]) -> str:
    """The text without letters that none of the codecs has: their base, or none at all."""
    return "".join(_within_codec(letter, codecs) for letter in text)


def _within_codec(letter: str, codecs: tuple[str, ...]) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    for one in (letter, base):
        for codec in codecs:
            if one.encode(codec, "ignore"):
                return one
    return "o"


def _words(draw: random.Random, length: int) -> str:
    if draw.random() < OTHER_SCRIPT:
        return _within(draw.choice(OTHER).split(), length)
    parts: list[str] = []
    while sum(len(part) + 1 for part in parts) < length:
        parts.append(made_word(draw) if draw.random() < MADE_WORD else draw.choice(WORDS))
    return _within(parts, length)


def _within(parts: Sequence[str], room: int) -> str:
    """As many of the words as have room, at least a piece of the first."""
    kept = parts[0]
    for part in parts[1:]:
        if len(kept) + 1 + len(part) > room:
            break
        kept += f" {part}"
    kept = kept[: max(room, 2)].strip()
    return kept if any(letter.isalnum() for letter in kept) else "ok"
