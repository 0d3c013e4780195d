"""What ``igtf draw`` prints: the draw of a published file, repeated from nothing but that file."""

import json
from collections.abc import Iterator
from typing import Any

from igtf.people.stakeholders import GROUPS
from igtf.recall import panel
from igtf.selection.filling import LOT, FillingResult, FillingStep, bits_needed, needs_draw, repeat
from igtf.selection.published import NoDraw
from igtf.selection.words import CHANGES, WHY


def lines(text: str) -> Iterator[str]:
    """Yield the lines that tell the draw of the file ``text``; ValueError with a sentence when it has none."""
    try:
        file = json.loads(text)
    except (RecursionError, ValueError) as error:
        raise NoDraw(f"The file is not JSON: {error}.") from error
    if isinstance(file, dict) and file.get("format") in panel.FORMATS:
        yield from _panel(file)
        return
    try:
        result = repeat(file)
    except (KeyError, TypeError, AttributeError) as error:
        raise NoDraw(f"A part of the file is missing or of another kind: {error}.") from error
    yield from _head(file, result)
    for own in result.lists:
        yield f"\n{GROUPS[own.group]}: {'drawn by lot' if own.drawn else 'a seat for each nominee, nothing drawn'}"
        yield f"  order: {' '.join(map(str, own.order)) or 'nobody'}"
        yield from (f"  {place:3}. {_told(step)}" for place, step in enumerate(own.steps, 1))
    yield from _later(result)
    yield "\nSeats"
    for seat, named in sorted(result.placed.items()):
        lot = ", drawn by lot" if file["terms"] == LOT else ""
        yield f"  {seat:3}  {named.name} ({named.handle}), {result.years[seat]} years{lot}"


def _panel(file: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the draw of a panel on a recall."""
    try:
        key, order = panel.repeat(file)
        given = sum(source["bits"] for source in file["sources"])
        yield f"Recall {file['recall']}: a panel of {file['places']}"
        yield f"pool: {len(order)} volunteers, SHA-256 {file['pool_hash']} (holds)"
        yield f"entropy: {given} bits from the sources, {panel.bits_needed(file):.1f} needed"
        yield from (f"source: {row['name']}, {row['at']} UTC: {row['numbers']}" for row in file["sources"])
        yield f"key: {key or 'none, nothing is drawn'}"
        gone, chosen = panel.gone(file), [row["number"] for row in panel.seated(file, order)]
        for place, row in enumerate(order, 1):
            told = "on the panel" if row["number"] in chosen else "not drawn"
            if row["number"] in gone:
                told = f"passed over: {CHANGES[gone[row['number']]]}"
            yield f"  {place:3}. no. {row['number']}, {row['name']} ({row['handle']}): {told}"
    except (KeyError, TypeError, AttributeError) as error:
        raise NoDraw(f"A part of the file is missing or of another kind: {error}.") from error


def _head(file: dict[str, Any], result: FillingResult) -> Iterator[str]:
    yield f"Selection {file['selection']}"
    yield f"pool: {len(file['nominees'])} nominees for {len(file['seats'])} seats, SHA-256 {file['pool_hash']} (holds)"
    if file.get("taken"):
        yield f"left to another selection: seats {', '.join(map(str, file['taken']))}"
    if needs_draw(file):
        given = sum(source["bits"] for source in file["sources"])
        yield f"entropy: {given} bits from the sources, {bits_needed(file):.1f} needed"
        yield from (f"source: {row['name']}, {row['at']} UTC: {row['numbers']}" for row in file["sources"])
        yield f"key: {result.key}"


def _told(step: FillingStep) -> str:
    end = f"seat {step.seat}" if step.seat else f"passed over: {WHY[step.why]}"
    return f"no. {step.number}, {step.name} ({step.handle}): {end}"


def _later(result: FillingResult) -> Iterator[str]:
    for change, steps in result.later:
        yield f"\n{change['at']}: {GROUPS[change['group']]} no. {change['number']} {CHANGES[change['why']]}"
        yield from (f"  next on the list: no. {step.number}, {step.name}, seat {step.seat}" for step in steps)
