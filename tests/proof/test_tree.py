"""The tree of RFC 9162 against its published roots and its definition; notes against one that others have signed."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtf.proof import notes, tree

DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The test data of Certificate Transparency's own implementations."""

LEAVES = [tree.leaf_hash(str(number).encode()) for number in range(300)]


def full(first: int, count: int) -> bytes:
    assert count & (count - 1) == 0
    assert first % count == 0, "complete subtrees are asked for where they stand"
    return tree.fold(LEAVES[first : first + count])


def defined(leaves: list[bytes]) -> bytes:
    """Return the root as section 2.1.1 defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = max(2**power for power in range(10) if 2**power < len(leaves))
    return hashlib.sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:])).digest()


def test_roots_are_the_published_ones() -> None:
    hashes = [tree.leaf_hash(bytes.fromhex(data)) for data in DATA]
    for size, wanted in enumerate(ROOTS, 1):
        assert tree.root(size, lambda first, count: tree.fold(hashes[first : first + count])).hex() == wanted
    assert tree.root(0, full) == tree.EMPTY == defined([])


def goes_on(before: int, old: bytes, size: int, new: bytes, path: list[bytes]) -> bool:
    """Return whether ``path`` shows that a tree goes on from one of ``before`` leaves, as section 2.1.4.2 checks it."""
    if before == size:
        return old == new and not path
    if before == 0:
        return old == tree.EMPTY and not path
    if not path or not before < size:
        return False
    steps = [old, *path] if before & (before - 1) == 0 else path
    place, last = before - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    one = two = steps[0]
    for step in steps[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            one, two = tree.node_hash(step, one), tree.node_hash(step, two)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            two = tree.node_hash(two, step)
        place, last = place >> 1, last >> 1
    return not last and one == old and two == new


SIZES = st.integers(1, len(LEAVES))


@given(SIZES, st.data())
def test_the_way_of_each_entry_leads_to_the_root_and_no_other_does(size: int, data: st.DataObject) -> None:
    leaf = data.draw(st.integers(0, size - 1))
    root, path = tree.root(size, full), tree.inclusion(leaf, size, full)
    assert root == defined(LEAVES[:size])
    assert tree.leads_to(root, leaf, size, LEAVES[leaf], path)
    assert not tree.leads_to(root, leaf, size, LEAVES[leaf] + b"x", path)
    assert not tree.leads_to(root, leaf, size, LEAVES[leaf], [*path, root])
    assert not tree.leads_to(root, size, size, LEAVES[leaf], path)
    other = data.draw(st.integers(0, size - 1))
    assert tree.leads_to(root, other, size, LEAVES[leaf], path) == (other == leaf)
    if path:
        assert not tree.leads_to(root, leaf, size, LEAVES[leaf], path[:-1])
        wrong = data.draw(st.integers(0, len(path) - 1))
        assert not tree.leads_to(root, leaf, size, LEAVES[leaf], [*path[:wrong], b"x" * 32, *path[wrong + 1 :]])


@given(SIZES, st.data())
def test_a_tree_goes_on_from_each_before_it_and_not_from_another(size: int, data: st.DataObject) -> None:
    before = data.draw(st.integers(1, size))
    old, new, path = tree.root(before, full), tree.root(size, full), tree.consistency(before, size, full)
    assert goes_on(before, old, size, new, path)
    assert goes_on(0, tree.EMPTY, size, new, [])
    assert not goes_on(before, b"x" * 32, size, new, path)
    assert not goes_on(before, old, size, b"x" * 32, path)
    assert not goes_on(before, old, size, new, [*path, new])
    if path:
        assert not goes_on(before, old, size, new, path[1:])


def test_a_note_that_others_have_signed_is_read_and_a_changed_one_is_not() -> None:
    """From the documentation of Go's package note."""
    key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    note = f"{text}\n\N{EM DASH} PeterNeumann {signature}\n"
    assert notes.opened(note, key) == text
    for changed, why in (
        (note.replace("answer", "solution"), "does not fit"), (note.replace("x08go", "x08gp"), "no signature by"),
        (note.replace("PeterNeumann x", "Somebody x"), "no signature by"), (text, "no signature by"),
        ("", "no signature by"),
    ):  # fmt: skip
        with pytest.raises(notes.NotSigned, match=why):
            notes.opened(changed, key)
    for wrong in ("", "PeterNeumann", key[:-4], key.replace("c74f20a3", "c74f20a4"), "a+b+c"):
        with pytest.raises(notes.NotSigned, match="is no key"):
            notes.opened(note, wrong)


@given(st.integers(0, 10**9), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_what_is_signed_is_read_again_by_its_key_alone(size: int, root: bytes, seed: bytes) -> None:
    said = notes.Checkpoint("policy.example.org/record", size, root)
    note = notes.sign(said.text, said.origin, seed)
    assert notes.read(notes.opened(note, notes.key_line(said.origin, seed))) == said
    with pytest.raises(notes.NotSigned):
        notes.opened(note, notes.key_line(said.origin, hashlib.sha256(seed).digest()))


def test_what_is_no_checkpoint_is_not_read_as_one() -> None:
    for text in ("", "a\nb\nc\n", "a\n-1\n" + "A" * 44 + "\n", "a\n1\nAAAA\n"):
        with pytest.raises(notes.NotSigned, match="no checkpoint"):
            notes.read(text)
