"""The child: it confines itself, reads one document, writes one answer, and ends.

Not guarded: what a captured child says about its own document. Its sender could have lied in the
document itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from confine import answer, document, kernel, landlock, limits
from confine.answer import Kind, Refusal
from confine.filters import Filter
from confine.layers import Layer

Reader = Callable[..., bytes]
DOCUMENT, REPLY = 0, 3  # the child's two descriptors; 1 and 2 lead nowhere
NOBODY = 65534
MOST_FILES = 1024  # what the zygote may have open, so what a child must close


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is made once, before any document, so that a child has little left to do."""

    readers: Mapping[str, Reader]
    keeper: int  # the process that forks the children
    mapped: int | None
    ruleset: int | None
    filter: Filter | None


def serve(received: int, reply: int, cell: Cell) -> None:
    """Read the one document and end this process, whatever happens."""
    status = 1
    try:
        os.dup2(reply, REPLY)
        answer.write(REPLY, *_serve(received, cell))
        status = 0
    finally:
        os._exit(status)


def _serve(received: int, cell: Cell) -> tuple[Kind, bytes]:
    try:
        order, untrusted_data = _enter(received, cell)
    except (OSError, ValueError):
        return Kind.UNCONFINED, b""
    except MemoryError:
        return Kind.MEMORY, b""
    return _read(cell.readers[order.target], untrusted_data, order)


def _enter(received: int, cell: Cell) -> tuple[document.Order, bytes]:
    """Give everything up, in the order in which it can still be given up."""
    order, start = document.order_in(received)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.die_with_parent(cell.keeper)
    kernel.give_up_privileges()
    if cell.ruleset is not None and Layer.LANDLOCK in order.layers:
        landlock.restrict(cell.ruleset)
    os.dup2(received, DOCUMENT)
    os.closerange(REPLY + 1, MOST_FILES)
    limits.apply(memory_bytes=order.memory_bytes, cpu_s=order.cpu_s, mapped=cell.mapped)
    untrusted_data = document.bytes_in(DOCUMENT, start)
    os.close(DOCUMENT)
    if cell.filter is not None and Layer.SECCOMP in order.layers:
        cell.filter.set()
    return order, untrusted_data


def _read(reader: Reader, untrusted_data: bytes, order: document.Order) -> tuple[Kind, bytes]:
    try:
        made = reader(untrusted_data, **order.arguments)
        if not isinstance(made, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]  a promise
            return Kind.PARSER, b"TypeError"
    except MemoryError:
        return Kind.MEMORY, b""
    except Refusal as refusal:
        return Kind.REFUSED, refusal.code.encode()
    except BaseException as error:  # noqa: BLE001  parsers raise anything, SystemExit and panics too
        return Kind.PARSER, type(error).__name__.encode()
    return Kind.ANSWER, made
