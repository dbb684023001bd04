"""`python -m clerk`: the same as the `clerk` command."""

from __future__ import annotations

from clerk.cli import main

main()
