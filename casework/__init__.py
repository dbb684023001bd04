"""The panel's values and rules: pure functions, no I/O, no clock."""
