"""What the page of a selection shows: seats, nominees or the numbered pool, sources with entropy, lists, changes."""

import json
from datetime import date
from functools import cache
from typing import Any

from flask import Response
from flask_login import current_user

from igtf.core.errors import NotFound
from igtf.core.policy import Decision
from igtf.people.named import still_worn
from igtf.people.stakeholders import GROUPS, folded
from igtf.people.visitor import acting
from igtf.record.numbers import whole_number
from igtf.selection import filling, queries
from igtf.selection.hindered import hindered
from igtf.selection.models import Selection
from igtf.selection.published import NoDraw
from igtf.selection.queries import backed
from igtf.selection.states import SELECTION
from igtf.selection.words import ANSWERS, CHANGES, TERMS, WHY


def draw_answer(file: dict[str, Any], name: str, *, early: str) -> Response:
    """Return the answer with a published file, called ``name``; NotFound, with ``early``, before its publication."""
    if file["pool_hash"] is None:
        raise NotFound(early)
    text = json.dumps(file, ensure_ascii=False, indent=1) + "\n"
    return Response(text, mimetype="application/json", headers={"Content-Disposition": f"inline; filename={name}"})


def content(selection: Selection) -> dict[str, Any]:
    """Return what the template needs beside the nominees and objections, which are loaded."""
    file = selection.file
    published = file["pool_hash"] is not None
    result, broken = None, ""
    try:
        result = filling.repeat(file) if selection.objections_until else None
    except NoDraw as refusal:
        broken = str(refusal)
    later = result.later if result else []
    return {
        "file": file, "words": {"why": WHY, "changes": CHANGES, "terms": TERMS, "answers": ANSWERS},
        "seats": queries.by_group(selection), "pool": _pool(file) if published else [], "result": result,
        "broken": broken,
        "awaits_draw": published and result is None and selection.subject.phase == "waiting",
        "by_chance": published and filling.needs_draw(file),
        "entropy": (sum(row["bits"] for row in file["sources"]), filling.bits_needed(file)) if published else (0, 0.0),
        "later": [(date.fromisoformat(change["at"]), change, steps) for change, steps in later],
        "stated": _stated(file), "chosen": sorted(result.placed.items()) if result else [],
    }  # fmt: skip


def nominees(selection: Selection) -> list[dict[str, Any]]:
    """Return the nominees by name, each with whether the page says how many support them (``counted``).

    It does where somebody does, and while nominations are open of whoever stands and no constituency puts forward.
    """
    open_now = selection.subject.state == "nominating"
    rows = backed(selection.id)
    for row in rows:
        needs = open_now and row["nominee"].answer == "accepted" and not row["constituencies"]
        row["counted"] = bool(row["supports"]) or needs
    return rows


def _stated(file: dict[str, Any]) -> set[str]:
    """Return the handles of who is in the pool under an affiliation that nobody had confirmed."""
    return {row["handle"] for row in file["nominees"] or [] if folded(row["affiliation"]) in row.get("said", ())}


def own(selection: Selection) -> dict[str, Any]:
    """Return what the page says to a nominee while nominations are open.

    ``asked``: whether they have yet to answer; ``may_stand``: whether they can; ``unbacked``: whether they stand, and
    nobody puts them forward so far; ``unworn``: whether they stand under a hat that they wear no more, and so come into
    no pool; ``hindered``: why whoever stands cannot have any of the seats by now.
    """
    enough = whole_number("nominee_support", selection.subject)

    @cache
    def mine() -> dict[str, Any] | None:
        if selection.subject.state != "nominating" or not current_user.is_authenticated:
            return None
        return next((row for row in backed(selection.id) if row["nominee"].person_id == current_user.id), None)

    def stands(answer: str) -> bool:
        row = mine()
        return row is not None and row["nominee"].answer == answer

    def backing() -> bool:
        row = mine()
        return row is not None and (bool(row["constituencies"]) or row["supports"] >= enough)

    def under() -> Any:
        row = mine()
        return row["hat"] if row and stands("accepted") else None

    def may_stand() -> Decision:
        facts = SELECTION.facts(acting(), selection)
        return SELECTION.decide(SELECTION.move_by_name["stand"], facts, selection.subject.state)

    return {
        "asked": lambda: stands("open"), "may_stand": may_stand,
        "unbacked": lambda: stands("accepted") and not backing(),
        "unworn": lambda: under() and not still_worn(under().id),
        "hindered": lambda: hindered(selection, current_user.id, [under()]) if under() else [],
    }  # fmt: skip


def _pool(file: dict[str, Any]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return the numbered pool by stakeholder group."""
    gone = filling.gone_before(file)
    return [
        (label, [row | {"gone": gone.get((group, row["number"]))} for row in file["nominees"] if row["group"] == group])
        for group, label in GROUPS.items() if any(row["group"] == group for row in file["seats"])
    ]  # fmt: skip
