"""What comes out of the cage: an answer, or a reason and a code without a word of a document."""

from __future__ import annotations

import os
import random
import resource
import time
from collections.abc import Iterator

import pytest

from confine import reply
from confine.answer import HEADER
from confine.cage import FORM, PREVIEW, Cage, Limits, NotRead, Read, Reason
from confine.reply import Ending
from tests.confine import attacks, readers

SMALL = Limits(memory_bytes=256 << 20, cpu_s=10, wall_s=10, answer_bytes=1000)


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    with readers.a_cage() as started:
        yield started


@pytest.mark.parametrize("size", [0, 1, 4095, 70_000, 1 << 20])
def test_a_document_comes_in_whole_and_an_answer_goes_out_whole(cage: Cage, size: int):
    data = random.Random(size).randbytes(size)  # noqa: S311  any bytes will do
    assert readers.run(cage, attacks.echo, data) == Read(untrusted_answer=data)


def test_a_large_answer_comes_out_whole(cage: Cage):
    data = bytes(64 << 20)
    outcome = cage.run(readers.name_of(attacks.echo), data, limits=PREVIEW)
    assert outcome == Read(untrusted_answer=data)


def test_a_document_larger_than_its_memory_is_not_read(cage: Cage):
    tight = Limits(memory_bytes=8 << 20, cpu_s=10, wall_s=10, answer_bytes=1000)
    outcome = cage.run(readers.name_of(attacks.echo), bytes(32 << 20), limits=tight)
    assert outcome == NotRead(reason=Reason.MEMORY, code="memory-error")


def test_arguments_reach_the_reader(cage: Cage):
    said = readers.run(cage, attacks.say, words="Zoë, page 2")
    assert said == Read(untrusted_answer="Zoë, page 2".encode())


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("encrypted", "encrypted"),
        ("too-many-pages-3", "too-many-pages-3"),
        ("A name", "other"),
        ("x" * 41, "other"),
        ("", "other"),
        ("trailing\n", "other"),
        ("é", "other"),
    ],
)
def test_a_refusal_has_a_code_and_no_words(cage: Cage, code: str, kept: str):
    outcome = readers.run(cage, attacks.refuse, code=code)
    assert outcome == NotRead(reason=Reason.REFUSED, code=kept)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        ("ValueError", NotRead(reason=Reason.PARSER, code="ValueError")),
        ("SystemExit", NotRead(reason=Reason.PARSER, code="SystemExit")),
        ("MemoryError", NotRead(reason=Reason.MEMORY, code="memory-error")),
    ],
)
def test_whatever_a_reader_raises_is_its_class_and_nothing_else(
    cage: Cage, raised: str, expected: NotRead
):
    assert readers.run(cage, attacks.raise_builtin, b"A Name", name=raised) == expected


def test_a_class_invented_in_the_cage_is_not_a_code(cage: Cage):
    outcome = readers.run(cage, attacks.raise_invented, b"AName")
    assert outcome == NotRead(reason=Reason.PARSER, code="other")


def test_a_reader_that_answers_no_bytes_has_not_read(cage: Cage):
    outcome = readers.run(cage, attacks.answer_no_bytes)
    assert outcome == NotRead(reason=Reason.PARSER, code="TypeError")


def test_an_answer_at_the_cap_is_taken_and_one_byte_more_is_not(cage: Cage):
    reader = readers.name_of(attacks.echo)
    at = cage.run(reader, bytes(SMALL.answer_bytes), limits=SMALL)
    over = cage.run(reader, bytes(SMALL.answer_bytes + 1), limits=SMALL)
    assert at == Read(untrusted_answer=bytes(SMALL.answer_bytes))
    assert over == NotRead(reason=Reason.TOO_LONG, code="answer-cap")


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_an_answer_without_an_end_costs_the_parent_no_memory(cage: Cage):
    reader = readers.name_of(attacks.promise)
    before = _peak_kib()
    for promised in (2 << 30, (1 << 64) - 1):
        outcome = cage.run(reader, b"", limits=FORM, arguments={"promised": str(promised)})
        assert outcome == NotRead(reason=Reason.TOO_LONG, code="answer-cap")
    kept = cage.run(reader, b"", limits=FORM, arguments={"promised": "1000"})
    assert kept == Read(untrusted_answer=bytes(1000))
    assert _peak_kib() - before < 4096
    assert readers.reads(cage)


def test_answers_of_random_bytes_are_no_answers(cage: Cage):
    chance = random.Random(7)  # noqa: S311  repeatable on purpose
    for _ in range(100):
        frame = chance.randbytes(chance.randrange(1, 60_000))
        outcome = readers.run(cage, attacks.write_raw, frame)
        assert isinstance(outcome, NotRead), frame[:9]
    assert readers.reads(cage)


def test_ten_thousand_random_frames_leave_the_parent_as_it_was():
    chance = random.Random(11)  # noqa: S311  repeatable on purpose
    before = _peak_kib()
    for _ in range(10_000):
        out, into = os.pipe()
        os.write(into, chance.randbytes(chance.randrange(64)))
        os.close(into)
        taken = reply.take(out, cap=1000, deadline=time.monotonic() + 10)
        os.close(out)
        assert taken.ending in {Ending.CUT, Ending.TOO_LONG}
    assert _peak_kib() - before < 4096


@pytest.mark.parametrize("length", [0, 1, 8])
def test_a_frame_that_stops_in_its_header_is_cut(cage: Cage, length: int):
    outcome = readers.run(cage, attacks.write_raw, HEADER.pack(b"A", 4)[:length])
    assert outcome == NotRead(reason=Reason.DIED, code="no-answer")


def test_a_frame_that_comes_in_pieces_is_put_together():
    out, into = os.pipe()
    frame = HEADER.pack(b"A", 5) + b"whole"
    os.write(into, frame[:4])
    head = os.read(out, 4)
    assert frame.startswith(head)
    os.write(into, frame)
    taken = reply.take(out, cap=10, deadline=time.monotonic() + 10)
    os.close(into)
    os.close(out)
    assert taken == reply.Taken(
        ending=Ending.WHOLE, untrusted_kind=b"A", untrusted_payload=b"whole"
    )


def test_an_unknown_kind_of_frame_is_no_answer(cage: Cage):
    outcome = readers.run(cage, attacks.write_raw, HEADER.pack(b"Z", 0))
    assert outcome == NotRead(reason=Reason.DIED, code="malformed-answer")


def test_a_reader_that_is_not_on_the_list_is_our_mistake(cage: Cage):
    with pytest.raises(ValueError, match="not on the list of readers"):
        cage.run("os:system", b"", limits=FORM)
