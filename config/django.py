"""Django's settings, for the register alone."""

from __future__ import annotations

INSTALLED_APPS: tuple[str, ...] = ()
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
SECRET_KEY = "not used: no page is served"  # noqa: S105  Django asks for one
