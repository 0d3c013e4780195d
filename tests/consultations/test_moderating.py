"""Who wrote a reply is warned and paused by moderators, once for it, and heard on their appeal (section 12)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion.commands import comment
from igtf.discussion.models import Pause
from igtf.discussion.pauses import pause
from igtf.people.models import Person
from igtf.record.models import Event
from tests.api.kit import Caller, is_problem
from tests.appeals.house import GROUND, House, decided, decision
from tests.appeals.test_annulling import hidden_reply
from tests.consultations.making import PAGE, act, consultation, drafted, opened, rows
from tests.discussion.judged import reported_to
from tests.factories import by, issue_form, later, mails_to, make_person, sign_in, tick

QUEUE = "/comments/reported"
PAUSED = "Your posting is paused until"


@pytest.fixture
def scene(app, db):
    """Return who wrote reply 1, and clients of this person, of a reader and of a moderator; another one is there."""
    opened(app)
    author, reader = make_person("author"), make_person("reader")
    make_person("other", roles=("moderator",))
    clients = [sign_in(app, person) for person in (author, reader, make_person("judge", roles=("moderator",)))]
    assert act(clients[0], "reply", q2="4", q3="Rude words.") == 302
    return author, *clients


def post(client, move, **given):
    return client.post(f"{PAGE}/moves/{move}", data={"reply": "1", "reason": f"Because of {move}."} | given)


def steps(client):
    return re.findall(rf'href="{PAGE}/moves/([a-z-]+)\?reply=1"', client.get(f"{PAGE}/replies/1").text)


def test_the_form_that_sorts_replies_shows_no_hidden_one(app, db):
    _member, asks = opened(app)
    for words in ("Rude words.", "Kind words."):
        assert act(sign_in(app, make_person()), "reply", q2="4", q3=words) == 302
    assert act(asks, "set-baskets", **rows("baskets", [{"name": "Prices"}])) == 302
    judge, path = sign_in(app, make_person(roles=("moderator",))), f"{PAGE}/moves/sort?reply=1"
    assert "Rude words." in asks.get(path).text
    given = {"reply": "1", "lay": "", "places-0-question": "3", "places-0-baskets": "1"}
    assert post(judge, "hide-reply").status_code == 302
    shown = asks.get(path)
    assert (shown.status_code, "Rude words." in shown.text) == (200, False)
    refused = asks.post(f"{PAGE}/moves/sort", data=given)
    assert (refused.status_code, "Rude words." in refused.text) == (422, False)
    assert "There is no such reply here." in refused.text


def test_who_is_paused_is_not_reminded_of_what_they_cannot_answer_and_learns_when_they_can(app, db):
    _member, asks = opened(app)
    names, reminder = ("free", "shortly", "longer"), "A consultation ends soon in which you were asked"
    people = [make_person(name) for name in names]
    assert act(asks, "invite", people=", ".join(names)) == 302
    judge = by(make_person(roles=("moderator",)))
    for person, days in ((people[1], 25), (people[2], 30)):
        said = comment(consultation().subject, text="Rude words.", by=by(person))
        pause(said, reason="It insults.", days=days, by=judge)
    with later(app, 23.5):
        tick()
        told = {name: [mail.text for mail in mails_to(app, name) if reminder in mail.text] for name in names}
        assert {name: len(mails) for name, mails in told.items()} == {"free": 1, "shortly": 1, "longer": 0}
        waits = [PAUSED in mail for name in ("free", "shortly") for mail in told[name]]
        assert waits == [False, True]
        assert ["moves/reply" in told[name][0] for name in ("free", "shortly")] == [True, False]
        assert "from then on you can reply" in " ".join(told["shortly"][0].split())


def test_who_wrote_a_reply_is_warned_in_public_and_nothing_else_changes(app, scene):
    author, client, reader, judge = scene
    for who in (client, reader):
        refused = post(who, "warn")
        assert (refused.status_code, "Only a moderator decides on who wrote a reply." in refused.text) == (403, True)
    assert post(judge, "warn", reason="").status_code == 422
    assert post(judge, "warn", reply="7").status_code == 422
    assert post(judge, "hide-reply").status_code == 302
    assert post(judge, "warn", reason="Do not insult.").status_code == 302, "though the reply is hidden"
    page = reader.get(PAGE).text
    assert all(said in page for said in ("warned who wrote a reply", "Do not insult.", f"{PAGE}/replies/1"))
    mail = mails_to(app, author.actor.handle)[-1]
    assert "You are warned for a reply" in mail.subject
    assert "has warned you for your reply to consultation 1. The warning is public." in " ".join(mail.text.split())
    (appeal,) = re.findall(r"/appeals/new\?decision=\d+", mail.text)
    assert client.get(appeal).status_code == 200
    assert client.post(f"{PAGE}/comments", data={"body": "Sorry."}).status_code == 302


def test_a_pause_for_a_reply_stops_posting_and_so_replying_and_nothing_else(app, scene):
    author, client, reader, judge = scene
    assert "The posting of nobody who replied is paused." in post(judge, "end-pause").text
    for days, sentence in (("0", "from 1 to 30 days."), ("31", "from 1 to 30 days."), ("", "for how many days.")):
        refused = post(judge, "pause", days=days)
        assert (refused.status_code, sentence in refused.text) == (422, True), days
    assert post(reader, "pause", days="3").status_code == 403
    assert "at most 30" in judge.get(f"{PAGE}/moves/pause?reply=1").text
    assert steps(judge) == ["file-issue", "report-reply", "hide-reply", "warn", "pause"]
    assert post(judge, "pause", days="20", reason="It insults.").status_code == 302
    assert steps(judge) == ["file-issue", "report-reply", "hide-reply", "warn", "end-pause"]
    again = post(judge, "pause", days="3")
    assert (again.status_code, "is paused already" in again.text) == (422, True)
    mail = mails_to(app, author.actor.handle)[-1]
    text = " ".join(mail.text.split())
    assert PAUSED in mail.subject
    assert all(said in text for said in ("for your reply to consultation 1.", "> It insults.", "replies to consultati"))
    entry = re.search(rf'<a href="{PAGE}#(e\d+)">Posting is paused</a>', client.get(PAGE).text)
    assert entry
    assert re.search(rf'href="{PAGE}".*?read why, or appeal', client.get("/desk").text, re.DOTALL)
    for path, data in ((f"{PAGE}/comments", {"body": "More."}), ("/issues/new", issue_form()),
                       (f"{PAGE}/moves/reply", {"q2": "1"})):  # fmt: skip
        refused = client.post(path, data=data)
        assert (refused.status_code, PAUSED in refused.text) == (403, True), path
    assert act(sign_in(app, make_person(roles=("council",))), "draw-statement", reply="1", text="They fall.") == 302
    given = {"stances-0-statement": "1", "stances-0-value": "agree"}
    assert act(client, "take-stance", **given) == 302, "a pause decides nothing"
    assert client.get(re.search(r"/appeals/new\?decision=\d+", mail.text)[0]).status_code == 200
    listed = judge.get(QUEUE).text
    assert f'href="{PAGE}/moves/end-pause?reply=1&amp;back={QUEUE}"' in listed
    assert f'<a href="{PAGE}/replies/1">consultation 1</a>' in listed
    assert post(judge, "end-pause", reason="").status_code == 422
    ended = judge.post(f"{PAGE}/moves/end-pause?back={QUEUE}", data={"reply": "1", "reason": "They asked."})
    assert ended.location == QUEUE
    mail = mails_to(app, author.actor.handle)[-1]
    assert "Your posting is no longer paused" in mail.subject
    assert "All that it had closed is open to you again." in " ".join(mail.text.split())
    assert act(client, "reply", q2="1", q3="Calmer words.") == 302
    once_more = post(judge, "pause", days="3")
    assert (once_more.status_code, "For this the posting" in once_more.text) == (422, True), "or a month had no end"
    assert post(judge, "end-pause").status_code == 403
    session.rollback()
    assert session.scalars(select(Pause.comment_id)).all() == [None]


def test_there_is_one_pause_at_a_time_whatever_for_and_moderators_see_what_was_before(app, scene):
    _author, client, reader, judge = scene
    assert client.post(f"{PAGE}/comments", data={"body": "Ruder words."}).status_code == 302
    given = {"reason": "It insults.", "days": "3"}
    assert judge.post("/comments/1/pause", data=given).status_code == 302
    refused = post(judge, "pause", days="3")
    assert (refused.status_code, "is paused already" in refused.text) == (422, True)
    assert post(judge, "end-pause").status_code == 302, "it is one pause of a person"
    assert post(judge, "pause", days="3").status_code == 302
    assert post(judge, "warn").status_code == 302
    assert judge.post("/comments/1/warn", data=given).status_code == 302
    assert post(reader, "report-reply").status_code == 302
    waiting = judge.get(QUEUE).text
    assert "warned before: 2, paused before: 2" in waiting
    moves = rf'href="{PAGE}/moves/([a-z-]+)\?reply=1&amp;back={QUEUE}"'
    assert re.findall(moves, waiting) == ["hide-reply", "keep-reply", "warn", "end-pause"], "it is paused already"
    with later(app, 3.1):
        assert act(client, "reply", q2="1", q3="Calmer words.") == 302


@pytest.mark.parametrize("role", ["moderator", "secretariat"])
def test_a_moderator_stands_aside_where_the_reply_is_their_own(app, db, role):
    opened(app)
    own, other = (sign_in(app, make_person(name, roles=(role,))) for name in ("owns", "others"))
    assert act(own, "reply", q2="1", q3="Rude words.") == 302
    assert post(sign_in(app, make_person()), "report-reply").status_code == 302
    assert [reported_to(app, who) for who in ("owns", "others")] == [False, True]
    assert post(other, "pause", days="3").status_code == 302
    for move in ("warn", "pause", "end-pause"):
        refused = post(own, move, days="1")
        assert (refused.status_code, "aside here: you wrote this reply" in refused.text) == (422, True), move
    assert not {"warn", "pause", "end-pause"} & set(steps(own))
    assert post(other, "end-pause").status_code == 302


def test_who_has_no_account_is_neither_warned_nor_paused_for_a_reply(scene):
    author, _client, _reader, judge = scene
    session.get_one(Person, author.id).password_hash = None
    session.commit()
    for move in ("warn", "pause"):
        refused = post(judge, move, days="1")
        assert (refused.status_code, "Who wrote this has no account here." in refused.text) == (422, True)
    assert not {"warn", "pause"} & set(steps(judge))


def test_who_is_paused_is_not_asked_for_a_reply_on_the_desk(app, db):
    _member, asks = drafted(app)
    guest, judge = make_person("guest"), sign_in(app, make_person(roles=("moderator",)))
    client = sign_in(app, guest)
    assert client.post("/issues/new", data=issue_form()).status_code == 302
    assert act(asks, "invite", people="guest") == 302
    assert act(asks, "open", days="30") == 302
    assert f"{PAGE}/moves/reply" in client.get("/desk").text
    given = {"reason": "Spam.", "days": "3"}
    assert judge.post("/issues/1/moves/pause", data=given).status_code == 302
    assert f"{PAGE}/moves/reply" not in client.get("/desk").text
    with later(app, 3.1):
        assert f"{PAGE}/moves/reply" in client.get("/desk").text


def test_programs_moderate_who_wrote_a_reply(app, scene):
    author, _client, _reader, _judge = scene
    writer, moderator = Caller(app, author), Caller(app, make_person(roles=("moderator",)))
    path, given = "/consultations/1/moves", {"reply": 1, "reason": "It insults."}
    assert is_problem(writer.post(f"{path}/pause", given | {"days": 3}), 403)
    assert is_problem(moderator.post(f"{path}/pause", given), 422)
    assert moderator.post(f"{path}/pause", given | {"days": 3}).status_code == 200
    assert is_problem(writer.post(f"{path}/reply", {"q2": "1"}), 403, PAUSED)
    for move in ("warn", "end-pause"):
        assert moderator.post(f"{path}/{move}", given).status_code == 200, move
    assert writer.post(f"{path}/reply", {"q2": "1"}).status_code == 200


@pytest.mark.parametrize(("verdict", "status"), [("upheld", 302), ("denied", 403)])
def test_who_is_paused_for_a_reply_is_heard_on_their_appeal(app, db, verdict, status):
    house = House()
    for _each in range(3):
        make_person(roles=("moderator",))
    moderator = make_person(roles=("moderator",))
    asked = hidden_reply(house, house.appellant, moderator)
    house.do(moderator, "consultation", "pause", asked, reply=1, reason="Rude.", days=20)
    client, made = sign_in(app, house.appellant), decision("consultation.pause")
    assert "Who is paused can comment on it." in client.get(f"/appeals/new?decision={made.id}").text
    given = {"decision": str(made.id), "step": "done"} | GROUND
    assert client.post("/appeals/new", data=given).location == "/appeals/1"
    assert client.post("/appeals/1/comments", data={"body": "It quoted somebody."}).status_code == 302
    assert client.post(f"{PAGE}/comments", data={"body": "More."}).status_code == 403
    filed = house.newest("appeal")
    assert timedelta(days=1.9) < filed.subject.due_at - house.at <= timedelta(days=2), "faster than the pause"
    decided(house, filed, verdict)
    assert client.post(f"{PAGE}/comments", data={"body": "Thank you."}).status_code == status
    session.rollback()
    ends = session.scalars(select(Event.id).where(Event.kind == "consultation.end-pause")).all()
    assert len(ends) == (verdict == "upheld")
