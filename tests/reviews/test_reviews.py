"""Reviews through the front door: success and refusal together, from the request to the answer."""

import pytest
from sqlalchemy import func, select

from igtf.core.db import session, writing
from igtf.drafts.lookups import newest_source
from igtf.groups.kinds import KINDS
from igtf.groups.states import GROUP
from igtf.people.models import Person
from igtf.people.roles import give_role, holders
from igtf.record.audiences import AUDIENCES
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, StateChange, Subject
from igtf.reviews.models import ReviewAsked
from tests.api.kit import Caller
from tests.drafts.neighbours import put
from tests.drafts.samples import GOOD
from tests.factories import acts_of, broken_promises, by, later, mails_to, make_person, sign_in, stations, tick
from tests.reviews.making import ask, day, directorate, draft_by, move, review


@pytest.fixture
def people(app, db):
    """Return the chair and two members of a directorate, and an author with a draft."""
    chair, first, second, author = (make_person(name) for name in ("rania", "hana", "marta", "ines"))
    directorate(app, chair, first, second)
    return {"chair": chair, "first": first, "second": second, "author": author, "draft": draft_by(app, author)}


def told(name, subject):
    return set(AUDIENCES[name].members(subject, None))


def test_a_review_is_asked_for_on_the_page_of_the_draft(app, people):
    draft, author = people["draft"], people["author"]
    refused = ask(app, people["first"], draft)
    assert refused.status_code == 403
    assert "A review is asked for by an author or editor" in refused.text
    page = sign_in(app, author).get(f"/drafts/{draft.subject.ref}/moves/request-review")
    assert "hrdir: Human rights directorate" in page.text
    assert "icost" not in page.text  # a working group reviews nothing
    for changes, sentence in (
        ({"directorate": "icost"}, "Choose one of the list."),
        ({"due": ""}, "Give the day by which the review is needed."),
        ({"due": "2020-01-01"}, "Give a day that is still to come."),
    ):
        wrong = ask(app, author, draft, **changes)
        assert wrong.status_code == 422
        assert sentence in wrong.text
    assert ask(app, author, draft).status_code == 302
    again = ask(app, author, draft)
    assert again.status_code == 422
    assert "asked for a review of this revision already" in again.text
    found = review()
    assert (found.subject.state, found.revision.number, found.reviewer_id) == ("requested", 0, None)
    shown = app.test_client().get(f"/drafts/{draft.subject.ref}").text
    assert "Reviews by directorates" in shown
    assert 'href="/reviews/1"' in shown
    assert "Look at section 2." in app.test_client().get("/reviews/1").text
    assert told("review leads", found.subject) == {people["chair"].id}
    assert broken_promises() == []


def test_no_review_is_asked_for_while_no_directorate_is_there(app, db):
    author = make_person("ines")
    draft = draft_by(app, author)
    path = f"/drafts/{draft.subject.ref}/moves/request-review"
    alone = sign_in(app, author).get(path)
    assert (alone.status_code, "No directorate is active that could be asked." in alone.text) == (403, True)
    chair = make_person("rania")
    directorate(app, chair)
    form = sign_in(app, author).get(path).text
    assert ('<option value="">' in form, '<option value="hrdir">' in form) == (False, True), "there is one"
    directorate(app, chair, acronym="secdir")
    form = sign_in(app, author).get(path).text
    assert '<option value="">Choose the directorate.</option><option value="hrdir">' in form, "none is chosen at first"


def test_the_way_of_a_review_to_its_answer(app, people):
    ask(app, people["author"], people["draft"])
    form = sign_in(app, people["chair"]).get("/reviews/1/moves/assign").text
    assert form.index("Rania") < form.index("Hana") < form.index("Marta")  # nobody was asked: the oldest member first
    assert "never asked so far" in form
    for who in ("author", "first"):
        assert move(app, people[who], "assign", person="hana", reason="So.").status_code == 403
    passed_over = move(app, people["chair"], "assign", person="hana")
    assert passed_over.status_code == 422
    assert "It is the turn of Rania Exemplar now; say why somebody else is asked." in passed_over.text
    assert move(app, people["chair"], "assign", person="hana", reason="She knows it best.").status_code == 302
    assert move(app, people["second"], "accept").status_code == 403
    assert "Accept the review, or decline it" in sign_in(app, people["first"]).get("/desk").text
    assert move(app, people["first"], "deliver", verdict="ready", text="Fine.").status_code == 409
    assert move(app, people["first"], "accept").status_code == 302
    assert "Deliver the review" in sign_in(app, people["first"]).get("/desk").text
    assert move(app, people["first"], "deliver", verdict="splendid", text="Fine.").status_code == 422
    empty = move(app, people["first"], "deliver", verdict="nits")
    assert "Write the review." in empty.text
    deep = move(app, people["first"], "deliver", verdict="nits", text="> " * 40 + "deep")
    assert deep.status_code == 422
    done = move(app, people["first"], "deliver", verdict="nits", text="The *second* section; mail me@people.example.")
    assert done.status_code == 302
    page = app.test_client().get("/reviews/1").text
    for wanted in ("Ready with nits", "<em>second</em>", "me@…", "Hana Exemplar"):
        assert wanted in page
    assert "Ready with nits" in app.test_client().get(f"/drafts/{people['draft'].subject.ref}").text
    assert "Answer the review" in sign_in(app, people["author"]).get("/desk").text
    assert told("authors of the draft", review().subject) == {people["author"].id}
    assert move(app, people["first"], "answer", answer="Done.").status_code == 403
    assert move(app, people["author"], "answer").status_code == 422
    assert move(app, people["author"], "answer", answer="Mended in *-01*.").status_code == 302
    assert "<em>-01</em>" in app.test_client().get("/reviews/1").text
    assert review().subject.state == "answered"
    assert ask(app, people["author"], people["draft"]).status_code == 302  # a second look is another review
    assert broken_promises() == []


def test_a_review_stands_where_its_draft_does_until_it_is_there(app, people):
    ask(app, people["author"], people["draft"])
    reader = app.test_client()
    assert ("Draft", "now") in stations(reader.get("/reviews/1").text).items()
    put(people["draft"].id, "last-call")
    assert ("Council", "now") in stations(reader.get("/reviews/1").text).items()
    move(app, people["chair"], "assign", person="rania")
    move(app, people["chair"], "accept")
    move(app, people["chair"], "deliver", verdict="ready", text="Fine.")
    assert stations(reader.get("/reviews/1").text) == {}


def test_who_declines_passes_it_to_the_next(app, people):
    ask(app, people["author"], people["draft"])
    move(app, people["chair"], "assign", person="rania")
    assert move(app, people["chair"], "decline").status_code == 422
    assert move(app, people["chair"], "decline", reason="No time.").status_code == 302
    assert (review().subject.state, review().reviewer_id) == ("assigned", people["first"].id)
    move(app, people["first"], "accept")
    assert move(app, people["first"], "decline", reason="I fell ill.").status_code == 302
    assert (review().subject.state, review().reviewer_id) == ("assigned", people["second"].id)
    assert move(app, people["second"], "decline", reason="No.").status_code == 302
    assert (review().subject.state, review().reviewer_id) == ("requested", None)
    form = sign_in(app, people["chair"]).get("/reviews/1/moves/assign").text
    assert "No member can be asked now" in form
    assert "declined it" in form
    again = move(app, people["chair"], "assign", person="hana", reason="Please.")
    assert again.status_code == 422
    assert review().subject.state == "requested"
    fresh = make_person("nandi")
    sign_in(app, fresh).post("/groups/hrdir/moves/join")
    assert move(app, people["chair"], "assign", person="nandi").status_code == 302
    assert "declined" in app.test_client().get("/reviews/1").text
    assert broken_promises() == []


def test_who_wrote_the_draft_is_never_asked(app, people):
    sign_in(app, people["author"]).post("/groups/hrdir/moves/join")
    with writing():
        give_role(people["second"].id, "editor", at=by(people["second"]).at, subject_id=people["draft"].id)
    ask(app, people["author"], people["draft"])
    form = sign_in(app, people["chair"]).get("/reviews/1/moves/assign").text
    assert form.count("wrote or edits the draft") == 2
    for handle in ("ines", "marta", "nobody", ""):
        refused = move(app, people["chair"], "assign", person=handle, reason="It is quicker.")
        assert refused.status_code == 422
    move(app, people["chair"], "assign", person="rania")
    move(app, people["chair"], "decline", reason="No.")
    move(app, people["first"], "decline", reason="No.")
    assert review().subject.state == "requested"


def name_as_author(app, people, name):
    """Let the author post a revision that names somebody else as author too."""
    draft = f"/drafts/{people['draft'].subject.ref}"
    source = GOOD.replace("addresses: [1]", f"  - name: {name}\naddresses: [1]")
    data = {"source": source, "note": "More authors.", "authors_reason": "They wrote it too."}
    posted = sign_in(app, people["author"]).post(f"{draft}/moves/revise", data=data)
    assert posted.status_code == 302, posted.text
    return draft


def test_who_is_only_named_as_author_answers_no_review_and_can_be_asked_for_one(app, people):
    nandi = make_person("nandi")
    draft = name_as_author(app, people, "Nandi Exemplar")
    desk = sign_in(app, nandi)
    assert desk.post("/groups/hrdir/moves/join").status_code == 302
    ask(app, people["author"], people["draft"])
    assert 'value="nandi"' in sign_in(app, people["chair"]).get("/reviews/1/moves/assign").text
    move(app, people["chair"], "assign", person="rania")
    move(app, people["chair"], "accept")
    move(app, people["chair"], "deliver", verdict="ready", text="Fine.")
    for said in (None, "deny-authorship"):
        if said:
            assert desk.post(f"{draft}/moves/{said}").status_code == 302
        assert "Answer the review" not in desk.get("/desk").text
        refused = move(app, nandi, "answer", answer="Done.")
        assert refused.status_code == 403
        assert "A review is answered by the authors and editors of the draft." in refused.text
    assert desk.post(f"{draft}/moves/confirm-authorship").status_code == 302
    assert "Answer the review" in desk.get("/desk").text
    assert move(app, nandi, "answer", answer="Done.").status_code == 302


def test_a_reviewer_who_becomes_an_author_hands_the_review_on(app, people):
    ask(app, people["author"], people["draft"])
    move(app, people["chair"], "assign", person="hana", reason="She knows it best.")
    draft = name_as_author(app, people, "Hana Exemplar")
    assert broken_promises() == []  # to name somebody changes nothing yet
    assert move(app, people["first"], "accept").status_code == 302
    desk = sign_in(app, people["first"])
    assert desk.post(f"{draft}/moves/confirm-authorship").status_code == 302
    refused = move(app, people["first"], "deliver", verdict="ready", text="Fine.")
    assert refused.status_code == 403
    assert "You stand aside here: you write this draft." in refused.text
    waits = desk.get("/desk").text
    assert "Deliver the review" not in waits
    assert "Decline the review: you write the draft by now" in waits
    assert broken_promises() == []
    assert move(app, people["first"], "decline", reason="I write it now.").status_code == 302
    assert review().reviewer_id == people["chair"].id
    again = move(app, people["chair"], "assign", person="hana", reason="Still.")
    assert again.status_code == 422
    assert broken_promises() == []


def test_no_author_accepts_a_review_of_their_own_draft(app, people):
    ask(app, people["author"], people["draft"])
    move(app, people["chair"], "assign", person="hana", reason="She knows it best.")
    draft = name_as_author(app, people, "Hana Exemplar")
    assert sign_in(app, people["first"]).post(f"{draft}/moves/confirm-authorship").status_code == 302
    assert move(app, people["first"], "accept").status_code == 403
    assert "Accept the review, or decline it" not in sign_in(app, people["first"]).get("/desk").text
    assert move(app, people["chair"], "assign", person="marta", reason="She wrote it.").status_code == 302
    assert broken_promises() == []
    found, author = review(), people["author"].id
    with later(app, 1) as at, writing():
        found.reviewer_id = author
        session.add(ReviewAsked(review_id=found.id, person_id=author, at=at, group_id=found.subject.group_id))
    assert broken_promises() != []


@pytest.mark.parametrize("accepted", [False, True])
def test_a_reviewer_whose_name_a_co_author_took_out_is_asked_to_hand_the_review_on(app, people, accepted):
    ask(app, people["author"], people["draft"])
    move(app, people["chair"], "assign", person="hana", reason="She knows it best.")
    assert not accepted or move(app, people["first"], "accept").status_code == 302
    draft, desk = name_as_author(app, people, "Hana Exemplar"), sign_in(app, people["first"])
    assert desk.post(f"{draft}/moves/confirm-authorship").status_code == 302
    given = {"source": newest_source(people["draft"]).replace("  - name: Hana Exemplar\n", ""), "note": "Alone.",
             "authors_reason": "She left."}  # fmt: skip
    assert sign_in(app, people["author"]).post(f"{draft}/moves/revise", data=given).status_code == 302
    assert move(app, people["first"], "deliver" if accepted else "accept", verdict="ready", text="A").status_code == 403
    waits = desk.get("/desk").text
    assert ("Deliver the review" in waits, "Accept the review" in waits) == (False, False), "which is refused"
    assert "Decline the review: you write the draft by now" in waits
    assert move(app, people["first"], "decline", reason="I wrote it.").status_code == 302
    assert review().reviewer_id == people["chair"].id


def test_who_is_away_is_not_asked(app, people):
    group = "/groups/hrdir/moves"
    stranger = sign_in(app, people["author"])
    assert stranger.post(f"{group}/declare-absence", data={"starts": day(0), "until": day(3)}).status_code == 403
    chair = sign_in(app, people["chair"])
    for given, sentence in (
        ({"starts": day(0), "until": ""}, "Give the last day."),
        ({"starts": day(3), "until": day(1)}, "The last day lies before the first."),
        ({"starts": "2020-01-01", "until": "2020-01-02"}, "Give a day that is still to come."),
    ):
        refused = chair.post(f"{group}/declare-absence", data=given)
        assert refused.status_code == 422
        assert sentence in refused.text
    elsewhere = chair.post("/groups/icost/moves/declare-absence", data={"starts": day(0), "until": day(3)})
    assert elsewhere.status_code == 403
    assert "here they are not" in elsewhere.text
    early = chair.post(f"{group}/end-absence")
    assert early.status_code == 403
    assert "You have declared no absence here." in early.text
    assert f"{group}/end-absence" not in chair.get("/groups/hrdir").text
    assert chair.post(f"{group}/declare-absence", data={"starts": day(0), "until": day(3)}).status_code == 302
    away_when_due = sign_in(app, people["first"])
    assert away_when_due.post(f"{group}/declare-absence", data={"starts": day(10), "until": day(20)}).status_code == 302
    page = app.test_client().get("/groups/hrdir").text
    assert "Whose turn it is" in page
    assert page.count("Away") == 1
    ask(app, people["author"], people["draft"])
    form = chair.get("/reviews/1/moves/assign").text
    assert form.count("away until") == 2
    refused = move(app, people["chair"], "assign", person="hana", reason="Still.")
    assert refused.status_code == 422
    assert move(app, people["chair"], "assign", person="marta").status_code == 302
    with later(app, 21):
        assert away_when_due.post(f"{group}/end-absence").status_code == 403
    assert f"{group}/end-absence" in away_when_due.get("/groups/hrdir").text
    assert away_when_due.post("/groups/hrdir/moves/end-absence").status_code == 302
    move(app, people["second"], "decline", reason="No.")
    assert review().reviewer_id == people["first"].id


def test_an_overdue_review_shows_and_is_reminded_once(app, people):
    ask(app, people["author"], people["draft"])
    move(app, people["chair"], "assign", person="hana", reason="She knows it best.")
    move(app, people["first"], "accept")
    with later(app, 15) as at:
        assert run_due(by_clock(at)) >= 1
        run_due(by_clock(at))
        reminded = select(func.count()).where(Event.kind == "review.remind")
        assert session.scalar(reminded) == 1
        assert told("reviewer", review().subject) == {people["first"].id}
        reader = app.test_client()
        for path in ("/reviews/?late=1", "/reviews/", f"/drafts/{people['draft'].subject.ref}", "/groups/hrdir"):
            assert "Accepted, overdue" in reader.get(path).text, path
        assert "The review was due on" in reader.get("/reviews/1").text
        assert "It is overdue" in sign_in(app, people["chair"]).get("/desk").text
        kept = move(app, people["chair"], "assign", person="rania")
        assert "Say why the review is taken from who has it." in kept.text
        assert move(app, people["chair"], "assign", person="rania", reason="It is late.").status_code == 302
    assert "No review here" in app.test_client().get("/reviews/?late=1").text


def test_the_responsible_member_gives_reviews_of_a_directorate_that_lost_its_officers(app, people):
    ask(app, people["author"], people["draft"])
    overseer = session.get_one(Person, *holders("responsible", review().subject.group_id))
    waits, given = "Give the review to a member", {"person": "hana", "reason": "She knows it best."}
    assert (waits in acts_of(people["chair"]), waits in acts_of(overseer)) == (True, False)
    assert move(app, overseer, "assign", **given).status_code == 403
    closed = {"present": "a long enough password", "meant": "y"}
    assert sign_in(app, people["chair"]).post("/account/close", data=closed).status_code == 302
    assert waits in acts_of(overseer)
    assert told("review leads", review().subject) == {overseer.id}
    assert move(app, people["second"], "assign", **given).status_code == 403
    assert move(app, overseer, "assign", **given).status_code == 302
    assert review().subject.state == "assigned"


def test_a_review_lapses_with_its_draft(app, people):
    ask(app, people["author"], people["draft"])
    move(app, people["chair"], "assign", person="hana", reason="She knows it best.")
    with later(app, 1) as at:
        run_due(by_clock(at))
        assert review().subject.state == "assigned"
        gone = sign_in(app, people["author"]).post(
            f"/drafts/{people['draft'].subject.ref}/moves/withdraw",
            data={"reason": "Another one says it better.", "step": "done"},
        )  # fmt: skip
        assert gone.status_code == 302, gone.text
        session.rollback()
        run_due(by_clock(at))
        assert (review().subject.state, review().subject.due_at) == ("withdrawn", None)
        assert "let the review lapse: its draft needs none any more" in app.test_client().get("/reviews/1").text


def review_hidden_for(draft):
    """Return for how long a draft was hidden, the last time."""
    changes = (
        select(Event.at)
        .join(StateChange, StateChange.event_id == Event.id)
        .where(Event.subject_id == draft.id, (StateChange.after == "hidden") | (StateChange.before == "hidden"))
    )
    first, last = session.scalars(changes.order_by(Event.id)).all()
    return last - first


def test_a_review_waits_while_its_draft_is_hidden_and_lapses_with_one_that_is_closed_otherwise(app, people):
    ask(app, people["author"], people["draft"])
    draft, judge = f"/drafts/{people['draft'].subject.ref}/moves", sign_in(app, make_person(roles=("moderator",)))
    move(app, people["chair"], "assign", person="hana", reason="She knows it best.")
    due = review().subject.due_at
    wanted, asked = "Accept the review, or decline it", "It is overdue: ask the reviewer, or give it to another member"
    assert wanted in acts_of(people["first"])
    assert judge.post(f"{draft}/hide", data={"reason": "Spam.", "step": "done"}).status_code == 302
    tick()
    assert review().subject.state == "assigned"
    for who, name in (("first", "accept"), ("first", "decline"), ("chair", "assign")):
        refused = move(app, people[who], name, person="rania", reason="So it is.")
        assert (refused.status_code, "waits until it is shown again" in refused.text) == (403, True), name
    with later(app, 15):
        tick()
        assert (review().subject.state, review().reminded_at) == ("assigned", None)
        assert app.test_client().get("/api/v1/reviews?late=1").json["items"] == []
        assert (wanted in acts_of(people["first"]), asked in acts_of(people["chair"])) == (False, False)
        judge = sign_in(app, session.scalars(select(Person).where(Person.id.in_(holders("moderator", None)))).one())
        assert judge.post(f"{draft}/show-again", data={"reason": "It is none.", "step": "done"}).status_code == 302
        tick()
        assert (review().subject.state, review().reminded_at) == ("assigned", None), "it has the time that it had left"
        assert review().subject.due_at - due == review_hidden_for(people["draft"])
        assert (wanted in acts_of(people["first"]), asked in acts_of(people["chair"])) == (True, False)
        page = app.test_client().get("/reviews/1").text
        assert page.count("gave the review the time that it had left, as its draft is shown again") == 1
    with later(app, 31):
        tick()
        assert review().reminded_at is not None
        assert asked in acts_of(people["chair"])
        gone = {"reason": "Another one says it better.", "step": "done"}
        assert sign_in(app, people["author"]).post(f"{draft}/withdraw", data=gone).status_code == 302
        tick()
        assert review().subject.state == "withdrawn"
    assert broken_promises() == []


def test_a_review_that_was_late_before_its_draft_was_hidden_is_late_as_before(app, people):
    ask(app, people["author"], people["draft"])
    move(app, people["chair"], "assign", person="hana", reason="She knows it best.")
    due = review().subject.due_at
    with later(app, 15):
        tick()
        reminded = review().reminded_at
        assert reminded is not None
        draft, judge = f"/drafts/{people['draft'].subject.ref}/moves", sign_in(app, make_person(roles=("moderator",)))
        for name in ("hide", "show-again"):
            assert judge.post(f"{draft}/{name}", data={"reason": "So.", "step": "done"}).status_code == 302
        tick()
        assert (review().subject.due_at, review().reminded_at) == (due, reminded)


def test_a_request_is_withdrawn(app, people):
    ask(app, people["author"], people["draft"])
    assert move(app, people["first"], "withdraw", reason="No.").status_code == 403
    assert move(app, people["author"], "withdraw").status_code == 422
    assert move(app, people["author"], "withdraw", reason="The text changes.").status_code == 302
    assert (review().subject.state, review().subject.due_at) == ("withdrawn", None)
    assert ask(app, people["author"], people["draft"]).status_code == 302
    assert move(app, people["chair"], "withdraw", number=2, reason="Not ours.").status_code == 302


def test_reviews_end_with_their_directorate(app, people):
    ask(app, people["author"], people["draft"])
    assert move(app, people["chair"], "assign", person="hana", reason="She knows it best.").status_code == 302
    overseer = session.get_one(Person, next(iter(holders("responsible", review().subject.group_id))))
    desk, given = sign_in(app, overseer), {"report": "It has read what there was."}
    assert "Reviews that are withdrawn" in desk.post("/groups/hrdir/moves/conclude", data=given).text
    assert desk.post("/groups/hrdir/moves/conclude", data=given | {"step": "done"}).status_code == 302
    assert (review().subject.state, review().subject.due_at) == ("withdrawn", None)
    assert "withdrew the review: its directorate ended" in app.test_client().get("/reviews/1").text
    assert any("The group hrdir concluded." in mail.text for mail in mails_to(app, "hana"))
    assert broken_promises() == []


def test_the_secretary_gives_reviews_to_members_too(app, people):
    with writing():
        give_role(people["second"].id, "secretary", at=by(people["second"]).at,
                  subject_id=session.scalar(select(Subject.id).where(Subject.ref == "hrdir")))  # fmt: skip
    ask(app, people["author"], people["draft"])
    assert "Give the review to a member" in sign_in(app, people["second"]).get("/desk").text
    assert move(app, people["second"], "assign", person="rania").status_code == 302


def test_a_directorate_is_what_the_table_says(app, db):
    assert [name for name, kind in KINDS.items() if kind.reviews] == ["directorate"]
    assert GROUP.move_by_name["declare-absence"].sources == ("active", "dormant")


def test_the_api_says_the_same(app, people):
    ask(app, people["author"], people["draft"])
    move(app, people["chair"], "assign", person="rania")
    found = app.test_client().get("/api/v1/reviews/1").json
    assert (found["state"], found["group"]) == ("assigned", "hrdir")
    assert {"relation": "reviews", "kind": "draft"}.items() <= found["relations"][0].items()
    listed = app.test_client().get("/api/v1/reviews?group=hrdir").json
    assert [row["ref"] for row in listed["items"]] == ["1"]
    moves = Caller(app, people["chair"]).get("/reviews/1").json["moves"]
    choices = next(m for m in moves if m["name"] == "assign")["fields"][0]["choices"]
    assert choices == ["hana", "marta"]
    assert session.scalar(select(func.count()).select_from(ReviewAsked)) == 1
