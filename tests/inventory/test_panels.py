"""What can happen next has one step that leads on, and does not press who reads with all the others."""

import re

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.people.models import Person
from igtf.record.models import Actor
from igtf.subject.elements import STEPS_SHOWN
from tests.factories import sign_in
from tests.inventory.test_buttons import pages

PARTING = re.compile(r"(withdraw.*|leave|abandon|conclude|cancel|drop.*|take-back|step-.*|end-(?!absence).*)$")
_STEP = re.compile(r'<a class="button( plain)?" href="[^"]*/moves/([a-z-]+)"|<button( class="plain")?>')


def panel(page: str) -> tuple[str, str]:
    """Return what the panel of a page shows of the open steps, and what it folds."""
    steps = page.partition('<section class="next"')[2].partition("</section>")[0]
    shown, _end, rest = steps.partition("<details>")
    return shown, rest if rest.startswith("<summary>More acts</summary>") else ""


def test_one_step_leads_on_and_many_are_folded(story):
    folded = 0
    with story.app_context():
        for handle in ("amadou", "ines", "noor", "secretariat-desk", "hana"):
            person = session.scalars(
                select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == handle)
            ).one()
            client = sign_in(story, person)
            for path in pages():
                shown, more = panel(client.get(path).text)
                steps = _STEP.findall(shown)
                filled = [name for plain, name, dull in steps if not plain and not dull]
                assert filled in ([], [steps[0][1]] if steps else []), (handle, path)
                assert len(steps) <= STEPS_SHOWN + (not more), (handle, path)
                folded += bool(more)
    assert folded > 2


def test_the_chair_of_a_group_has_one_primary_step_and_leaves_last(story):
    with story.app_context():
        chair = session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "amadou")).one()
        shown, more = panel(sign_in(story, chair).get("/groups/newiss").text)
    assert [name for plain, name, _dull in _STEP.findall(shown) if not plain] == ["update-milestone"]
    names = [name for _plain, name, _dull in _STEP.findall(more)]
    assert names[-1] == "step-down"
    assert {"name-officer", "poll-options"} <= set(names)


def test_what_ends_leaves_or_takes_back_is_offered_last():
    forgotten = [
        f"{workflow.kind}.{move.name}"
        for workflow in WORKFLOWS.values()
        for move in workflow.moves
        if move.offered and move.sources and PARTING.match(move.name) and not move.parting
    ]
    assert forgotten == []
