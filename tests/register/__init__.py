"""Tests of the register: each on a database of its own, and all of them again on PostgreSQL."""
