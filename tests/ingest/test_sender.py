"""A sender is believed on our own server's word alone (B4, S11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from casework.agency import Agency, People, Person, Role
from ingest.sender import Doubt, How, Known, Unverified, claimed, verdict
from tests.support.parsed import parsed

ON = dt.date(2026, 12, 8)
ALICE = Person(
    id="PM-1",
    name="Alice Green",
    email="Alice.Green@council.example",
    agency="AG-1",
    role=Role.LEAD,
)
PEOPLE = People(agencies=(Agency(id="AG-1", name="Council"),), persons=(ALICE,))
OURS = "id:mx.charity.example"
MX = "mx.charity.example; "
OF = "header.from=council.example"
PROVED = f"{MX}dmarc=pass {OF}"
EXCHANGE = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=council.example; council.example;"
    " dkim=pass (signature was verified) header.d=council.example;council.example;"
    " dmarc=pass action=none header.from=council.example;compauth=pass reason=100"
)
FROM = "Alice Green <Alice.Green@council.example>"


def said(
    sender: str | bytes = FROM, *results: str, trust: str = OURS, on: dt.date = ON
) -> Known | Unverified:
    """What is thought of a message with this From and these results, topmost first."""
    name = sender.encode() if isinstance(sender, str) else sender
    lines = [f"Authentication-Results: {result}".encode() for result in results]
    raw = b"\r\n".join([*lines, b"From: " + name, b"Subject: s", b"", b"text"])
    return verdict(parsed(raw), PEOPLE, trust=trust, on=on)


@pytest.mark.parametrize(
    "sender",
    [
        FROM,
        "Alice.Green@council.example",
        "<Alice.Green@council.example>",
        '"Green, Alice" <Alice.Green@COUNCIL.example>',
        '"Green (Alice) <x@y.example>" <Alice.Green@council.example>',
        "=?utf-8?q?Alice_Gr=C3=BCn?= <Alice.Green@council.example>",
        "Dr. Alice Green <Alice.Green@council.example>",
        "Alice\r\n Green\r\n <Alice.Green@council.example>",
        "Alice Grün <Alice.Green@council.example>",
    ],
)
def test_a_registered_address_that_our_server_proved_is_known(sender: str):
    assert said(sender, PROVED) == Known(person=ALICE, agency="AG-1", how=How.DMARC)


EVIL = "evil@x.example"
GOOD = "Alice.Green@council.example"


@pytest.mark.parametrize(
    "sender",
    [
        f"{GOOD} <{EVIL}>",  # the address as a display name
        f'"{GOOD}" <{EVIL}>',
        f"<{GOOD}> <{EVIL}>",
        f"{GOOD}, {EVIL}",  # two addresses
        f"{EVIL}, {GOOD}",
        f"{GOOD} {EVIL}",  # a trailing address
        f"{GOOD} ({EVIL})",  # comments
        f"({GOOD}) {EVIL}",
        f"Alice ({EVIL}) <{GOOD}>",
        f"Alice [x] <{GOOD}>",
        f"<{GOOD}]>",
        "Alice.Green@x.example@council.example",
        "<Alice.Green@@council.example>",
        "=?utf-8?q?Alice.Green?= @council.example",
        "=?utf-8?q?Alice=2EGreen=40council.example?=",
        "=?utf-8?q?Alice.Green?=@council.example",
        "<=?utf-8?q?Alice.Green?=@council.example>",
        "\u0430lice.Green@council.example",  # a Cyrillic a
        "alice.green@council.example",  # the local part byte for byte
        "Alice.Green+x@council.example",
        f"panel:{GOOD};",  # a group
        "undisclosed-recipients:;",
        ", ".join([GOOD] * 65),
        f"<{'a' * 310}@council.example>",
        f"{GOOD}>",
        f"<{GOOD}",
        f"{GOOD};",
        f"{GOOD}\x00",
        f"Alice\\ <{GOOD}>",
        f'"Alice <{GOOD}>',
        f"{GOOD}.",
        f"@x.example:{GOOD}",
        f"<@x.example:{GOOD}>",
        "",
        " ",
        ("(" * 400),
    ],
)  # fmt: skip
def test_no_play_with_the_from_field_is_believed(sender: str):
    assert isinstance(said(sender, PROVED), Unverified)


def test_bytes_that_are_no_text_are_not_believed():
    assert isinstance(said(b"\xe4 <Alice.Green@council.example\xff>", PROVED), Unverified)


@pytest.mark.parametrize(
    "twice",
    [
        f"{FROM}\r\nFrom: {EVIL}",
        f"{EVIL}\r\nFrom: {FROM}",
        f"{FROM}\r\nfrom: {FROM}",
        f"{FROM}\rFrom: {EVIL}",
        f"{FROM}\nFrom : {EVIL}",
    ],
)
def test_two_from_fields_are_never_believed(twice: str):
    assert said(twice, PROVED) == Unverified(reason=Doubt.MANY_FROM)


def test_other_fields_that_name_a_sender_are_not_looked_at():
    for name in ("Sender", "Reply-To", "Resent-From", "X-From"):
        raw = (
            f"Authentication-Results: {PROVED}\r\n{name}: {GOOD}\r\nFrom: {EVIL}\r\n\r\nx".encode()
        )
        found = verdict(parsed(raw), PEOPLE, trust=OURS, on=ON)
        assert found == Unverified(reason=Doubt.NOT_REGISTERED)


def test_a_person_who_is_not_current_is_not_known():
    gone = People(persons=(replace(ALICE, until=ON),))
    raw = f"Authentication-Results: {PROVED}\r\nFrom: {GOOD}\r\n\r\nx".encode()
    assert verdict(parsed(raw), gone, trust=OURS, on=ON) == Unverified(reason=Doubt.NOT_REGISTERED)
    day_before = ON - dt.timedelta(days=1)
    assert isinstance(verdict(parsed(raw), gone, trust=OURS, on=day_before), Known)


@pytest.mark.parametrize(
    "result",
    [
        PROVED,
        "mx.charity.example 1; dmarc=pass header.from=council.example",
        '"mx.charity.example" 1 ; DMARC = Pass (p=reject) header.From="council.example"',
        f"{MX}\r\n\tspf=fail smtp.mailfrom=x.example;\r\n\tdmarc=pass\r\n {OF.upper()}",
        f'{MX}dmarc/1=pass reason="trusted; list" {OF}',
        f"{MX}dkim=pass header.d=a.example; dkim=fail header.d=b.example; dmarc=pass {OF}",
    ],
)  # fmt: skip
def test_our_servers_word_counts_in_every_form_it_writes(result: str):
    assert isinstance(said(FROM, result), Known)


@pytest.mark.parametrize(
    ("results", "doubt"),
    [
        ((), Doubt.NO_RESULTS),
        ((f"mx.evil.example; dmarc=pass {OF}",), Doubt.NO_RESULTS),
        ((f"MX.CHARITY.EXAMPLE; dmarc=pass {OF}",), Doubt.NO_RESULTS),
        ((f"mx.charity.example.evil.example; dmarc=pass {OF}",), Doubt.NO_RESULTS),
        ((f"evil.mx.charity.example; dmarc=pass {OF}",), Doubt.NO_RESULTS),
        ((f"dmarc=pass {OF}",), Doubt.NO_RESULTS),
        ((f"{MX}dmarc=fail {OF}", PROVED), Doubt.NOT_PROVED),
        ((f"{MX}spf=pass; dkim=pass header.d=council.example", PROVED), Doubt.UNCLEAR_RESULTS),
        ((f"{MX}dmarc=bestguesspass {OF}",), Doubt.NOT_PROVED),
        ((f"{MX}compauth=pass {OF}",), Doubt.UNCLEAR_RESULTS),
        ((f"{MX}dmarc=pass header.from=evil.example",), Doubt.OTHER_DOMAIN),
        ((f"{MX}dmarc=pass header.from=sub.council.example",), Doubt.OTHER_DOMAIN),
        ((f"{MX}dmarc=pass",), Doubt.UNCLEAR_RESULTS),
        ((f"{MX}dmarc=pass {OF} header.from=x.example",), Doubt.UNCLEAR_RESULTS),
        ((f"{MX}dmarc=pass {OF}; dmarc=fail header.from=x",), Doubt.UNCLEAR_RESULTS),
        ((f"{MX}dmarc=fail (dmarc=pass) {OF}",), Doubt.NOT_PROVED),
        ((f'{MX}dmarc=fail reason="dmarc=pass {OF}"',), Doubt.UNCLEAR_RESULTS),
        ((f"{MX}spf=fail (; dmarc=pass {OF})",), Doubt.UNCLEAR_RESULTS),
        ((f'{MX}spf=fail smtp.mailfrom="; dmarc=pass {OF}"',), Doubt.UNCLEAR_RESULTS),
        ((f"{MX}xdmarc=pass {OF}",), Doubt.UNCLEAR_RESULTS),
        ((f"{PROVED} (",), Doubt.NO_RESULTS),
        ((f"{PROVED} )",), Doubt.NO_RESULTS),
        ((f'{PROVED} "',), Doubt.NO_RESULTS),
        ((f"{PROVED} \\",), Doubt.NO_RESULTS),
        ((f"{PROVED} x={'y' * 4100}",), Doubt.NO_RESULTS),
        ((f"{MX}none",), Doubt.UNCLEAR_RESULTS),
        # Ours cannot be read: what stands below it is a stranger's.
        ((f"{MX}spf=fail smtp.mailfrom=\\", PROVED), Doubt.NO_RESULTS),
        (('"mx.charity.example" ; spf=fail (', PROVED), Doubt.NO_RESULTS),
    ],
)  # fmt: skip
def test_no_other_word_counts(results: tuple[str, ...], doubt: Doubt):
    assert said(FROM, *results) == Unverified(reason=doubt)


def test_a_forged_field_below_ours_or_above_it_under_another_name_is_ignored():
    fail = "mx.charity.example; dmarc=fail header.from=council.example"
    foreign = "mx.evil.example; dmarc=fail header.from=council.example"
    assert said(FROM, foreign, PROVED, fail) == said(FROM, PROVED)
    assert said(FROM, foreign, fail, PROVED) == Unverified(reason=Doubt.NOT_PROVED)


def test_exchange_online_counts_only_as_the_topmost_without_a_name():
    topmost = "topmost-without-id"
    assert isinstance(said(FROM, EXCHANGE, trust=topmost), Known)
    assert said(FROM, PROVED, EXCHANGE, trust=topmost) == Unverified(reason=Doubt.NO_RESULTS)
    failed = EXCHANGE.replace("dmarc=pass", "dmarc=fail")
    assert said(FROM, failed, EXCHANGE, trust=topmost) == Unverified(reason=Doubt.NOT_PROVED)
    assert said(FROM, trust=topmost) == Unverified(reason=Doubt.NO_RESULTS)


@pytest.mark.parametrize("trust", ["none", "", "anything", "id:"])
def test_without_a_server_to_believe_nobody_is_known(trust: str):
    assert said(FROM, PROVED, EXCHANGE, trust=trust) == Unverified(reason=Doubt.NO_RESULTS)


def test_a_folder_whose_server_proves_every_sender_needs_no_field():
    trust = "checked-before-delivery"
    assert said(FROM, trust=trust) == Known(person=ALICE, agency="AG-1", how=How.DELIVERY)
    assert said(EVIL, trust=trust) == Unverified(reason=Doubt.NOT_REGISTERED)
    assert said(f"{GOOD} <{EVIL}>", trust=trust) == Unverified(reason=Doubt.UNCLEAR_FROM)


def test_the_claimed_address_is_told_apart_from_its_absence():
    assert claimed(parsed(f"From: {FROM}\r\n\r\nx".encode())) == GOOD
    assert claimed(parsed(b"Subject: s\r\n\r\nx")) is Doubt.NO_FROM
    coded = parsed(b"From: =?utf-8?q?Alice.Green?=@council.example\r\n\r\nx")
    assert claimed(coded) is Doubt.UNCLEAR_FROM
