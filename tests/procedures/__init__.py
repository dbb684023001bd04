"""Tests of the procedures, on real rooms."""
