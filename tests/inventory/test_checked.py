"""A move without a form that tells many or outsiders, or that nothing takes back, is shown once more before it is done.

A form is a page before the act by itself. A move without one is a button on the subject's page: with ``checked`` it
leads to the page that says who is told of it.
"""

import pytest

from igtf.core.workflow import WORKFLOWS, Move
from igtf.record.audiences import AUDIENCES
from igtf.record.kinds import kind_of

MANY = {
    "council", "council with a chair", "ballot seats", "silent seats", "members", "members who reply", "invited",
    "who is invited", "officers", "contact", "contact by mail", "contact with a new link", "contacts of the bodies",
}  # fmt: skip
"""The audiences of which nobody should be told by a slip: many at once, and who answers for an organisation."""

AT_ONCE = {
    "issue.volunteer": "Another member takes it over in the same way.",
    "issue.support": "end-support", "issue.end-support": "support", "issue.renew-support": "end-support",
    "group.end-support": "support", "group.join": "leave", "group.leave": "join",
    "group.end-absence": "declare-absence", "group.end-relief": "ask-relief",
    "group.volunteer": "give-up",
    "procedure-change.support": "end-support", "procedure-change.end-support": "support",
    "procedure-change.take-on": "give-up",
    "draft.confirm-authorship": "It says what is so to the other authors; the next revision can leave the name out.",
    "draft.deny-authorship": "confirm-authorship",
    "draft.volunteer": "give-up",
    "objection.withdraw-second": "second", "minority.sign": "withdraw-signature", "minority.withdraw-signature": "sign",
    "review.accept": "decline",
    "meeting.open": "Its time has come, nobody is told, and it can be open too early by minutes only.",
    "meeting.close-hum": "Nobody is told, and another hum can be asked for.",
    "appeal.acknowledge": "It decides nothing: who appealed learns that the appeal was received.",
}  # fmt: skip
"""The moves without a form that are made by one click: the move that takes it back, or why none has to."""


def _formless() -> dict[str, Move]:
    return {
        f"{workflow.kind}.{move.name}": move
        for workflow in WORKFLOWS.values()
        for move in workflow.moves
        if move.offered and move.form is None
    }


def _told(move: Move) -> set[str]:
    """Return the audiences of a move, and of what it opens."""
    return {*move.tells, *(name for each in move.through for name in kind_of(each).tells)}


def test_what_tells_many_is_shown_once_more_before_it_is_done(app):
    assert set(AUDIENCES) >= MANY
    unwarned = [name for name, move in _formless().items() if _told(move) & MANY and not move.checked]
    assert unwarned == []


def test_what_is_done_by_one_click_is_taken_back_or_harms_nobody(app):
    at_once = {name: move for name, move in _formless().items() if not move.checked}
    assert set(at_once) == set(AT_ONCE)


@pytest.mark.parametrize("name", [name for name, back in AT_ONCE.items() if " " not in back])
def test_the_way_back_of_one_click_is_open_where_it_leads(app, name):
    kind, _dot, _name = name.partition(".")
    move, back = _formless()[name], WORKFLOWS[kind].move_by_name[AT_ONCE[name]]
    assert back.offered
    assert set(back.sources) & set(move.targets or move.sources)
