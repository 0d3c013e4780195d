"""Drafts and groups before the council: opened by their moves, decided by the ballot."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.database.engines import make_engine
from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.council import commands, seating
from igtf.council.models import Ballot, BallotSeat
from igtf.council.rollcall import shown
from igtf.drafts import commands as drafts
from igtf.drafts.policy import DraftFacts
from igtf.drafts.states import DRAFT
from igtf.groups import commands as groups
from igtf.groups.models import Group
from igtf.groups.states import GROUP
from igtf.people.models import Person
from igtf.people.responsible import take_responsibility
from igtf.people.roles import give_role, holders
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import CLOCK_ID, Event, Hat, Payload
from igtf.record.moves import perform
from igtf.record.subjects import enter
from igtf.routing.queries import body_by
from tests.council.councils import make_ballot, make_council
from tests.factories import acts_of, broken_promises, by, later, make_delegate, make_person, sign_in, take_back
from tests.routing.acts import make_body

YES = {"position": "yes", "step": "done"}

TEXT = """---
title: Costs of interconnection
authors:
  - {name: Amadou Exemplar, organisation: Exemplar Union}
addressees: [ITU]
---
# Abstract

Costs should be published.

# Introduction

They are not published today.
"""


@pytest.fixture
def facts(monkeypatch):
    """Let every reader but its author be the responsible member of a draft whose last call has ended."""
    monkeypatch.setattr(
        DRAFT,
        "facts",
        lambda by, draft: DraftFacts(
            signed_in=True, verified=True, clock=by.actor_id == CLOCK_ID, is_responsible=True,
            is_author=draft is not None and draft.subject.opened_by_id == by.actor_id,
            calls={"council-last-call": "closed"},
        ),
    )  # fmt: skip


def author_of(draft):
    return session.get_one(Person, draft.subject.opened_by_id)


def balloted_draft(members, author=None, text=TEXT):
    source = text.replace("Amadou Exemplar, organisation: Exemplar Union", author.actor.name) if author else text
    if body_by("itu") is None:
        make_body("itu")
    draft = drafts.submit(name="costs", source=source, by=by(author or make_person()))
    with writing():
        enter(draft.subject, "last-call", now())
        take_responsibility(draft.id, members[1].id, at=now(), hat_id=None)
    DRAFT.commands["to-ballot"](draft, came_in="Nothing came in.", by=by(members[1]))
    return draft, session.query(Ballot).one()


def test_calendars_that_have_the_day_of_a_ballot_hear_that_it_was_put_off(app, db, facts):
    _secretariat, members = make_council(organisation="")
    draft, _ballot = balloted_draft(members)
    path, reader = f"/feeds/drafts/{draft.subject.ref}.ics", app.test_client()

    def entry(**seen):
        answer = reader.get(path, headers=seen)
        assert answer.status_code == 200
        return Calendar.from_ical(answer.data).walk("VEVENT")[0], {"If-None-Match": answer.headers["ETag"]}

    before, seen = entry()
    assert reader.get(path, headers=seen).status_code == 304
    given = {"reason": "More time.", "step": "done"}
    assert sign_in(app, members[1]).post("/ballots/1/moves/defer", data=given).status_code == 302
    after, _seen = entry(**seen)
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=14)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"], "RFC 5545, 3.8.7.4"


def test_a_draft_is_approved_by_a_passed_ballot(app, db, facts):
    _secretariat, members = make_council(organisation="")
    draft, ballot = balloted_draft(members)
    assert (ballot.rule, ballot.revision_number, ballot.organisations) == (
        "five",
        0,
        ["ITU", "Exemplar Union"],
    )
    assert draft.subject.due_at == ballot.closes_at
    for seat, member in members.items():
        commands.take_position(ballot, position="yes" if seat == 1 else "no-objection", by=by(member))
    drafts.revise(draft, source=TEXT.replace("should", "must"), note="Stronger.", by=by(author_of(draft)))
    assert [line.older for line in shown(ballot, now()).lines if line.name] == [True] * 5
    assert "on an earlier revision" in app.test_client().get("/ballots/1").text
    with later(app, 21):
        run_due(by_clock(now()))
    session.expire_all()
    assert (ballot.subject.state, draft.subject.state) == ("passed", "approved")
    page = app.test_client().get("/ballots/1").text
    assert "the secretariat publishes it, and those whom it addresses are asked to act." in page


def test_a_standing_discuss_returns_the_draft(app, db, facts):
    _secretariat, members = make_council()
    draft, ballot = balloted_draft(members)
    for member in members.values():
        commands.take_position(ballot, position="yes", by=by(member))
    commands.take_position(ballot, position="discuss", ground="unclear", text="Which costs?", by=by(members[28]))
    page = app.test_client().get("/ballots/1").text
    assert "It is too unclear to act on" in page
    assert f"from Discuss to No objection: {members[28].actor.name} (seat 28)" in page
    with later(app, 21):
        run_due(by_clock(now()))
    session.expire_all()
    assert (ballot.subject.state, draft.subject.state) == ("failed", "individual")
    assert "The draft goes back to its group, or to its authors" in app.test_client().get("/ballots/1").text
    place, waits = f"/drafts/{draft.subject.ref}", "The council returned it: read why"
    author, other = sign_in(app, session.get(Person, draft.subject.opened_by_id)), sign_in(app, members[33])
    shown = app.test_client().get(place).text
    above = shown[shown.index("The council returned it") : shown.index("What can happen next")]
    assert f"Ballot 1: Missing: No standing Discuss ({members[28].actor.name})" in above
    assert 'href="/ballots/1"' in above
    assert waits in author.get("/desk").text
    assert waits not in other.get("/desk").text
    with later(app, 22):
        drafts.revise(draft, source=TEXT.replace("should", "must"), note="Which costs.", by=by(author_of(draft)))
        assert "The council returned it" not in app.test_client().get(place).text
        assert waits not in author.get("/desk").text


def test_who_takes_a_position_reads_first_what_the_draft_asks(app, db, facts):
    _secretariat, members = make_council()
    asks = "asks:\n  - addressee: ITU\n    action: Publish the costs.\n"
    balloted_draft(members, text=TEXT.replace("addressees: [ITU]\n", asks))
    page = sign_in(app, members[1]).get("/ballots/1").text
    places = [page.index(said) for said in ("<h2>What it asks</h2>", "Publish the costs.", ">Your position</h2>")]
    assert places == sorted(places)
    assert "For a Discuss: one of the permitted grounds." in page
    assert "Block" not in page, "none can be taken here"


def test_members_of_an_authors_organisation_stand_aside(app, db, facts):
    _secretariat, members = make_council()
    insider = members[28]
    from igtf.people.commands import add_hat

    add_hat(insider, stakeholder_group="civil", capacity="personal", organisation="EXEMPLAR union", by=by(insider))
    _draft, ballot = balloted_draft(members)
    frozen = session.get(BallotSeat, (ballot.id, 28))
    assert frozen.recused_for == "Exemplar Union"
    with pytest.raises(NotAllowed, match="recused"):
        commands.take_position(ballot, position="yes", by=by(insider))
    assert "Belongs to Exemplar Union." in app.test_client().get("/ballots/1").text


def test_an_author_who_sits_on_the_council_stands_aside_and_the_page_says_why(app, db, facts):
    _secretariat, members = make_council()
    author = members[28]
    _draft, ballot = balloted_draft(members, author)
    refused = sign_in(app, author).post(f"/ballots/{ballot.subject.ref}/moves/take-position", data=YES)
    assert (refused.status_code, "You are recused" in refused.text) == (403, True)
    taken = sign_in(app, members[1]).post(f"/ballots/{ballot.subject.ref}/moves/take-position", data=YES)
    assert taken.status_code == 302
    reader = app.test_client()
    for page in (f"/ballots/{ballot.subject.ref}", f"/ballots/{ballot.subject.ref}/seats/28"):
        assert "stands aside: wrote the draft, or edits it" in reader.get(page).text
        assert ": a écrit le projet, ou en est rédacteur" in reader.get(page, headers={"Accept-Language": "fr"}).text
        assert "Belongs to" not in reader.get(page).text
    record = reader.get(f"/council/members/{author.actor.handle}").text
    assert "Stood aside (<bdi>wrote the draft, or edits it</bdi>)" in record


def test_who_posted_or_edits_a_draft_stands_aside_as_its_authors_do(app, db, facts):
    _secretariat, members = make_council()
    poster, editor, other = members[28], members[33], members[1]
    make_body("itu")
    draft = drafts.submit(name="costs", source=TEXT, by=by(poster))
    with writing():
        enter(draft.subject, "last-call", now())
        give_role(editor.id, "editor", at=now(), subject_id=draft.id)
    DRAFT.commands["to-ballot"](draft, came_in="Nothing came in.", by=by(other))
    page = app.test_client().get("/ballots/1").text
    assert page.count("stands aside: wrote the draft, or edits it") == 2
    answers = [sign_in(app, who).post("/ballots/1/moves/take-position", data=YES) for who in (poster, editor, other)]
    assert [answer.status_code for answer in answers] == [403, 403, 302]
    assert all("You are recused" in answer.text for answer in answers[:2])


def test_a_reason_kept_in_english_becomes_one_of_the_table_and_an_organisation_stays(app, db, db_url, facts):
    from alembic import command
    from alembic.config import Config

    _secretariat, members = make_council()
    _draft, ballot = balloted_draft(members, members[28])
    seats = select(BallotSeat.number, BallotSeat.recused_for).where(BallotSeat.recused_for.is_not(None))
    with writing():
        session.get_one(BallotSeat, (ballot.id, 1)).recused_for = "Exemplar Union"
    settings = Config(toml_file="pyproject.toml")
    settings.attributes["engine"] = engine = make_engine(db_url)
    ways = (command.downgrade, "0031", "author of the draft"), (command.upgrade, "head", "reason:author")
    for go, revision, said in ways:
        session.rollback()
        go(settings, revision)
        assert dict(session.execute(seats).all()) == {1: "Exemplar Union", 28: said}
    engine.dispose()


@pytest.mark.parametrize(("months", "aside"), [(5, True), (7, False)])
def test_a_hat_that_was_laid_down_not_long_before_makes_its_wearer_stand_aside(app, db, facts, months, aside):
    _secretariat, members = make_council()
    insider = members[28]
    client = sign_in(app, insider)
    hat = {"stakeholder_group": "civil", "capacity": "personal", "organisation": "Exemplar Union"}
    assert client.post("/account/hat", data=hat).status_code == 302
    assert client.post(f"/account/hats/{by(insider).hat_id}/end").status_code == 302
    with later(app, 30.5 * months):
        _draft, ballot = balloted_draft(members)
        answer = sign_in(app, insider).post(f"/ballots/{ballot.subject.ref}/moves/take-position", data=YES)
        assert (answer.status_code, "You are recused" in answer.text) == ((403, True) if aside else (302, False))
        other = sign_in(app, members[1]).post(f"/ballots/{ballot.subject.ref}/moves/take-position", data=YES)
        assert other.status_code == 302


def test_the_hat_of_a_seat_is_kept_as_long_as_the_seat_and_makes_its_wearer_stand_aside(app, db, facts):
    secretariat, members = make_council(organisation="Exemplar Union of seat {}")
    insider = members[28]
    client, own = sign_in(app, insider), by(insider).hat_id
    assert client.post("/account/hat", data={"stakeholder_group": "civil", "capacity": "personal"}).status_code == 302
    refused = client.post(f"/account/hats/{own}/end", follow_redirects=True)
    assert "You sit on the council under this hat" in refused.text
    assert session.get_one(Hat, own).ended_at is None
    with writing():  # as those hats were that were laid down before this was refused
        session.get_one(Hat, own).ended_at = now()
    with later(app, 300):
        make_body("itu")
        draft = drafts.submit(name="costs", source=TEXT.replace("Exemplar Union", "Exemplar Union of seat 28"),
                              by=by(make_person()))  # fmt: skip
        with writing():
            enter(draft.subject, "last-call", now())
        DRAFT.commands["to-ballot"](draft, came_in="Nothing came in.", by=by(members[1]))
        answer = sign_in(app, insider).post("/ballots/1/moves/take-position", data=YES)
        assert (answer.status_code, "You are recused" in answer.text) == (403, True)
        assert sign_in(app, members[1]).post("/ballots/1/moves/take-position", data=YES).status_code == 302
    with writing():
        session.get_one(Hat, own).ended_at = None
    seating.unseat(28, reason="Resigned.", by=by(secretariat))
    assert "no longer" in client.post(f"/account/hats/{own}/end", follow_redirects=True).text
    session.rollback()
    assert session.get_one(Hat, own).ended_at is not None


def test_a_failed_ballot_on_a_directorate_leaves_it_where_it_was_and_the_next_one_establishes_it(app, db):
    _secretariat, members = make_council()
    chair = make_person()
    group = groups.establish(
        acronym="costs", title="Costs", kind="directorate", summary="Reviews costs.", mandate="Review costs.",
        chairs=chair.actor.handle, by=by(members[1]),
    )  # fmt: skip
    assert group.subject.state == "chartering"
    opened = sign_in(app, members[1]).post("/groups/costs/moves/to-ballot", data={"step": "done"})
    assert opened.status_code == 302, opened.text
    session.rollback()
    ballot = session.query(Ballot).one()
    assert (ballot.rule, ballot.subject.group_id) == ("half", group.id)
    again = sign_in(app, members[1]).post("/groups/costs/moves/to-ballot", data={"step": "done"})
    assert again.status_code == 403
    with later(app, 21):
        run_due(by_clock(now()))
        session.expire_all()
        assert (ballot.subject.state, group.subject.state, group.pending.state) == ("failed", "chartering", "draft")
        assert "The charter is a draft again" in app.test_client().get("/ballots/1").text
        waits = sign_in(app, members[1]).get("/desk").text
        assert ["read why, and revise it" in waits, "Bring the group on its way" in waits] == [True, False]
        given = {"charter": "Review costs, and nothing else.", "note": "Narrower."}
        perform(GROUP, "revise-charter", group, given, by=by(members[1], ballot.subject.state_since))
        desk = sign_in(app, members[1])
        assert desk.post("/groups/costs/moves/to-ballot", data={"step": "done"}).status_code == 302
        session.rollback()
        second = session.query(Ballot).order_by(Ballot.id.desc()).limit(1).one()
        for member in members.values():
            commands.take_position(second, position="yes", by=by(member))
    with later(app, 43):
        run_due(by_clock(now()))
    session.expire_all()
    assert (second.subject.state, group.subject.state) == ("passed", "active")
    assert GROUP.state_by_name[group.subject.state].phase == "work"


REVISE = {"The council did not pass it: read why, and revise it"}


def passed_without_chairs(app, members):
    """Let the ballot on the charter pass, which returns it to draft and names no chairs; return the group's page."""
    ballot = session.query(Ballot).one()
    for member in members.values():
        commands.take_position(ballot, position="yes", by=by(member))
    with later(app, 21):
        run_due(by_clock(now()))
        session.expire_all()
        group = session.query(Group).one()
        assert (ballot.subject.state, group.subject.state, group.pending.state) == ("passed", "chartering", "draft")
        assert list(holders("chair", group.id)) == []
        return app.test_client().get("/groups/costs").text


def test_who_is_named_may_not_chair_without_who_stepped_aside(app, db):
    _secretariat, members = make_council()
    chairs = [make_person(group=group) for group in ("civil", "civil", "technical")]
    groups.establish(
        acronym="costs", title="Costs", kind="directorate", summary="Reviews costs.", mandate="Review costs.",
        chairs=", ".join(chair.actor.handle for chair in chairs), by=by(members[1]),
    )  # fmt: skip
    desk, aside = sign_in(app, members[1]), "/groups/costs/moves/step-aside"
    assert sign_in(app, chairs[2]).post(aside).status_code == 302
    refused = desk.post("/groups/costs/moves/to-ballot", data={"step": "done"})
    assert (refused.status_code, "at least two stakeholder groups" in refused.text) == (403, True)
    assert "Name other people first." in refused.text
    named = {"chairs": f"{chairs[0].actor.handle}, {chairs[2].actor.handle}, {chairs[1].actor.handle}"}
    assert desk.post("/groups/costs/moves/name-others", data=named).status_code == 302
    assert desk.post("/groups/costs/moves/to-ballot", data={"step": "done"}).status_code == 302
    assert sign_in(app, chairs[2]).post(aside).status_code == 302, "nobody is held, also during the ballot"
    page = passed_without_chairs(app, members)
    assert "returned the charter to draft" in page
    assert "not all who were named as chairs may take office still" in page


def test_a_charter_that_passed_goes_to_the_ballot_again_as_it_reads_once_others_are_named(app, db):
    _secretariat, members = make_council()
    first, second = make_person(), make_person(group="technical")
    groups.establish(
        acronym="costs", title="Costs", kind="directorate", summary="Reviews costs.", mandate="Review costs.",
        chairs=f"{first.actor.handle}, {second.actor.handle}", by=by(members[1]),
    )  # fmt: skip
    desk, moves = sign_in(app, members[1]), "/groups/costs/moves"
    assert desk.post(f"{moves}/to-ballot", data={"step": "done"}).status_code == 302
    for chair in (first, second):
        assert sign_in(app, chair).post(f"{moves}/step-aside").status_code == 302
    once = "Once others are named as chairs, it can come before the council again."
    assert once in passed_without_chairs(app, members)
    assert once in app.test_client().get("/ballots/1").text
    assert not REVISE & set(acts_of(members[1])), "the council passed the text"
    assert "Bring the group on its way" in acts_of(members[1])
    assert desk.post(f"{moves}/to-ballot", data={"step": "done"}).status_code == 403, "nobody is named"
    assert desk.post(f"{moves}/name-others", data={"chairs": first.actor.handle}).status_code == 302
    assert desk.post(f"{moves}/to-ballot", data={"step": "done"}).status_code == 302
    assert broken_promises() == []


def test_whose_hat_is_confirmed_no_longer_takes_no_office_with_the_charter(app, db):
    _secretariat, members = make_council()
    first, second = make_delegate("first", group="private"), make_person()
    groups.establish(
        acronym="costs", title="Costs", kind="directorate", summary="Reviews costs.", mandate="Review costs.",
        chairs=f"first, {second.actor.handle}", by=by(members[1]),
    )  # fmt: skip
    assert sign_in(app, members[1]).post("/groups/costs/moves/to-ballot", data={"step": "done"}).status_code == 302
    take_back(app, first)
    assert "not all who were named as chairs may take office still" in passed_without_chairs(app, members)


def test_the_record_names_whose_objections_opened_a_ballot_in_their_order(app, db):
    _secretariat, members = make_council()
    make_ballot(members)
    _first, second, third, *_rest = members.values()
    opened = session.scalars(select(Payload.data).join(Event, Event.id == Payload.event_id)
                             .where(Event.kind == "ballot.open")).one()  # fmt: skip
    assert opened["objectors"] == f"{second.actor.handle}, {third.actor.handle}"
