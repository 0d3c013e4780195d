"""Meetings of the council: who calls them, an agenda that builds itself, its points one by one, minutes."""

import re
from datetime import timedelta

from sqlalchemy import select, update

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.council import liaisons
from igtf.drafts import commands as drafts
from igtf.meetings.agenda import agenda_of
from igtf.meetings.models import AgendaItem, MeetingDecision
from igtf.notice.worker import work_once
from igtf.people.roles import give_role
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Payload, Subject
from igtf.record.subjects import enter, open_subject
from tests.council.councils import make_ballot, make_issue
from tests.council.test_openings import TEXT
from tests.counting import reads
from tests.factories import broken_promises, by, issue_form, kinds, later, make_person, sign_in
from tests.groups.making import propose_form
from tests.meetings.councils import CALL, council_called, sitting, soon
from tests.meetings.making import ahead, call_form, meeting_of
from tests.meetings.test_calendars import read
from tests.meetings.test_meetings import minuted
from tests.recall import test_recall
from tests.routing.acts import make_body, name_contact, sent_statement
from tests.routing.test_points import receive

OUTCOME = {"occasion": "IGF", "year": "2026", "session_name": "Main", "title": "Say who", "text": "Who?", "url": ""}


def test_the_council_meets_once_somebody_sits_and_is_called_by_its_chair_or_the_secretariat(app, db):
    run_due(by_clock(clock.now()))
    assert app.test_client().get("/council/council").status_code == 404
    secretariat, members = sitting()
    run_due(by_clock(clock.now()))
    assert kinds().count("council.begin") == 1
    refused = sign_in(app, members[1]).post(CALL, data=call_form())
    assert refused.status_code == 403
    assert "called by its chair or by the secretariat" in refused.text
    assert app.test_client().post(CALL, data=call_form()).status_code == 403
    desk = sign_in(app, secretariat)
    assert "Told: all who sit with the council" in desk.get(CALL).text
    assert "a time that is ahead" in desk.post(CALL, data=call_form(day="2020-01-01")).text
    assert desk.post(CALL, data=call_form(title="First")).status_code == 302
    assert sign_in(app, members[0]).post(CALL, data=call_form(title="Second")).status_code == 302
    page = app.test_client().get("/council/council").text
    assert page.index(">First<") < page.index(">Second<")
    assert "It meets next" in app.test_client().get("/council/").text
    assert "First" in app.test_client().get("/meetings/?group=council").text
    assert "Kenya" in desk.get("/meetings/planner?group=council&times=06:00").text
    assert desk.get("/meetings/planner?group=council&times=06:00,06:30").text.count("Least night") == 4, "each of both"
    taken = sign_in(app, make_person()).post("/groups/new", data=propose_form(make_person(), acronym="council"))
    assert "This acronym is reserved" in taken.text
    assert broken_promises() == []


def test_who_sits_with_the_council_is_told_and_has_it_in_the_calendar(app, db):
    secretariat, members, client = council_called(app)
    liaison, outside = make_person("liaise"), make_person("outside")
    with writing():
        give_role(liaison.id, "liaison", at=clock.now())
    reader = app.test_client()
    (first,) = read(reader.get("/feeds/council/council.ics")).values()
    assert client.post("/meetings/1/moves/move", data=ahead(30) | {"reason": "A holiday."}).status_code == 302
    moved = sign_in(app, members[1]).post("/meetings/1/moves/move", data=ahead(31) | {"reason": "No."})
    assert moved.status_code == 403
    assert "of the council for its chair and the secretariat" in moved.text
    (second,) = read(reader.get(f"/feeds/people/{members[1].actor.handle}.ics")).values()
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second["DTSTART"].dt == meeting_of().starts_at
    assert read(reader.get("/feeds/people/outside.ics")) == {}
    work_once(app)
    session.rollback()
    told = {mail.to for mail in session.scalars(select(Mail)) if "moved the meeting" in mail.text and mail.calendar}
    expected = {f"{person.actor.handle}@people.example" for person in (*members[1:], liaison)}
    assert expected <= told
    assert f"{outside.actor.handle}@people.example" not in told
    for person in (members[2], liaison, secretariat):
        assert "The council meets" in sign_in(app, person).get("/desk").text, person.actor.handle
    assert "The council meets" not in sign_in(app, outside).get("/desk").text
    assert len(read(reader.get(f"/feeds/people/{secretariat.actor.handle}.ics"))) == 1


def everything_waits(app, secretariat, members):
    """Let one of each sort wait for the council, some of them later."""
    make_ballot(dict(enumerate(members)))
    name_contact(make_body(), secretariat)
    sent_statement(secretariat, members[0], ahead=10)
    person, second = sign_in(app, make_person()), make_person(group="technical")
    person.post("/outcomes/new", data=OUTCOME)
    person.post("/issues/new", data=issue_form(title="An issue that nobody looked at"))
    assert person.post("/groups/new", data=propose_form(second, second, issues="2")).status_code == 302
    draft = drafts.submit(name="costs", source=TEXT, by=by(make_person()))
    with writing():
        enter(draft.subject, "submitted", clock.now())


BUSY = {"ballot": "open", "draft": "submitted", "group": "bof", "outcome": "waiting", "issue": "submitted",
        "statement": "sent"}  # fmt: skip


def test_on_a_busy_site_each_sort_has_places_on_the_agenda(app, db):
    _secretariat, members, _client = council_called(app)
    with writing():
        for kind, state in BUSY.items():
            for number in range(900, 909):
                open_subject(kind, f"{number}", f"A busy {kind}", state, by=by(members[0]), due_at=clock.now())
    with later(app, 40):
        page = app.test_client().get("/meetings/1").text
        agenda = page[page.index("Agenda") :]
        counts = [len(re.findall(f">[^<]*A busy {kind}<", agenda)) for kind in BUSY]
        assert (counts, sum(counts)) == ([8, 6, 6, 4, 3, 3], 30)


def test_a_letter_of_a_body_that_we_have_not_answered_in_time_comes_onto_the_agenda(app, db):
    secretariat, _members, _client = council_called(app)
    name_contact(make_body(), secretariat)
    receive(sign_in(app, secretariat))
    ours, reader = "an answer of ours that is overdue", app.test_client()
    with later(app, 8):
        assert ours not in reader.get("/meetings/1").text
    with later(app, 10):
        page = reader.get("/meetings/1").text
        assert (page.count(ours), "Lamps flicker" in page) == (1, True)
        house = sign_in(app, secretariat)
        for acts in (("respond", "offer-date", "open-issue", "attach"), ("respond", "offer-date")):
            point = house.get("/meetings/1/items/1").text
            waits = point[point.index("It waits for") :]
            assert "any member of the clearing house" in waits[:200]
            assert re.findall(r"/statements/1/moves/([a-z-]+)\?back", waits) == list(acts)
            house.post("/statements/1/moves/open-issue", data=issue_form())


def test_the_ballot_of_a_panel_on_a_recall_comes_onto_no_agenda_of_the_council(app, db):
    _secretariat, members = sitting()
    test_recall.in_search_of_a_panel(app, members[2])
    test_recall.volunteers(app, 10)
    with later(app, 15):
        run_due(by_clock(clock.now()))
        make_ballot(dict(enumerate(members)))
        title = session.scalars(select(Subject.title).where(Subject.kind == "ballot").order_by(Subject.id)).first()
        assert "be recalled from seat" in title
        client = sign_in(app, members[0])
        assert client.post(CALL, data=call_form(title="The council meets")).status_code == 302
        page = app.test_client().get("/meetings/1").text
        assert (page.count("a ballot under way"), title in page) == (1, False)
        form = client.get("/meetings/1/moves/set-agenda").text
        assert ("ballot 2" in form, "ballot 1" in form) == (True, False)
        points = {"points-0-place": "1", "points-0-title": "The recall", "reason": "It is first."}
        for about, status in (("ballot 1", 422), ("ballot 2", 302)):
            answer = client.post("/meetings/1/moves/set-agenda", data=points | {"points-0-about": about})
            assert answer.status_code == status
        with writing():  # as agendas were set in former times
            panel = session.scalars(select(Subject.id).where(Subject.kind == "ballot").order_by(Subject.id)).first()
            session.execute(update(AgendaItem).values(subject_id=panel))
        more = points | {"points-0-about": "ballot 1", "points-1-place": "2", "points-1-title": "Any other business"}
        assert client.post("/meetings/1/moves/set-agenda", data=more).status_code == 302


def test_the_agenda_builds_itself_from_what_waits_and_what_is_taken_out_has_a_reason(app, db):
    secretariat, members, client = council_called(app)
    everything_waits(app, secretariat, members)
    make_issue(members[0], title="Shall this be declined?")
    reader = app.test_client()
    page = reader.get("/meetings/1").text
    for why in ("a ballot under way", "a proposal in two steps", "a draft submitted", "a group that asks",
                "an outcome that waits"):  # fmt: skip
        assert page.count(why) == 1, why
    assert "past the target" not in page
    with later(app, 15):
        page = reader.get("/meetings/1").text
        assert page.count("an issue past the target for triage") == 1
        assert page.count("an answer that is overdue") == 1
        assert "An issue that nobody looked at" in reader.get("/council/council").text
    before = reader.get("/meetings/1").headers["ETag"]
    client.post("/outcomes/1/moves/note", data={"reason": "Known.", "step": "done"})
    assert reader.get("/meetings/1", headers={"If-None-Match": before}).status_code == 200
    assert "The group that asks" not in client.get("/meetings/1/moves/set-agenda").text
    points = {
        "points-0-place": "2", "points-0-title": "The group that asks", "points-0-about": "group icost",
        "points-1-place": "1", "points-1-title": "Ballot", "points-1-length": "20", "points-1-about": "ballot 1",
        "points-2-place": "3", "points-2-title": "Any other business",
    }  # fmt: skip
    url = "/meetings/1/moves/set-agenda"
    assert sign_in(app, members[1]).post(url, data=points).status_code == 403
    refused = client.post(url, data=points)
    assert refused.status_code == 422
    assert "Say why these points are taken out" in refused.text
    assert client.post(url, data=points | {"points-0-about": "group nowhere"}).status_code == 422
    assert client.post(url, data=points | {"reason": "They wait for a text."}).status_code == 302
    session.rollback()
    assert session.scalars(select(AgendaItem.title).order_by(AgendaItem.place)).all() == [
        "Ballot", "The group that asks", "Any other business",
    ]  # fmt: skip
    data = session.scalar(select(Payload.data).join(Event, Event.id == Payload.event_id)
                          .where(Event.kind == "meeting.set-agenda"))  # fmt: skip
    assert data["reason"] == "They wait for a text."
    assert "Shall this be declined?" in data["out"]
    assert "They wait for a text." in reader.get("/meetings/1").text
    assert broken_promises() == []


def test_a_point_has_the_title_of_what_it_is_about_whatever_its_length(app, db):
    _secretariat, members, client = council_called(app)
    person, long = sign_in(app, members[1]), "A" * 200
    assert person.post("/outcomes/new", data=OUTCOME | {"title": long}).status_code == 302
    url, named = "/meetings/1/moves/set-agenda", f"Outcome 1: {long}"
    assert f'value="{named}"' in client.get(url).text
    points = {"points-0-title": named, "points-0-length": "15", "points-0-about": "outcome 1"}
    assert client.post(url, data=points).status_code == 302
    person.post("/issues/new", data=issue_form(title="Who pays for transit?"))
    more = {"points-1-length": "20", "points-1-about": "issue 1"}
    assert client.post(url, data=points | more).status_code == 302
    assert [(each.title, each.minutes) for each in agenda_of(meeting_of())] == [
        (named, 15), ("#1: Who pays for transit?", 20),
    ]  # fmt: skip
    emptied = points | more | {"points-1-title": "", "reason": "Another day."}
    assert client.post(url, data=emptied).status_code == 302
    assert [each.title for each in agenda_of(meeting_of())] == [named]


def test_the_meeting_page_leads_from_point_to_point(app, db):
    secretariat, members, client = council_called(app, **soon())
    everything_waits(app, secretariat, members)
    assert client.post("/meetings/1/moves/open").status_code == 302
    member, reader = sign_in(app, members[3]), app.test_client()
    first = member.get("/meetings/1/items/1").text
    assert "Point 1 of" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert "Take a position" in first
    missing = first.split('id="waits"')[1].split("</section>")[0]
    assert members[3].actor.name in missing
    visited = reader.get("/meetings/1/items/1").text
    assert first.count(' mine"') == 1
    assert 'class="seat vacant"' in visited
    seats = re.findall(r'<li class="seat [^>]*><a href="([^"]+)"', visited)
    assert seats
    assert {re.sub(r"seat-\d+", "seat-N", seat) for seat in seats} == {"/ballots/1#seat-N"}
    assert ' mine"' not in visited
    assert reader.get("/meetings/1/items/99").status_code == 404
    assert reader.get("/meetings/1/items/0").status_code == 404
    url = re.search(r'href="(/ballots/1/moves/take-position\?back=[^"]+)"', first)[1]
    taken = member.post(url, data={"position": "yes", "step": "done"})
    assert taken.location.endswith("/meetings/1/items/1")
    away = member.post(url.split("?")[0] + "?back=//evil.example", data={"position": "no-objection", "step": "done"})
    assert away.location.endswith("/ballots/1")
    after = member.get("/meetings/1/items/1").text
    assert members[3].actor.name not in after.split('id="waits"')[1].split("</section>")[0]
    titles = session.scalars(select(AgendaItem.title).order_by(AgendaItem.place))
    places = {title: place for place, title in enumerate(titles, 1)}
    draft = next(place for title, place in places.items() if "draft-" in title)
    group = next(place for title, place in places.items() if "icost" in title)
    outcome = next(place for title, place in places.items() if "Outcome" in title)
    assert "who volunteers as responsible member" in reader.get(f"/meetings/1/items/{draft}").text
    page = member.get(f"/meetings/1/items/{group}").text
    act = re.search(r'action="(/groups/icost/moves/volunteer\?back=[^"]+)"', page)[1]
    assert member.post(act, data={}).location.endswith(f"/items/{group}")
    page = member.get(f"/meetings/1/items/{group}").text
    assert "Done in this meeting" in page
    assert members[3].actor.name in page.split('id="waits"')[1].split("</section>")[0]
    assert "Open to: a member of the clearing house" in reader.get(f"/meetings/1/items/{outcome}").text
    for place in places.values():
        for who, most in ((reader, 8), (member, 10)):
            with reads(app) as sent:
                assert who.get(f"/meetings/1/items/{place}").status_code == 200
            assert len(sent) <= most, (place, sent)


def test_minutes_are_drafted_from_what_was_decided_and_record_it(app, db):
    _secretariat, members, client = council_called(app, **soon())
    person = sign_in(app, make_person())
    for number in (1, 2):
        person.post("/outcomes/new", data=OUTCOME | {"title": f"Out*come* {number}", "session_name": str(number)})
    clerk = sign_in(app, members[1])
    client.post("/meetings/1/moves/open")
    assert clerk.post("/meetings/1/moves/attend", data={"mode": "on-site"}).status_code == 302
    noted = clerk.post("/outcomes/1/moves/note", data={"reason": "It is [known](x).", "step": "done"})
    assert noted.status_code == 302
    clerk.post("/outcomes/2/comments", data={"body": "No decision."})
    client.post("/meetings/1/moves/close", data={"step": "done"})
    with later(app, 0.1):
        clerk.post("/outcomes/2/moves/note", data={"reason": "After the meeting.", "step": "done"})
        form = client.get("/meetings/1/moves/publish-minutes").text
        draft = form.split('name="minutes"')[1].split(">", 1)[1].split("</textarea>")[0].strip()
        assert "1 person was present" in draft
        assert "It is \\[known\\](x)." in draft
        assert "No step of the procedure was taken." in draft
        assert "After the meeting." not in form
        assert "Recorded as decided" in form
        assert clerk.get("/meetings/1/moves/publish-minutes").status_code == 403
        given = {"minutes": "We noted one outcome.", "decisions-0-text": "We meet monthly.",
                 "decisions-1-text": "We write in pairs.", "step": "done"}  # fmt: skip
        assert clerk.post("/meetings/1/moves/publish-minutes", data=given).status_code == 403
        empty = {"decisions-1-text": "", "decisions-2-text": " ", "step": ""}
        checked = client.post(
            "/meetings/1/moves/publish-minutes", data=given | empty | {"minutes": "# All\n\nOne *by* one."}
        )
        assert "<li>We meet monthly.</li></ul>" in checked.text
        assert "<em>by</em>" in checked.text.split('class="answers"')[1]
        assert "monthly.; " not in checked.text
        assert client.post("/meetings/1/moves/publish-minutes", data=given).status_code == 302
    session.rollback()
    rows = session.scalars(select(MeetingDecision).order_by(MeetingDecision.number)).all()
    assert [(row.number, row.state) for row in rows] == [(1, "recorded"), (2, "open"), (3, "open")]
    page = app.test_client().get("/meetings/1").text
    assert f"/outcomes/1#e{rows[0].event_id}" in page
    assert "Of those who sit on the council" in page
    member = sign_in(app, members[2])
    assert member.post("/meetings/1/moves/object", data={"decision": "1", "reason": "No."}).status_code == 422
    assert member.post("/meetings/1/moves/object", data={"decision": "2", "reason": "No."}).status_code == 302
    work_once(app)
    session.rollback()
    told = {mail.to for mail in session.scalars(select(Mail)) if "objected to a decision" in mail.text}
    assert f"{members[0].actor.handle}@people.example" in told
    with later(app, 15) as now:
        run_due(by_clock(now))
    assert meeting_of().subject.state == "done"
    assert broken_promises() == []


def test_published_minutes_stay_and_corrections_stand_before_them_with_their_day(app, db):
    _group, _chair, client = minuted(app)
    url, text = "/meetings/1/moves/correct", "It was **three** pairs. <script>alert(1)</script>"
    assert sign_in(app, make_person()).post(url, data={"text": text, "step": "done"}).status_code == 403
    assert client.post(url, data={"text": " "}).status_code == 422
    assert client.post(url, data={"text": text}).status_code == 200  # once more, before it is recorded
    assert "meeting.correct" not in kinds()
    assert client.post(url, data={"text": text, "step": "done"}).status_code == 302
    others = {"minutes": "Others.", "step": "done"}
    assert client.post("/meetings/1/moves/publish-minutes", data=others).status_code == 409
    page = app.test_client().get("/meetings/1").text
    assert "Correction of" in page
    assert "<strong>three</strong>" in page
    assert "<script>alert" not in page
    assert "<em>Much.</em>" in page
    work_once(app)
    session.rollback()
    assert session.scalar(select(Subject.state).where(Subject.kind == "meeting")) == "minuted"
    assert broken_promises() == []


def test_the_council_is_called_in_the_language_of_who_reads(app, db):
    _secretariat, _members, client = council_called(app)
    reader, french = sign_in(app, make_person()), {"Accept-Language": "fr"}
    assert reader.post("/council/council/follow").status_code == 302
    record = client.get("/record").text
    assert "<bdi>The council</bdi>" in record
    for path in ("/record", "/meetings/1.bib", "/account/data.json"):
        text = reader.get(path, headers=french).get_data(as_text=True)
        assert ("Le Conseil" in text, "The council<" in text, "{The council}" in text) == (True, False, False), path


def test_of_the_members_who_were_there_a_liaison_is_none(app, db):
    secretariat, members = sitting()
    liaison = make_person(group="technical")
    liaisons.send(liaison, organisation="Exemplar Union", evidence="A letter.", by=by(secretariat),
                  until=clock.now() + timedelta(days=300))  # fmt: skip
    client = sign_in(app, members[0])
    assert client.post(CALL, data=call_form(**soon())).status_code == 302
    assert client.post("/meetings/1/moves/open").status_code == 302
    for person in (members[0], liaison):
        assert sign_in(app, person).post("/meetings/1/moves/attend", data={"mode": "remote"}).status_code == 302
    page = client.get("/meetings/1").text
    own = page.partition("Of those who sit on the council")[2].partition("</ul>")[0]
    assert re.findall(r'<span class="n">(.*?)</span>', own) == ["1 of 1", *["0 of 1"] * 4]
    assert "2 people" in page
