"""The lowest rung: a fresh interpreter a document, with limits and nothing else around it.

Not guarded: everything. What runs here may open files, talk to the network and signal us, so it is
used only when a person has asked for it.
"""

from __future__ import annotations

import builtins
import os
import pkgutil
import subprocess
import time

from confine import child, document, interpreter, limits, reply
from confine.answer import NotRead, Read
from confine.child import Cell
from confine.document import Order
from confine.limits import Limits

# No zygote told us which classes there were before the document, so only Python's own are codes.
_KNOWN = frozenset(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
)


def read(order: Order, untrusted_data: bytes, wanted: Limits) -> Read | NotRead:
    """One document through one interpreter, which has ended when this returns."""
    deadline = time.monotonic() + wanted.wall_s
    sealed = document.seal(order, untrusted_data)
    out, into = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and modules
            interpreter.command("fresh", {"target": order.target}),
            stdin=sealed,
            stdout=into,
            stderr=subprocess.DEVNULL,
            env=dict(interpreter.ENVIRONMENT),
            cwd="/",
            start_new_session=True,
        )
    except OSError:
        os.close(out)
        raise
    finally:
        os.close(sealed)
        os.close(into)
    try:
        taken = reply.take(out, cap=wanted.answer_bytes, deadline=deadline)
    finally:
        os.close(out)
        process.kill()
        status = process.wait()
    return reply.settle(taken, _KNOWN, lambda: reply.death(status))


def main(target: str) -> None:
    """Inside the fresh interpreter: load the one reader, then be a child like any other."""
    pipe = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    cell = Cell(
        readers={target: pkgutil.resolve_name(target)},
        keeper=os.getppid(),
        mapped=limits.mapped_bytes(),
        ruleset=None,
        filter=None,
    )
    child.serve(0, pipe, cell)
