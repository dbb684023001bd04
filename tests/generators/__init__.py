"""Tests of the room that makes documents."""
