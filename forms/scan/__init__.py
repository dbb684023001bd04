"""Reads scans and photographs of our forms: the `scan` extra, in a cage of its own."""
