"""The tree as the database has it, the checkpoints, and the entries that the page of the record shows."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.models import Comment
from igtf.proof import tree
from igtf.proof.entries import entry_text
from igtf.proof.models import Cosignature, SignedCheckpoint, TreeNode
from igtf.proof.recounting import KINDS
from igtf.proof.tiles import WIDTH, bundle, read_name
from igtf.record.kinds import kind_of, texts_of, worded_by_data
from igtf.record.models import HIDDEN, Actor, Event, Hat, Outbox, Payload, Subject

PATIENCE_WITH_WITNESSES = timedelta(minutes=10)
"""For how long a checkpoint that witnesses signed is shown in place of newer ones that they have not signed yet."""

PAGE = 50
"""Entries on a page of the record."""


class Logged(NamedTuple):
    """An entry of the public record; ``subject`` is None when a moderator hid what it is about.

    ``place`` is its place in the log, None until it has one. ``texts`` are what an entry about no subject carries:
    whom the secretariat acted on, the role, the reason. Those of a subject stand on its page.
    """

    number: int
    at: datetime
    actor: Any
    said: Text
    subject: Any
    digest: str
    place: int | None
    texts: list[tuple[Text, Text]]


def subject_of_entry(number: int, person_id: int | None) -> Subject | None:
    """Return what an entry of the record is about; None for no such entry. Hidden of what a person may not see."""
    found = session.scalar(select(Subject).join(Event, Event.subject_id == Subject.id).where(Event.id == number))
    if found and found.state == HIDDEN:
        WORKFLOWS[found.kind].load(person_id, found.ref)
    return found


def newest_entries(before: int | None) -> list[Logged]:
    """Return the newest entries of the public record, at most PAGE, newest first; older than ``before`` when given."""
    of_words = among(Event.kind, worded_by_data())
    query = (
        select(Event, Actor, Subject, Outbox.log_index, Payload.data)
        .join(Actor, Actor.id == Event.actor_id)
        .join(Outbox, Outbox.event_id == Event.id)
        .outerjoin(Subject, (Subject.id == Event.subject_id) & (Subject.state != HIDDEN))
        .outerjoin(Payload, (Payload.event_id == Event.id) & (Event.subject_id.is_(None) | of_words))
        .order_by(Event.id.desc())
        .limit(PAGE)
    )
    if before:
        query = query.where(Event.id < before)
    return [_logged(*row) for row in session.execute(query)]


def _logged(event: Event, actor: Actor, subject: Subject | None, place: int | None, data: Any) -> Logged:
    kind = kind_of(event.kind)
    texts = texts_of(kind, data or {}) if event.subject_id is None else []
    return Logged(event.id, event.at, actor, kind.said_in(data), subject, event.payload_hash, place, texts)


def shows(salt: str | None, state: str | None) -> bool:
    """Return whether what was said in an entry is shown: nothing was removed of it, nor is its subject hidden."""
    return bool(salt) and state != HIDDEN


def event_rows() -> Any:
    """Return the query of entries of the record with all that ``shapes.event_of`` shows of them."""
    return (
        select(
            Event,
            Actor,
            Hat,
            Subject.kind,
            Subject.ref,
            Subject.title,
            Subject.state,
            Payload.data,
            Payload.salt,
            Outbox.log_index,
            Comment.id.label("comment"),
        )
        .join(Actor, Actor.id == Event.actor_id)
        .outerjoin(Comment, Comment.event_id == Event.id)
        .outerjoin(Hat, Hat.id == Event.hat_id)
        .outerjoin(Subject, Subject.id == Event.subject_id)
        .outerjoin(Payload, Payload.event_id == Event.id)
        .outerjoin(Outbox, Outbox.event_id == Event.id)
    )


def told_of_ballots() -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield the entries by which ballots are counted again, in their order, each with its content; None: withheld."""
    rows = session.execute(
        select(Event.id, Event.at, Event.kind, Event.subject_id, Payload.data, Payload.salt)
        .outerjoin(Payload, Payload.event_id == Event.id)
        .where(Event.kind.in_(KINDS))
        .order_by(Event.id)
    )
    for row in rows:
        entry = {"number": row.id, "at": row.at.isoformat(), "kind": row.kind, "subject": row.subject_id}
        yield entry, row.data if row.salt else None


def texts(first: int, count: int) -> list[str]:
    """Return the texts of ``count`` entries from the leaf ``first`` on (from 0), as far as there are entries."""
    columns = (Event.id, Event.at, Event.actor_id, Event.hat_id, Event.subject_id, Event.kind, Event.payload_hash)
    rows = session.execute(
        select(*columns, Outbox.log_index)
        .join(Outbox, Outbox.event_id == Event.id)
        .where(Outbox.log_index > first, Outbox.log_index <= first + count)
        .order_by(Outbox.log_index)
    )
    return [entry_text(row, row.log_index) for row in rows]


def leaves(first: int, count: int) -> list[bytes]:
    """Return the hashes of ``count`` leaves from ``first`` on (from 0), as far as there are entries."""
    return [tree.leaf_hash(text.encode()) for text in texts(first, count)]


def nodes(level: int, first: int, count: int) -> list[bytes]:
    """Return the hashes of nodes of a level, as far as they are kept."""
    if level == 0:
        return leaves(first, count)
    return list(
        session.scalars(
            select(TreeNode.hash)
            .where(TreeNode.level == level, TreeNode.place >= first, TreeNode.place < first + count)
            .order_by(TreeNode.place)
        )
    )


def kept_tiles() -> int:
    """Return of how many full tiles of entries, one after the other from the first, the hash is kept."""
    last = session.scalar(select(func.max(TreeNode.place)).where(TreeNode.level == 1))
    return 0 if last is None else last + 1


def unlike_below() -> list[tuple[int, int]]:
    """Return the level and place of each hash of the tree that is not the one over what is below it, now."""
    kept = session.execute(
        select(TreeNode.level, TreeNode.place, TreeNode.hash).order_by(TreeNode.level, TreeNode.place)
    )
    return [
        (level, place) for level, place, made in kept.all() if made != _over(nodes(level - 1, place * WIDTH, WIDTH))
    ]


def _over(below: list[bytes]) -> bytes | None:
    return tree.fold(below) if len(below) == WIDTH else None


class Tree:
    """The tree as it is kept; a tile of 256 nodes is read once."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def _tile(self, level: int, number: int) -> list[bytes]:
        key = (level, number)
        if key not in self._tiles:
            self._tiles[key] = nodes(level, number * WIDTH, WIDTH)
        return self._tiles[key]

    def full(self, first: int, count: int) -> bytes:
        """Return the hash of a complete subtree (``tree.Full``)."""
        level = 0
        while count >= WIDTH:
            level, first, count = level + 1, first // WIDTH, count // WIDTH
        start = first % WIDTH
        return tree.fold(self._tile(level, first // WIDTH)[start : start + count])

    def root(self, size: int) -> bytes:
        """Return the root over the first ``size`` entries."""
        return tree.root(size, self.full)


def newest_checkpoint() -> SignedCheckpoint | None:
    """Return the checkpoint signed last; None before the first."""
    return session.scalar(select(SignedCheckpoint).order_by(SignedCheckpoint.size.desc()).limit(1))


def checkpoints(limit: int) -> Sequence[SignedCheckpoint]:
    """Return the checkpoints signed last, the newest first."""
    return session.scalars(select(SignedCheckpoint).order_by(SignedCheckpoint.size.desc()).limit(limit)).all()


def witnessed_checkpoint(least: int = 0) -> SignedCheckpoint | None:
    """Return the checkpoint that most witnesses signed lately, the newest of these.

    Of those with at least ``least`` entries; None before the first. So a checkpoint is shown once its witnesses have
    seen it, and without one for long when they are away.
    """
    newest = newest_checkpoint()
    if newest is None:
        return None
    witnesses = select(func.count()).where(Cosignature.size == SignedCheckpoint.size).scalar_subquery()
    lately = (SignedCheckpoint.at > newest.at - PATIENCE_WITH_WITNESSES, SignedCheckpoint.size >= least)
    order = (witnesses.desc(), SignedCheckpoint.size.desc())
    return session.scalar(select(SignedCheckpoint).where(*lately).order_by(*order).limit(1))


def get_checkpoint_or_404() -> SignedCheckpoint:
    """Return the ``witnessed_checkpoint``; NotFound before the first."""
    signed = witnessed_checkpoint()
    if signed is None:
        raise NotFound(_("Nothing is signed yet: that takes a minute after the first entry."))
    return signed


def cosignatures(size: int) -> Sequence[Cosignature]:
    """Return what witnesses signed below the checkpoint of ``size`` entries, by their names."""
    return session.scalars(select(Cosignature).where(Cosignature.size == size).order_by(Cosignature.witness)).all()


def seen_by(witness: str) -> int:
    """Return how many entries of the record a witness has signed for; 0 before the first."""
    return session.scalar(select(func.max(Cosignature.size)).where(Cosignature.witness == witness)) or 0


def note_of(signed: SignedCheckpoint) -> str:
    """Return the note of a checkpoint with the signatures of its witnesses."""
    return signed.note + "".join(one.line for one in cosignatures(signed.size))


def receipt(number: int) -> dict[str, Any]:
    """Return what proves the entry ``number`` to anyone: its text, the way to a root, and who signed that.

    NotFound when there is no such entry, or none signed yet.
    """
    found = session.execute(
        select(Event, Payload, Outbox.log_index, Subject.state)
        .join(Outbox, Outbox.event_id == Event.id)
        .outerjoin(Payload, Payload.event_id == Event.id)
        .outerjoin(Subject, Subject.id == Event.subject_id)
        .where(Event.id == number)
    ).one_or_none()
    signed = witnessed_checkpoint(found.log_index) if found and found.log_index else None
    if found is None or signed is None:
        raise NotFound(_("There is no such entry, or it is not signed yet: that takes a minute."))
    shown = found.Payload and shows(found.Payload.salt, found.state)
    return {
        "format": "igtf receipt 1",
        "entry": entry_text(found.Event, found.log_index),
        "payload": {"salt": found.Payload.salt, "data": found.Payload.data} if shown else None,
        "path": [step.hex() for step in tree.inclusion(found.log_index - 1, signed.size, Tree().full)],
        "checkpoint": note_of(signed),
        "key": signed.key,
    }


def consistency(before: int, size: int) -> list[bytes]:
    """Return the hashes that show that the record of ``size`` entries goes on from that of ``before``."""
    return tree.consistency(before, size, Tree().full)


def _signed_tile(name: str, level: int = 0) -> tuple[int, int]:
    """Return the first node of the tile with a name, and its width; NotFound unless all of it is signed."""
    place, width = _read(name)
    if place * WIDTH + width > _signed_nodes(level):
        raise _no_tile()
    return place * WIDTH, width


def _read(name: str) -> tuple[int, int]:
    try:
        return read_name(name)
    except ValueError:
        raise _no_tile() from None


def _signed_nodes(level: int) -> int:
    newest = newest_checkpoint()
    return newest.size // WIDTH**level if newest else 0


def _no_tile() -> NotFound:
    return NotFound(_("The record has no such tile, or it is not signed yet."))


def tile(level: int, name: str) -> bytes:
    """Return a tile of hashes (C2SP, tlog-tiles) by its name; NotFound when there is none, or it is not signed yet."""
    return b"".join(nodes(level, *_signed_tile(name, level)))


def entries(name: str) -> bytes:
    """Return the bundle of the entries of a tile (C2SP, tlog-tiles) by its name; NotFound as ``tile`` says."""
    return bundle(texts(*_signed_tile(name)))


def contents(name: str) -> list[dict[str, Any] | None]:
    """Return what was said in the signed entries of a tile, each with its salt; None where that is withheld.

    It is no part of the tree, which has its hash, and may go later; so the last tile has the name of a full one too.
    NotFound when none of its entries is signed.
    """
    place, width = _read(name)
    first, last = place * WIDTH, min((place + 1) * WIDTH, _signed_nodes(0))
    if width < WIDTH or last <= first:
        raise _no_tile()
    rows = session.execute(
        select(Payload.data, Payload.salt, Subject.state)
        .select_from(Outbox)
        .join(Event, Event.id == Outbox.event_id)
        .outerjoin(Payload, Payload.event_id == Event.id)
        .outerjoin(Subject, Subject.id == Event.subject_id)
        .where(Outbox.log_index > first, Outbox.log_index <= last)
        .order_by(Outbox.log_index)
    )
    return [{"salt": row.salt, "data": row.data} if shows(row.salt, row.state) else None for row in rows]
