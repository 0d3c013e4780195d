"""What law or privacy requires to go: words are removed from an entry for good, visibly, and its hash stays."""

import json

import pytest
from sqlalchemy import select

from igtf.consultations.models import DrawnStatement
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.discussion.commands import comment, hide_comment
from igtf.discussion.models import Comment, CommentVersion
from igtf.notice.worker import work_once
from igtf.people.commands import add_hat
from igtf.people.roles import give_role
from igtf.record.models import Event, Hat, Payload
from tests.appeals.house import GROUND, House, appealed, decision
from tests.consultations import making
from tests.council.councils import make_council
from tests.factories import broken_promises, by, issue_form, make_person, sign_in
from tests.record.test_record import filed
from tests.routing.acts import make_body, name_contact, sent_statement

PATH = "/record/redact"
SECRET = "Jane's address is 5 Example Street."


def entry(kind: str) -> Event:
    """Return the newest entry of a kind."""
    session.rollback()
    return session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id.desc())).first()  # type: ignore[return-value]


def test_a_moderator_removes_the_words_of_an_entry_and_nobody_else_does(app, moderator):
    filer, outside = make_person("filer"), app.test_client()
    filed(filer)
    client = sign_in(app, filer)
    assert client.post("/issues/1/moves/withdraw", data={"reason": SECRET, "step": "done"}).status_code == 302
    event = entry("issue.withdraw")
    number, digest = event.id, event.payload_hash
    assert SECRET.replace("'", "&#39;") in outside.get("/issues/1").text
    given = {"entry": number, "reason": "An address of a person.", "step": "done"}
    for other in (outside, client, sign_in(app, make_person(roles=("council",)))):
        assert other.get(f"{PATH}?entry={number}").status_code == 403
        assert other.post(PATH, data=given).status_code == 403
    assert "Number of the entry" in moderator.get(PATH).text
    assert moderator.get(f"{PATH}?entry=99999").status_code == 404
    assert SECRET.replace("'", "&#39;") in moderator.get(f"{PATH}?entry={number}").text
    assert moderator.post(PATH, data=given | {"reason": ""}).status_code == 422
    assert moderator.post(PATH, data=given).location == f"/record/{number}"
    page = outside.get("/issues/1").text
    assert "Jane" not in page
    assert "Words of it were removed by a moderator." in page
    assert "An address of a person." in page
    again = moderator.post(PATH, data=given)
    assert (again.status_code, "holds no words" in again.text) == (422, True)
    session.rollback()
    payload = session.get_one(Payload, number)
    assert "Jane" not in json.dumps(payload.data)
    assert (payload.salt, session.get_one(Event, number).payload_hash) == ("", digest)
    shown = outside.get(f"/api/v1/events/{number}").json
    assert (shown["data"], shown["salt"], shown["hash"]) == (None, None, digest)
    assert broken_promises() == []
    work_once(app)
    session.rollback()
    told = session.scalars(select(Mail).where(Mail.subject.contains("were removed from the record"))).one()
    assert (told.to, "Jane" in told.text) == ("filer@people.example", False)
    assert client.get(f"/appeals/new?decision={entry('entry.redact').id}").status_code == 200


def test_a_comment_goes_with_its_former_texts_once_it_is_hidden_and_not_ones_own(app, moderator):
    filed(make_person())
    writer = sign_in(app, make_person())
    assert writer.post("/issues/1/comments", data={"body": SECRET}).status_code == 302
    assert writer.post("/comments/1/edit", data={"body": f"{SECRET} Ring."}).status_code == 302
    given = {"entry": entry("comment.add").id, "reason": "Privacy.", "step": "done"}
    shown = moderator.post(PATH, data=given)
    assert (shown.status_code, "hide it first" in shown.text) == (422, True)
    assert moderator.post("/comments/1/hide", data={"reason": "Privacy."}).status_code == 302
    assert moderator.post(PATH, data=given).status_code == 302
    session.rollback()
    texts = [*session.scalars(select(Comment.text)), *session.scalars(select(Comment.html))]
    texts += [*session.scalars(select(CommentVersion.text)), *session.scalars(select(CommentVersion.html))]
    assert set(texts) == {""}
    assert moderator.post(PATH, data=given).status_code == 422
    assert "Jane" not in writer.get("/comments/1/history").text
    own = moderator.post("/issues/1/comments", data={"body": "Mine."})
    assert own.status_code == 302
    own = {"entry": entry("comment.add").id}
    for mine in (moderator.get(f"{PATH}?entry={own['entry']}"), moderator.post(PATH, data=given | own)):
        assert (mine.status_code, "You stand aside here" in mine.text) == (403, True)


def test_the_texts_of_a_hidden_reply_go_and_its_choices_stay(app, moderator):
    making.opened(app)
    writer = sign_in(app, make_person())
    assert making.act(writer, "reply", q1=["1"], q2="4", q3=SECRET) == 302
    given = {"entry": entry("consultation.reply").id, "reason": "Privacy.", "step": "done"}
    assert moderator.post(PATH, data=given).status_code == 422
    assert making.act(moderator, "hide-reply", reply="1", reason="Privacy.") == 302
    assert moderator.post(PATH, data=given).status_code == 302
    assert "Jane" not in moderator.get("/consultations/1/replies/1").text
    assert broken_promises() == []


@pytest.mark.parametrize("move", ["withdraw-statement", "hide-reply"])
def test_the_text_of_a_statement_goes_once_nobody_is_asked_about_it(app, moderator, move):
    _member, asks = making.opened(app)
    assert making.act(sign_in(app, make_person()), "reply", q2="4", q3="Words.") == 302
    assert making.act(asks, "draw-statement", reply="1", text=SECRET) == 302
    given = {"entry": entry("consultation.draw-statement").id, "reason": "Privacy.", "step": "done"}
    refused = moderator.post(PATH, data=given)
    assert (refused.status_code, "withdraw it first" in refused.text) == (422, True)
    who = asks if move == "withdraw-statement" else moderator
    assert making.act(who, move, statement="1", reply="1", reason="Privacy.") == 302
    assert asks.post(PATH, data=given).status_code == 403
    assert moderator.post(PATH, data=given).status_code == 302
    page = moderator.get("/consultations/1").text
    place = "Its words were removed by a moderator." in page
    assert ["Jane" in page, place] == [False, move == "withdraw-statement"], "of a hidden reply none is shown"
    assert moderator.post(PATH, data=given).status_code == 422, "nothing is left to remove"
    session.rollback()
    assert session.scalars(select(DrawnStatement.text)).all() == [""]


def test_what_somebody_says_of_themselves_goes_with_the_entry_that_brought_it(app, moderator):
    speaker = make_person("speaker")
    client, outside = sign_in(app, speaker), app.test_client()
    joined = entry("person.join").id
    for text in ("I work for Example Rights.", SECRET, "I work for nobody."):
        assert client.post("/account/interest", data={"text": text}).status_code == 302
    about = {"name": "Jane of 5 Example Street", "country": "KE", "about": SECRET}
    assert client.post("/account/profile", data=about).status_code == 302
    session.rollback()
    stated = session.scalars(select(Event.id).where(Event.kind == "person.interest").order_by(Event.id)).all()
    given = {"reason": "An address of a person.", "step": "done"}
    page = outside.get("/people/speaker").text
    assert (page.count("address is 5 Example Street"), page.count("Jane of 5")) == (2, 2)
    assert client.post(PATH, data=given | {"entry": stated[1]}).status_code == 403
    assert "what its person says of themselves" in moderator.get(f"{PATH}?entry={stated[1]}").text
    assert moderator.post(PATH, data=given | {"entry": joined}).status_code == 422  # that name is another one now
    for number in (stated[1], entry("person.profile").id):
        assert moderator.post(PATH, data=given | {"entry": number}).status_code == 302
        assert moderator.post(PATH, data=given | {"entry": number}).status_code == 422
    page = outside.get("/people/speaker").text
    assert "Jane" not in page
    assert "<h1><bdi>speaker</bdi></h1>" in page
    assert page.count("Words of it were removed by a moderator.") == 1
    assert all(text in page for text in ("I work for Example Rights.", "I work for nobody."))
    assert "Jane" not in outside.get("/search?q=speaker").text + outside.get("/api/v1/people/speaker").text
    assert "Jane" not in client.get("/account/data.json").text
    assert broken_promises() == []
    again = {"name": "Sam Exemplar", "country": "KE", "about": "A guest."}
    assert client.post("/account/profile", data=again).status_code == 302
    assert "A guest." in outside.get("/people/speaker").text


def test_what_a_hat_names_as_an_organisation_goes_from_all_that_was_done_under_it(app, moderator):
    client, outside = sign_in(app, make_person("speaker")), app.test_client()
    hat = {"stakeholder_group": "civil", "capacity": "for", "organisation": SECRET}
    assert client.post("/account/hat", data=hat).status_code == 302
    number, hats = entry("person.hat").id, [str(each) for each in session.scalars(select(Hat.id).order_by(Hat.id))]
    assert client.post("/issues/new", data=issue_form(hat=hats[-1])).status_code == 302
    places = ("/issues/1", "/people/speaker", "/people/", "/record", "/feeds/issues/1.atom",
              "/api/v1/people/speaker", f"/api/v1/events/{number}", "/search?q=jane")  # fmt: skip
    assert [place for place in places if "5 Example" not in outside.get(place).text] == []
    given = {"entry": number, "reason": "An address of a person.", "step": "done"}
    assert client.post(PATH, data=given).status_code == 403
    assert "5 Example Street" in moderator.get(f"{PATH}?entry={number}").text
    assert moderator.post(PATH, data=given).status_code == 302
    assert moderator.post(PATH, data=given).status_code == 422, "nothing is left to remove"
    assert [place for place in places if "5 Example" in outside.get(place).text] == []
    assert "5 Example" not in client.get("/account/data.json").text
    said = {"body": "I go on.", "hat": hats[-1]}
    assert client.post("/issues/1/comments", data=said).status_code == 302
    session.rollback()
    worn = session.scalars(select(Hat).where(Hat.actor_id == entry("person.hat").actor_id).order_by(Hat.id)).all()
    assert [(each.capacity, each.counts_as) for each in worn[1:]] == [("personal", "unstated")], "it counts as it did"
    assert broken_promises() == []


def test_the_hat_of_a_seat_names_its_organisation_as_long_as_the_seat_is_held(app, moderator):
    make_council(organisation="Seat of {}")
    given = {"entry": entry("person.hat").id, "reason": "An address.", "step": "done"}
    refused = moderator.post(PATH, data=given)
    assert (refused.status_code, "First the seat ends, then the hat." in refused.text) == (422, True)
    assert "Seat of" in app.test_client().get(f"/api/v1/events/{given['entry']}").text


def test_the_words_of_a_body_go_from_its_answer_and_what_it_answered_stays(app, moderator):
    desk, chair = make_person(roles=("secretariat",)), make_person(roles=("council", "council-chair"))
    name_contact(make_body(), desk)
    sent_statement(desk, chair)
    said = {"evidence": "A letter.", "answers-0-answer": "declined", "answers-0-text": SECRET, "step": "done"}
    assert sign_in(app, desk).post("/statements/1/moves/answer", data=said).status_code == 302
    given = {"entry": entry("statement.answer").id, "reason": "Privacy.", "step": "done"}
    form = moderator.get(f"{PATH}?entry={given['entry']}")
    assert (form.status_code, form.text.count("5 Example Street")) == (200, 2), "as it reads, and as it is kept"
    assert "Kept, and shown on no page" in form.text
    assert moderator.post(PATH, data=given).status_code == 302
    assert "Example Street" not in app.test_client().get(f"/record/{given['entry']}").text
    assert "Declined" in app.test_client().get("/statements/1").text


def takes_away(client, event: Event, passage: str) -> list[int]:
    """Return what a moderator is answered who would look at an entry, or take all its words or a passage away."""
    given = {"entry": event.id, "reason": "It is wrong.", "step": "done"}
    whole, part = client.post(PATH, data=given), client.post(PATH, data=given | {"passage": passage})
    return [client.get(f"{PATH}?entry={event.id}").status_code, whole.status_code, part.status_code]


def test_no_moderator_takes_words_out_of_their_own_issue_by_an_entry_of_somebody_else(app, moderator):
    """A passage goes from all texts of a subject, for good, whichever entry on it is named."""
    own = make_person("own", roles=("moderator",))
    filed(own)
    mine, other = sign_in(app, own), sign_in(app, make_person())
    assert other.post("/issues/1/comments", data={"body": "What a title this is."}).status_code == 302
    title = app.test_client().get("/api/v1/issues/1").json["title"]
    said = entry("comment.add")
    assert takes_away(mine, said, title) == [403] * 3
    assert "it is about you, or about what you wrote" in mine.get(f"{PATH}?entry={said.id}").text
    given = {"entry": said.id, "reason": "A court asks for it.", "passage": title, "step": "done"}
    assert moderator.post(PATH, data=given).status_code == 302
    assert title not in app.test_client().get("/issues/1").text


def test_no_moderator_takes_away_why_their_own_comment_was_hidden(app, moderator):
    own = make_person("own", roles=("moderator",))
    filed(make_person())
    assert sign_in(app, own).post("/issues/1/comments", data={"body": "Rude words."}).status_code == 302
    assert moderator.post("/comments/1/hide", data={"reason": "It insults people."}).status_code == 302
    assert takes_away(sign_in(app, own), entry("comment.hide"), "insults people") == [403] * 3
    assert moderator.get(f"{PATH}?entry={entry('comment.hide').id}").status_code == 403, "an entry of their own"
    assert (
        sign_in(app, make_person(roles=("moderator",))).get(f"{PATH}?entry={entry('comment.hide').id}").status_code
        == 200
    )


def test_no_moderator_takes_away_why_their_own_reply_was_hidden(app, moderator):
    own = make_person("own", roles=("moderator",))
    making.opened(app)
    mine = sign_in(app, own)
    assert making.act(mine, "reply", q1=["1"], q2="4", q3="Rude words.") == 302
    assert making.act(moderator, "hide-reply", reply="1", reason="It insults people.") == 302
    assert takes_away(mine, entry("consultation.hide-reply"), "insults people") == [403] * 3
    other = sign_in(app, make_person(roles=("moderator",)))
    assert other.get(f"{PATH}?entry={entry('consultation.hide-reply').id}").status_code == 200
    assert broken_promises() == []


def test_no_passage_goes_from_why_a_moderators_own_words_were_hidden_whichever_entry_is_named(app, moderator):
    mine, said = sign_in(app, make_person("own", roles=("moderator",))), "insults people"
    filed(make_person())
    assert mine.post("/issues/1/comments", data={"body": "Rude words."}).status_code == 302
    assert moderator.post("/comments/1/hide", data={"reason": f"It {said}."}).status_code == 302
    making.opened(app)
    assert making.act(mine, "reply", q1=["1"], q2="4", q3="Rude words.") == 302
    assert making.act(moderator, "hide-reply", reply="1", reason=f"It {said}.") == 302
    for kind, reason in (("issue.file", "comment.hide"), ("consultation.open", "consultation.hide-reply")):
        assert takes_away(mine, entry(kind), said)[2] == 403
        assert said in app.test_client().get(f"/api/v1/events/{entry(reason).id}").text
        given = {"entry": entry(kind).id, "reason": "A court asks for it.", "passage": said, "step": "done"}
        assert sign_in(app, make_person(roles=("moderator",))).post(PATH, data=given).status_code == 302
        assert said not in app.test_client().get(f"/api/v1/events/{entry(reason).id}").text
    assert broken_promises() == []


def test_no_moderator_takes_away_why_the_secretariat_refused_their_own_hat(app, moderator):
    own, desk = make_person("own", roles=("moderator",)), make_person(roles=("secretariat",))
    hat = add_hat(own, stakeholder_group="government", capacity="for", organisation="Ministry", by=by(own))
    given = {"reason": "It says that it knows nobody of this name."}
    assert sign_in(app, desk).post(f"/secretariat/hats/{hat.id}/refuse", data=given).status_code == 302
    refused = entry("person.refuse-hat")
    assert takes_away(sign_in(app, own), refused, "knows nobody") == [403] * 3
    assert moderator.get(f"{PATH}?entry={refused.id}").status_code == 200
    assert moderator.post(PATH, data=given | {"entry": refused.id, "step": "done"}).status_code == 302
    assert "knows nobody" not in app.test_client().get(f"/api/v1/events/{refused.id}").text
    assert broken_promises() == []


def test_no_moderator_takes_words_out_of_an_appeal_against_what_they_decided(app, db):
    house, judge, other = House(), make_person(roles=("moderator",)), make_person(roles=("moderator",))
    said = comment(house.accepted().subject, text="Mine.", by=house.by(house.appellant))
    hide_comment(said, reason="Rude.", by=house.by(judge))
    appealed(house, decision("comment.hide"))
    filed_appeal, words = decision("appeal.file"), GROUND["text"]
    assert takes_away(sign_in(app, judge), filed_appeal, words) == [403] * 3
    assert sign_in(app, other).get(f"{PATH}?entry={filed_appeal.id}").status_code == 200


def test_no_moderator_takes_words_out_of_the_recall_of_their_own_seat(app, moderator):
    _desk, council = make_council()
    member = next(iter(council.values()))
    with writing():
        give_role(member.id, "moderator", at=member.joined_at)
    given = {"person": member.actor.handle, "reason": "Took money for a vote.", "step": "done"}
    assert sign_in(app, make_person()).post("/recalls/new", data=given).status_code == 302
    assert takes_away(sign_in(app, member), entry("recall.file"), "Took money") == [403] * 3
    assert moderator.get(f"{PATH}?entry={entry('recall.file').id}").status_code == 200


def test_whom_a_report_is_about_does_not_read_why_by_looking_for_a_passage(app, moderator):
    """Only the moderators who may decide on a report read its reason; what would go is shown before it goes."""
    filed(make_person())
    mine, third = sign_in(app, make_person(roles=("moderator",))), sign_in(app, make_person("third"))
    assert mine.post("/issues/1/comments", data={"body": "Rubbish, all of it."}).status_code == 302
    given = {"reason": "Third parties such as Jane Exemplar told me that this is paid for."}
    assert third.post("/comments/1/report", data=given).status_code == 302
    looked = {"entry": entry("issue.file").id, "passage": "told me", "reason": "A court asks for it."}
    shown = mine.post(PATH, data=looked).text
    assert "<del>told me</del>" in shown
    assert "Jane" not in shown
    assert "Jane" in moderator.get("/comments/reported").text
    assert moderator.post(PATH, data=looked | {"passage": "Jane Exemplar", "step": "done"}).status_code == 302
    assert "Jane" not in moderator.get("/comments/reported").text, "it goes from there all the same"
