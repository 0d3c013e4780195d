"""Calls that drafts and groups open: the move, the call it leaves, and who leads it."""

import pytest
from sqlalchemy import select

from igtf.consensus.models import Call
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.groups.states import GROUP
from igtf.notice.worker import work_once
from igtf.people.roles import roles_of
from igtf.record.audiences import AUDIENCES
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Relation, Subject
from igtf.routing.bodies import seed_bodies
from tests.drafts.making import submit
from tests.drafts.samples import SHORT
from tests.drafts.test_way import QUESTIONS
from tests.factories import issue_form, later, mails_to, make_person, sign_in
from tests.groups.making import told

GROUP_FORM = {
    "acronym": "costs", "title": "Costs of interconnection", "kind": "correspondence", "summary": "Costs.",
    "mandate": "Write one report on the costs of interconnection.", "chairs": "chair", "report_due": "2099-01-01",
    "step": "done",
}  # fmt: skip


@pytest.fixture
def people(app, db):
    """Return clients of a council member, the chair of an active group, and a participant with a draft."""
    member, chair, author = (make_person("member", roles=("council",)), make_person("chair"), make_person("author"))
    council = sign_in(app, member)
    made = council.post("/groups/new/establish", data=GROUP_FORM)
    assert made.status_code == 302, made.text
    group = GROUP.load(member.id, "costs")
    GROUP.commands["charter"](group, by=by_clock(now()))
    writer = sign_in(app, author)
    source = SHORT.format(name="Author Exemplar")
    made = writer.post("/drafts/new", data={"name": "costs", "source": source, "step": "done"})
    assert made.status_code == 302, made.text
    return council, sign_in(app, chair), writer


def test_a_draft_is_called_for_adoption_and_adopted_after_consensus(app, people):
    _council, chair, writer = people
    path = "/drafts/draft-author-costs/moves/call-for-adoption"
    given = {"group": "costs", "days": "14", "question": "Shall the group adopt this draft?"}
    assert writer.post(path, data=given).status_code == 403
    assert "Choose the group" not in chair.get(path).text  # the only one is chosen already
    assert chair.post(path, data=given | {"days": "13"}).status_code == 422
    opened = chair.post(path, data=given)
    assert opened.status_code == 302, opened.text
    call = session.scalars(select(Call)).one()
    assert (call.kind, call.revision_number, call.subject.due_at) == ("adoption", 0, call.closes_at)
    assert session.get(Relation, (call.id, "asks-about", call.about_id))
    assert (call.subject.topic, call.subject.state, call.about.state) == ("adoption", "open", "call-for-adoption")
    assert b"draft-author-costs-00" in app.test_client().get("/calls/1").data
    assert b"draft-author-costs-00" in app.test_client().get("/calls/").data
    named = '<a href="/groups/costs"><bdi>Costs of interconnection</bdi></a>'
    for page in ("/calls/1", "/drafts/draft-author-costs"):
        assert named in app.test_client().get(page).text, page
    assert ">costs<" in app.test_client().get("/calls/").text
    work_once(app)
    session.rollback()
    told = session.scalars(select(Mail).where(Mail.text.contains("opened this call"))).first()
    assert "Group asked:\n> Costs of interconnection" in told.text.replace("\r", "").replace("\n\n", "\n")
    assert writer.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 302
    declaration = {"result": "consensus", "decided": "Adopted.", "tradeoffs": "None.", "look_again": "New facts."}
    declaration["step"] = "done"
    with later(app, 15):
        run_due(by_clock(now()))
        assert writer.post("/calls/1/moves/declare", data=declaration).status_code == 403
        assert "What follows from it" not in chair.get("/calls/1").text
        assert chair.post("/calls/1/moves/declare", data=declaration).status_code == 302
        following = chair.get("/calls/1").text
        assert 'href="/drafts/draft-author-costs/moves/adopt">Adopt</a>' in following
        assert "/moves/decline-adoption" not in following
        assert "What follows from it" not in writer.get("/calls/1").text
        assert "What follows from it" not in app.test_client().get("/calls/1").text
    session.rollback()
    assert session.scalar(select(Subject.state).where(Subject.id == call.id)) == "consensus"


def test_who_follows_a_group_hears_of_the_main_acts_of_what_belongs_to_it(app, people):
    _council, chair, writer = people
    reader = sign_in(app, make_person("reader"))
    told(app)
    assert reader.post("/groups/costs/follow").status_code == 302

    def heard():
        mails = mails_to(app, "reader")
        assert all("Why this mail came: you follow its group" in " ".join(mail.text.split()) for mail in mails)
        return [mail.text.partition("\n")[0] for mail in mails]

    given = {"group": "costs", "days": "14", "question": "Shall the group adopt this draft?"}
    assert chair.post("/drafts/draft-author-costs/moves/call-for-adoption", data=given).status_code == 302
    assert len(heard()) == 1, "of the call, and not of its draft as well"
    assert writer.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 302
    assert len(heard()) == 1, "one position is no main act"
    declaration = {"result": "consensus", "decided": "Adopted.", "tradeoffs": "None.", "look_again": "New facts.",
                   "step": "done"}  # fmt: skip
    with later(app, 15):
        run_due(by_clock(now()))
        assert len(heard()) == 1
        assert chair.post("/calls/1/moves/declare", data=declaration).status_code == 302
        form = {"name": "costs", "editors": "author", "step": "done"}
        adopted = chair.post("/drafts/draft-author-costs/moves/adopt", data=form)
        assert adopted.status_code == 302, adopted.text
        assert len(heard()) == 3
        assert reader.post("/groups/costs/follow", data={"stop": "1"}).status_code == 302
        given = {"days": "14", "question": "Is it ready?"}
        opened = chair.post("/drafts/draft-igtf-costs-costs/moves/group-last-call", data=given)
        assert opened.status_code == 302, opened.text
        assert len(heard()) == 3


def test_the_responsible_member_asks_everybody_before_the_ballot_and_nobody_else_does(app, people):
    seed_bodies(by_importer(now()))
    council, chair, _writer = people
    writer, base = sign_in(app, make_person("ines")), "/drafts/draft-ines-landlocked/moves"
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    assert submit(writer).status_code == 302
    given = {"days": "28", "question": "Should the council publish this draft?"}
    assert council.post(f"{base}/council-last-call", data=given).status_code == 409
    assert council.post(f"{base}/sponsor", data=QUESTIONS).status_code == 302
    for client in (chair, writer, app.test_client()):
        assert client.post(f"{base}/council-last-call", data=given).status_code == 403
    short = council.post(f"{base}/council-last-call", data=given | {"days": "27"})
    assert (short.status_code, "Give a number from 28 to 365." in short.text) == (422, True)
    assert session.scalars(select(Call)).all() == []
    assert council.post(f"{base}/council-last-call", data=given).status_code == 302
    session.rollback()
    call = session.scalars(select(Call)).one()
    assert (call.kind, call.revision_number, call.subject.group_id) == ("council-last-call", 0, None)
    assert (call.subject.state, call.about.state) == ("open", "last-call")
    assert council.post(f"{base}/council-last-call", data=given).status_code == 409
    early = council.post(f"{base}/to-ballot", data={"step": "done", "summary": "Nothing came in."})
    assert (early.status_code, "The council&#39;s last call has to end first." in early.text) == (403, True)
    assert writer.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 302


def test_a_group_is_asked_a_question_and_polled(app, people):
    _council, chair, writer = people
    asked = {"question": "Meet monthly?", "days": "14"}
    assert writer.post("/groups/costs/moves/ask-question", data=asked).status_code == 403
    assert chair.post("/groups/costs/moves/ask-question", data=asked).status_code == 302
    revised = {"charter": "# Scope\n\nCosts, and who pays them.", "note": "Who pays."}
    assert chair.post("/groups/costs/moves/revise-charter", data=revised).status_code == 302
    for days in ("0", "366", "365000", "999999999"):
        for name in ("ask-question", "poll-options", "call-on-charter"):
            far = chair.post(f"/groups/costs/moves/{name}", data=asked | {"options": "One\nTwo", "days": days})
            assert far.status_code == 422, (name, days)
            assert "Give a number from 1 to 365." in far.text
    poll = asked | {"question": "Which model?", "options": "One\n\nTwo\n"}
    short = chair.post("/groups/costs/moves/poll-options", data=poll | {"options": "One"})
    assert short.status_code == 422
    assert b"Give from 2 to 20 options" in short.data
    assert chair.post("/groups/costs/moves/poll-options", data=poll).status_code == 302
    session.rollback()
    question, options = session.scalars(select(Call).order_by(Call.id)).all()
    assert (question.kind, options.kind, options.options) == ("question", "options", ["One", "Two"])
    assert question.subject.group_id == question.about_id
    (lead,) = AUDIENCES["call lead"].members(question.subject, None)
    assert roles_of(lead).has("chair", of=question.about_id)


def test_a_directorate_adopts_no_draft(app, people):
    council, chair, writer = people
    form = GROUP_FORM | {"acronym": "access", "title": "Access", "kind": "directorate", "chairs": "author"}
    assert council.post("/groups/new/establish", data=form).status_code == 302
    GROUP.commands["charter"](GROUP.load(None, "access"), by=by_clock(now()))
    path, given = (
        "/drafts/draft-author-costs/moves/call-for-adoption",
        {"group": "access", "days": "14", "question": "?"},
    )
    refused = writer.get(path)
    assert refused.status_code == 403
    assert "the chair of an active group that adopts drafts" in refused.text
    assert chair.post(path, data=given).status_code == 422
    second = GROUP_FORM | {"acronym": "routes", "title": "Routes"}
    assert council.post("/groups/new/establish", data=second).status_code == 302
    GROUP.commands["charter"](GROUP.load(None, "routes"), by=by_clock(now()))
    choice = chair.get(path).text
    assert '<option value="">Choose the group that would adopt the draft.</option>' in choice
    assert "access: Access" not in choice
    assert chair.post(path, data=given | {"group": ""}).status_code == 422
    assert chair.post(path, data=given | {"group": "routes"}).status_code == 302
