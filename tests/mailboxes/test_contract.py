"""The sentences that every mail system must make true (mail, 15.6)."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailboxes.port import (
    CheckState,
    Folder,
    Gone,
    InboxStays,
    MailboxFault,
    MessageRef,
    SendReason,
    SendState,
    TooLarge,
    Unreachable,
    Unreadable,
    Withdrawn,
)
from tests.support.mails import PANEL, REFERRER, a_mail
from tests.support.stations import MOST, MaildirStation

SYSTEMS = {"maildir": MaildirStation}
NOW = dt.datetime(2026, 12, 8, 16, 50, 7, 250_000, tzinfo=dt.UTC)
ID = "<clerk.a1.0123456789abcdef0123456789abcdef@charity.example>"


@pytest.fixture(params=sorted(SYSTEMS))
def station(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MaildirStation]:
    opened = SYSTEMS[request.param].open(tmp_path)
    yield opened
    opened.close()


def outgoing(*, to: str = REFERRER, message_id: str = ID, body: str = "Dear colleague\n") -> bytes:
    return a_mail(f"Panel coordinator <{PANEL}>", "A form", body, to=to, message_id=message_id)


def fine(_handle: str) -> None:
    """The row says that it leaves now."""


def only(station: MaildirStation, folder: Folder = Folder.INBOX) -> MessageRef:
    (ref,) = station.mailbox.list(folder)
    return ref


def test_ct1_what_was_put_in_is_listed_once_oldest_first_with_the_servers_time(
    station: MaildirStation,
):
    later = NOW + dt.timedelta(minutes=5)
    station.put(a_mail(message_id="<2@x.example>"), at=later)
    station.put(a_mail(message_id="<1@x.example>"), at=NOW)
    refs = station.mailbox.list(Folder.INBOX)
    assert [ref.received for ref in refs] == [
        NOW.replace(microsecond=0),
        later.replace(microsecond=0),
    ]
    assert station.mailbox.list(Folder.INBOX) == refs
    assert {ref.size_bytes for ref in refs} == {len(a_mail(message_id="<1@x.example>"))}


def test_ct2_fetch_gives_the_message_and_gives_it_twice(station: MaildirStation):
    raw = a_mail(body="Grüße\n") + b"no last line end, 8 bit \xff"
    station.put(raw, at=NOW)
    ref = only(station)
    assert station.mailbox.caps.verbatim
    assert station.mailbox.fetch(ref).untrusted_raw == raw
    assert station.mailbox.fetch(ref).untrusted_raw == raw
    assert station.mailbox.list(Folder.INBOX) == [ref]


def test_ct3_a_full_mailbox_is_listed_completely(station: MaildirStation):
    for number in range(120):
        station.put(a_mail(message_id=f"<{number}@x.example>"), at=NOW)
    assert len({ref.place for ref in station.mailbox.list(Folder.INBOX)}) == 120


def test_ct4_a_move_takes_it_out_of_one_folder_and_into_the_other_and_kills_the_ref(
    station: MaildirStation,
):
    raw = a_mail()
    station.put(raw, at=NOW)
    ref = only(station)
    station.mailbox.move(ref, Folder.PROCESSED)
    assert not station.mailbox.list(Folder.INBOX)
    moved = only(station, Folder.PROCESSED)
    assert station.mailbox.fetch(moved).untrusted_raw == raw
    assert moved.place == ref.place
    assert station.mailbox.caps.ids_survive_move
    with pytest.raises(Gone):
        station.mailbox.move(ref, Folder.PROCESSED)
    with pytest.raises(Gone):
        station.mailbox.fetch(ref)
    assert only(station, Folder.PROCESSED) == moved


def test_ct4_a_message_dragged_back_is_there_again(station: MaildirStation):
    station.put(a_mail(), at=NOW)
    station.mailbox.move(only(station), Folder.QUARANTINE)
    station.mailbox.move(only(station, Folder.QUARANTINE), Folder.INBOX)
    assert only(station).received == NOW.replace(microsecond=0)


def test_ct5_a_flag_set_by_another_client_changes_nothing(station: MaildirStation):
    station.put(a_mail(), at=NOW)
    ref = only(station)
    station.another_client_reads(ref)
    assert station.mailbox.fetch(ref).untrusted_raw == a_mail()
    assert only(station) == ref
    station.mailbox.move(ref, Folder.REJECTED)
    assert not station.mailbox.list(Folder.INBOX)


def test_ct5_a_message_deleted_by_another_client_is_gone(station: MaildirStation):
    station.put(a_mail(), at=NOW)
    ref = only(station)
    station.another_client_deletes(ref)
    with pytest.raises(Gone):
        station.mailbox.fetch(ref)
    with pytest.raises(Gone):
        station.mailbox.move(ref, Folder.PROCESSED)


def test_ct6_too_large_is_said_with_the_size(station: MaildirStation):
    station.put(b"x" * (MOST + 1), at=NOW)
    with pytest.raises(TooLarge) as found:
        station.mailbox.fetch(only(station))
    assert found.value.size_bytes == MOST + 1


def test_ct6_exactly_the_limit_is_not_too_large(station: MaildirStation):
    station.put(b"x" * MOST, at=NOW)
    assert len(station.mailbox.fetch(only(station)).untrusted_raw) == MOST


def test_ct7_what_cannot_be_given_is_unreadable_and_stays(station: MaildirStation):
    station.put(a_mail(), at=NOW)
    ref = only(station)
    station.make_unreadable(ref)
    with pytest.raises(Unreadable):
        station.mailbox.fetch(ref)
    assert station.file_of(ref).is_symlink()


def test_ct8_a_mail_system_that_is_gone_is_unreachable_at_once(station: MaildirStation):
    station.put(a_mail(), at=NOW)
    ref = only(station)
    station.break_down()
    with pytest.raises(Unreachable) as found:
        station.mailbox.list(Folder.INBOX)
    assert found.value.again_after_s == 60
    for call in (
        lambda: station.mailbox.fetch(ref),
        lambda: station.mailbox.move(ref, Folder.INBOX),
    ):
        with pytest.raises((Unreachable, Gone)):
            call()


def test_ct9_a_sent_message_arrives_once_byte_for_byte(station: MaildirStation):
    result = station.mailbox.send(outgoing(), REFERRER, leaving=fine)
    assert (result.state, result.reason) == (SendState.ACCEPTED, SendReason.OK)
    assert station.deliveries() == [outgoing()]
    assert station.drafts() == 0


def test_ct10_leaving_is_called_once_before_the_point_of_no_return(station: MaildirStation):
    seen: list[tuple[str, int]] = []
    station.mailbox.send(
        outgoing(),
        REFERRER,
        leaving=lambda handle: seen.append((handle, len(station.deliveries()))),
    )
    assert seen == [(ID, 0)]


def test_ct10_a_mail_withdrawn_at_the_last_moment_leaves_nothing(station: MaildirStation):
    def withdraw(_handle: str) -> None:
        raise Withdrawn

    result = station.mailbox.send(outgoing(), REFERRER, leaving=withdraw)
    assert (result.state, result.reason) == (SendState.REFUSED, SendReason.WITHDRAWN)
    assert result.again_after_s is None
    assert (station.deliveries(), station.drafts()) == ([], 0)


def test_ct13_sent_tells_the_delivered_from_the_unknown(station: MaildirStation):
    mailbox = station.mailbox
    mailbox.send(outgoing(), REFERRER, leaving=fine)
    assert mailbox.sent(ID) is True
    assert mailbox.caps.absence_is_proof
    assert mailbox.sent(ID.replace("a1.0", "a1.1")) is False
    assert mailbox.sent(ID.replace("charity", "other")) is False
    assert mailbox.sent("<clerk.a1.0123@charity.example>") is False
    assert mailbox.sent("no id at all") is None


@pytest.mark.parametrize(
    ("raw", "recipient"),
    [
        (outgoing(to=f"{REFERRER}, other@x.example"), REFERRER),
        (outgoing(), "other@x.example"),
        (outgoing(), f"{REFERRER}, other@x.example"),
        (outgoing(to=f"A <{REFERRER}>"), f"A <{REFERRER}>"),
        (b"To: " + REFERRER.encode() + b"\r\n" + outgoing(), REFERRER),
        (b"Cc: c@x.example\r\n" + outgoing(), REFERRER),
        (b"bCC: c@x.example\r\n" + outgoing(), REFERRER),
        (b"Resent-To: c@x.example\r\n" + outgoing(), REFERRER),
        (b"Keywords: Panel\r\n" + outgoing(), REFERRER),
        (outgoing() + b"bare\nline feed\r\n", REFERRER),
        (outgoing() + b"bare\rreturn\r\n", REFERRER),
        (outgoing() + b"x" * 999 + b"\r\n", REFERRER),
        (outgoing() + b"8 bit \xe4\r\n", REFERRER),
        (outgoing() + b"nul \x00\r\n", REFERRER),
        (outgoing()[:-2], REFERRER),
        (outgoing(message_id=""), REFERRER),
        (outgoing(message_id="<../../../x@charity.example>"), REFERRER),
        (b"Message-ID: <2@x.example>\r\n" + outgoing(), REFERRER),
    ],
)
def test_ct14_what_is_not_for_exactly_one_is_refused_before_anything(
    station: MaildirStation, raw: bytes, recipient: str
):
    called: list[str] = []
    result = station.mailbox.send(raw, recipient, leaving=called.append)
    assert (result.state, result.reason) == (SendState.REFUSED, SendReason.CONTENT_REFUSED)
    assert (station.deliveries(), station.drafts(), called) == ([], 0, [])


def test_ct14_a_line_of_998_bytes_is_still_a_line(station: MaildirStation):
    raw = outgoing() + b"x" * 998 + b"\r\n"
    assert station.mailbox.send(raw, REFERRER, leaving=fine).state is SendState.ACCEPTED


def test_ct15_too_large_is_refused_before_anything(station: MaildirStation):
    raw = outgoing() + b"x\r\n" * (station.mailbox.caps.max_message_bytes // 3)
    result = station.mailbox.send(raw, REFERRER, leaving=fine)
    assert (result.state, result.reason) == (SendState.REFUSED, SendReason.TOO_LARGE)
    assert (station.deliveries(), station.drafts()) == ([], 0)


def test_ct16_nothing_is_logged_and_no_fault_repeats_the_message(
    station: MaildirStation, caplog: pytest.LogCaptureFixture
):
    canary = "Qx7canary"
    caplog.set_level(logging.DEBUG)
    raw = a_mail(f"{canary} <{canary}@x.example>", canary, canary, [(f"{canary}.pdf", b"x")])
    station.put(raw + canary.encode() * 5, at=NOW)
    ref = only(station)
    said = [repr(station.mailbox.fetch(ref)), repr(ref)]
    said.append(repr(station.mailbox.send(outgoing(body=canary), REFERRER, leaving=fine)))
    station.make_unreadable(ref)
    with pytest.raises(MailboxFault) as found:
        station.mailbox.fetch(ref)
    said += [repr(found.value), *found.value.lines(), caplog.text]
    assert canary not in "".join(said)


def test_ct17_wait_returns_in_time_in_every_state(station: MaildirStation):
    def took() -> float:
        begun = time.monotonic()
        station.mailbox.wait(0.2)
        return time.monotonic() - begun

    assert max(took(), took()) < 1
    station.break_down()
    assert max(took(), took()) < 1


def test_ct18_preparing_twice_is_the_same_as_once(tmp_path: Path):
    folder = tmp_path / "Post für das Panel"
    station = MaildirStation.open(folder)
    station.put(a_mail(), at=NOW)
    station = MaildirStation.open(folder)
    assert only(station).size_bytes == len(a_mail())
    station.mailbox.move(only(station), Folder.PROCESSED)
    assert only(station, Folder.PROCESSED)


def test_ct19_remove_refuses_the_inbox_and_elsewhere_is_for_good(station: MaildirStation):
    station.put(a_mail(), at=NOW)
    with pytest.raises(InboxStays):
        station.mailbox.remove(only(station))
    station.mailbox.move(only(station), Folder.PROCESSED)
    ref = only(station, Folder.PROCESSED)
    station.mailbox.remove(ref)
    assert not station.mailbox.list(Folder.PROCESSED)
    with pytest.raises(Gone):
        station.mailbox.remove(ref)


def test_a_ref_of_another_mailbox_is_never_used(station: MaildirStation):
    station.put(a_mail(), at=NOW)
    ref = only(station)
    foreign = MessageRef(
        mailbox="other", folder=ref.folder, place=ref.place,
        untrusted_message_id=None, size_bytes=None, received=None,
    )  # fmt: skip
    with pytest.raises(ValueError, match="another mailbox"):
        station.mailbox.fetch(foreign)


def test_the_doctor_sees_a_sound_mailbox_and_a_missing_one(station: MaildirStation):
    assert [row.state for row in station.mailbox.checks()] == [CheckState.GOOD]
    station.break_down()
    (row,) = station.mailbox.checks()
    assert (row.state, bool(row.next_step)) == (CheckState.BAD, True)
