"""Tests of the room `mailboxes`."""
