"""Fuzzing: what a stranger can send is changed at random, led by what the readers' code does."""
