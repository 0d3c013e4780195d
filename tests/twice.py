"""An act that changes nothing is no act: made once more with the same answers, a move is refused and tells nobody.

Each move has a test that makes it (``moves.txt``). Where that test makes it through a form or the API, it is rehearsed
once more at once: by the same person, with the same answers, and taken back. The test fails where that is accepted and
not named here. What a test makes by its command alone is not asked, nor what opens a subject at its own address.
"""

from collections.abc import Callable, Generator
from typing import Any

import pytest

from igtf.api import moving
from igtf.core.db import session
from igtf.core.errors import Refusal
from igtf.core.workflow import Workflow
from igtf.desk import moves as desk
from igtf.record.moves import rehearse
from tests.moves import made_by

OPENS = "It opens a subject of its own each time, as the form of a new issue does."
WARNS = "A warning is a letter to its person: what goes on after it is warned of again, in the same words if need be."
LONGER = "The same days are given once more, on top of those before."
AGAIN: dict[str, str] = {
    "call.extend": LONGER, "consultation.extend": LONGER,
    "issue.warn": WARNS, "group.warn": WARNS, "draft.warn": WARNS, "consultation.warn": WARNS,
    "body.confirm-contact": "A contact is confirmed anew each year: what changes is the day.",
    "body.send-link": "Each time another link is sent, as the one before may be lost.",
    "statement.revoke-link": "The link that was sent in place of a revoked one can be revoked, too.",
    "call.object": OPENS, "group.ask-question": OPENS, "group.poll-options": OPENS, "group.call-on-charter": OPENS,
    "group.call-meeting": OPENS, "council.call-meeting": OPENS, "consultation.file-issue": OPENS,
    "body.propose-change": OPENS, "statement.respond": OPENS,
}  # fmt: skip
"""The moves that are made once more with the same answers, each with the reason why that is an act of its own."""

_OWED: set[str] = set()
"""The moves that the test which runs is named for, and that it has not made yet."""

_MADE: dict[str, bool] = {}
"""Those that it has made, each with whether it was accepted a second time."""


def _watched(perform: Callable[..., Any]) -> Callable[..., Any]:
    """Return how a door performs a move as one that makes it once more, and takes that back."""

    def run(workflow: Workflow, name: str, thing: Any, given: dict[str, Any], *, by: Any, **how: Any) -> Any:
        done, kind = perform(workflow, name, thing, given, by=by, **how), f"{workflow.kind}.{name}"
        if thing is not None and kind in _OWED:
            _OWED.discard(kind)
            opened = session.info.get("opened")
            try:
                rehearse(workflow, name, done, given, by=by)
            except Refusal:
                _MADE[kind] = False
            else:
                _MADE[kind] = True
            session.info["opened"] = opened
        return done

    return run


for _door in (moving, desk):
    setattr(_door, "perform", _watched(_door.perform))  # noqa: B010 - mypy knows a function, not a place for one


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None, Any, Any]:
    """Fail a test whose move is accepted twice and not named in ``AGAIN``, or is named there and refused."""
    _OWED.clear()
    _MADE.clear()
    _OWED.update(made_by(item.nodeid.partition("[")[0]))
    answer = yield
    accepted = {kind for kind, twice in _MADE.items() if twice}
    unnamed = accepted - AGAIN.keys()
    assert not unnamed, f"made again with the same answers, and recorded a second time: {sorted(unnamed)}"
    refused = AGAIN.keys() & _MADE.keys() - accepted
    assert not refused, f"tests/twice.py names what is refused a second time: {sorted(refused)}"
    return answer
