from __future__ import annotations

from config.django import database


def test_without_an_address_the_register_is_the_encrypted_file():
    told = database("")
    assert told["ENGINE"] == "register.sqlcipher"
    assert told["OPTIONS"] == {"timeout": 20, "transaction_mode": "IMMEDIATE"}


def test_an_address_is_taken_apart_with_its_signs_unquoted():
    told = database("postgresql://us%40er:p%2Fw@db.example:5433/clerk?sslmode=verify-full")
    assert told == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "clerk",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }
