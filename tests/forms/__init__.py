"""Tests of specs, blanks, readers and submissions."""
