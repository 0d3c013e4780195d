"""The life of drafts through the front door: aside, replaced, expired, revived, revised during a call, waived."""

from datetime import datetime, timedelta
from random import Random

import pytest
from icalendar import Calendar
from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.drafts.models import Draft
from igtf.drafts.states import DRAFT
from igtf.notice.worker import work_once
from igtf.people.models import Person
from igtf.people.secretariat import reactivate
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Payload, Relation, Subject
from tests.api.test_tables import rows_in
from tests.counting import reads
from tests.drafts.neighbours import make_call, make_group, make_objection, put
from tests.drafts.samples import GOOD
from tests.factories import by, close_account, later, make_person, sign_in

NAME = "/drafts/draft-ines-landlocked"
WHY = {"reason": "The studies are not out yet."}


@pytest.fixture
def client(client):
    submit(client)
    return client


def submit(client, name="landlocked", **changes):
    answer = client.post("/drafts/new", data={"name": name, "source": GOOD, "step": "done"} | changes)
    assert answer.status_code == 302, answer.text
    return answer


def draft_of(ref="draft-ines-landlocked") -> Draft:
    session.rollback()
    return session.scalars(select(Draft).join(Subject, Subject.id == Draft.id).where(Subject.ref == ref)).one()


def draft_state(ref="draft-ines-landlocked") -> str:
    return draft_of(ref).subject.state


def kinds(prefix="draft.") -> list[str]:
    session.rollback()
    return list(session.scalars(select(Event.kind).where(Event.kind.like(f"{prefix}%")).order_by(Event.id)))


def payload_of(kind: str) -> dict:
    session.rollback()
    query = select(Payload.data).join(Event, Event.id == Payload.event_id).where(Event.kind == kind)
    return session.scalars(query.order_by(Event.id.desc())).first()


def in_group(chair, state="group-draft", acronym="transit"):
    """Give the draft to a group of ``chair`` in a state, and return the group."""
    group = make_group(acronym, chair)
    with writing():
        draft_of().subject.group_id = group.id
    put(draft_of().id, state)
    return group


def revised(text="Publish prices twice a year.", **changes):
    return {"source": GOOD.replace("Publish prices.", text), "note": "Twice a year"} | changes


def test_a_draft_is_parked_and_taken_up_again(app, client):
    stranger = sign_in(app, make_person())
    assert stranger.post(f"{NAME}/moves/park", data=WHY).status_code == 403
    assert client.post(f"{NAME}/moves/park", data={"reason": ""}).status_code == 422
    assert client.post(f"{NAME}/moves/park", data=WHY).status_code == 302
    assert draft_state() == "parked"
    for asked in ("", "?show=discussion"):
        above = stranger.get(f"{NAME}{asked}").text.partition("Timeline and discussion")[0]
        assert above.count(WHY["reason"]) == 1, "beside the state"
    assert client.post(f"{NAME}/moves/revise", data=revised()).status_code == 409
    assert client.post(f"{NAME}/moves/unpark", data=WHY).status_code == 302
    assert draft_state() == "individual"
    assert WHY["reason"] not in stranger.get(NAME).text.partition("Timeline and discussion")[0]


def test_a_group_draft_is_parked_by_chair_or_editor_and_not_in_a_call(app, client, ines):
    chair = make_person()
    group, desk = in_group(chair, "group-last-call"), sign_in(app, chair)
    call = make_call("1", "last-call", draft_of().id, chair, group_id=group.id)
    refused = desk.post(f"{NAME}/moves/park", data=WHY)
    assert refused.status_code == 403
    assert "A call on this draft is open" in refused.text
    put(call.id, "closed")
    author = client.post(f"{NAME}/moves/park", data=WHY)
    assert author.status_code == 403
    assert "a chair of its group or an editor" in author.text
    assert desk.post(f"{NAME}/moves/park", data=WHY).status_code == 302
    assert desk.post(f"{NAME}/moves/unpark", data=WHY).status_code == 302
    assert draft_state() == "group-draft"


def test_a_draft_is_withdrawn_after_a_check(app, client):
    assert client.post(f"{NAME}/moves/withdraw", data=WHY).status_code == 200
    assert draft_state() == "individual"
    assert client.post(f"{NAME}/moves/withdraw", data=WHY | {"step": "done"}).status_code == 302
    assert draft_state() == "withdrawn"
    assert client.post(f"{NAME}/moves/revise", data=revised()).status_code == 409
    assert client.get(f"{NAME}/00").status_code == 200


def test_a_draft_replaces_another_of_the_same_author_at_once(client):
    submit(client, "prices", source=GOOD.replace("Publish prices.", "Publish more."))
    move = "/drafts/draft-ines-prices/moves/replaces"
    for other, sentence in (
        ("draft-ines-nothing", "no other draft of this name"),
        ("draft-ines-prices", "no other draft"),
    ):
        refused = client.post(move, data=WHY | {"other": other})
        assert refused.status_code == 422
        assert sentence in refused.text
    assert client.post(move, data=WHY | {"other": "draft-ines-landlocked"}).status_code == 302
    assert draft_state() == "replaced"
    assert "replaced by" in client.get(NAME).text
    assert "draft-ines-prices" in client.get(NAME).text
    again = client.post(move, data=WHY | {"other": "draft-ines-landlocked"})
    assert again.status_code == 422
    assert "It is now: Replaced" in again.text


def test_a_group_draft_is_replaced_when_its_chair_agrees(app, client, ines):
    chair, otso = make_person(), make_person("otso")
    in_group(chair)
    new = sign_in(app, otso)
    submit(new, "better", source=GOOD.replace("Ines", "Otso"))
    desk = sign_in(app, chair)
    early = desk.post(f"{NAME}/moves/agree-replaced", data={"other": "draft-otso-better"})
    assert early.status_code == 403
    assert "No other draft says" in early.text
    claim = {"other": "draft-ines-landlocked"} | WHY
    assert client.post("/drafts/draft-otso-better/moves/replaces", data=claim).status_code == 403
    assert new.post("/drafts/draft-otso-better/moves/replaces", data=claim).status_code == 302
    assert draft_state() == "group-draft"
    assert "said to be replaced by" in desk.get(NAME).text
    assert "Say whether another draft replaces it" in desk.get("/desk").text
    assert payload_of("draft.claimed")["other"] == "draft-otso-better"
    assert client.post(f"{NAME}/moves/agree-replaced", data={"other": "draft-otso-better"}).status_code == 403
    assert desk.post(f"{NAME}/moves/agree-replaced", data={"other": "draft-otso-none"}).status_code == 422
    assert desk.post(f"{NAME}/moves/agree-replaced", data={"other": "draft-otso-better"}).status_code == 302
    assert draft_state() == "replaced"
    relation = session.scalars(select(Relation).where(Relation.kind == "replaces")).one()
    assert relation.target_id == draft_of().id
    assert session.scalars(select(Relation).where(Relation.kind == "would-replace")).all() == []


def test_what_a_group_draft_replaces_is_confirmed_by_its_chair(app, client, ines):
    chair = make_person()
    in_group(chair)
    otso = sign_in(app, make_person("otso"))
    submit(otso, "older", source=GOOD.replace("Ines", "Otso"))
    claim = {"other": "draft-otso-older"} | WHY
    assert client.post(f"{NAME}/moves/replaces", data=claim).status_code == 302
    agree = {"other": "draft-ines-landlocked"}
    assert otso.post("/drafts/draft-otso-older/moves/agree-replaced", data=agree).status_code == 302
    assert draft_state("draft-otso-older") == "individual"
    assert sign_in(app, chair).post(f"{NAME}/moves/replaces", data=claim).status_code == 302
    assert draft_state("draft-otso-older") == "replaced"


def test_a_draft_expires_after_two_warnings_each_once(app, client, ines):
    warned = lambda: kinds().count("draft.warn-expiry")  # noqa: E731
    for days, warnings, state in (
        (170.9, 0, "individual"), (171.1, 1, "individual"), (181.9, 1, "individual"), (182.1, 2, "individual"),
        (184.9, 2, "individual"), (185.3, 2, "expired"),
    ):  # fmt: skip
        with later(app, days):
            for _again in range(2):
                work_once(app)
            assert (warned(), draft_state()) == (warnings, state), days
            if days == 171.1:
                assert "<dt>Expires</dt>" in client.get(NAME).text
                assert "Post a revision, or let it expire" in sign_in(app, ines).get("/desk").text
    told = session.scalars(select(Mail.text).where(Mail.to == "ines@people.example").order_by(Mail.id)).all()
    assert [text.partition(".")[0] for text in told] == [
        "The clock warned that the draft expires", "The clock warned that the draft expires",
        "The clock let the draft expire",
    ]  # fmt: skip
    with later(app, 190):
        client = sign_in(app, ines)
        assert client.post(f"{NAME}/moves/revise", data=revised()).status_code == 409
        stranger = sign_in(app, make_person())
        assert stranger.post(f"{NAME}/moves/revive", data=revised()).status_code == 403
        assert client.post(f"{NAME}/moves/revive", data=revised("Publish prices.")).status_code == 422
        assert client.post(f"{NAME}/moves/revive", data=revised()).status_code == 302
        run_due(by_clock(clock.now()))
    assert (draft_state(), draft_of().current.number, draft_of().subject.due_at) == ("individual", 1, None)


def test_the_day_on_which_a_draft_expires_is_on_its_page_in_the_api_and_in_calendars(app, client):
    reader = app.test_client()
    calendars = ("/feeds/all.ics", "/feeds/drafts.ics?state=individual", f"/feeds{NAME}.ics")

    def days() -> set[str]:
        return {part["DTSTART"].dt.isoformat() for path in calendars
                for part in Calendar.from_ical(reader.get(path).data).walk("VEVENT")}  # fmt: skip

    for after in (0, 100, 182.5):
        with later(app, after):
            run_due(by_clock(clock.now()))
            expires = reader.get(f"/api/v1{NAME}").json["details"]["expires_at"]
            (item,) = reader.get("/api/v1/drafts").json["items"]
            (row,) = rows_in(reader.get("/api/v1/drafts.csv"))
            assert (item["expires_at"], row["expires_at"]) == (expires, expires[:19].replace("T", " "))
            assert expires[:10] in reader.get(NAME).text.partition("<dt>Expires</dt>")[2].partition("</dd>")[0]
            assert {datetime.fromisoformat(day) for day in days()} == {datetime.fromisoformat(expires)}, after
            assert f"/feeds{NAME}.ics" in reader.get(NAME).text
    assert Calendar.from_ical(reader.get("/feeds/drafts.ics?state=parked").data).walk("VEVENT") == []
    with later(app, 10):
        assert client.post(f"{NAME}/moves/park", data=WHY).status_code == 302
        assert reader.get(f"/api/v1{NAME}").json["details"]["expires_at"] is None
        assert days() == set()


def test_a_clock_that_stood_still_warns_before_it_lets_expire(app, client):
    with later(app, 300):
        run_due(by_clock(clock.now()))
        assert draft_state() == "individual"
        assert kinds().count("draft.warn-expiry") == 1
    with later(app, 302.9):
        run_due(by_clock(clock.now()))
        assert draft_state() == "individual"
    with later(app, 303.1):
        run_due(by_clock(clock.now()))
        assert draft_state() == "expired"


@pytest.mark.parametrize("seed", range(6))
def test_however_the_clock_jumps_nobody_is_surprised(app, client, seed):
    """No expiry before 185 days, none within three days of a warning, at most two warnings, each said before."""
    draw, start, at = Random(seed), clock.now(), clock.now()
    warned = []
    while draft_state() == "individual":
        at += timedelta(days=draw.choice((0.3, 1, 2.5, 9, 40)))
        run_due(by_clock(at))
        if kinds().count("draft.warn-expiry") > len(warned):
            warned.append(at)
    assert at - start >= timedelta(days=185)
    assert 1 <= len(warned) <= 2
    assert at - warned[-1] >= timedelta(days=3)


@pytest.mark.parametrize("state", ["group-last-call", "ballot", "approved", "parked", "submitted"])
def test_a_draft_that_is_somewhere_else_never_expires(app, client, state):
    put(draft_of().id, state)
    with later(app, 400):
        run_due(by_clock(clock.now()))
    assert draft_state() == state


def test_what_comes_back_has_its_whole_time(app, client):
    put(draft_of().id, "submitted")
    with later(app, 200):
        put(draft_of().id, "individual", clock.now())
        run_due(by_clock(clock.now()))
    with later(app, 370):
        run_due(by_clock(clock.now()))
    assert kinds().count("draft.warn-expiry") == 0
    with later(app, 372):
        run_due(by_clock(clock.now()))
    assert kinds().count("draft.warn-expiry") == 1


def test_a_revision_during_a_call_needs_consent_which_holds_for_one(app, client):
    chair = make_person()
    group, desk = in_group(chair, "group-last-call"), sign_in(app, chair)
    consent = f"{NAME}/moves/consent"
    none_open = desk.post(consent, data=WHY)
    assert none_open.status_code == 403
    assert "needs no consent" in none_open.text
    make_call("1", "last-call", draft_of().id, chair, group_id=group.id)
    assert client.post(f"{NAME}/moves/revise", data=revised()).status_code == 403
    assert client.post(consent, data=WHY).status_code == 403
    assert desk.post(consent, data={"reason": ""}).status_code == 422
    assert desk.post(consent, data=WHY).status_code == 302
    twice = desk.post(consent, data=WHY)
    assert twice.status_code == 403
    assert "given already" in twice.text
    DRAFT.commands["revise"](draft_of(), **revised(), by=by(session.get(type(chair), draft_of().subject.opened_by_id)))
    refused = client.post(f"{NAME}/moves/revise", data=revised("Publish prices every month."))
    assert refused.status_code == 403


def test_authors_are_changed_with_a_reason(app, client):
    more = GOOD.replace("addresses: [1]", "  - name: Otso Muster\naddresses: [1]")
    refused = client.post(f"{NAME}/moves/revise", data={"source": more, "note": "With Otso"})
    assert refused.status_code == 422
    assert "names other authors than the one before; say why" in refused.text
    reason = {"authors_reason": "Otso wrote the second section."}
    done = client.post(f"{NAME}/moves/revise", data={"source": more, "note": "With Otso"} | reason)
    assert done.status_code == 302
    assert payload_of("draft.revise")["authors"] == reason["authors_reason"]
    same = client.post(f"{NAME}/moves/revise", data={"source": more + "\nMore.", "note": "More"} | reason)
    assert same.status_code == 302
    assert payload_of("draft.revise")["authors"] == ""


def test_the_board_groups_by_state_and_keeps_the_filter(app, client, monkeypatch):
    submit(client, "prices", source=GOOD.replace("Publish prices.", "Publish more."))
    put(draft_of("draft-ines-prices").id, "submitted")
    page = client.get("/drafts/?view=board").text
    assert page.index("state-individual") < page.index("state-submitted")
    assert "state-published" not in page
    only = client.get("/drafts/?view=board&state=submitted").text
    assert "draft-ines-prices" in only
    assert "draft-ines-landlocked" not in only
    assert "/drafts/?state=submitted" in only
    theirs = client.get("/drafts/?view=board&author=ines").text
    form = theirs.partition('<form class="filters"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="view" value="board">' in form
    assert '<input type="hidden" name="author" value="ines">' in form
    monkeypatch.setattr("igtf.drafts.views.BOARD_MOST", 0)
    assert "/drafts/?author=ines&amp;state=submitted" in client.get("/drafts/?view=board&author=ines").text
    make_group("other", make_person())
    assert "No draft is on its way" in client.get("/drafts/?view=board&group=other").text


def test_pages_of_the_board_and_of_drafts_ask_rarely(app, client):
    for path, most in (("/drafts/?view=board", 4), (NAME, 8)):
        anonymous = app.test_client()
        with reads(app) as asked:
            assert anonymous.get(path).status_code == 200
        assert len(asked) <= most, asked
        with reads(app) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= most + 2, asked


def test_the_wait_is_waived_by_all_concerned(app, client, ines):
    secretary, otso = make_person(roles=("secretariat",)), make_person("otso")
    call = make_call("1", "council-last-call", draft_of().id, secretary, state="consensus")
    make_objection("1", call, otso, "outweighed")
    waive = f"{NAME}/moves/waive"
    assert client.post(waive, data={"step": "done"}).status_code == 409
    put(draft_of().id, "approved")
    desk, objector = sign_in(app, secretary), sign_in(app, otso)
    waits = f'href="{waive}"'
    assert [waits in one.get("/desk").text for one in (desk, objector, client)] == [False, True, True]
    assert desk.post(waive, data={"step": "done"}).status_code == 403
    assert client.post(waive, data={"step": "done"}).status_code == 302
    assert [waits in one.get("/desk").text for one in (desk, objector, client)] == [False, True, False]
    assert payload_of("draft.waive")["missing"] == "Otso Exemplar"
    assert client.post(waive, data={"step": "done"}).status_code == 403
    early = desk.post(f"{NAME}/moves/publish", data={"step": "done"})
    assert early.status_code == 403
    assert "waits 14 days" in early.text
    assert "not waived" in client.get(NAME).text
    assert objector.post(waive, data={"step": "done"}).status_code == 302
    assert desk.post(f"{NAME}/moves/publish", data={"step": "done"}).status_code == 302
    assert draft_state() == "published"


def approved_against_otso() -> tuple[Person, Person]:
    """Let the draft be approved with an outweighed objection of otso; return a secretary and otso."""
    secretary, otso = make_person(roles=("secretariat",)), make_person("otso")
    call = make_call("1", "council-last-call", draft_of().id, secretary, state="consensus")
    make_objection("1", call, otso, "outweighed")
    put(draft_of().id, "approved")
    return secretary, otso


def test_who_closed_the_account_waives_nothing_and_holds_nobody_up(app, client, ines):
    secretary, otso = approved_against_otso()
    both = client.get(NAME).text.count("not waived")
    close_account(app, otso)
    assert (both, client.get(NAME).text.count("not waived")) == (2, 1)
    assert client.post(f"{NAME}/moves/waive", data={"step": "done"}).status_code == 302
    assert payload_of("draft.waive")["missing"] == ""
    assert sign_in(app, secretary).post(f"{NAME}/moves/publish", data={"step": "done"}).status_code == 302


def test_the_wait_is_over_once_the_last_who_had_not_waived_it_closes_the_account(app, client, ines):
    secretary, otso = approved_against_otso()
    assert client.post(f"{NAME}/moves/waive", data={"step": "done"}).status_code == 302
    over = "The wait before publication is over; the secretariat can publish it."
    assert over not in client.get(NAME).text
    close_account(app, otso)
    desk = sign_in(app, secretary)
    for page in (app.test_client().get(NAME).text, desk.get(NAME).text):
        assert over in page
        assert "in 14 days" not in page
        assert "Asked to waive the wait" in page
    assert "Publish" in desk.get("/desk").text.partition('<h2 id="me"')[2].partition("<h2")[0]
    with writing():
        reactivate(session.get_one(Person, otso.id), by=by(secretary))
    assert over in client.get(NAME).text
    assert sign_in(app, otso).post(f"{NAME}/moves/waive", data={"step": "done"}).status_code == 403
    assert desk.post(f"{NAME}/moves/publish", data={"step": "done"}).status_code == 302, "what was over stays over"


def test_a_draft_whose_wait_is_over_says_that_it_can_be_published(app, client, ines):
    secretary = make_person(roles=("secretariat",))
    put(draft_of().id, "approved")
    over, waiver = "The wait before publication is over; the secretariat can publish it.", "waive the wait."
    waits = ("Publication waits for appeals.", "can be published <", waiver, "not waived")
    for page in (app.test_client().get(NAME).text, client.get(NAME).text):
        assert over not in page
        assert not [words for words in waits if words not in page]
    with later(app, 14.01):
        for page in (app.test_client().get(NAME).text, sign_in(app, secretary).get(NAME).text):
            assert over in page
            assert "the wait ended <time" in page
            assert not [words for words in (*waits, "overdue") if words in page]
        assert sign_in(app, secretary).post(f"{NAME}/moves/publish", data={"step": "done"}).status_code == 302
    assert over not in app.test_client().get(NAME).text


def test_a_group_that_asks_about_adoption_lets_a_revision_in_and_writes_none(app, client):
    chair = make_person()
    group, desk = make_group("transit", chair), sign_in(app, chair)
    make_call("1", "adoption", draft_of().id, chair, group_id=group.id)
    put(draft_of().id, "call-for-adoption")
    written = desk.post(f"{NAME}/moves/revise", data=revised())
    assert written.status_code == 403
    assert "revised by its authors and editors" in written.text
    assert f"{NAME}/moves/revise" not in desk.get(NAME).text
    assert desk.post(f"{NAME}/moves/replaces", data={"other": "draft-x-y", "reason": "No."}).status_code == 403
    asked = client.post(f"{NAME}/moves/revise", data=revised())
    assert asked.status_code == 403
    assert "Until it closes only who leads it lets a revision in" in asked.text
    assert client.post(f"{NAME}/moves/consent", data=WHY).status_code == 403
    assert desk.post(f"{NAME}/moves/consent", data=WHY).status_code == 302
    assert client.post(f"{NAME}/moves/revise", data=revised()).status_code == 302
    # A draft of the group is its editors' to revise, and its chairs'.
    with writing():
        draft_of().subject.group_id = group.id
    put(draft_of().id, "group-draft")
    assert desk.post(f"{NAME}/moves/revise", data=revised("Once a year.")).status_code == 302
