"""What a new revision does to calls and objections: start anew, review, and the question to each raiser."""

import re
from datetime import timedelta

from sqlalchemy import func, select

from igtf.consensus.due import silent_people
from igtf.consensus.models import Call, Objection, Position
from igtf.consensus.raisers import PURPOSE
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.desk.waiting import on_desk
from igtf.notice.worker import work_once
from igtf.people.commands import add_hat
from igtf.people.links import link_path
from igtf.record.models import Actor, Event, Hat, Payload
from tests.consensus.world import DECLARATION, DRAFT, call
from tests.drafts.samples import SHORT
from tests.factories import (
    broken_promises,
    by,
    later,
    leave_address,
    mails_to,
    make_person,
    sign_in,
    state_of,
    take_back,
    tick,
)
from tests.groups.making import bof
from tests.meetings.making import call_form


def test_a_revision_during_the_call_starts_it_anew(app, world):
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    world.object(world.raises)
    world.revise(world.author, "More.", 403)
    with later(app, 5):
        world.revise(world.chair, "More.")
        found = call()
        assert (found.subject.state, found.round, found.revision_number) == ("open", 2, 1)
        assert found.closes_at == found.subject.due_at
        assert timedelta(days=13) < found.closes_at - now() <= timedelta(days=14)
        assert session.scalar(select(func.count()).where(Event.kind == "call.start-anew")) == 1
        # Who has an objection still objects; everybody else is asked again.
        rounds = dict(session.execute(select(Position.value, Position.round).where(Position.call_id == found.id)).all())
        assert rounds == {"support": 1, "object": 2}
        assert world.other.id in silent_people(found.id)
        assert world.raiser.id not in silent_people(found.id)
        page = world.helps.get("/calls/2").text
        assert "The call started anew. Before, you took the position: Support." in page
        assert "1 position was taken before the call started anew" in page
        world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
        session.rollback()
        assert world.other.id not in silent_people(found.id)
        # A council last call or a poll that asks about nothing of a draft is left alone.
        assert call("1").round == 1


def test_a_late_revision_is_reviewed_and_a_new_objection_starts_the_call_anew(app, world):
    world.object(world.raises)
    with later(app, 15):
        tick()
        world.post(world.chair, "/objections/1/moves/answer", {"answer": "We add it."})
        world.revise(world.author, "More.")
        found = call()
        assert found.subject.state == "review"
        assert timedelta(days=6) < found.subject.due_at - now() <= timedelta(days=7)
        assert "A revision came after the close" in world.helps.get("/calls/2").text
        world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"}, 409)
        world.post(world.chair, "/calls/2/moves/declare", DECLARATION, 409)
    with later(app, 23):
        # The clock has come, though no worker has run yet: too late to object, and the text is kept.
        late = world.helps.post("/calls/2/moves/object", data={"reason": "Kept words.", "change": "Any."})
        assert late.status_code == 403
        assert "The review of the late revision ended at" in late.text
        assert "Kept words." in late.text
    with later(app, 16):
        world.object(world.helps, "The new section is wrong.")
        found = call()
        assert (found.subject.state, found.round, found.review_until) == ("open", 2, None)
    with later(app, 31):
        tick()
        assert state_of("call", "2") == "closed"


def test_the_form_of_a_revision_foretells_what_follows_and_each_person_gets_one_mail(app, world):
    """The raiser is asked about the objection, who took a position to review it; who follows reads what was posted."""
    world.object(world.raises)
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    reader = make_person("reader")
    sign_in(app, reader).post(f"{DRAFT}/follow")
    for person in (world.raises, world.helps):
        person.post(f"{DRAFT}/follow")
    form = world.chair.get(f"{DRAFT}/moves/revise").text
    assert "it starts anew on this revision, for 14 days" in form
    assert "the members of the group" in form.rpartition("Told: ")[2].partition("</p>")[0]
    with later(app, 15):
        tick()
        form = world.author.get(f"{DRAFT}/moves/revise").text
        assert "this revision is reviewed in it for 7 days" in form
        assert "2 people who took part in it are asked by mail to look again." in form
        assert "Whoever raised it is asked by mail whether this revision answers the objection." in form
        for told in ("who raised the objection", "who took a position in the call", "who leads the call"):
            assert told in form.rpartition("Told: ")[2].partition("</p>")[0]
        work_once(app)
        session.rollback()
        before = session.scalar(select(func.count(Mail.id)))
        assert "who took a position in the call" in follow(world.author, world.revise(world.author, "More."))
        work_once(app)
        session.rollback()
        sent = session.scalars(select(Mail).order_by(Mail.id).offset(before)).all()
        said = {mail.to.partition("@")[0]: f"{mail.subject}\n{mail.text}" for mail in sent}
        assert len(said) == len(sent), "one mail for one act"
        assert "answer your objection" in said["raiser"]
        assert "opened the review of a late revision" in said["other"]
        assert "posted a revision" in said["reader"]
        assert "/calls/2/moves/object" in next(mail.text for mail in sent if mail.to.startswith("other"))
        again = world.author.get(f"{DRAFT}/moves/revise").text
        assert "this revision is reviewed in it for 7 days" in again


def test_a_revision_that_nobody_was_asked_about_foretells_nothing(app, world):
    world.post(world.chair, "/calls/2/moves/withdraw", {"reason": "Not yet."})
    form = world.author.get(f"{DRAFT}/moves/revise").text
    assert "What follows from it" not in form
    assert "who took a position" not in form
    assert (
        "Told: whoever follows this, its authors and editors, the chairs of the group, the chairs of a group that "
        "works on an issue which it newly addresses, whoever follows or supports an issue which it newly addresses."
    ) in form


def follow(client, answer) -> str:
    """Return the page that an answer leads to."""
    return client.get(answer.location).text


def test_a_review_without_a_new_objection_ends_by_the_clock(app, world):
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        world.revise(world.author, "More.")
    with later(app, 21):
        assert tick() == 0
    with later(app, 23):
        assert tick() == 1
        found = call()
        assert (found.subject.state, found.review_until, found.subject.due_at) == ("closed", None, None)
        world.post(world.chair, "/calls/2/moves/declare", DECLARATION)
        assert call().revision_number == 1
        for kind in ("call.declare", "call.declared-on"):
            of_kind = select(Payload.data).join(Event, Event.id == Payload.event_id).where(Event.kind == kind)
            said = session.scalars(of_kind.order_by(Event.id.desc())).first()
            assert said["revision"] == "draft-igtf-costs-costs-01", kind
        assert "draft-igtf-costs-costs-01" in world.helps.get("/calls/2").text


def test_a_revision_that_revives_a_draft_asks_each_raiser_too(app, world):
    world.object(world.raises)
    with later(app, 15):
        tick()
        world.post(world.chair, f"{DRAFT}/moves/back-to-work", {"reason": "Figures first."})
    for days in (190, 198, 202):
        with later(app, days):
            tick()
    with later(app, 203):
        assert state_of("draft", "draft-igtf-costs-costs") == "expired"
        given = {"source": world.source + "\nFigures.\n", "note": "Figures"}
        raises = sign_in(app, world.raiser)
        world.post(raises, f"{DRAFT}/moves/revive", given, 403)
        world.post(sign_in(app, world.writer), f"{DRAFT}/moves/revive", given)
        assert b"Does revision 01 answer your objection?" in raises.get("/objections/1").data
        world.post(raises, "/objections/1/moves/confirm", {"position": "support"})
    assert state_of("objection", "1") == "accommodated"


def test_an_objection_to_a_draft_is_met_by_a_revision_of_the_group_that_adopted_it(app, world):
    source, base = SHORT.format(name="Author Exemplar"), "/drafts/draft-author-more/moves"
    world.post(world.author, "/drafts/new", {"name": "more", "source": source, "step": "done"})
    for words in ("One.", "Two.", "Three."):
        world.post(world.author, f"{base}/revise", {"source": f"{source}\n{words}\n", "note": words})
    world.post(world.chair, f"{base}/call-for-adoption", {"group": "costs", "days": "14", "question": "Adopt?"})
    world.post(world.raises, "/calls/3/moves/object", {"reason": "No figures.", "change": "Add figures."})
    meet, said = "/objections/1/moves/accommodate", DECLARATION | {"dealt": "It waits for figures."}
    with later(app, 15):
        tick()
        world.post(world.chair, "/objections/1/moves/answer", {"answer": "The group adds them."})
        world.post(world.chair, "/calls/3/moves/estimate", {"result": "divergence", "reason": "One objects."})
    with later(app, 19):
        tick()
        world.post(world.chair, "/calls/3/moves/declare", said | {"result": "divergence"})
        world.post(world.chair, f"{base}/decline-adoption", {"reason": "Ask again."})
        world.post(world.chair, f"{base}/call-for-adoption", {"group": "costs", "days": "14", "question": "Now?"})
        world.post(world.helps, "/calls/4/moves/take-position", {"position": "support"})
    with later(app, 34):
        tick()
        chair, author = sign_in(app, world.lead), sign_in(app, world.writer)
        world.post(chair, "/calls/4/moves/declare", DECLARATION | {"dealt": ""})
        world.post(chair, f"{base}/adopt", {"name": "more", "editors": "author"})
        refused = world.post(chair, meet, {"in_revision": "0", "reason": "Figures."}, 403)  # under another name
        assert "no text later than draft-author-more-03" in refused.text
        given = {"source": f"{source}\nFigures.\n", "note": "Figures"}
        world.post(author, "/drafts/draft-igtf-costs-more/moves/revise", given)
        for number in ("0", "3", "4"):  # the text it was raised on, under another name; and what is not there
            refused = world.post(chair, meet, {"in_revision": number, "reason": "Figures."}, 422)
            assert "raised on draft-author-more-03; the newest is draft-igtf-costs-more-01" in refused.text
        world.post(chair, meet, {"in_revision": "1", "reason": "Figures."})
    assert state_of("objection", "1") == "accommodated"


def test_who_would_accommodate_an_objection_before_any_revision_is_led_to_the_draft(app, world):
    world.object(world.raises)
    world.post(world.chair, "/objections/1/moves/answer", {"answer": "We add it."})
    meet, lets_in = "/objections/1/moves/accommodate", "Consent to a revision during the call"
    for refused in (world.chair.get(meet), world.chair.get("/objections/1")):
        assert "no text later than draft-igtf-costs-costs-00, on which the objection was raised." in refused.text
        assert f'href="{DRAFT}?back={meet}"' in refused.text
        assert lets_in in refused.text
    assert world.chair.get(meet).status_code == 403
    assert f'href="{meet}"' not in world.chair.get("/objections/1").text
    steps = world.chair.get(DRAFT).text
    for step in ("consent", "revise"):
        assert f'href="{DRAFT}/moves/{step}"' in steps
    assert "no text later" not in world.author.get(meet).text, "who does not lead the call is told that"
    with later(app, 15):
        tick()
        chair = sign_in(app, world.lead)
        refused = chair.get(meet).text
        assert "no text later than" in refused
        assert lets_in not in refused, "nothing has to be let in any more"
        world.revise(sign_in(app, world.writer), "Costs.")
        form = chair.get(meet)
        assert form.status_code == 200
        field = form.text.partition('name="in_revision"')[2].partition(">")[0]
        assert 'value="1"' in field, "the one that would be accepted is filled in"
        world.post(chair, meet, {"in_revision": "1", "reason": "Costs."})


def test_each_raiser_is_asked_and_answers_from_the_page(app, world):
    world.object(world.raises)
    world.post(world.raises, "/objections/1/moves/confirm", {}, 403)
    waits = b"Waits for those who decide on your objection"
    assert waits in world.raises.get("/desk").data
    assert waits not in world.helps.get("/desk").data
    with later(app, 15):
        tick()
        world.post(world.chair, "/objections/1/moves/answer", {"answer": "We add it."})
        # A revision that was there already cannot meet the objection.
        meet = "/objections/1/moves/accommodate"
        early = world.post(world.chair, meet, {"in_revision": "0", "reason": "X"}, 403)
        assert "The draft has no text later than draft-igtf-costs-costs-00" in early.text
        world.revise(world.author, "More.")
        assert b"Does revision 01 answer your objection?" in world.raises.get("/objections/1").data
        desk = world.raises.get("/desk").data
        assert b"Say whether the new revision answers your objection" in desk
        assert waits not in desk, "it waits for the raiser now"
        assert b"Does revision 01 answer" not in world.helps.get("/objections/1").data
        world.post(world.chair, "/objections/1/moves/confirm", {}, 403)
        world.post(world.raises, "/objections/1/moves/maintain", {}, 422)
        world.post(world.raises, "/objections/1/moves/maintain", {"reason": "The figures are missing."})
        assert state_of("objection", "1") == "answered"
        world.post(world.raises, "/objections/1/moves/confirm", {}, 403)
        maintained(app, world)
        world.revise(world.author, "Figures.")
        world.post(world.raises, "/objections/1/moves/confirm", {"position": "support"})
        session.rollback()
        found = session.scalars(select(Objection)).one()
        assert (found.subject.state, found.revision_number, found.asked_about) == ("accommodated", 2, None)
        assert "does not answer it:" not in app.test_client().get("/objections/1").text.split("Timeline")[0]
        held = select(Position.value).where(Position.call_id == found.call_id, Position.person_id == world.raiser.id)
        assert session.scalars(held).one() == "support"


def maintained(app, world) -> None:
    """What the raiser said stands on both pages and the desk of the chair; another answer takes it from the desk."""
    reader, waits = app.test_client(), "A revision does not answer it, says who raised it"
    for page in ("/calls/2", "/objections/1"):
        text = reader.get(page).text
        assert "Who raised it says that draft-igtf-costs-costs-01 does not answer it:" in text
        assert "The figures are missing." in text
    assert waits in world.chair.get("/desk").text
    world.post(world.chair, "/groups/costs/moves/call-meeting", call_form())
    agenda = "an objection that a revision does not answer, says who raised it"
    assert agenda in reader.get("/meetings/1").text
    assert waits not in world.raises.get("/desk").text
    world.post(world.chair, "/objections/1/moves/answer", {"answer": "They are in the annex."})
    assert waits not in world.chair.get("/desk").text
    assert agenda not in reader.get("/meetings/1").text
    assert "does not answer it:" in reader.get("/objections/1").text


def revised_and_asked(app, world):
    """Revise the draft after the call has closed; return the link by which who raised an objection is asked."""
    work_once(app)
    world.revise(world.author, "More.")
    work_once(app)
    session.rollback()
    mail = session.scalars(select(Mail).where(Mail.subject.contains("answer your objection"))).one()
    assert mail.to == "raiser@people.example"
    return re.search(r"http://127.0.0.1:8000(/does-this-answer/\S+)", mail.text)[1]


def test_each_raiser_is_asked_by_mail_and_answers_without_signing_in(app, world):
    world.object(world.raises)
    with later(app, 15):
        path = revised_and_asked(app, world)
        stranger = app.test_client()
        before = session.scalar(select(func.count(Event.id)))
        page = stranger.get(path, headers={"Accept-Encoding": "br"})
        assert "opening this page has changed nothing" in page.text
        assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")
        session.rollback()
        assert session.scalar(select(func.count(Event.id))) == before
        assert stranger.get(path[:-2] + "xx").status_code == 410
        of_before = stranger.get(link_path(PURPOSE, {"objection": "1", "revision": 1})).text
        assert "opening this page has changed nothing" in of_before
        assert "Nothing is left to do here." in stranger.get(link_path(PURPOSE, {"objection": "1", "revision": 7})).text
        assert stranger.post(f"{path}/retract").status_code == 404
        lacking = stranger.post(f"{path}/maintain")
        assert lacking.status_code == 422
        assert f'action="{path}/maintain"' in lacking.text
        field = lacking.text.partition("<textarea")[2].partition(">")[0]
        assert ('aria-describedby="reason-error"' in field, 'aria-invalid="true"' in field) == (True, True), field
        assert lacking.text.count("Say what is still missing.") == 2, "on top, and beside the field"
        long = stranger.post(f"{path}/maintain", data={"reason": "Kept. " * 400})
        assert long.status_code == 422
        assert "Kept. Kept." in long.text
        assert stranger.post(f"{path}/confirm", data={"position": "can-live-with"}).status_code == 302
        said = stranger.get(path).text
        assert "Recorded: The revision answers it. Thank you." in said
        assert "The objection is settled. While the call goes on, your position there is" in said
        assert "Told: who leads the call, " in said
        assert state_of("objection", "1") == "accommodated"
        done = stranger.post(f"{path}/maintain", data={"reason": "No."})
        assert "Nothing is left to do here." in done.text
        assert state_of("objection", "1") == "accommodated"
        event = session.scalars(select(Event).where(Event.kind == "objection.confirm")).one()
        assert event.actor_id == world.raiser.id


def test_an_answer_by_the_link_stands_under_the_hat_as_it_counts_since(app, world):
    person = world.raiser
    confirmed = add_hat(person, stakeholder_group="government", capacity="for", organisation="Exemplar",
                        confirmed=True, by=by(person)).id  # fmt: skip
    world.post(world.raises, "/calls/2/moves/object",
               {"reason": "Costs.", "change": "A section.", "hat": str(confirmed)})  # fmt: skip
    take_back(app, person)
    goes_on = by(person).hat_id
    with later(app, 15):
        path = revised_and_asked(app, world)
        assert app.test_client().post(f"{path}/maintain", data={"reason": "Still missing."}).status_code == 302
        session.rollback()
        assert session.scalars(select(Event.hat_id).where(Event.kind == "objection.maintain")).all() == [goes_on]
        assert session.get_one(Hat, goes_on).counts_as == "unstated"
        assert goes_on != confirmed


def test_a_link_says_nothing_for_an_account_that_was_closed(app, world):
    world.object(world.raises)
    with later(app, 15):
        path = revised_and_asked(app, world)
        desk = sign_in(app, make_person(roles=("secretariat",)))
        close = {"person": world.raiser.actor.handle, "reason": "Not a person.", "step": "done"}
        assert desk.post("/secretariat/close", data=close).status_code == 302
        for name, given in (("maintain", {"reason": "Buy lamps."}), ("confirm", {"position": "support"})):
            assert app.test_client().post(f"{path}/{name}", data=given).status_code == 410
        assert "This profile is closed." in app.test_client().get(path).text
        session.rollback()
        spoken = select(Event.kind).where(Event.kind.in_(("objection.maintain", "objection.confirm")))
        assert session.scalars(spoken).all() == []


def test_a_link_says_nothing_once_the_address_that_it_went_to_has_left_the_account(app, world):
    world.object(world.raises)
    with later(app, 15):
        path, anybody = revised_and_asked(app, world), app.test_client()
        assert anybody.get(path).status_code == 200
        leave_address(app, world.raiser)
        assert "an address that is no longer one of this account" in anybody.get(path).text
        assert anybody.post(f"{path}/confirm", data={"position": "support"}).status_code == 410
        assert state_of("objection", "1") != "accommodated"


def test_members_who_have_not_answered_are_reminded_once(app, world):
    world.post(world.raises, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 10.9):
        tick()
        assert session.scalar(select(func.count()).where(Event.kind == "call.remind")) == 0
    with later(app, 11.1):
        work_once(app)
        work_once(app)
        session.rollback()
        mails = session.scalars(select(Mail).where(Mail.subject.contains("still missing"))).all()
        mail = next(mail for mail in mails if mail.to == "other@people.example")
        assert "raiser@people.example" not in [mail.to for mail in mails]
        assert len({mail.to for mail in mails}) == len(mails)
        assert "/calls/2/moves/take-position" in mail.text
        # Mail, then choose, then record: three acts.
        assert world.helps.get("/calls/2/moves/take-position").status_code == 200
        world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 12):
        tick()
        assert session.scalar(select(func.count()).where(Event.kind == "call.remind")) == 1
        world.post(world.chair, "/calls/2/moves/extend", {"days": "7", "reason": "Holidays."})
    for days, times in ((17.9, 1), (18.1, 2), (19, 2)):  # again before the new end
        with later(app, days):
            tick()
            assert session.scalar(select(func.count()).where(Event.kind == "call.remind")) == times


def reminded(app, *handles: str) -> list[bool]:
    """Return of each person whether a mail reminds them of a call."""
    return [any("still missing" in mail.subject for mail in mails_to(app, handle)) for handle in handles]


def owes(person) -> bool:
    """Return whether the desk of a person asks them for a position."""
    session.rollback()
    return any(str(act) == "Take a position" for item in on_desk(person.id) for act, _url in item.acts)


def test_who_supports_a_group_that_forms_is_reminded_of_what_it_is_asked(app, db):
    backer, answers = make_person("backer"), make_person("answers")
    _proposer, _second, overseer = bof(app, backer, answers)
    asked = {"question": "Shall we?", "days": "14"}
    assert sign_in(app, overseer).post("/groups/icost/moves/ask-question", data=asked).status_code == 302
    takes = "/calls/1/moves/take-position"
    assert sign_in(app, answers).post(takes, data={"position": "support"}).status_code == 302
    assert [owes(person) for person in (backer, answers)] == [
        True,
        False,
    ]
    with later(app, 10.9):
        assert reminded(app, "backer", "answers") == [False, False]
    with later(app, 11.1):
        assert reminded(app, "backer", "answers") == [True, False]


def test_whose_position_counts_no_longer_is_reminded_although_no_member(app, world):
    takes = "/calls/2/moves/take-position"
    outside, again = make_person("outside"), make_person("again")
    for person in (outside, again):
        world.post(sign_in(app, person), takes, {"position": "support"})
    assert [owes(person) for person in (outside, again)] == [False, False]
    world.revise(world.chair, "More.")
    world.post(sign_in(app, again), takes, {"position": "support"})
    assert [owes(person) for person in (outside, again)] == [True, False]
    with later(app, 10.9):
        assert reminded(app, "outside", "again") == [False, False]
    with later(app, 11.1):
        assert reminded(app, "outside", "again") == [True, False]
    said = " ".join(mails_to(app, "outside")[-1].text.split())
    assert "your position on what it asks now is missing" in said
    assert "of your group" not in said.split("Why this mail came")[0]


def test_a_call_is_extended_with_a_reason_and_has_one_deadline_everywhere(app, world):
    before = call().closes_at
    world.post(world.raises, "/calls/2/moves/extend", {"days": "7", "reason": "Holidays."}, 403)
    world.post(world.chair, "/calls/2/moves/extend", {"days": "7"}, 422)
    world.post(world.chair, "/calls/2/moves/extend", {"days": "0", "reason": "Holidays."}, 422)
    for days, words in (("366", "from 1 to 365"), ("999999999", "from 1 to 365"), ("365", "open for so long")):
        refused = world.post(world.chair, "/calls/2/moves/extend", {"days": days, "reason": "Holidays."}, 422)
        assert words in refused.text
    world.post(world.chair, "/calls/2/moves/extend", {"days": "7", "reason": "Holidays."})
    after = call().closes_at
    assert after == before + timedelta(days=7)
    spoken, stamp = f"{after:%H:%M} UTC", f"{after:%Y%m%dT%H%M}"
    reader = app.test_client()
    assert spoken in reader.get("/calls/2").text
    assert spoken in reader.get("/calls/").text
    assert stamp in reader.get("/feeds/calls.ics").text
    work_once(app)
    session.rollback()
    told = session.scalars(select(Mail).where(Mail.text.contains("extended the call"))).first()
    assert spoken in told.text
    with later(app, 21.5):
        refused = world.chair.post("/calls/2/moves/extend", data={"days": "7", "reason": "More."})
        assert refused.status_code == 403


def test_a_draft_that_waits_for_a_call_is_due_when_the_call_closes(app, world):
    def due():
        """Return whether the draft shows the deadline of its call, and when that is."""
        found, listed = call(), app.test_client().get("/drafts/").text
        shown = "call closes" in listed[listed.index("draft-igtf-costs-costs") :]
        assert shown == (found.about.due_at is not None)
        assert broken_promises() == []
        return found.about.due_at and found.about.due_at == found.closes_at and found.closes_at

    first = due()
    assert first
    world.post(world.chair, "/calls/2/moves/extend", {"days": "7", "reason": "Holidays."})
    assert due() == first + timedelta(days=7)
    with later(app, 5):
        world.revise(world.chair, "More.")
        assert due() == call().opens_at + timedelta(days=14)
    world.object(world.raises)
    with later(app, 20):
        tick()
        assert (call().subject.state, due()) == ("closed", None)
        world.revise(world.author, "Even more.")
        assert (call().subject.state, due()) == ("review", None)
        world.object(world.helps, "The new section is wrong.")
        assert due() == call().opens_at + timedelta(days=14)
        world.post(world.chair, "/calls/2/moves/withdraw", {"reason": "The text changes."})
        assert due() is None
        world.post(world.chair, f"{DRAFT}/moves/back-to-work", {"reason": "More."})
        assert due() is None


def test_the_server_decides_to_the_second(app, world, one_moment):
    closes = (call().closes_at - now()) / timedelta(days=1)
    second = 1 / 86400
    given = {"position": "support", "reason": "My line of reason."}
    with later(app, closes - second):
        world.post(world.helps, "/calls/2/moves/take-position", given)
    with later(app, closes + second):
        late = world.raises.post("/calls/2/moves/take-position", data=given)
        assert late.status_code == 403
        assert "This call closed at" in late.text
        assert "My line of reason." in late.text


def test_a_group_is_asked_about_its_charter(app, world):
    given = {"question": "Is the charter right?", "days": "14"}
    none = world.chair.get("/groups/costs/moves/call-on-charter")
    assert (none.status_code, "No charter of this group is in revision" in none.text) == (403, True)
    world.post(world.chair, "/groups/costs/moves/call-on-charter", given, 403)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Call)) == 2
    revised = {"charter": "# Scope\n\nCosts, and who pays them.", "note": "Who pays"}
    world.post(world.chair, "/groups/costs/moves/revise-charter", revised)
    world.post(world.chair, "/groups/costs/moves/call-on-charter", given)
    world.post(world.helps, "/calls/3/moves/take-position", {"position": "support"})
    asked = call("3")
    before = asked.revision_number
    assert f'href="/groups/costs/charter/{before}"' in world.raises.get("/calls/3/moves/take-position").text
    with later(app, 3):
        unchanged = world.post(world.chair, "/groups/costs/moves/revise-charter", revised, 422)
        assert "Nothing was changed" in unchanged.text
        assert call("3").round == 1
        again = {"charter": "# Scope\n\nCosts, and who bears them.", "note": "Who bears"}
        world.post(world.chair, "/groups/costs/moves/revise-charter", again)
        asked = call("3")
        assert (asked.subject.state, asked.round, asked.revision_number) == ("open", 2, before + 1)
        assert timedelta(days=13) < asked.closes_at - now() <= timedelta(days=14)
        assert "1 position was taken before the call started anew" in world.helps.get("/calls/3").text
    with later(app, 18):
        tick()
        world.post(world.chair, "/groups/costs/moves/revise-charter", revised)
        assert state_of("call", "3") == "review"
        assert call().round == 1  # the last call of a draft of the group goes on


def test_a_question_reaches_each_member_and_follower_in_one_mail(app, world):
    follower = make_person("follower")
    sign_in(app, follower).post("/groups/costs/follow")
    work_once(app)
    session.rollback()
    told = session.scalar(select(func.count(Mail.id)))
    world.post(world.chair, "/groups/costs/moves/ask-question", {"question": "Is it late?", "days": "14"})
    work_once(app)
    session.rollback()
    sent = session.scalars(select(Mail).order_by(Mail.id).offset(told)).all()
    # Members, the responsible member and who follows the group hear of the call itself; nobody hears of it twice.
    assert sorted(mail.to for mail in sent) == [
        f"{who}@people.example" for who in ("follower", "member", "other", "raiser")
    ]
    assert all("opened this call" in mail.text for mail in sent)


def draft_acts(app, handle: str) -> list[tuple[str, str | None]]:
    """Return what the drafts on somebody's desk wait for, each act with its address."""
    session.rollback()
    person = session.scalars(select(Actor.id).where(Actor.handle == handle)).one()
    return [(str(act), url) for item in on_desk(person) if item.row.kind == "draft" for act, url in item.acts]


def test_a_withdrawn_last_call_leaves_the_way_back_to_work(app, world):
    assert draft_acts(app, "chair") == []
    world.post(world.chair, "/calls/2/moves/withdraw", {"reason": "The annex is missing."})
    page = app.test_client().get(DRAFT).text
    assert "The call was withdrawn, so nobody is asked now." in page
    back = f"{DRAFT}/moves/back-to-work"
    assert draft_acts(app, "chair") == [("Take it back to work: the last call ended without consensus", back)]
    world.post(world.chair, f"{DRAFT}/moves/write-up", {}, 403)
    world.post(world.helps, back, {"reason": "No."}, 403)
    world.post(world.chair, back, {"reason": "The annex is missing."})
    assert draft_acts(app, "chair") == []
    assert "The call was withdrawn, so nobody is asked now." not in app.test_client().get(DRAFT).text
    world.post(world.chair, f"{DRAFT}/moves/group-last-call", {"days": "14", "question": "Ready now?"})
    world.post(world.helps, "/calls/3/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        world.post(world.chair, "/calls/3/moves/declare", DECLARATION | {"dealt": ""})
        assert draft_acts(app, "chair") == [("Write up, or take it back to work", None)]
