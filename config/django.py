"""Django's settings, for the register alone.

Without DATABASE_URL the register is the encrypted file of the folder that `register.start` opens;
its name and key are given there. With it (`postgresql://user:password@host:port/name`) it is that
PostgreSQL database.
"""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, unquote, urlsplit


def database(url: str) -> dict[str, object]:
    """The one database, as Django wants it named."""
    if not url:
        return {
            "ENGINE": "register.sqlcipher",
            "NAME": "register.db",
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


INSTALLED_APPS = ("register",)
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
SECRET_KEY = "not used: no page is served"  # noqa: S105  Django asks for one
