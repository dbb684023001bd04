from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register import keys
from register.keys import Ring
from register.sealed_file import WrongKey, connect
from register.seals import Seal, SealBroken
from tests.support.register import NOW, ROOT_KEY


@pytest.fixture
def ring(tmp_path: Path) -> Ring:
    return Ring(tmp_path / "keys.db", ROOT_KEY)


def test_each_owner_has_a_key_of_its_own_for_good(ring: Ring, tmp_path: Path):
    one, other = ring.seal_for("WP-7KQ4"), ring.seal_for("M-P7BG")
    assert one.key != other.key
    assert len(one.key) == 32
    assert ring.seal_for("WP-7KQ4") == one
    again = Ring(tmp_path / "keys.db", ROOT_KEY)
    assert again.seals(["WP-7KQ4", "M-P7BG", "WP-2222"]) == {"WP-7KQ4": one, "M-P7BG": other}


def test_two_processes_that_make_a_key_at_once_have_the_same_one(ring: Ring, tmp_path: Path):
    other = Ring(tmp_path / "keys.db", ROOT_KEY)
    assert ring.seal_for("WP-7KQ4") == other.seal_for("WP-7KQ4")


def test_a_destroyed_key_is_gone_and_never_made_again(ring: Ring, tmp_path: Path):
    seal = ring.seal_for("WP-7KQ4")
    ring.destroy("WP-7KQ4", now=NOW)
    ring.destroy("WP-7KQ4", now=NOW)
    assert ring.is_destroyed("WP-7KQ4")
    assert ring.knows("WP-7KQ4")
    assert not ring.knows("WP-2222")
    for opened in (ring, Ring(tmp_path / "keys.db", ROOT_KEY)):
        with pytest.raises(keys.KeyGone):
            opened.seal("WP-7KQ4")
        with pytest.raises(keys.KeyGone):
            opened.seal_for("WP-7KQ4")
    ring.close()
    remains = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert seal.key not in remains


def test_another_root_key_does_not_open_the_ring(ring: Ring, tmp_path: Path):
    ring.seal_for("WP-7KQ4")
    ring.close()
    with pytest.raises(WrongKey) as refused:
        Ring(tmp_path / "keys.db", bytes(32))
    assert bytes(32).hex() not in "\n".join(refused.value.lines())
    with pytest.raises(keys.RootKeyWrong):
        Ring(tmp_path / "keys.db", b"short")


def test_a_key_moved_to_another_owner_does_not_unwrap(ring: Ring, tmp_path: Path):
    ring.seal_for("WP-7KQ4")
    ring.seal_for("WP-2222")
    derived = keys._derived(ROOT_KEY, "ring")  # noqa: SLF001  what an insider with the key could do
    file = connect(str(tmp_path / "keys.db"), derived, isolation_level=None)
    file.execute("UPDATE wrapped SET key = (SELECT key FROM wrapped WHERE owner = 'WP-7KQ4')")
    with pytest.raises(SealBroken):
        ring.seal("WP-2222")


def test_the_ring_is_readable_by_its_owner_alone(ring: Ring, tmp_path: Path):
    ring.seal_for("WP-7KQ4")
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_nothing_is_asked_of_a_register_that_is_not_open():
    keys.close_ring()
    with pytest.raises(keys.RegisterNotOpen):
        keys.database_key()


def test_keys_for_other_purposes_differ_and_stay(tmp_path: Path):
    keys.open_ring(tmp_path / "keys.db", ROOT_KEY)
    first = keys.derived_key("message id")
    assert first not in {keys.derived_key("intent"), keys.database_key()}
    assert keys.index("intent", "x") != keys.index("person address", "x")
    keys.open_ring(tmp_path / "keys.db", ROOT_KEY)
    assert keys.derived_key("message id") == first
    keys.close_ring()


def test_a_key_shows_in_no_repr():
    key = os.urandom(32)
    assert repr(key)[2:-1] not in repr(Seal("WP-7KQ4", key))
    assert key.hex() not in repr(Seal("WP-7KQ4", key))


@given(data=st.binary(), other=st.sampled_from(["owner", "thing", "kind", "key"]))
def test_what_is_sealed_opens_only_there(data: bytes, other: str):
    told: dict[str, object] = {"owner": "WP-7KQ4", "thing": "1", "kind": "paper", "key": ROOT_KEY}
    sealed = _seal(told).close(data, thing="1", kind="paper")
    assert _open(told, sealed) == data
    with pytest.raises(SealBroken):
        _open({**told, other: bytes(32) if other == "key" else "another"}, sealed)


@given(data=st.binary(max_size=40), place=st.integers(0), bit=st.integers(0, 7))
def test_one_flipped_bit_and_it_does_not_open(data: bytes, place: int, bit: int):
    seal = Seal("WP-7KQ4", ROOT_KEY)
    sealed = bytearray(seal.close(data, thing="1", kind="paper"))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        seal.open(bytes(sealed), thing="1", kind="paper")


@given(texts=st.dictionaries(st.text(), st.text()))
def test_any_texts_come_back_as_they_were(texts: dict[str, str]):
    seal = Seal("WP-7KQ4", ROOT_KEY)
    sealed = seal.close_texts(texts, thing="1", kind="contact")
    assert seal.open_texts(sealed, thing="1", kind="contact") == texts


def _seal(told: dict[str, object]) -> Seal:
    return Seal(str(told["owner"]), bytes(told["key"]))  # type: ignore[arg-type]


def _open(told: dict[str, object], sealed: bytes) -> bytes:
    return _seal(told).open(sealed, thing=str(told["thing"]), kind=str(told["kind"]))
