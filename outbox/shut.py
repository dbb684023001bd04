"""Writes a PDF that is shut with AES-256, revision 6 (ISO 32000-2, 7.5.7, 7.5.8, 7.6).

Many copies of one paper are shut each with a key of its own, so the paper is made ready once: its
streams as they stand in the file, and all its other objects packed into one stream. To shut a copy
is then to encrypt the streams and to list where they are. No owner password exists: its entries
are random bytes, which no password leads to.

Not guarded: a string in a stream's own dictionary would stand there unencrypted. Whoever makes the
streams keeps such strings among the packed objects.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_HEAD = b"%PDF-2.0\n%\xe2\xe3\xcf\xd3\n"
_BLOCK, _KEY_BYTES, _SALT_BYTES = 16, 32, 8
_LONGEST_PASSWORD = 127  # bytes of UTF-8 that count
_LEAST_ROUNDS, _REPEATS = 64, 64
_HASHES = (hashlib.sha256, hashlib.sha384, hashlib.sha512)
# To read aloud and to print; all but the permissions and the two lowest bits are always set.
_PERMISSIONS = struct.pack("<I", 0xFFFFF0C0 | 1 << 2 | 1 << 9 | 1 << 11)
_FREE, _PLAIN, _PACKED = range(3)
_NOWHERE = struct.pack(">BIH", _FREE, 0, 0xFFFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A stream: its object number, its dictionary without the length, its data as they stand there.

    `places` has for each object packed into it the entry that says so.
    """

    number: int
    entries: bytes
    data: bytes
    places: Mapping[int, bytes] = field(default_factory=dict[int, bytes])


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The key of one file, and its encryption dictionary, from which a password gives the key."""

    key: bytes
    dictionary: bytes


def lock(password: str) -> Lock:
    """A fresh random key that this password leads to (7.6.4.4, algorithms 8 to 10)."""
    given = password.encode()[:_LONGEST_PASSWORD]
    key = secrets.token_bytes(_KEY_BYTES)
    check_salt, key_salt = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_SALT_BYTES)
    user = _hardened(given, check_salt) + check_salt + key_salt
    user_key = _cbc(_hardened(given, key_salt), bytes(_BLOCK), key)
    permissions = _PERMISSIONS + b"\xff\xff\xff\xffTadb" + secrets.token_bytes(4)
    texts = {
        b"U": user,
        b"UE": user_key,
        b"O": secrets.token_bytes(len(user)),
        b"OE": secrets.token_bytes(len(user_key)),
        b"Perms": _cbc(key, bytes(_BLOCK), permissions),  # one block: the same as without chaining
    }
    return Lock(
        key=key,
        dictionary=b"<< /Filter /Standard /V 5 /R 6 /Length 256 /P %d "
        b"/CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> "
        b"/StmF /StdCF /StrF /StdCF %b >>"
        % (
            struct.unpack("<i", _PERMISSIONS)[0],
            b" ".join(b"/%b <%b>" % (name, text.hex().encode()) for name, text in texts.items()),
        ),
    )


@contextmanager
def locks_ahead(passwords: Iterable[str]) -> Generator[Callable[[str], Lock]]:
    """What gives a lock for a password, made beside other work when it is one of these.

    Each lock is given out once; for any other password one is made when asked for. The thread
    that makes them sees passwords and nothing of any paper.
    """
    waiting: dict[str, list[Future[Lock]]] = {}

    def lock_for(password: str) -> Lock:
        made = waiting.get(password)
        return made.pop().result() if made else lock(password)

    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="locks")
    try:
        for password in passwords:
            waiting.setdefault(password, []).append(thread.submit(lock, password))
        yield lock_for
    finally:
        thread.shutdown(cancel_futures=True)


def packed(number: int, objects: Mapping[int, bytes]) -> Stream:
    """The stream of this number that holds these objects, none of which is a stream itself."""
    places: list[bytes] = []
    texts: list[bytes] = []
    end = 0
    for held, text in objects.items():
        places.append(b"%d %d" % (held, end))
        texts.append(text)
        end += len(text) + 1
    first = b" ".join(places) + b"\n"
    return Stream(
        number=number,
        entries=b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(objects), len(first)),
        data=zlib.compress(first + b"\n".join(texts)),
        places={held: _place(_PACKED, number, index) for index, held in enumerate(objects)},
    )


def written(streams: Iterable[Stream], *, root: int, lock: Lock | None) -> bytes:
    """The file of these streams, whose catalogue is the object `root`; open without a lock."""
    streams = tuple(streams)
    texts = [stream.data for stream in streams]
    pieces, end = [_HEAD], len(_HEAD)
    places: dict[int, bytes] = {}
    for stream, data in zip(streams, _shut(texts, lock.key) if lock else texts, strict=True):
        head = b"%d 0 obj\n<< /Length %d %b >>\nstream\n" % (
            stream.number, len(data), stream.entries,
        )  # fmt: skip
        places[stream.number] = _place(_PLAIN, end)
        places |= stream.places
        pieces += (head, data, b"\nendstream\nendobj\n")
        end += len(head) + len(data) + len(b"\nendstream\nendobj\n")
    trailer = b"/Root %d 0 R /ID [<%b> <%b>]" % (root, *(secrets.token_hex(16).encode(),) * 2)
    if lock:
        number = max(places) + 1
        places[number] = _place(_PLAIN, end)
        pieces.append(b"%d 0 obj\n%b\nendobj\n" % (number, lock.dictionary))
        end += len(pieces[-1])
        trailer += b" /Encrypt %d 0 R" % number
    return b"".join((*pieces, _list(places, trailer, end)))


def _list(places: dict[int, bytes], trailer: bytes, start: int) -> bytes:
    """The cross-reference stream, which is never encrypted, and the end of the file."""
    number = max(places) + 1
    places[number] = _place(_PLAIN, start)
    data = zlib.compress(b"".join([places.get(one, _NOWHERE) for one in range(number + 1)]))
    return (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Filter /FlateDecode /Length %d %b >>\n"
        b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (number, number + 1, len(data), trailer, data, start)
    )


def _place(kind: int, where: int, index: int = 0) -> bytes:
    """Where an object is: its first byte, or the stream it is packed in and which of it it is."""
    return struct.pack(">BIH", kind, where, index)


def _shut(texts: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """Each text behind its random first block, in whole blocks (7.6.3, algorithm 1.A).

    All go through the cipher in one run, each with a block of random bytes before it: encrypted,
    that block is random too, and being chained to it makes it the text's first block.
    """
    pieces: list[bytes] = []
    for text in texts:
        short = _BLOCK - len(text) % _BLOCK
        pieces.append(secrets.token_bytes(_BLOCK) + text + bytes([short]) * short)
    run = memoryview(_cbc(key, secrets.token_bytes(_BLOCK), b"".join(pieces)))
    start = 0
    for piece in pieces:
        yield bytes(run[start : start + len(piece)])
        start += len(piece)


def _cbc(key: bytes, first: bytes, data: bytes) -> bytes:
    """AES in chained blocks, without padding."""
    return Cipher(algorithms.AES(key), modes.CBC(first)).encryptor().update(data)


def _hardened(password: bytes, salt: bytes) -> bytes:
    """What stands for a user's password, slow to guess (7.6.4.3.4, algorithm 2.B)."""
    found = hashlib.sha256(password + salt).digest()
    rounds = 0
    while True:
        mixed = _cbc(found[:16], found[16:32], (password + found) * _REPEATS)
        # A number modulo 3 is the sum of its bytes modulo 3, since 256 leaves 1.
        found = _HASHES[sum(mixed[:_BLOCK]) % len(_HASHES)](mixed).digest()
        rounds += 1
        if rounds >= _LEAST_ROUNDS and mixed[-1] <= rounds - 32:
            return found[:_KEY_BYTES]
