"""Tests of the outbox: copies, messages, the guard."""
