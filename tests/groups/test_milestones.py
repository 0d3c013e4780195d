"""Milestones: chairs propose and edit, the responsible member approves; late ones show everywhere."""

import re

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.core.moments import moment_text
from igtf.desk.waiting import on_desk
from igtf.groups.forms_milestones import end_of
from igtf.groups.models import Milestone, MilestoneDraft
from igtf.notice.telling import tell_next
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.queries import subject_of
from igtf.record.subjects import open_subject
from tests.databases import upgraded_from_before
from tests.drafts.making import draft_of, submit
from tests.factories import acts_of, by, later, make_person, responsible_of, sign_in
from tests.groups.making import active_group, month, step


def mails() -> list[Mail]:
    session.rollback()
    while tell_next():
        pass
    return list(session.scalars(select(Mail).order_by(Mail.id)))


@pytest.fixture
def group(app, db):
    chair = make_person("chair")
    made = active_group(app, chair)
    with writing():
        open_subject("draft", "draft-igtf-icost-one", "One", "group-draft", by=by(chair), group_id=made.id)
    member = responsible_of(made)
    return made, chair, member


def the_milestone() -> Milestone:
    session.rollback()
    return session.scalars(select(Milestone).order_by(Milestone.id.desc()).limit(1)).one()


def test_a_chair_proposes_and_the_responsible_member_approves_from_the_mail(app, group):
    made, chair, member = group
    writer, before = sign_in(app, chair), len(mails())
    given = {"month": month(3), "deliverable": "A survey of costs", "drafts": ["draft-igtf-icost-one"]}
    assert step(sign_in(app, make_person()), "propose-milestone", **given).status_code == 403
    for wrong, sentence in (
        ({"month": "soon"}, b"Write the month as year-month"),
        ({"month": "2013-11"}, b"Choose a month that is not over."),
        ({"deliverable": ""}, b"Say what is delivered."),
        ({"drafts": ["draft-elsewhere"]}, b"Choose from the list."),
    ):
        refused = step(writer, "propose-milestone", **given | wrong)
        assert refused.status_code == 422
        assert sentence in refused.data, wrong
    assert step(writer, "propose-milestone", **given).status_code == 302
    new = mails()[before:]
    assert [mail.to for mail in new] == [f"{member.actor.handle}@people.example"], "nobody else is told"
    path = re.search(r"/milestone/\S+", new[0].text)[0]
    reader = app.test_client()  # whoever has the mail
    page = reader.get(path)
    assert page.status_code == 200
    assert b"A survey of costs" in page.data
    assert the_milestone().accepted_at is None, "opening the link changes nothing"
    assert reader.get(path[:-4] + "zzzz").status_code == 410
    assert b"Waits for approval" in reader.get("/groups/icost").data
    first = reader.post(path)
    assert (first.status_code, first.location) == (302, f"/sign-in?next={path}")
    other = writer.post(path)
    assert (other.status_code, b"went to somebody else" in other.data) == (200, True)
    assert the_milestone().accepted_at is None, "who has the mail is not yet whom it went to"
    known = {"login": member.actor.handle, "password": "a long enough password", "next": path}
    assert reader.post("/sign-in", data=known).location == path
    assert b"Approve the milestone" in reader.get(path).data
    assert reader.post(path).status_code == 302
    assert the_milestone().accepted_at is not None
    assert b"does not wait for approval any more" in reader.get(path).data
    assert reader.post(path).status_code == 200
    assert session.scalars(select(MilestoneDraft.draft_id)).all()
    assert len(mails()) > before + 1, "the members are told now"
    assert made.subject.due_at == the_milestone().due_at


def test_a_new_wording_waits_and_the_former_one_stays(app, group):
    _made, chair, member = group
    writer, desk = sign_in(app, chair), sign_in(app, member)
    assert b"No milestone waits" in step(desk, "approve-milestone", milestone="1").data
    step(writer, "propose-milestone", month=month(3), deliverable="A survey")
    first = re.search(r"/milestone/\S+", mails()[-1].text)[0]
    assert step(writer, "reword-milestone", milestone="1", deliverable="A survey of costs").status_code == 302
    assert b"Its wording or its month was changed" in app.test_client().get(first).data
    early = step(writer, "update-milestone", milestone="1", month=month(4))
    assert (early.status_code, b"It waits for approval; reword it, or wait." in early.data) == (403, True)
    assert step(desk, "approve-milestone", milestone="1").status_code == 302
    assert (
        b"this is its wording already"
        in step(writer, "reword-milestone", milestone="1", deliverable="A survey of costs").data.lower()
    )
    assert step(writer, "reword-milestone", milestone="1", deliverable="Two surveys").status_code == 302
    shown = app.test_client().get("/groups/icost").text
    assert "A survey of costs" in shown
    assert "Two surveys" in shown
    declined = {"milestone": "1", "reason": "One is enough."}
    assert b"the responsible member" in step(writer, "decline-milestone", **declined).data
    assert step(desk, "decline-milestone", **declined | {"reason": ""}).status_code == 422
    assert step(desk, "decline-milestone", **declined).status_code == 302
    session.rollback()
    assert (the_milestone().deliverable, the_milestone().rewording) == ("A survey of costs", "")
    assert step(writer, "propose-milestone", month=month(2), deliverable="Lunch").status_code == 302
    assert step(desk, "decline-milestone", milestone="2", reason="No deliverable.").status_code == 302
    assert the_milestone().dropped_at is not None
    assert step(desk, "decline-milestone", milestone="2", reason="Once more.").status_code == 403
    assert step(writer, "drop-milestone", milestone="1", reason="x").status_code == 403
    assert step(desk, "drop-milestone", milestone="1", reason="The question is settled.").status_code == 302
    assert b"No milestone is open" in step(desk, "drop-milestone", milestone="1", reason="x").data


def test_a_proposed_milestone_is_corrected_or_taken_back_and_is_not_there_twice(app, group):
    _made, chair, member = group
    writer, desk = sign_in(app, chair), sign_in(app, member)
    given = {"month": month(3), "deliverable": "A survey"}
    assert step(writer, "propose-milestone", **given).status_code == 302
    first = re.search(r"/milestone/\S+", mails()[-1].text)[0]
    again = step(writer, "propose-milestone", **given | {"deliverable": "a Survey"})
    assert (again.status_code, b"Milestone 1 is the same" in again.data) == (422, True)
    form = writer.get("/groups/icost/moves/reword-milestone").text
    assert 'value="A survey"' in form, "it starts from the words that are there"
    assert f'value="{month(3)}"' in form
    assert step(writer, "reword-milestone", milestone="1", **given | {"month": month(4)}).status_code == 302
    assert f"{the_milestone().due_at:%Y-%m}" == month(4)
    assert b"Its wording or its month was changed" in app.test_client().get(first).data
    assert "was " not in app.test_client().get("/groups/icost").text.split('id="milestone-1"')[1].split("</li>")[0]
    assert step(desk, "withdraw-milestone", milestone="1").status_code == 403
    assert step(writer, "withdraw-milestone", milestone="1", reason="Too early.").status_code == 302
    assert the_milestone().dropped_at is not None
    assert step(writer, "withdraw-milestone", milestone="1").status_code == 403
    assert step(writer, "propose-milestone", **given).status_code == 302
    step(desk, "approve-milestone", milestone="2")
    refused = step(writer, "reword-milestone", milestone="2", **given | {"month": month(4)})
    assert (refused.status_code, "Update a milestone" in refused.text) == (422, True)
    step(writer, "propose-milestone", month=month(4), deliverable="A report")
    several = writer.get("/groups/icost/moves/reword-milestone").text
    assert 'href="?milestone=3"' in several
    assert 'value="A report"' in writer.get("/groups/icost/moves/reword-milestone?milestone=3").text


def test_of_several_milestones_the_form_begins_with_the_one_that_was_chosen_and_else_with_none(app, group):
    _made, chair, member = group
    writer, desk = sign_in(app, chair), sign_in(app, member)
    for ahead, deliverable in ((3, "A survey"), (4, "A report")):
        assert step(writer, "propose-milestone", month=month(ahead), deliverable=deliverable).status_code == 302
    links = re.findall(
        r'href="(/groups/icost/moves/decline-milestone\?[^"]*)">(.*?)</a>', desk.get("/groups/icost").text
    )
    assert [(where[-12:], "A survey" in said, "A report" in said) for where, said in links] == [
        ("?milestone=1", True, False), ("?milestone=2", False, True),
    ]  # fmt: skip
    assert '<option selected value="2">' in desk.get(links[1][0]).text
    for who, name in ((desk, "decline"), (writer, "withdraw"), (desk, "drop"), (desk, "approve")):
        form = who.get(f"/groups/icost/moves/{name}-milestone").text
        assert '<option value="">Choose the milestone.</option>' in form, name
        assert "<option selected" not in form, name
    refused = step(desk, "decline-milestone", milestone="", reason="One is enough.")
    assert (refused.status_code, "Choose the milestone." in refused.text) == (422, True)
    assert step(desk, "decline-milestone", milestone="2", reason="One is enough.").status_code == 302
    assert the_milestone().dropped_at is not None
    assert "Choose the milestone." not in desk.get("/groups/icost/moves/decline-milestone").text, "one is left"


def test_a_milestone_that_was_moved_says_when_it_was_for(app, group):
    _made, chair, member = group
    writer = sign_in(app, chair)
    step(writer, "propose-milestone", month=month(1), deliverable="A survey")
    step(sign_in(app, member), "approve-milestone", milestone="1")
    former = the_milestone().due_at
    assert step(writer, "update-milestone", milestone="1", month=month(4)).status_code == 302
    page = app.test_client().get("/groups/icost").text
    assert f"was {former:%B %Y}" in page
    assert "Before" in page


def test_a_late_milestone_shows_everywhere_until_it_is_done(app, group):
    _made, chair, member = group
    writer, desk = sign_in(app, chair), sign_in(app, member)
    step(writer, "propose-milestone", month=month(1), deliverable="A survey")
    waits = "A milestone waits for approval"
    assert [waits in acts_of(person) for person in (chair, member)] == [True, False]
    step(desk, "approve-milestone", milestone="1")
    assert waits not in acts_of(chair)
    due = f"{the_milestone().due_at:%B %Y}"
    step(writer, "propose-milestone", month=month(7), deliverable="A draft")
    step(desk, "approve-milestone", milestone="2")
    assert 'selected value="1"' not in writer.get("/groups/icost/moves/update-milestone").text
    assert b"Late" not in app.test_client().get("/groups/icost").data
    with later(app, 70):
        writer = sign_in(app, chair)
        assert run_due(by_clock(now())) == 1
        assert run_due(by_clock(now())) == 0, "told once"
        session.rollback()
        assert "1 milestone late" in app.test_client().get("/groups/icost").text
        assert "1 milestone late" in app.test_client().get("/groups/").text
        acts = {str(act): url for item in on_desk(chair.id) for act, url in item.acts}
        desk = sign_in(app, chair).get("/desk").text
        assert re.search(rf"milestone was due in <time[^>]*>{due}</time>", desk), "its month, and what for"
        assert acts["A milestone is late: note progress, or give another month"].endswith("/moves/update-milestone")
        assert '<option selected value="1">' in writer.get("/groups/icost/moves/update-milestone").text
        assert b"Nothing was changed" in step(writer, "update-milestone", milestone="1").data
        assert step(writer, "update-milestone", milestone="1", month=month(2)).status_code == 302
        assert "milestone late" not in app.test_client().get("/groups/").text
        done = step(writer, "update-milestone", milestone="1", note="Sent to all.", done="y")
        assert done.status_code == 302
        assert b"Sent to all." in app.test_client().get("/groups/icost").data
        assert step(writer, "update-milestone", milestone="1", note="More.").status_code == 422


def test_after_an_act_its_own_deadline_is_said_or_none(app, group):
    _made, chair, member = group
    writer = sign_in(app, chair)
    step(writer, "propose-milestone", month=month(1), deliverable="A survey")
    step(sign_in(app, member), "approve-milestone", milestone="1")
    said = re.compile("Closes: ([^.]+)")
    writer.get("/groups/icost")  # what was said before
    assert step(writer, "ask-question", question="Which one?", days="1").status_code == 302
    found = said.search(writer.get("/groups/icost").text)
    assert found
    assert found[1] == moment_text(subject_of("call", "1").due_at)
    assert step(writer, "update-milestone", milestone="1", note="Begun.").status_code == 302
    page = writer.get("/groups/icost").text
    assert "Done: Update a milestone." in page
    assert not said.search(page), "the deadline of the group is as it was"


def waits_shown(app, desk, member):
    """Return where a milestone waits for approval: as the page says it, to who approves, on the desk, in the API."""
    listed = app.test_client().get("/api/v1/groups/icost").json["details"]["milestones"]
    own = desk.get("/groups/icost").text
    return (
        "Waits for approval" in own or "would be worded" in own,
        "wait for your approval" in own,
        any("milestone" in act for act in acts_of(member)),
        any(one["waits"] or one["rewording"] for one in listed),
    )


def test_a_milestone_that_is_done_waits_for_nobody(app, group, db_url):
    _made, chair, member = group
    writer, desk = sign_in(app, chair), sign_in(app, member)
    step(writer, "propose-milestone", month=month(3), deliverable="A survey")
    step(desk, "approve-milestone", milestone="1")
    foretold, form = "is given up then.", "/groups/icost/moves/update-milestone"
    assert foretold not in writer.get(form).text
    assert step(writer, "reword-milestone", milestone="1", deliverable="A long survey").status_code == 302
    assert foretold in writer.get(form).text
    link = re.search(r"/milestone/\S+", mails()[-1].text)[0]
    assert waits_shown(app, desk, member) == (True, True, True, True)
    assert step(writer, "update-milestone", milestone="1", note="Half of it.").status_code == 302
    assert the_milestone().rewording == "A long survey", "progress alone gives nothing up"
    assert step(writer, "update-milestone", milestone="1", done="y").status_code == 302
    assert waits_shown(app, desk, member) == (False, False, False, False)
    told = app.test_client().get("/groups/icost").text.partition("Timeline")[2]
    assert "Other wording, given up" in told
    assert "A long survey" in told
    assert b"does not wait for approval any more" in desk.get(link).data
    assert step(desk, "approve-milestone", milestone="1").status_code == 403
    with writing():
        the_milestone().rewording = "A long survey"  # as it was left before
    upgraded_from_before(db_url, "0092")
    assert (the_milestone().deliverable, the_milestone().rewording) == ("A survey", "")


def test_a_draft_says_which_milestones_wait_for_it_and_which_are_late(app, group):
    made, chair, member = group
    ines = make_person("ines")
    assert submit(sign_in(app, ines)).status_code == 302
    draft = draft_of()
    with writing():
        draft.subject.group_id = made.id
    writer, page = sign_in(app, chair), f"/drafts/{draft.subject.ref}"
    step(writer, "propose-milestone", month=month(1), deliverable="A survey", drafts=[draft.subject.ref])
    assert "#milestone-1" not in app.test_client().get(page).text, "nobody approved it yet"
    step(sign_in(app, member), "approve-milestone", milestone="1")
    shown = app.test_client().get(page).text
    assert "/groups/icost#milestone-1" in shown
    assert ">Late<" not in shown
    with later(app, 70):
        assert ">Late<" in app.test_client().get(page).text
        step(sign_in(app, chair), "update-milestone", milestone="1", done="y", note="Sent.")
        assert ">Late<" not in app.test_client().get(page).text


@pytest.mark.parametrize("text", ["2026-2", "2026-00", "2026-13", "1999-01", "２０２６-０１", "2026-01 ", ""])
def test_a_month_is_written_in_one_way(text):
    with pytest.raises(ValueError, match="is not a month"):
        end_of(text)


@pytest.mark.parametrize("figures", ["٠١٢٣٤٥٦٧٨٩-", "０１２３４５６７８９－"], ids=["Arabic", "full width"])
def test_a_month_is_typed_in_the_figures_of_any_keyboard(app, group, figures):
    _made, chair, _member = group
    typed = month(3).translate(str.maketrans("0123456789-", figures))
    assert step(sign_in(app, chair), "propose-milestone", month=typed, deliverable="A survey").status_code == 302
    assert f"{the_milestone().due_at:%Y-%m}" == month(3)


def test_the_end_of_a_month_is_its_last_minute():
    assert [f"{end_of(text):%d %H:%M}" for text in ("2026-11", "2028-02", "2026-12")] == [
        "30 23:59", "29 23:59", "31 23:59",
    ]  # fmt: skip


def test_what_was_reworded_meanwhile_is_not_approved_unseen(app, group):
    _made, chair, member = group
    writer, desk = sign_in(app, chair), sign_in(app, member)
    given = {"month": month(3), "deliverable": "A survey"}
    assert step(writer, "propose-milestone", **given).status_code == 302
    seen = re.search(r'name="revision" value="([0-9]+)"', desk.get("/groups/icost/moves/approve-milestone").text)[1]
    assert step(writer, "reword-milestone", milestone="1", **given | {"deliverable": "No survey"}).status_code == 302
    late = step(desk, "approve-milestone", milestone="1", revision=seen)
    assert (late.status_code, "proposed another wording of a milestone" in late.text) == (409, True)
    session.rollback()
    assert the_milestone().accepted_at is None
    assert step(desk, "approve-milestone", milestone="1").status_code == 302
