"""What the API shows beside the entries of the record: rows, people and comments as JSON values."""

import re
from functools import cache
from typing import Any

from flask import Response
from sqlalchemy import inspect, select
from sqlalchemy.orm import Mapper

from igtf.core.db import Base, session
from igtf.core.text.jsontext import json_text
from igtf.people.countries import country
from igtf.proof.shapes import ROOT, actor_of, hat_of
from igtf.record.models import HIDDEN, Actor, Subject
from igtf.record.moves import url_of

_INTERNAL = re.compile(r"(^|_)(html|e?mail|address|token|password|secret|key|hash)(_|$)|^id$|^state_before$")
_PUBLIC = {"hash", "sent_hash"}


def answer(data: Any, status: int = 200) -> Response:
    """Return ``data`` as JSON; moments in UTC, dates as year-month-day."""
    return Response(json_text(data) + "\n", status, mimetype="application/json")


def place_of(subject: Any) -> str:
    """Return the address of a subject (anything with kind and ref) in the API."""
    return f"{ROOT}{url_of(subject)}"


def link_of(row: Any) -> dict[str, Any]:
    """Return what a link to a subject says."""
    return {
        "kind": row.kind, "ref": row.ref, "title": row.title, "state": row.state, "phase": row.phase,
        "url": url_of(row), "self": place_of(row),
    }  # fmt: skip


def item_of(row: Any, group: str | None, opened_by: str | None) -> dict[str, Any]:
    """Return a subject as lists show it, with the acronym of its group and the handle of who opened it."""
    return {
        "number": int(row.ref) if re.fullmatch(r"[0-9]{1,18}", row.ref) else None,
        "ref": row.ref, "kind": row.kind, "title": row.title, "summary": row.summary, "state": row.state,
        "phase": row.phase, "topic": row.topic, "group": group, "opened_by": opened_by,
        "opened_at": row.opened_at, "active_at": row.active_at, "state_since": row.state_since,
        "due_at": row.due_at,
        "counts": {"comments": row.comment_count, "supporters": row.support_count,
        "followers": row.follower_count},
        "revision": row.revision, "url": url_of(row), "self": place_of(row),
    }  # fmt: skip


def person_of(row: Any, hats: list[Any]) -> dict[str, Any]:
    """Return a person as lists show them; nothing that is not on the person's public page."""
    where = country(row.country)
    return {
        "handle": row.handle, "name": row.name, "country": row.country, "m49": (where and where.m49) or None,
        "claimed": row.claimed, "joined_at": row.joined_at,
        "hats": [dict(hat_of(hat) or {}, since=hat.started_at) for hat in hats], "url": f"/people/{row.handle}",
        "self": f"{ROOT}/people/{row.handle}",
    }  # fmt: skip


def comment_of(row: Any) -> dict[str, Any]:
    """Return a comment, with the revision of its subject; a hidden one keeps its place with the reason."""
    comment = row.Comment
    return {
        "number": comment.id, "at": row.at, "author": actor_of(row.Actor), "hat": hat_of(row.Hat),
        "text": None if comment.hidden_at else comment.text, "hidden_reason": comment.hidden_reason,
        "quotes": comment.quotes_id, "edited_at": comment.edited_at,
        "paragraph": comment.part, "quoted": comment.quoted, "resolved_at": comment.resolved_at,
        "resolved_reason": comment.resolved_reason, "subject_revision": row.revision, "url": f"/comments/{comment.id}",
        "self": f"{ROOT}/comments/{comment.id}",
    }  # fmt: skip


def _named(key: str) -> bool:
    return key in _PUBLIC or not _INTERNAL.search(key)


def _targets(mapper: Mapper[Any], key: str) -> str:
    """Return what a column points to: 'actor', 'subject', '' for a plain value, 'row' for anything else."""
    table = next((key.column.table for key in mapper.columns[key].foreign_keys), None)
    if table is None:
        return ""
    if table.name in ("actor", "person"):
        return "actor"
    roots = {foreign.column.table.name for column in table.primary_key for foreign in column.foreign_keys}
    return "subject" if table.name == "subject" or roots == {"subject"} else "row"


@cache
def columns_shown(mapper: Mapper[Any]) -> list[tuple[str, str]]:
    """Return which columns of a table details show, each with what it points to: 'actor', 'subject', '' for a value.

    Not what is internal, long texts that are loaded apart, and numbers of rows.
    """
    shown = [
        (key, _targets(mapper, key))
        for key in mapper.columns.keys()  # noqa: SIM118 – a collection of columns, not a dictionary
        if _named(key) and not mapper.column_attrs[key].deferred
    ]
    return [(key, target) for key, target in shown if target != "row" and (target or not key.endswith("_id"))]


@cache
def beside_shown(mapper: Mapper[Any]) -> list[str]:
    """Return which rows details show with one of a table: those that it loads with itself.

    Subjects and actors are named by their column already, and so is a row that has a subject of its own.
    """
    named = {key.removesuffix("_id") for key, target in columns_shown(mapper) if target}
    return [
        relation.key
        for relation in mapper.relationships
        if relation.lazy == "joined" and not issubclass(relation.mapper.class_, Subject | Actor)
        and relation.key not in named
    ]  # fmt: skip


class NamesWanted:
    """Names to be filled in: people and subjects by their ids, found with one query each at the end."""

    def __init__(self) -> None:
        self.wanted: dict[str, dict[int, list[tuple[dict[str, Any], str]]]] = {"actor": {}, "subject": {}}

    def want(self, target: str, number: int | None, shown: dict[str, Any], name: str) -> None:
        """Put under ``name`` of ``shown`` an actor's handle or the link to a subject; null without one."""
        shown[name] = None
        if number is not None:
            self.wanted[target].setdefault(number, []).append((shown, name))

    def fill(self) -> None:
        """Fill in what was wanted, but for what a moderator has hidden; at most two queries."""
        people, subjects = self.wanted["actor"], self.wanted["subject"]
        columns = (Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase)
        found: list[tuple[list[tuple[dict[str, Any], str]], Any]] = []
        if people:
            rows = session.execute(select(Actor.id, Actor.handle).where(Actor.id.in_(people)))
            found += [(people[row.id], row.handle) for row in rows]
        if subjects:
            others = session.execute(select(*columns).where(Subject.id.in_(subjects), Subject.state != HIDDEN))
            found += [(subjects[row.id], link_of(row)) for row in others]
        for places, value in found:
            for shown, name in places:
                shown[name] = value


def _own(row: Any, names: NamesWanted) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for key, target in columns_shown(inspect(type(row))):
        if target:
            names.want(target, getattr(row, key), shown, key.removesuffix("_id"))
        else:
            shown[key] = getattr(row, key)
    return shown


def details_of(thing: Base, names: NamesWanted) -> dict[str, Any]:
    """Return the kind's own columns, and those of what it loads with itself (an outcome's occasion)."""
    shown = _own(thing, names)
    for key in beside_shown(inspect(type(thing))):
        beside = getattr(thing, key)
        shown[key] = None if beside is None else _own(beside, names)
    return shown
