"""Tests of the cage: attacks from inside, deaths of its parts, and the rungs of its ladder."""
