"""Whoever takes a position reads first, on the page of the form, what it is about: of a call as of a ballot."""

import re
from datetime import timedelta

from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.core.db import session
from igtf.council import commands
from igtf.council.queries import get_ballot_or_404
from igtf.drafts import commands as drafts
from igtf.drafts.queries import get_draft_or_404
from igtf.issues import commands as issues
from igtf.issues.queries import get_issue_or_404
from igtf.record.by import by_clock
from tests.council.councils import make_ballot, make_council
from tests.council.test_openings import TEXT, author_of, balloted_draft, facts
from tests.counting import reads
from tests.drafts.samples import GOOD
from tests.factories import by, make_person, sign_in

__all__ = ["facts"]

DETAIL = 10
"""What a subject's page may ask, for who is signed in."""


def above(page):
    """Return what stands above the form of a move's page."""
    return page[page.index("<h1") : page.index('<form class="form"')]


def test_of_a_ballot_what_changed_since_the_own_position_and_what_stands_against_it(app, db, facts):
    _secretariat, members = make_council()
    draft, ballot = balloted_draft(members)
    first, second = members[1], members[28]
    commands.take_position(ballot, position="discuss", ground="unclear", text="Which costs?", by=by(second))
    commands.take_position(ballot, position="yes", by=by(first))
    form, name = "/ballots/1/moves/take-position", draft.subject.ref
    assert sign_in(app, make_person()).get(form).status_code == 403
    member = sign_in(app, first)
    shown = above(member.get(form).text)
    assert f'href="/drafts/{name}"' in shown
    assert "Costs should be published." in shown
    assert "What changed since" not in shown  # there is one revision
    assert 'href="/ballots/1/seats/28"' in shown
    assert "Which costs?" in shown
    for number, word in enumerate(("must", "shall"), start=1):
        at = now() + timedelta(minutes=number)
        drafts.revise(draft, source=TEXT.replace("should", word), note="Stronger.", by=by(author_of(draft), at))
        compare = f"/drafts/{name}/compare?from={name}-00&amp;to={name}-{number:02d}"
        assert f'<a href="{compare}">What changed since {name}-00</a>: Paragraphs: 1 changed.' in above(
            member.get(form).text
        )
    commands.take_position(ballot, position="yes", by=by(first, now() + timedelta(minutes=3)))
    assert f"What changed since {name}-01" in above(member.get(form).text)
    silent = sign_in(app, members[33])
    assert f"What changed since {name}-00" in above(silent.get(form).text)  # since it was opened
    with reads(app) as sent:
        assert member.get(form).status_code == 200
    assert len(sent) <= DETAIL, sent
    begun = sign_in(app, second).get(form).text.partition('<form class="form"')[2]
    assert re.findall(r'<input checked[^>]* value="([a-z-]+)"', begun) == ["discuss"]
    assert '<option selected value="unclear">' in begun
    assert "Which costs?</textarea>" in begun
    assert "checked" not in silent.get(form).text.partition('<form class="form"')[2]


def test_of_a_ballot_of_the_clearing_house_the_proposal(app, db):
    _secretariat, members = make_council()
    make_ballot(members)
    shown = above(sign_in(app, members[1]).get("/ballots/1/moves/take-position").text)
    assert "Not about the Internet." in shown
    assert 'href="/issues/1"' in shown


def test_of_a_call_the_draft_and_the_objections_to_it(app, db):
    author, reader = make_person(), make_person()
    client = sign_in(app, author)
    source = GOOD.replace("addresses: [1]\n", "")
    assert client.post("/drafts/new", data={"name": "landlocked", "source": source, "step": "done"}).status_code == 302
    draft = get_draft_or_404(author.id, f"draft-{author.actor.handle}-landlocked")
    open_call(draft.subject, kind="council-last-call", question="Is it ready?", by=by(author),
              closes_at=now() + timedelta(days=14), revision_number=0)  # fmt: skip
    given = {"reason": "Landlocked countries pay.", "change": "Add a section on costs."}
    assert client.post("/calls/1/moves/object", data=given).status_code == 302
    for move in ("take-position", "object"):
        shown = above(sign_in(app, reader).get(f"/calls/1/moves/{move}").text)
        assert f'href="/drafts/{draft.subject.ref}"' in shown
        assert draft.current.abstract in shown
        assert 'href="/objections/1"' in shown
        assert "closes" in shown
        assert "UTC" in shown
    other = sign_in(app, reader)
    stance = {"position": "can-live-with", "reason": "It costs little."}
    assert other.post("/calls/1/moves/take-position", data=stance).status_code == 302
    begun = other.get("/calls/1/moves/take-position").text
    assert 'value="It costs little."' in begun
    assert begun.count(" checked") == 1


def test_on_the_page_of_a_ballot_reading_comes_before_the_form_and_one_link_leads_to_it(app, db, facts):
    _secretariat, members = make_council()
    _draft, ballot = balloted_draft(members)
    commands.take_position(ballot, position="discuss", ground="unclear", text="Which costs?", by=by(members[28]))
    page = sign_in(app, members[1]).get("/ballots/1").text
    jump = '<a class="button plain" href="#position">Record my position</a>'
    order = [jump, "What it asks", "Standing Discusses", "Before you decide", '<h2 id="position">', "Roll call</h2>"]
    places = [page.index(one) for one in order]
    assert places == sorted(places)
    other = sign_in(app, make_person()).get("/ballots/1").text
    assert "Record my position" not in other
    assert 'id="position"' not in other


def test_the_roll_call_has_one_row_of_each_seat_and_names_the_silent_of_a_group_together(app, db, facts):
    _secretariat, members = make_council(per_group=3)
    _draft, ballot = balloted_draft(members)
    government = [seat for seat in members if seat < 23]
    spoke, *silent = government
    commands.take_position(ballot, position="abstain", text="We are asked.", by=by(members[spoke]))
    page = app.test_client().get("/ballots/1").text
    group = page[page.index('<tbody><tr class="of">') :].partition("</tbody>")[0]
    assert group.count("<tr") == 3
    row = group[group.index(f'<tr id="seat-{spoke}">') :].partition("</tr>")[0]
    assert '<span class="unseen">African Group</span>' in row
    assert (
        '<details><summary>Abstain</summary><div class="small"><p dir="auto">We are asked.</p></div></details>' in row
    )
    together = group[group.index('<tr class="silent">') :]
    assert '<th scope="row"><span class="small">No position</span></th>' in together
    for seat in silent:
        assert f'<span id="seat-{seat}">' in together
        assert f"<bdi>{members[seat].actor.name}</bdi>" in together


def test_a_closed_ballot_of_the_clearing_house_shows_what_it_decided_on_and_not_what_is_proposed_next(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    issue = get_issue_or_404(None, "1")
    commands.recall(ballot, reason="Asked too early.", by=by_clock(now()))
    session.rollback()
    page = "/ballots/1"
    shown = app.test_client().get(page).text
    for text in ("Not about the Internet.", "It is.", "different stakeholder groups, and put to a ballot."):
        assert text in shown
    issues.propose_decline(issue, reason="Another one has it.", by=by(members[1], now() + timedelta(minutes=1)))
    shown = app.test_client().get(page).text
    assert "Not about the Internet." in shown
    assert "Another one has it." not in shown
    assert "Another one has it." in app.test_client().get("/issues/1").text


def test_what_a_position_needs_and_what_stands_against_it_is_said_as_the_rule_has_it(app, db, facts):
    _secretariat, members = make_council()
    balloted_draft(members)
    make_ballot(members)
    none, discuss = "No objection and no Discuss stands against it.", "for a Discuss a permitted ground"
    member = sign_in(app, members[1])
    shown = above(member.get("/ballots/1/moves/take-position").text)
    assert none in shown
    assert discuss in shown
    shown = above(member.get("/ballots/2/moves/take-position").text)
    assert none not in shown
    assert discuss not in shown
    assert "Needs: for Abstain and Recuse the reason; it can be changed until the end." in shown
    assert f"<bdi>{get_ballot_or_404(None, '2').decides_on.title}</bdi>" in shown
    assert "<bdi>Issue #" in shown


def test_what_is_to_be_corrected_stands_above_what_is_to_be_read_and_nothing_that_is_needed_is_called_optional(
    app, db, facts
):
    _secretariat, members = make_council()
    balloted_draft(members)
    form, client = "/ballots/1/moves/take-position", sign_in(app, members[1])
    assert client.get(form).text.count("(optional)") == 3, "ground, text and comment"
    refused = client.post(form, data={"position": "discuss"})
    assert refused.status_code == 422
    shown = above(refused.text)
    assert shown.index("Ground: Choose one of the permitted grounds") < shown.index("Costs should be published.")
    assert refused.text.count('role="alert"') == 1
    assert refused.text.count("(optional)") == 1, "the comment alone"
