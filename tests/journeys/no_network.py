"""Runs the rehearsal in a process in which no socket reaches anybody: `FOLDER [PANEL]`."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from config.django import database
from register import start

FORBIDDEN = ("connect", "connect_ex", "sendto", "bind", "listen")


def refuse(*_: object, **__: object) -> None:
    """Stop everything: something tried to reach another computer."""
    os.write(2, b"a socket was used\n")
    os._exit(99)


def main(folder: Path, panel: str) -> None:
    """Take the network away, then rehearse and print the last lines."""
    for name in FORBIDDEN:
        setattr(socket.socket, name, refuse)
    socket.create_connection = refuse
    socket.getaddrinfo = refuse
    start.start_django("config.django", database(""))
    from clerk import demo  # noqa: PLC0415  the register needs Django before it is imported

    for line in demo.run(folder, panel=panel):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
