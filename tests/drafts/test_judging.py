"""Individual drafts that are reported, and hidden as spam or abuse; who submitted them is warned and paused."""

import re

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.discussion.commands import comment
from igtf.groups.models import Milestone, MilestoneDraft
from igtf.notice.worker import work_once
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Subject
from igtf.record.references import render_below
from igtf.record.subjects import relate
from tests.appeals.house import House, decision, state, upheld
from tests.appeals.test_annulling import SOURCE, active_group, called, submitted
from tests.discussion.judged import (
    QUEUE,
    WORD,
    Judged,
    act_at,
    reported_once_and_left,
    reported_to,
    warned_and_paused_once,
)
from tests.drafts.making import revise, submit
from tests.drafts.samples import GOOD
from tests.factories import broken_promises, later, mails_to, make_person, sign_in
from tests.inventory.addresses import paths
from tests.routing.acts import make_body

NAME = "draft-ines-landlocked"
PATH = f"/drafts/{NAME}"
SPAM = GOOD.replace("title: Interconnection of landlocked countries", f"title: {WORD} for sale")


@pytest.fixture
def scene(app, client):
    """Return clients of who submitted a draft on issue 1, of who reports it, of a moderator."""
    assert submit(client, source=SPAM).status_code == 302
    return client, sign_in(app, make_person("reporter")), sign_in(app, make_person("judge", roles=("moderator",)))


IT = Judged(
    PATH, "draft", "Landlocked countries pay more", "You write this draft yourself.", "A draft was reported",
    "You are warned for a draft", f"draft {NAME}, which you submitted",
)  # fmt: skip


def act(client, move, path=PATH, **given):
    return act_at(path, client, move, **given)


def now_in():
    session.rollback()
    row = session.execute(select(Subject.state, Subject.due_at).where(Subject.kind == "draft")).one()
    return row.state, row.due_at


def test_a_draft_is_reported_once_and_left_with_a_reason(app, scene):
    reported_once_and_left(app, IT, *scene, others=[])


def test_an_author_who_moderates_stands_aside(app, client):
    otso = make_person("otso", roles=("moderator",))
    named = SPAM.replace("  - name: Ines", "  - name: Otso Exemplar\n    email: otso@people.example\n  - name: Ines")
    assert submit(client, source=named).status_code == 302
    own, other = sign_in(app, otso), sign_in(app, make_person("another", roles=("moderator",)))
    assert own.post(f"{PATH}/moves/confirm-authorship").status_code == 302
    assert act(sign_in(app, make_person()), "report").status_code == 302
    assert [QUEUE in who.get("/desk").text for who in (other, own)] == [True, False]
    assert [reported_to(app, who) for who in ("another", "otso")] == [True, False]
    assert f"{PATH}/moves/hide" not in own.get(QUEUE).text
    assert ["Because of report." in who.get(QUEUE).text for who in (other, own)] == [True, False]
    for move in ("hide", "keep", "warn", "pause", "end-pause"):
        refused = act(own, move, days="1")
        assert (refused.status_code, "aside here: you write this draft" in refused.text) == (403, True), move
    assert act(other, "hide").status_code == 302


def test_a_draft_is_hidden_and_shown_again_where_it_was(app, scene):
    ines, reporter, judge = scene
    reader, given = app.test_client(), {"reason": "It is advertising."}
    assert act(reporter, "report").status_code == 302
    for refused in (ines, reporter):
        assert act(refused, "hide").status_code == 403
    assert act(judge, "show-again").status_code == 409
    assert act(judge, "hide", reason="").status_code == 422
    assert act(judge, "hide", **given).status_code == 302
    assert now_in() == ("hidden", None)
    gone = reader.get(PATH)
    assert (gone.status_code, "Its name stays taken" in gone.text) == (410, True)
    assert [who.get(PATH).status_code for who in (ines, reporter, judge)] == [200, 410, 200]
    for more in ("/0", "/0.txt", "/0.md", "/compare", "/people", "/paragraphs/1"):
        assert reader.get(f"{PATH}{more}").status_code == 410, more
    assert reader.get(f"/api/v1{PATH}").status_code == 410
    for path in (f"/search?q={WORD}", "/drafts/", "/drafts/?view=board", "/issues/1", "/", "/drafts/?state=hidden"):
        assert PATH not in reader.get(path).text, path
    assert PATH in judge.get("/drafts/?state=hidden").text
    assert "It is advertising." in mails_to(app, "reporter")[-1].text
    told = mails_to(app, "ines")[-1]
    assert "Your draft is hidden" in told.subject
    assert f"has hidden draft {NAME}, which you submitted." in " ".join(told.text.split())
    taken = submit(ines)
    assert (taken.status_code, f"There is a draft {NAME} already." in taken.text) == (422, True)
    assert revise(ines).status_code == 409
    assert reporter.post(f"{PATH}/comments", data={"body": "On it."}).status_code == 410
    for who, status in ((ines, 403), (reporter, 410)):
        assert act(who, "show-again").status_code == status
    with later(app, 400):
        assert run_due(by_clock(now())) == 0, "what is hidden does not expire"
        assert (
            act(sign_in(app, make_person(roles=("moderator",))), "show-again", reason="It is none.").status_code == 302
        )
        assert now_in() == ("individual", None)
        assert run_due(by_clock(now())) == 0, "the time begins anew"
    assert "It is none." in reader.get(PATH).text
    assert PATH in reader.get(f"/search?q={WORD}").text
    mail = next(mail for mail in mails_to(app, "ines") if "Your draft is shown again" in mail.subject)
    assert "Its state now: Individual draft." in " ".join(mail.text.split())
    assert broken_promises() == []


def test_who_submitted_a_draft_is_warned_and_paused_once_for_it(app, scene):
    warned_and_paused_once(app, IT, *scene, lambda: submit(scene[0], name="again"), "/drafts/draft-ines-again")


@pytest.mark.parametrize("move", ["withdraw", "park"])
def test_what_its_authors_put_aside_can_be_hidden_still(app, scene, move):
    ines, reporter, judge = scene
    assert act(ines, move).status_code == 302
    before = now_in()
    assert act(reporter, "report").status_code == 302
    assert act(judge, "hide").status_code == 302
    assert (now_in(), app.test_client().get(PATH).status_code) == (("hidden", None), 410)
    assert act(judge, "show-again").status_code == 302
    assert now_in() == before


def test_a_hidden_draft_replaces_no_other_one_and_is_replaced_by_none(app, scene):
    ines, _reporter, judge = scene
    otso = sign_in(app, make_person("otso"))
    source = GOOD.replace("Ines Exemplar", "Otso Exemplar")
    assert submit(otso, source=source).status_code == 302
    theirs, other = "/drafts/draft-otso-landlocked", {"other": "draft-otso-landlocked"}
    assert act(ines, "replaces", **other).status_code == 302
    assert WORD in otso.get(f"{theirs}/moves/agree-replaced").text
    assert act(judge, "hide").status_code == 302
    refused = act(otso, "agree-replaced", theirs, other=NAME)
    assert (refused.status_code, "No other draft says that it replaces this one." in refused.text) == (403, True)
    assert WORD not in otso.get(theirs).text
    refused = act(otso, "replaces", theirs, other=NAME)
    assert (refused.status_code, "There is no other draft of this name." in refused.text) == (422, True)


def test_what_people_were_asked_about_stays_readable(app, db):
    house = House()
    judge, draft = make_person(roles=("moderator",)), submitted(house)
    group, chair = active_group(house)
    called(house, chair, draft, "call-for-adoption", result="no-consensus", group=group.subject.ref)
    house.do(chair, "draft", "decline-adoption", draft, reason="Nobody wants it.")
    assert state(draft) == "individual"
    path, desk = f"/drafts/{draft.subject.ref}", sign_in(app, judge)
    assert act(sign_in(app, house.appellant), "report", path).status_code == 302
    assert re.findall(rf'href="{path}/moves/([a-z-]+)[?]', desk.get(QUEUE).text) == ["keep", "warn", "pause"]
    refused = act(desk, "hide", path)
    assert (refused.status_code, "People were asked about this draft" in refused.text) == (403, True)
    assert act(desk, "keep", path).status_code == 302


def test_a_hidden_draft_stands_on_no_page_of_a_group(app, db):
    house = House()
    group, _chair = active_group(house)
    drafts = [house.do(house.filer, "draft", "submit", name=topic, note="First.", source=SOURCE.format(
        name=house.filer.actor.name, issue=house.accepted().subject.ref).replace("Lamps at landing stations", title))
        for topic, title in (("costs", "Needed by it"), ("ruse", f"{WORD} for sale"))]  # fmt: skip
    needs, spam = (draft.id for draft in drafts)
    with writing():
        relate(group.id, "worked-on", needs, at=house.at)
        relate(group.id, "worked-on", spam, at=house.at)
        relate(needs, "depends-on", spam, at=house.at)
        milestone = Milestone(group_id=group.id, number=1, deliverable="Prices", due_at=house.at, accepted_at=house.at)
        session.add(milestone)
        session.flush()
        session.add(MilestoneDraft(milestone_id=milestone.id, draft_id=spam))
    at = f"/groups/{group.subject.ref}"
    where = (f"{at}/drafts", at, f"/api/v1{at}")
    pages = [app.test_client().get(path).text for path in where]
    assert [WORD in page for page in pages] == [True, True, True]
    assert f'href="/drafts/{drafts[1].subject.ref}"' in pages[0].partition("<svg")[2]
    house.do(make_person(roles=("moderator",)), "draft", "hide", drafts[1], reason="Spam.")
    pages = [app.test_client().get(path).text for path in where]
    assert [(WORD in page, "ruse" in page) for page in pages] == [(False, False)] * 3
    assert "Needed by it" in pages[0]


def test_what_is_hidden_is_found_nowhere(app, db):
    house = House()
    make_body()
    issue = house.accepted()
    source = SOURCE.format(name=house.filer.actor.name + "\n  - name: N. N.\n    email: reader@people.example",
                           issue=issue.subject.ref)  # fmt: skip
    source = source.replace("Lamps at landing stations", f"{WORD} for sale").replace("They should", WORD)
    reading = make_person("reader")
    draft = house.do(house.filer, "draft", "submit", name="lamps", source=source, note=WORD)
    comment(draft.subject, text=f"{WORD}?", by=house.by(house.appellant))
    comment(issue.subject, text=f"As {draft.subject.ref} says.", by=house.by(house.appellant))
    link = re.search(r"http\S+(/authorship/\S+)", mails_to(app, "reader")[0].text)[1]
    assert WORD in app.test_client().get(link).text
    house.do(make_person(roles=("moderator",)), "draft", "hide", draft, reason="Spam.")
    work_once(app)
    assert broken_promises() == []
    readers = app.test_client(), sign_in(app, reading), sign_in(app, house.member)
    own = f"/drafts/{draft.subject.ref}"
    asked = {path for _name, path in paths(app, "GET") if path not in ("/sign-out",)}
    asked |= {f"{own}{more}" for more in ("", "/0", "/0.txt", "/0.html", "/compare", "/people", "/paragraphs/1")}
    asked |= {f"/feeds{own}.atom", f"/api/v1{own}", link}
    found = {path for path in asked for reader in readers if WORD.encode() in reader.get(path).data}
    assert found == set()
    assert app.test_client().get(link).status_code == 410
    for name in (draft.subject.ref, f"{draft.subject.ref}-00"):
        assert "<a " not in render_below(f"As {name} says.").html, "no text tells that something hidden is there"
    house.do(make_person(roles=("moderator",)), "draft", "show-again", draft, reason="It was none.")
    assert state(draft) == "individual"
    assert "<a " in render_below(f"As {draft.subject.ref}-00 says.").html
    assert broken_promises() == []


def test_who_submitted_it_appeals_and_it_is_shown_again(app, db):
    house = House()
    for _each in range(4):
        make_person(roles=("moderator",))
    draft = submitted(house)
    house.do(make_person(roles=("moderator",)), "draft", "hide", draft, reason="Spam.")
    client, path = sign_in(app, house.filer), f"/drafts/{draft.subject.ref}"
    assert f'href="/appeals/new?decision={decision("draft.hide").id}"' in client.get(path).text
    upheld(house, decision("draft.hide"))
    assert (state(draft), app.test_client().get(path).status_code) == ("individual", 200)
    assert path in app.test_client().get("/search?q=landing").text
    assert broken_promises() == []
