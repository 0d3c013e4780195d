"""Keeping the tree and signing checkpoints: by the worker, one at a time, each minute in which entries came."""

import hmac
import json
import os
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

from flask import current_app

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.db import session
from igtf.core.logs import log
from igtf.notice.sequencer import alone
from igtf.proof import notes, queries, tree
from igtf.proof.models import SignedCheckpoint, TreeNode
from igtf.proof.queries import Tree, kept_tiles, leaves, newest_checkpoint, nodes
from igtf.proof.tiles import WIDTH
from igtf.record.queries import last_place

BATCH = 20
"""Complete subtrees of 256 leaves that are kept in one transaction."""

PATIENCE = timedelta(minutes=1)
"""A checkpoint is signed at most this often."""


def prove_record(stopping: Callable[[], bool] = lambda: False, *, patience: timedelta = PATIENCE) -> None:
    """Keep the tree up to the last place in the log, and sign a checkpoint when the last one is old enough."""
    with alone("record") as mine:
        if not mine:
            return
        while not stopping() and last_place() // WIDTH > kept_tiles():
            _keep_nodes()
        if not stopping():
            _sign(patience)


@housekeeping
def _keep_nodes() -> None:
    """Keep the next complete subtrees, and those above that they complete."""
    start = kept_tiles()
    for place in range(start, min(start + BATCH, last_place() // WIDTH)):
        _keep(1, place, tree.fold(leaves(place * WIDTH, WIDTH)))


def _keep(level: int, place: int, made: bytes) -> None:
    session.add(TreeNode(level=level, place=place, hash=made))
    session.flush()
    if (place + 1) % WIDTH == 0:
        _keep(level + 1, place // WIDTH, tree.fold(nodes(level, place + 1 - WIDTH, WIDTH)))


def origin() -> str:
    """Return the name of this site's log and of its key: the address of the record, without what comes before it."""
    return str(current_app.config["BASE_URL"]).partition("://")[2] + "/record"


def _seed() -> bytes:
    return hmac.digest(str(current_app.secret_key).encode(), b"igtf record", "sha256")


def _sign(patience: timedelta) -> None:
    size, last, now = last_place(), newest_checkpoint(), clock.real_now()
    if not size or (last and (last.size >= size or now - last.at < patience)):
        return
    kept = Tree()
    refused = what_is_lost(kept)
    if refused:
        _complain(refused)
        return
    _keep_checkpoint(size, kept.root(size))


@cache
def _complain(why: str) -> None:
    """Log why the record is not signed: once for each reason, not with each round."""
    log.error("record not signed", why=why)


@housekeeping
def _keep_checkpoint(size: int, root: bytes) -> None:
    name, seed = origin(), _seed()
    note = notes.sign(notes.Checkpoint(name, size, root).text, name, seed)
    _remember(size, root)
    made = SignedCheckpoint(size=size, root=root, at=clock.real_now(), note=note, key=notes.key_line(name, seed))
    session.add(made)


def _memory() -> Path:
    return Path(current_app.config["VAR"]) / "record-signed.json"


class _Unreadable(Exception):
    """What was signed here was noted, and cannot be read: the sentence that says so."""


def _remembered() -> dict[str, list[str | int]]:
    """Return what was signed here by the first leaf of each log: the size and the root (hex)."""
    try:
        return dict(json.loads(_memory().read_text()))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise _Unreadable(f"{_memory()}, which says what was signed here, cannot be read.") from error


def _remember(size: int, root: bytes) -> None:
    """Note outside of the database what is signed: a backup that is restored does not know it."""
    known = _remembered() | {leaves(0, 1)[0].hex(): [size, root.hex()]}
    draft = _memory().with_suffix(".new")
    with draft.open("w") as file:
        file.write(json.dumps(known))
        file.flush()
        os.fsync(file.fileno())  # a power cut leaves the former one or this one, and no empty one
    draft.replace(_memory())


def what_is_lost(kept: Tree, newest: int = 1) -> str:
    """Return why the record must not be signed: what was signed, here or in the ``newest`` checkpoints, is not there.

    Or nobody can tell. A sentence; empty when all is there.
    """
    first = leaves(0, 1)
    try:
        known = _remembered()
    except _Unreadable as unreadable:
        return str(unreadable)
    signed = [(int(size), str(root)) for key, (size, root) in known.items() if first and key == first[0].hex()]
    signed += [(one.size, one.root.hex()) for one in queries.checkpoints(newest)]
    for size, root in signed:
        if size > last_place():
            return f"{size} entries were signed, and the database has {last_place()}: it is an older state."
        if kept.root(size).hex() != root:
            return f"The first {size} entries are not those that were signed: the record was changed."
    return ""
