"""A folder of drafts that is imported again, while its draft has gone on here."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from igtf.consensus.models import Objection
from igtf.core.clock import now
from igtf.core.db import session
from igtf.drafts.importing import import_drafts
from igtf.drafts.models import Draft, Revision
from igtf.groups.states import GROUP
from igtf.record.by import by_clock
from igtf.record.invariants import broken
from igtf.record.models import Event
from tests.consensus.test_openings import GROUP_FORM
from tests.drafts.folder import DATES, TEXT, make_folder
from tests.factories import later, make_person, sign_in, state_of, tick

NAME = "draft-example-records"
DECLARED = {"decided": "So.", "dealt": "", "tradeoffs": "None.", "look_again": "Never.", "step": "done"}


@pytest.fixture
def chair(app, db):
    """Return a client of the chair of an active group."""
    member, chair = make_person("member", roles=("council",)), make_person("chair")
    made = sign_in(app, member).post("/groups/new/establish", data=GROUP_FORM)
    assert made.status_code == 302, made.text
    GROUP.commands["charter"](GROUP.load(member.id, "costs"), by=by_clock(now()))
    return sign_in(app, chair)


def listed(folder, *numbers, newest=DATES[-1]):
    """Write the folder with these revisions only; what is none of the sample has a text of its own, of ``newest``."""
    make_folder(folder)
    rows = ["revision,tag_date"]
    for number in numbers:
        if number >= len(DATES):
            (folder / f"{NAME}-{number:02d}.md").write_text(TEXT.format(what=f"{number} things"))
        rows.append(f"{NAME}-{number:02d},{[*DATES, newest][number]}")
    (folder / "INDEX.csv").write_text("\n".join(rows) + "\n")
    return folder


def imported(folder, *numbers, **more):
    report = import_drafts(listed(folder, *numbers, **more), source="Sample")
    session.rollback()
    return report


def post(client, path, **given):
    answer = client.post(path, data=given)
    assert answer.status_code == 302, answer.text


def call_for_adoption(chair):
    post(chair, f"/drafts/{NAME}/moves/call-for-adoption", group="costs", days="14", question="Adopt?")


def newest():
    session.rollback()
    return session.scalars(select(Draft)).one().current.label


def test_a_draft_that_was_adopted_is_found_by_its_former_name(app, chair, tmp_path):
    assert imported(tmp_path, 0, 1).imported == 2
    call_for_adoption(chair)
    post(sign_in(app, make_person()), "/calls/1/moves/take-position", position="support")
    with later(app, 15):
        tick()
        post(chair, "/calls/1/moves/declare", result="consensus", **DECLARED)
        make_person("otso")
        post(chair, f"/drafts/{NAME}/moves/adopt", name="records", editors="otso")
        again = imported(tmp_path, 0, 1, 2)
    assert (again.imported, again.known, again.refused) == (0, 2, 1)
    assert f"{NAME} was adopted here as draft-igtf-costs-records" in again.lines[-1]
    assert newest() == "draft-igtf-costs-records-00"
    assert session.scalar(select(func.count()).select_from(Revision)) == 3


def test_no_revision_from_elsewhere_passes_by_a_call_and_raisers_are_asked_after_it(app, chair, tmp_path):
    imported(tmp_path, 0)
    call_for_adoption(chair)
    raiser = sign_in(app, make_person("raiser"))
    post(raiser, "/calls/1/moves/object", reason="Prices are missing.", change="Add them.")

    def refused():
        report = imported(tmp_path, 0, 1)
        assert (report.imported, report.known, report.refused) == (0, 1, 1)
        assert "takes no revision from elsewhere now: it is before a group" in report.lines[-1]
        return newest() == f"{NAME}-00"

    assert refused()
    assert state_of("call", "1") == "open"
    with later(app, 15):
        tick()
        assert refused()
        post(chair, "/objections/1/moves/answer", answer="No.")
        post(chair, "/calls/1/moves/estimate", result="divergence", reason="Prices.")
    with later(app, 19):
        tick()
        post(chair, "/calls/1/moves/declare", result="divergence", **DECLARED | {"dealt": "It stands."})
        assert refused()
        post(chair, f"/drafts/{NAME}/moves/decline-adoption", reason="Not ours.")
        after = imported(tmp_path, 0, 1)
        assert (after.imported, after.known, after.refused) == (1, 1, 0)
        assert newest() == f"{NAME}-01"
        kinds = session.scalars(select(Event.kind).order_by(Event.id.desc()).limit(2)).all()
        assert kinds == ["draft.revise", "objection.ask-raiser"]
        assert session.scalars(select(Objection)).one().asked_about == f"{NAME}-01"
        assert not [found for _name, _sentence, found in broken() if found]


def test_a_revision_from_elsewhere_puts_off_that_its_draft_expires_where_it_is_new(app, db, tmp_path):
    def due():
        session.rollback()
        return session.scalars(select(Draft)).one().subject.due_at

    imported(tmp_path, 0, 1)
    tick()
    warned = due()
    assert warned is not None
    assert imported(tmp_path, 0, 1, 2).imported == 1
    assert due() == warned  # it is older than the warning
    assert imported(tmp_path, 0, 1, 2, 3, newest=(now() - timedelta(days=1)).isoformat()).imported == 1
    assert due() is None
    with later(app, 30):
        tick()
        assert state_of("draft", NAME) == "individual"
