"""Mail in another company's protection: only a person can open it (mail, section 8.3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ingest.contents import File
from ingest.wire import Wrapper

_PORTAL_FILES = ("encrypted_message.htm", "securemessageatt.htm", "securedoc")
_SIGNED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_SIGNED_DATA_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_WITHIN = 64  # where the first object identifier of such a file stands
_PGP_TEXT = "-----BEGIN PGP MESSAGE-----"


def wrapper(files: Sequence[File], types: Collection[str], text: str) -> Wrapper | None:
    """What the message is wrapped in, or None."""
    if "multipart/encrypted" in types or text.lstrip().startswith(_PGP_TEXT):
        return Wrapper.PGP
    for file in files:
        name = file.name.lower()
        if name.endswith(".rpmsg") or file.declared == "application/x-microsoft-rpmsg-message":
            return Wrapper.RIGHTS
        if name.startswith(_PORTAL_FILES) and name.rpartition(".")[2] in {"htm", "html"}:
            return Wrapper.PORTAL
        if file.declared in _SIGNED_DATA_TYPES or name.endswith(".p7m"):
            return _smime(file.untrusted_data)
    return None


def _smime(untrusted_data: bytes) -> Wrapper:
    return Wrapper.SMIME_SIGNED if _SIGNED in untrusted_data[:_WITHIN] else Wrapper.SMIME
