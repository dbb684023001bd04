"""Tests of settings, protocol files, people and holidays."""
