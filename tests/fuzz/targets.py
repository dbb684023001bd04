"""The five targets: what each is given, what it may do with it, and what it begins from.

A target's `act` runs in process what the product runs on a stranger's bytes, with both sides of
the cage's wall. It raises for what must never happen; an exception of the reader itself is one.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage

import pikepdf

from casework import rules
from casework.agency import People
from casework.answer import State
from casework.question import Form, FormRole, Question, QuestionKind
from casework.submission import ReferralSet
from confine.cage import FORM, MIME, Limits, Refusal
from forms import emails
from forms.extracted import MAX_TEXT
from forms.fields import FieldKind, fields_of
from forms.submit import to_submission
from forms.values import read_text
from ingest import header, kinds, message, sender
from ingest.message import Message
from tests.support import hostile, mails, returned, wrappings
from tests.support.forms import FORMS, a_form
from tests.support.protocols import some_facts, the_protocol
from tests.support.submissions import ARRIVED, an_extracted, complete_values

_WORD_BODY = "word/document.xml"
_TEXTS = frozenset({FieldKind.TEXT, FieldKind.LONG, FieldKind.DATE})
_NOBODY = People(agencies=(), persons=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is fuzzed. `reader` and `limits` are set for what runs in the cage.

    `begun` makes the first inputs; `words` are what the format is written with; `longest` is in
    bytes.
    """

    name: str
    act: Callable[[bytes], None]
    begun: Callable[[], Iterable[bytes]]
    words: tuple[str, ...]
    longest: int
    reader: str = ""
    limits: Limits | None = None

    def in_file(self, data: bytes) -> bytes:
        """The file that an input stands for."""
        return _in_word_file(data) if self.name == "word" else data


def parse_mail(data: bytes) -> None:
    """A message is parsed, or refused for a limit; what was parsed passes the wall."""
    try:
        answer = message.parse(data)
    except Refusal:
        return
    found = message.read_answer(answer, header.fields(data))
    assert isinstance(found, Message), "the answer did not pass the wall"
    sender.verdict(found, _NOBODY, trust=sender.TRUST_TOPMOST, on=ARRIVED.date())
    kinds.propose(found, forms_found=(), own_addresses=())


def read_file(data: bytes) -> None:
    """A file is a form or there is a reason why not; either passes the wall."""
    returned.outcome(data)


def read_word(data: bytes) -> None:
    """The same for a Word file whose body is the input."""
    returned.outcome(_in_word_file(data))


def read_value(data: bytes) -> None:
    """One text in every box of a form: each question ends in one state, and every rule runs."""
    forms = [a_form(form_id) for form_id in FORMS]
    form = forms[data[0] % len(forms)] if data else forms[0]
    text = data[1:].decode("utf-8", "replace")[:MAX_TEXT]
    for question in _one_of_each_kind(form).values():
        found = read_text(question, text, on=ARRIVED.date())
        assert (found.state is State.ANSWERED) == (found.value is not None), question.kind
    filled: dict[str, str | bool] = dict(complete_values(form))
    filled |= {one.name: text for one in fields_of(form) if one.kind in _TEXTS}
    submission = to_submission(an_extracted(form, filled), form, arrived=ARRIVED)
    if form.role is FormRole.REFERRAL:
        papers = ReferralSet(papers=(submission,))
        rules.run(papers, the_protocol(form.panel), some_facts(form.panel))


def read_address(data: bytes) -> None:
    """An address is one plain address or none, in a box of a form and in a header alike."""
    text = data.decode("utf-8", "surrogateescape")
    _check_address(emails.email_address(text.encode("utf-8", "replace").decode()))
    raw = b"From: " + data.replace(b"\r\n\r\n", b"") + b"\r\nTo: panel@council.example\r\n\r\nHello"
    found = message.read_answer(message.parse(raw), header.fields(raw))
    assert isinstance(found, Message)
    claimed = sender.claimed(found)
    _check_address(None if isinstance(claimed, sender.Doubt) else claimed)


def break_a_promise(data: bytes) -> None:
    """What a hunt must find, so that a hunt that finds nothing means something."""
    assert b"!!" not in data, "planted"


def _check_address(address: str | None) -> None:
    if address is None:
        return
    assert address.count("@") == 1, "more than one address"
    assert address.isascii(), "not in plain letters"
    assert address.isprintable(), "a control character"
    assert not set(address) & set(' <>,;:"()[]\\'), "more than an address"
    mail = EmailMessage()
    mail["To"] = address
    assert [one.addr_spec for one in mail["To"].addresses] == [address], "read otherwise elsewhere"


def _one_of_each_kind(form: Form) -> Mapping[QuestionKind, Question]:
    return {question.kind: question for question in form.questions}


def _in_word_file(body: bytes) -> bytes:
    """A Word file with this body; an input that is a whole file stands for itself."""
    if body.startswith(b"PK"):
        return body
    return hostile.with_document(body)


def _mails() -> Iterable[bytes]:
    yield mails.a_mail(attachments=[("f.docx", mails.a_docx()), ("f.pdf", mails.PDF)])
    yield mails.a_mail(html="<p>&eacute;<br>x</p>")
    yield mails.a_forwarded(mails.a_mail())
    yield mails.a_report(mails.a_mail())
    yield mails.a_mail(attachments=[("w.dat", wrappings.a_winmail([("f.pdf", mails.PDF)]))])
    yield mails.a_mail(attachments=[("f.msg", wrappings.a_saved_message())])
    yield mails.a_mail(attachments=[("f.zip", mails.a_zip([("f.pdf", mails.PDF)]))])


def _pdfs() -> Iterable[bytes]:
    """Forms written out plainly, so that a change falls on what is read."""
    form = a_form("action_update")
    for data in (returned.pdf(form, complete_values(form)), returned.printed(form, {})):
        with pikepdf.open(io.BytesIO(data)) as document:
            out = io.BytesIO()
            document.save(
                out,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
            )
        yield out.getvalue()
    yield mails.PDF


def _word_bodies() -> Iterable[bytes]:
    form = a_form("action_update")
    data = returned.word(form, complete_values(form))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield archive.read(_WORD_BODY)
    yield data


def _values() -> Iterable[bytes]:
    for text in (
        "12/03/1986", "12.3.86", "c.1986", "3 March 1990 or 4/5/91", "07700 900123 ext 4",
        "SE1 63EF", "Yes", "N/K", "Ann O'Neill; Annie", "9876543210", "three", "unknown",
        "Tom 3, Ann 5", "ann@council.example", "Mar 1990", "\u2611 Yes \u2610 No",
    ):  # fmt: skip
        yield b"\x00" + text.encode()


def _addresses() -> Iterable[bytes]:
    yield b"ann@council.example"
    yield b'"Lee, Ann" <ann.lee@council.example>'
    yield b"=?utf-8?q?Ann?= <ann@council.example>, bo@x.example"
    yield b"ann(comment)@[127.0.0.1]"
    yield b"team: ann@council.example;"


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        Target(
            name="mime", act=parse_mail, begun=_mails, longest=20_000,
            reader="ingest.message:parse", limits=MIME,
            words=("Content-Type: ", "multipart/mixed; boundary=", "message/rfc822", "=?utf-8?b?",
                   "Content-Transfer-Encoding: base64", "filename*0*=", "--", "\r\n", "charset="),
        ),
        Target(
            name="pdf", act=read_file, begun=_pdfs, longest=200_000,
            reader="forms.recognise:read", limits=FORM,
            words=("/Fields", "/Kids", "/Parent", "/V", "/AS", "/AP", "/Opt", "/FT /Btn", "/Rect",
                   "/FT /Tx", "/FT /Ch", "/DA", "/Ff", "/XFA", "/JS", "null", "<<", ">>", " 0 R"),
        ),
        Target(
            name="word", act=read_word, begun=_word_bodies, longest=300_000,
            reader="forms.recognise:read", limits=FORM,
            words=("<w:sdt>", "</w:sdt>", "<w:tag w:val=", "<w:fldChar w:fldCharType=", "<w:tc>",
                   "<w:del>", "<w:ins>", "<w:sym w:font=", "<w:tbl>", "<w:p>", "</w:p>", "<w:r>"),
        ),
        Target(
            name="values", act=read_value, begun=_values, longest=400,
            words=("c.", "about", "/", "unknown", "yes", "no", " or ", " and ", "\u00a0", "+44"),
        ),
        Target(
            name="addresses", act=read_address, begun=_addresses, longest=400,
            words=("@", "<", ">", '"', "\\", "(", ")", "=?", "?=", ",", ";", ":", "\r\n "),
        ),
    )
}  # fmt: skip

PLANTED = Target(
    name="planted", act=break_a_promise, begun=lambda: (b"!", b"?"), words=("!!",), longest=8
)


def named(name: str) -> Target:
    """The target of this name, the planted one too. Raises KeyError for any other."""
    return PLANTED if name == PLANTED.name else TARGETS[name]
