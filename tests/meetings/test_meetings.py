"""A meeting from its call to what the list confirmed: each act by who may, refused to who may not."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.page import paging
from igtf.meetings import queries
from igtf.meetings.agenda import agenda_of
from igtf.meetings.commands import call_meeting
from igtf.meetings.models import AgendaItem, Attendance, MeetingDecision
from igtf.people.models import Person
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Relation
from igtf.record.queries import subject_of
from tests.appeals.house import House
from tests.appeals.test_annulling import called as called_and_declared
from tests.consensus.test_second_calls import in_group, written_up
from tests.drafts.making import draft_of, revise, submit
from tests.drafts.neighbours import make_call, put
from tests.factories import broken_promises, by, later, mails_to, make_person, responsible_of, sign_in
from tests.groups.making import active_group, bof, issue_unhoused
from tests.meetings.making import ahead, call_form, called, meeting_of, opened

WHERE = {"title": "Work", "length": "60", "place": "Room 3", "link": ""}


def test_a_chair_calls_a_meeting_and_nobody_else(app, db):
    chair, other = make_person(), make_person()
    active_group(app, chair)
    url = "/groups/icost/moves/call-meeting"
    assert sign_in(app, other).post(url, data=call_form()).status_code == 403
    assert "called by a chair" in sign_in(app, other).get("/groups/icost").text
    mine = sign_in(app, chair)
    assert "Told: the members of the group" in mine.get(url).text
    for wrong, sentence in (
        ({"day": "2020-01-01"}, "Choose a time that is ahead."), ({"time": "25:00"}, "such as 14:30"),
        ({"day": "2099-12-31"}, "within two years"), ({"day": "9999-12-31"}, "the years 2000 and 2100"),
        ({"zone": "Moon/Sea"}, "Choose one of the list."),
        ({"link": "ftp://x"}, "begins with https://"), ({"link": "https://x/<b>"}, "without blanks"),
        ({"link": ""}, "Give a place or a link"),
        ({"length": "5"}, "from 15 to 720"), ({"title": " "}, "Give the meeting a title."),
    ):  # fmt: skip
        refused = mine.post(url, data=call_form(**wrong))
        assert refused.status_code == 422, wrong
        assert sentence in refused.text
    assert mine.post(url, data=call_form()).status_code == 302
    page = app.test_client().get("/meetings/1")
    assert "Work on the draft" in page.text
    assert "14:00–15:30 UTC" in page.text
    assert "/meetings/1" in mine.get("/groups/icost").text
    assert "Work on the draft" in app.test_client().get("/meetings/?group=icost").text
    active_group(app, chair, acronym="other")
    assert "Work on the draft" not in app.test_client().get("/meetings/?group=other").text
    assert broken_promises() == []


EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WIDE = str.maketrans("0123456789:-", "０１２３４５６７８９：－")


@pytest.mark.parametrize("script", [EASTERN, WIDE], ids=["Arabic", "full width"])
def test_a_time_is_read_in_the_figures_of_any_keyboard(app, db, script):
    chair = make_person()
    active_group(app, chair)
    given = call_form()
    typed = {name: given[name].translate(script) for name in ("day", "time", "length")}
    mine = sign_in(app, chair)
    unread = mine.post("/groups/icost/moves/call-meeting", data=given | typed | {"time": "25:00".translate(script)})
    assert (unread.status_code, "such as 14:30" in unread.text) == (422, True)
    called = mine.post("/groups/icost/moves/call-meeting", data=given | typed)
    assert called.status_code == 302, called.text
    assert meeting_of().starts_at == datetime.fromisoformat(f"{given['day']}T{given['time']}+00:00")
    day, times, length = (text.translate(script) for text in ("2026-12-15", "06:00،14:00", "60"))
    plan = app.test_client().get(f"/meetings/planner?group=icost&day={day}&times={times}&length={length}")
    assert plan.status_code == 200
    assert "06:00" in plan.text


def test_a_time_is_read_in_its_zone_and_shown_in_the_readers(app, db):
    year = (clock.now() + timedelta(days=17)).year  # the next of which 15 December is ahead
    _group, chair, client = called(app, day=f"{year}-12-15", time="23:30", zone="America/New_York")
    begins = meeting_of().starts_at
    assert (begins.hour, begins.minute, begins.day) == (4, 30, 16)
    with writing():
        session.get_one(Person, chair.id).time_zone = "Asia/Tokyo"
    form = client.get("/meetings/1/moves/move").text
    assert 'value="13:30"' in form, "it starts from the time that is set, as the clock of who moves it shows it"
    assert '<option selected value="Asia/Tokyo">' in form
    assert f'value="{begins:%Y-%m-%d}"' in form
    assert client.get("/meetings/1/moves/move?zone=Nowhere").status_code == 200
    page = re.sub("</?(time|b)( [^>]*)?>", "", client.get("/meetings/1").text)
    assert f"16 December {year}, 04:30–06:00 UTC<br>Your time:" in page
    assert f"16 December {year}, 13:30–15:00 Asia/Tokyo" in page
    with writing():
        session.get_one(Person, chair.id).time_zone = "America/New_York"
    page = client.get("/meetings/1").text
    assert re.search(f"15 December {year}, 23:30 – [A-Z][a-z]+day 16 December {year}, 01:00 America/New_York", page)


def test_a_directorate_does_not_meet(app, db):
    chair = make_person()
    active_group(app, chair)
    given = {
        "acronym": "secdir", "title": "Security", "summary": "Reviews.", "kind": "directorate", "mandate": "# Scope",
        "chairs": chair.actor.handle, "parent": "icost", "step": "done",
    }  # fmt: skip
    client = sign_in(app, chair)
    assert client.post("/groups/new/establish", data=given).status_code == 302
    refused = client.post("/groups/secdir/moves/call-meeting", data=call_form())
    assert refused.status_code == 403
    assert "no meetings" in refused.text


def test_moving_needs_a_reason_and_updates_who_was_invited(app, db):
    _group, _chair, client = called(app)
    member = make_person()
    sign_in(app, member).post("/groups/icost/moves/join")
    url = "/meetings/1/moves/move"
    assert sign_in(app, member).post(url, data=ahead(30) | {"reason": "x"}).status_code == 403
    assert client.post(url, data=ahead(30)).status_code == 422
    assert client.post(url, data=ahead(-2) | {"reason": "Too early."}).status_code == 422
    same = client.post(url, data=ahead(21) | {"reason": "The same."})
    assert "at this time already" in same.text
    assert client.post(url, data=ahead(30) | {"reason": "The room is taken."}).status_code == 302
    meeting = meeting_of()
    assert meeting.subject.due_at == meeting.starts_at
    mails = mails_to(app, member.actor.handle)
    assert any("moved the meeting" in mail.text and "The room is taken." in mail.text for mail in mails)
    assert broken_promises() == []


def test_a_change_that_changes_nothing_is_refused(app, db):
    _group, _chair, client = called(app)
    assert client.post("/meetings/1/moves/change", data=WHERE).status_code == 302
    assert broken_promises() == []
    before = session.scalars(select(Event.id)).all()
    again = client.post("/meetings/1/moves/change", data=WHERE)
    assert again.status_code == 422
    session.rollback()
    assert session.scalars(select(Event.id)).all() == before


def test_a_meeting_is_found_by_its_group_its_place_and_its_minutes(app, db):
    _group, _chair, client = opened(app)

    def found(*names):
        pages = [client.get(f"/search?q={name}").text for name in names]
        return ['class="t" href="/meetings/1"' in page for page in pages]

    whose, place, said = "interconnection+costs", "the+lighthouse", "lanterns"
    assert found(whose, place, said) == [True, False, False]
    assert client.post("/meetings/1/moves/change", data=WHERE | {"place": "In the lighthouse"}).status_code == 302
    assert found(whose, place, said) == [True, True, False]
    assert client.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    given = {"minutes": "On lanterns.", "step": "done"}
    assert client.post("/meetings/1/moves/publish-minutes", data=given).status_code == 302
    assert found(whose, place, said) == [True, True, True]


def test_a_meeting_is_found_by_what_its_group_is_called_now(app, db):
    """And by no word of that name which a moderator removed: the page of the meeting has it nowhere to be removed."""
    proposer, _second, _member = bof(app)
    client = sign_in(app, proposer)
    assert client.post("/groups/icost/moves/call-meeting", data=call_form()).status_code == 302

    def found(name):
        page = app.test_client().get(f"/search?q={name}").text
        return page.partition('class="t" href="/meetings/1"')[2].partition("</li>")[0]

    assert "<b>Interconnection</b> costs" in found("interconnection")
    renamed = {"title": "Prices of Jane Exemplar", "summary": "Who sets them?", "issues": "1", "note": "Clearer."}
    assert client.post("/groups/icost/moves/edit", data=renamed | {"step": "done"}).status_code == 302
    assert not found("interconnection")
    assert "<b>Prices</b> of Jane Exemplar" in found("prices")
    entry = session.scalars(select(Event.id).where(Event.kind == "group.propose")).one()
    given = {"entry": entry, "passage": "Jane Exemplar", "reason": "A court asks for it.", "step": "done"}
    assert sign_in(app, make_person(roles=("moderator",))).post("/record/redact", data=given).status_code == 302
    assert not found("jane")
    assert "Jane" not in found("prices")
    for path in ("/meetings/1", "/meetings/", "/groups/icost", "/feeds/meetings.atom", "/feeds/meetings.ics"):
        assert "Jane" not in app.test_client().get(path).text, path


def test_a_cancelled_meeting_is_over(app, db):
    _group, _chair, client = called(app)
    assert client.post("/meetings/1/moves/cancel", data={"reason": ""}).status_code == 422
    assert client.post("/meetings/1/moves/cancel", data={"reason": "A strike."}).status_code == 302
    assert client.post("/meetings/1/moves/open").status_code == 409
    page = app.test_client().get("/meetings/1").text
    above = page.partition("<main")[2].partition("Timeline and discussion")[0]
    assert (above.count("It does not take place"), above.count("A strike.")) == (1, 1)
    assert "Join on line" not in page
    assert meeting_of().subject.due_at is None


def test_the_agenda_of_a_cancelled_meeting_does_not_follow_the_open_work(app, db):
    _group, _chair, client = called(app)
    client.post("/groups/icost/moves/ask-question", data={"question": "Shall we meet monthly?", "days": "14"})
    reader = app.test_client()
    assert "an open call" in reader.get("/meetings/1").text
    assert reader.get("/meetings/1/items/1").status_code == 200
    assert client.post("/meetings/1/moves/cancel", data={"reason": "A strike."}).status_code == 302
    page = reader.get("/meetings/1").text
    for untrue in ("an open call", "It follows the open work", "anyone may add a link", "may add points"):
        assert untrue not in page, untrue
    assert reader.get("/meetings/1/items/1").status_code == 404
    assert reader.get("/api/v1/meetings/1").json["details"]["agenda"] == []


def test_short_notice_is_said_once_more_before_the_call(app, db):
    chair = make_person()
    member = session.get_one(Person, active_group(app, chair).subject.opened_by_id)
    client, url = sign_in(app, chair), "/groups/icost/moves/call-meeting"
    asked = client.post(url, data=call_form(**ahead(2), step=""))
    assert (asked.status_code, "due 14 days before it" in asked.text) == (200, True)
    assert "they cannot be there in time" in asked.text
    assert client.post(url, data=call_form(**ahead(2))).status_code == 302
    assert client.post(url, data=call_form(**ahead(20), step="")).status_code == 302, "there is nothing to doubt"
    hurried, page = (app.test_client().get(f"/meetings/{ref}").text for ref in ("1", "2"))
    too_late = "Called too late for documents 14 days before."
    assert [(too_late in text, "Documents due" in text) for text in (hurried, page)] == [(True, False), (False, True)]
    details = [app.test_client().get(f"/api/v1/meetings/{ref}").json["details"] for ref in ("1", "2")]
    assert [said["documents_due"] is None for said in details] == [True, False]
    told = [mail.text for mail in mails_to(app, member.actor.handle)]
    assert ["Documents are due" in text for text in told if "called this meeting" in text] == [False, True]
    nearer = client.post("/meetings/2/moves/move", data=ahead(3) | {"reason": "Hurry."})
    assert "they cannot be there in time" in nearer.text


def test_what_was_not_opened_is_not_coming_any_more(app, db):
    _group, _chair, client = called(app)
    assert "Join on line" in client.get("/meetings/1").text
    assert "Coming" in app.test_client().get("/meetings/").text
    with later(app, 25):
        listed = app.test_client().get("/meetings/").text
        assert "Coming" not in listed
        assert "Work on the draft" in listed


def test_every_meeting_that_comes_stands_in_the_list(app, db, monkeypatch):
    group, chair, _client = called(app, **ahead(1))
    for days in range(30, 34):
        call_meeting(group, starts_at=clock.now() + timedelta(days=days), title=f"In {days} days", length=60,
                     place="Room 3", by=by(chair))  # fmt: skip
    monkeypatch.setattr(queries, "LISTED", 2)
    monkeypatch.setitem(paging.paginate.__kwdefaults__, "limit", 3)
    reader, found = app.test_client(), r'href="/meetings/([0-9]+)"'
    with later(app, 3):
        first = reader.get("/meetings/").text
        order = [first.index(each) for each in (">Coming<", "In 30", "In 31", ">Later, the farthest first<", "In 33")]
        assert order == sorted(order)
        assert re.findall(found, first) == ["2", "3", "5", "4"], "each once"
        older = re.findall(r'rel="next" href="([^"]+)"', first)[0]
        second = reader.get(older.replace("&amp;", "&")).text
        assert re.findall(found, second) == ["2", "1"]
        monkeypatch.setitem(paging.paginate.__kwdefaults__, "limit", 25)
        whole = sign_in(app, chair).get("/meetings/").text  # not as it was kept for everybody else
        assert whole.index("In 32") < whole.index(">Over<") < whole.index("Work on the draft")
        assert re.findall(found, whole) == ["2", "3", "5", "4", "1"]


def test_an_agenda_of_many_points_keeps_them_all_when_it_is_edited(app, db):
    _group, _chair, client = called(app)
    url = "/meetings/1/moves/set-agenda"

    def points(many: int) -> dict[str, str]:
        return {f"points-{number}-title": f"Point {number}." for number in range(1, many + 1)}

    assert client.post(url, data=points(31)).status_code == 302
    form = client.get(url).text
    rows = re.findall(r'name="points-[0-9]+-title"[^>]*value="([^"]*)"', form)
    assert rows == [*points(31).values(), "", ""]
    refused = client.post(url, data=points(34))
    assert (refused.status_code, "Give at most 33." in refused.text) == (422, True)
    assert client.post(url, data=points(33)).status_code == 302
    assert "Point 33." in client.get(url).text


def test_the_agenda_builds_itself_and_is_edited_by_chairs(app, db):
    issue_unhoused(app)
    _group, chair, client = called(app)
    client.post(
        "/groups/icost/moves/ask-question",
        data={"question": "Shall we meet monthly?", "days": "14"},
    )
    page = app.test_client().get("/meetings/1")
    assert "Shall we meet monthly?" in page.text
    assert "an open call" in page.text
    reader = app.test_client()
    tag = reader.get("/meetings/1").headers["ETag"]
    taken = client.post("/issues/1/moves/take-up", data={"group": "icost", "paragraph": "Scope."})
    assert taken.status_code == 302, taken.text
    fresh = reader.get("/meetings/1", headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert "an issue taken up" in fresh.text
    form = client.get("/meetings/1/moves/set-agenda").text
    assert "Shall we meet monthly?" in form
    assert "Needs" in form
    points = {
        "points-0-place": "2", "points-0-title": "Any other business", "points-0-length": "5", "points-0-about": "",
        "points-1-place": "1", "points-1-title": "The call", "points-1-length": "20",
        "points-1-about": "call 1",
        "points-2-place": "3", "points-2-title": "", "points-2-length": "", "points-2-about": "",
    }  # fmt: skip
    assert sign_in(app, make_person()).post("/meetings/1/moves/set-agenda", data=points).status_code == 403
    assert client.post("/meetings/1/moves/set-agenda", data=points).status_code == 302
    session.rollback()
    titles = session.scalars(select(AgendaItem.title).order_by(AgendaItem.place)).all()
    assert titles == ["The call", "Any other business"]
    assert session.scalar(select(Relation.kind).where(Relation.kind == "discusses")) == "discusses"
    assert client.post("/meetings/1/moves/set-agenda", data=points).status_code == 422
    assert client.post("/meetings/1/moves/set-agenda", data=points | {"points-0-place": "0"}).status_code == 302
    session.rollback()
    titles = session.scalars(select(AgendaItem.title).order_by(AgendaItem.place)).all()
    assert titles == ["Any other business", "The call"], "nought comes before one"
    nothing = {"points-0-place": "1", "points-0-title": "", "points-0-length": "", "points-0-about": ""}
    assert "at least one point" in client.post("/meetings/1/moves/set-agenda", data=nothing).text
    words = points | {"points-0-place": "first", "points-1-length": "a few"}
    refused = client.post("/meetings/1/moves/set-agenda", data=words).text
    assert '<a href="#points-0-place">Points 1, Place: Write a whole number.</a>' in refused
    assert '<a href="#points-1-length">Points 2, Length in minutes: Write a whole number.</a>' in refused
    assert ">Points 2</p>" in refused
    foreign = points | {"points-0-about": "group icost"}
    assert client.post("/meetings/1/moves/set-agenda", data=foreign).status_code == 422
    assert by(chair).actor_id == chair.id
    assert broken_promises() == []


def test_the_agenda_lists_no_call_that_is_over_and_nothing_of_the_councils(app, db):
    house = House()
    draft, chair = in_group(house)

    def asked(who, kind, move, thing, said, **given):
        """Let somebody ask, and the appellant object; return the call."""
        house.do(who, kind, move, thing, days=28, **given)
        call = house.newest("call")
        house.do(house.appellant, "call", "object", call, reason=said, change="Dim them.")
        return call

    taken_back = asked(chair, "draft", "group-last-call", draft, "Objected to what was taken back.", question="Ready?")
    house.do(chair, "call", "withdraw", taken_back, reason="Not yet.")
    house.do(chair, "draft", "back-to-work", draft, reason="Not yet.")
    asked(chair, "draft", "group-last-call", draft, "Objected to what was left.", question="Ready now?")
    house.tick(29)
    house.do(chair, "draft", "back-to-work", draft, reason="Figures first.")
    called_and_declared(house, chair, draft, "group-last-call")
    written_up(house, draft, chair)
    house.do(chair, "draft", "submit-to-council", draft)
    asked(house.member, "draft", "council-last-call", draft, "Objected before the council.", question="Publish?")
    house.tick(29)
    group = house.newest("group")
    asked(chair, "group", "ask-question", group, "Objected to what is asked.", question="Who reads it?")
    house.do(chair, "group", "call-meeting", group, title="Next", starts_at=house.at + timedelta(days=20), length=60,
             place="Room 1", link="")  # fmt: skip
    session.rollback()
    listed = [(str(point.title), str(point.why)) for point in agenda_of(house.newest("meeting"))]
    assert listed == [
        ("Objection 2: Objected to what was left.", "an objection without an answer"),
        ("Objection 4: Objected to what is asked.", "an objection without an answer"),
        ("Call 6: Lamps: Who reads it?", "an open call"),
        ("draft-igtf-lamps-lamps: Lamps at landing stations", "a new revision since the last meeting"),
    ]  # fmt: skip


def test_documents_that_come_late_are_marked(app, db):
    called(app)
    author = sign_in(app, make_person())
    url = "/meetings/1/moves/add-document"
    document = {"title": "Slides", "link": "https://slides.example/1"}
    assert app.test_client().post(url, data=document).status_code == 403
    assert author.post(url, data=document).status_code == 302
    assert ">Late<" not in app.test_client().get("/meetings/1").text
    assert "there already" in author.post(url, data=document).text
    with later(app, 10):
        assert author.post(url, data={"title": "More", "link": "https://slides.example/2"}).status_code == 302
    assert app.test_client().get("/meetings/1").text.count(">Late<") == 1


def test_a_meeting_that_was_held_keeps_the_papers_it_had(app, db):
    group, _chair, client = called(app)
    author = make_person("ines")
    assert submit(sign_in(app, author)).status_code == 302
    session.rollback()
    with writing():
        subject_of("draft", "draft-ines-landlocked").group_id = group.id
    with later(app, 22):
        assert client.post("/meetings/1/moves/open").status_code == 302
        fixed = app.test_client().get("/meetings/1").text
        assert 'href="/drafts/draft-ines-landlocked/0"' in fixed
        client.post("/meetings/1/moves/close", data={"step": "done"})
    session.rollback()
    with writing():
        subject_of("draft", "draft-ines-landlocked").group_id = None  # so that its author, who is no editor, revises it
    with later(app, 25):
        assert revise(sign_in(app, author)).status_code == 302
        page = app.test_client().get("/meetings/1").text
        assert "draft-ines-landlocked-00" in page
        assert "draft-ines-landlocked-01" not in page
        assert ">Late<" not in page


def test_a_point_about_a_draft_of_the_group_waits_for_its_call_then_for_its_chairs(app, db):
    group, chair, client = called(app)
    assert submit(sign_in(app, make_person("ines"))).status_code == 302
    draft = draft_of()
    with writing():
        draft.subject.group_id = group.id
    put(draft.id, "group-last-call")
    call = make_call("1", "last-call", draft.id, chair, group_id=group.id)
    points = {"points-0-place": "1", "points-0-title": "The draft", "points-0-length": "5",
              "points-0-about": f"draft {draft.subject.ref}"}  # fmt: skip
    assert client.post("/meetings/1/moves/set-agenda", data=points).status_code == 302

    def waits() -> str:
        return client.get("/meetings/1/items/1").text.split('id="waits"')[1].split("</section>")[0]

    assert "Call 1 on it" in waits()
    for state in ("consensus", "withdrawn"):
        put(call.id, state)
        assert chair.actor.name in waits()
        assert "Back to work" in client.get("/meetings/1/items/1").text
    put(draft.id, "submitted")
    responsible = responsible_of(group)
    assert responsible.actor.name in waits()


def test_members_are_reminded_once(app, db):
    called(app)
    member = make_person()
    sign_in(app, member).post("/groups/icost/moves/join")
    until = (meeting_of().starts_at - clock.now()) / timedelta(days=1)
    for before, expected in ((1.1, 0), (0.9, 1), (0.1, 1)):
        with later(app, until - before) as now:
            run_due(by_clock(now))
        session.rollback()
        kinds = session.scalars(select(Event.kind)).all()
        assert kinds.count("meeting.remind") == expected, before
    (reminder,) = [mail for mail in mails_to(app, member.actor.handle) if "reminded of the meeting" in mail.text]
    assert f"Join on line:\n{meeting_of().link}\n" in reminder.text
    assert f'href="{meeting_of().link}"' in reminder.html


def test_a_meeting_called_for_today_needs_no_reminder(app, db):
    start = clock.now() + timedelta(hours=3)
    called(app, day=f"{start:%Y-%m-%d}", time=f"{start:%H:%M}")
    run_due(by_clock(clock.now()))
    assert "meeting.remind" not in session.scalars(select(Event.kind)).all()


def test_a_meeting_opens_from_an_hour_before(app, db):
    _group, _chair, client = called(app)
    assert client.post("/meetings/1/moves/open").status_code == 403
    with later(app, 22):
        assert client.post("/meetings/1/moves/open").status_code == 302
    assert meeting_of().agenda_set


def test_an_agenda_that_was_written_down_names_its_points_in_the_language_of_the_reader(app, db):
    _group, _chair, client = called(app)
    client.post("/groups/icost/moves/ask-question", data={"question": "Shall we meet monthly?", "days": "30"})

    def named(code: str) -> list[str]:
        page = app.test_client().get(f"/api/v1/meetings/1?lang={code}").json
        return [point["title"] for point in page["details"]["agenda"]]

    built = {code: named(code) for code in ("en", "fr", "ar")}
    assert built["en"][0].startswith("Call 1: ")
    assert built["en"] != built["fr"] != built["ar"]
    with later(app, 22):
        assert client.post("/meetings/1/moves/open", headers={"Accept-Language": "fr"}).status_code == 302
        assert meeting_of().agenda_set
        assert {code: named(code) for code in built} == built
        points = {"points-0-place": "1", "points-0-title": "The call", "points-0-about": "call 1"}
        assert client.post("/meetings/1/moves/set-agenda", data=points).status_code == 302
        assert {code: named(code) for code in built} == {code: ["The call"] for code in built}, "as somebody called it"


def test_a_meeting_past_its_hour_is_not_overdue(app, db):
    _group, chair, client = called(app)
    starts = (meeting_of().starts_at - clock.now()) / timedelta(days=1)
    client.post("/groups/icost/moves/join")

    def pages(days: float, said: str) -> None:
        with later(app, starts + days):
            for page in ("/meetings/1", "/desk", "/"):
                text = sign_in(app, chair).get(page).text
                assert ("overdue" in text, said in text) == (False, True), (page, said)

    pages(-0.1, "begins")
    pages(0.1, "was to begin")
    with later(app, starts):
        assert sign_in(app, chair).post("/meetings/1/moves/open").status_code == 302
    pages(0.01, "ends")
    pages(0.5, "was to end")


def test_presence_is_one_act_under_a_hat(app, db):
    _group, chair, client = opened(app)
    person, bare = make_person(country="ML"), make_person()
    assert client.post("/meetings/1/moves/attend", data={"mode": "on-site"}).status_code == 302
    mine = sign_in(app, person)
    assert mine.post("/meetings/1/moves/attend", data={"mode": "asleep"}).status_code == 422
    assert mine.post("/meetings/1/moves/attend", data={"mode": "remote"}).status_code == 302
    assert mine.post("/meetings/1/moves/attend", data={"mode": "remote"}).status_code == 403
    session.rollback()
    assert session.query(Attendance).count() == 2
    page = app.test_client().get("/meetings/1").text
    assert "2 people" in page
    assert "1 remote, 1 on site; 2 for the first time. " in page
    assert "From developing countries: 2 of 2, of these from least developed ones: 1." in page
    assert bare.id != chair.id
    assert client.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    assert sign_in(app, bare).post("/meetings/1/moves/attend", data={"mode": "remote"}).status_code == 302
    assert client.post("/meetings/1/moves/publish-minutes", data={"minutes": "All.", "step": "done"}).status_code == 302
    late = sign_in(app, make_person()).post("/meetings/1/moves/attend", data={"mode": "remote"})
    assert late.status_code == 409
    assert meeting_of().subject.state == "done"


def minuted(app):
    group, chair, client = opened(app)
    client.post("/meetings/1/moves/close", data={"step": "done"})
    given = {"minutes": "# What was said\n\n*Much.*", "decisions-0-text": "We meet monthly.",
             "decisions-1-text": "", "decisions-2-text": "We write in pairs."}  # fmt: skip
    assert client.post("/meetings/1/moves/publish-minutes", data=given).status_code == 200  # the answers once more
    assert client.post("/meetings/1/moves/publish-minutes", data=given | {"step": "done"}).status_code == 302
    return group, chair, client


def test_decisions_are_confirmed_by_the_list_unless_somebody_objects(app, db):
    minuted(app)
    page = app.test_client().get("/meetings/1").text
    assert "<em>Much.</em>" in page
    assert "We write in pairs." in page
    member = sign_in(app, make_person())
    objection = {"decision": "2", "reason": "Some work alone."}
    assert member.post("/meetings/1/moves/object", data={"decision": "3", "reason": "x"}).status_code == 422
    assert member.post("/meetings/1/moves/object", data={"decision": "2", "reason": ""}).status_code == 422
    assert member.post("/meetings/1/moves/object", data=objection).status_code == 302
    assert member.post("/meetings/1/moves/object", data=objection).status_code == 422
    other = {"decision": "1", "reason": "Too often."}
    with later(app, 14.1):  # the clock has not looked yet
        late = sign_in(app, make_person()).post("/meetings/1/moves/object", data=other)
        assert (late.status_code, "what comes later is not counted" in late.text) == (403, True)
    with later(app, 13.9) as now:
        run_due(by_clock(now))
        assert sign_in(app, make_person()).get("/meetings/1/moves/object").status_code == 200
    assert meeting_of().subject.state == "minuted"
    with later(app, 14.1) as now:
        run_due(by_clock(now))
    assert meeting_of().subject.state == "done"
    states = session.execute(select(MeetingDecision.text, MeetingDecision.state).order_by(MeetingDecision.number))
    assert [tuple(row) for row in states] == [("We meet monthly.", "confirmed"), ("We write in pairs.", "contested")]
    assert member.post("/meetings/1/moves/object", data={"decision": "1", "reason": "Late."}).status_code == 409
    assert "Some work alone." in app.test_client().get("/meetings/1").text
    assert broken_promises() == []


def test_once_the_minutes_are_out_nobody_is_asked_to_say_that_they_are_there(app, db):
    _group, _chair, client = opened(app)
    asks, reader = "Whoever is there says so", app.test_client()
    assert client.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    assert asks in reader.get("/meetings/1").text
    given = {"minutes": "Nobody came.", "step": "done"}
    assert client.post("/meetings/1/moves/publish-minutes", data=given).status_code == 302
    page = reader.get("/meetings/1").text
    assert (asks in page, "Nobody said that they were present." in page) == (False, True)
    assert sign_in(app, make_person()).post("/meetings/1/moves/attend").status_code == 409


def test_once_every_decision_was_objected_to_none_is_open_to_objection(app, db):
    minuted(app)
    member, reader = make_person("mem"), app.test_client()
    sign_in(app, member).post("/groups/icost/moves/join")
    url, waits = "/meetings/1/moves/object", "A decision that waits is confirmed"
    own, does_not_count = "objected to a decision of the meeting", "One that was objected to does not count"
    assert (
        sign_in(app, make_person()).post(url, data={"decision": "2", "reason": "Some work alone."}).status_code == 302
    )
    page = reader.get("/meetings/1").text
    assert [words in page for words in ("Decisions open to objection", waits, does_not_count)] == [True, True, True]
    assert not [mail for mail in mails_to(app, "mem") if own in mail.text], "they hear of it when no decision waits"
    assert sign_in(app, make_person()).post(url, data={"decision": "1", "reason": "Too often."}).status_code == 302
    assert (meeting_of().subject.state, meeting_of().subject.due_at) == ("done", None)
    page = reader.get("/meetings/1").text
    assert [words in page for words in ("Decisions open to objection", waits, does_not_count)] == [False, False, True]
    assert "no decision waits" in page
    assert ("Some work alone." in page, "Too often." in page) == (True, True)
    assert len([mail for mail in mails_to(app, "mem") if own in mail.text]) == 1
    late = sign_in(app, make_person()).post(url, data={"decision": "1", "reason": "Me too."})
    assert late.status_code == 409
    with later(app, 15) as now:
        run_due(by_clock(now))
    session.rollback()
    assert "meeting.settle" not in session.scalars(select(Event.kind)).all()
    assert broken_promises() == []


def test_minutes_are_written_by_chairs_and_are_safe(app, db):
    _group, _chair, client = opened(app)
    client.post("/meetings/1/moves/close", data={"step": "done"})
    assert 'rows="16"' in client.get("/meetings/1/moves/publish-minutes").text
    given = {"minutes": "<script>alert(1)</script>", "step": "done"}
    assert sign_in(app, make_person()).post("/meetings/1/moves/publish-minutes", data=given).status_code == 403
    twice = {"minutes": "x", "decisions-0-text": "Same.", "decisions-1-text": "Same.", "step": "done"}
    assert "there twice" in client.post("/meetings/1/moves/publish-minutes", data=twice).text
    deep = {"minutes": ">" * 60 + " deep", "step": "done"}
    assert client.post("/meetings/1/moves/publish-minutes", data=deep).status_code == 422
    assert client.post("/meetings/1/moves/publish-minutes", data=given).status_code == 302
    assert "<script>alert" not in app.test_client().get("/meetings/1").text


def test_the_desk_says_what_waits(app, db):
    _group, _chair, client = opened(app)
    assert "Close the meeting when it is over" in client.get("/desk").text
    assert client.post("/meetings/1/moves/change", data=WHERE | {"length": "30"}).status_code == 302
    meeting = meeting_of()
    assert meeting.subject.due_at == meeting.starts_at + timedelta(minutes=30)
    client.post("/meetings/1/moves/close", data={"step": "done"})
    assert "Publish the minutes" in client.get("/desk").text


def test_a_meeting_that_nobody_opened_waits_for_who_called_it_and_for_nobody_else(app, db):
    _group, chair, client = called(app)
    past, person = "Its time is past", make_person()
    member = sign_in(app, person)
    member.post("/groups/icost/moves/join")
    assert "Be there" in member.get("/desk").text
    assert past not in client.get("/desk").text
    with later(app, 60):
        assert past in sign_in(app, chair).get("/desk").text
        member = sign_in(app, person)
        for path in ("/desk", "/"):
            assert "/meetings/1" not in member.get(path).text


def test_the_api_makes_the_same_moves(app, db):
    _group, _chair, client = called(app)
    shown = app.test_client().get("/api/v1/meetings/1").json
    assert shown["details"]["length"] == 90
    assert shown["group"] == "icost"
    assert {move["name"] for move in shown["moves"]} >= {"move", "cancel", "set-agenda"}
    assert app.test_client().get("/feeds/meetings.atom").status_code == 200
    assert (
        client.get("/groups/icost/moves/call-meeting?day=2026-12-24&time=09:30&zone=Asia/Tokyo&hat=x").status_code
        == 200
    )
