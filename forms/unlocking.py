"""Opens a PDF that a person has the password of. It runs in the cage.

cage.run("forms.unlocking:unlock", untrusted_data, limits=UNLOCK, arguments={"password": ...})
"""
# pyright: basic
# pikepdf is untyped; what leaves this module is typed.

from __future__ import annotations

import io

import pikepdf

from confine.answer import Refusal

WRONG_PASSWORD = "wrong-password"  # noqa: S105  a code, not a secret


def unlock(untrusted_data: bytes, *, password: str) -> bytes:
    """The same PDF without its lock. Refuses with wrong-password, or nothing-inside."""
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(untrusted_data), password=password) as document:
            document.save(out)
    except pikepdf.PasswordError:
        raise Refusal(WRONG_PASSWORD) from None
    except pikepdf.PdfError:
        raise Refusal("nothing-inside") from None
    return out.getvalue()
