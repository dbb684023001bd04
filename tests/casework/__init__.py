"""Tests of the panel's values and rules."""
