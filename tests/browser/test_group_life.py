"""A group from its proposal to a declared last call, lived by six people in browsers whose clocks are wrong.

Five stakeholder groups and five regions; half of the clocks are ten minutes fast, the others ten minutes slow, each in
the time zone of its person. The server decides what is in time. Only the council is seated by command, and the issue
found unhoused; whatever else happens, somebody does by a link or button of a page or of a mail.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.consensus.models import Call
from igtf.core.clock import now, real_now
from igtf.core.db import session
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.council import pass_charter, work_is_sound
from tests.browser.life import DRAFT, GROUP, READY, TITLE, Life, begin
from tests.browser.walking import Walker

CHARTER = "# Scope\n\nCables between small shores.\n\n# Out of scope\n\nSpectrum.\n"
SOURCE = """---
title: {title}
abstract: |
  The two shores of a cable name one office that mends it.
authors:
  - name: Chandra Exemplar
addresses: [1]
addressees: [ITU]
---

# Introduction

A cable between two small shores is nobody's when it breaks.

# What is proposed

{proposed}
"""


@pytest.fixture
def life(live_server: LiveServer, open_page: OpenPage) -> Iterator[Life]:
    """Yield the site with a council and an unhoused issue; nothing may be broken afterwards."""
    life = Life(live_server, open_page)
    live_server.app.config["DEMO"] = True
    life.do(lambda: begin(life))
    life.pass_days(7)
    yield life
    work_is_sound(life)
    live_server.app.config["DEMO"] = False


def propose(life: Life) -> None:
    """Two propose a group; the thresholds fill as the others say what they would do."""
    amina = life.amina
    amina.menu("Groups")
    amina.follow("Propose a group")
    amina.fill(
        acronym=GROUP, title=TITLE, summary="Who mends what two shores share.", issues="1", charter=CHARTER,
        second="bruno", chairs="amina, bruno",
    )  # fmt: skip
    amina.press("Check: Propose a group")
    amina.press("Propose a group")
    amina.state("Proposed")
    for handle, would in (
        ("bruno", "write"),
        ("chandra", "write"),
        ("dorota", "review"),
        ("emil", "follow"),
        ("fetu", "write"),
    ):
        life.at(handle, "groups").step("Support this proposal", would=would)
    amina.page.reload()
    amina.sees("Support for a BoF", "6, needed 10", "Missing for a BoF: 4 more people.")


def charter(life: Life) -> Walker:
    """A council member approves the BoF with a reason; both reviews last their time; the ballot passes."""
    member = life.enter("private-one")
    member.from_desk(TITLE)
    member.step("Become the responsible member")
    member.step("Approve a BoF", reason="Few shores have such cables; those who have are here.")
    member.step("Start chartering", understood="Yes.", people="Three would write.", formed="Yes.")
    member.step("Put the charter to internal review")
    assert not member.page.get_by_role("link", name="Put the charter to external review").count()
    life.pass_days(7)
    member.page.reload()
    member.step("Put the charter to external review")
    life.amina.page.reload()
    life.amina.sees("External review", "At least until")
    life.pass_days(10)
    member.page.reload()
    member.step("Put the charter to the ballot")
    pass_charter(life, member, TITLE)
    life.amina.page.reload()
    life.amina.state("Active")
    life.amina.sees("In force")
    return member


def begin_work(life: Life, member: Walker) -> None:
    """Who supported it is a member; a chair names a delegate, whose milestone is approved from the mail."""
    life.at("amina", "groups").sees("6 members, by name")
    life.at("amina", "groups").step("Name a secretary or delegate", person="fetu", office="delegate")
    month = f"{real_now() + timedelta(days=300):%Y-%m}"
    fetu = life.at("fetu", "groups")
    fetu.step("Propose a milestone", month=month, deliverable="An answer about cables")
    fetu.sees("An answer about cables", "Waits for approval")
    life.pass_days(0)
    member.open_mailed(life.mail_link("private-one@people.example", "/milestone/"))
    member.sees("An answer about cables", "Nothing has changed yet.")
    member.press("Approve the milestone")
    fetu.page.reload()
    assert "Waits for approval" not in fetu.main.inner_text()


def adopt(life: Life) -> None:
    """Chandra submits a draft; the delegate calls for adoption, declares and adopts it."""
    chandra = life.chandra
    chandra.menu("Drafts")
    chandra.follow("Submit a draft")
    chandra.fill(name="mending", source=SOURCE.format(title=DRAFT, proposed="The shores name an office."))
    chandra.press("Check: Submit a draft")
    chandra.press("Submit a draft")
    fetu = life.at("fetu", "drafts")
    fetu.step("Call for adoption", group=GROUP, question="Shall the group adopt the answer about cables?")
    for handle in ("bruno", "dorota", "emil"):
        answer(life, handle, "Shall the group adopt the answer about cables?", "support", "Support")
    life.pass_days(14)
    fetu.follow("Shall the group adopt the answer about cables?")
    fetu.step(
        "Declare", result="full-consensus", decided="The group adopts it.", tradeoffs="None yet.",
        look_again="A better draft.",
    )  # fmt: skip
    fetu.from_desk(DRAFT)
    fetu.step("Adopt", name="mending", editors="chandra")
    fetu.state("Group draft")
    fetu.sees("draft-igtf-shores-mending-00")


def answer(life: Life, handle: str, question: str, position: str, said: str) -> None:
    """Take a position in an open call."""
    walker = life.at(handle, "calls", question)
    walker.fill(position=position)
    walker.press("Record my position")
    walker.sees(f"You took the position: {said}.")


def comment_on_a_paragraph(life: Life) -> None:
    """Dorota comments on a paragraph; the second revision changes it, the comment stays there and is resolved."""
    dorota = life.at("dorota", "drafts")
    dorota.click(dorota.page.locator("article p", has_text="The shores name an office.").locator("a.mark"))
    dorota.fill(body="By when?")
    dorota.press("Post comment")
    dorota.sees("By when?", "Comments on this paragraph")
    chandra = life.at("chandra", "drafts")
    revise(chandra, "The shores name an office within a year.", "A date.")
    chandra.sees("draft-igtf-shores-mending-01", "1 open comment on a paragraph")
    chandra.click(chandra.main.locator("details.note").get_by_role("link", name="Answer"))
    chandra.follow("Resolve")
    chandra.fill(reason="Within a year.")
    chandra.click(chandra.main.locator("form.form button:not(.plain)"))
    dorota.page.reload()
    dorota.sees("It read then:", "Resolved", "Within a year.")


def revise(editor: Walker, proposed: str, note: str) -> None:
    """An editor posts a revision from the draft's page."""
    editor.step("Post a revision", source=SOURCE.format(title=DRAFT, proposed=proposed), note=note)


def directorate_review(life: Life) -> None:
    """A chair establishes a directorate; whose turn it is reviews the draft, and the editor answers."""
    amina = life.amina
    amina.menu("Groups")
    amina.follow("A chair, or the council, may also establish a correspondence group or a directorate.")
    amina.fill(
        acronym="rights", title="Human rights directorate", kind="directorate", parent=GROUP,
        summary="Reads drafts for rights.", mandate="Read every draft for human rights.", chairs="dorota",
    )  # fmt: skip
    amina.press("Check: Establish a group")
    amina.press("Establish a group")
    amina.state("Active")
    life.at("emil", "groups", "Human rights directorate").step("Join this group")
    due = f"{real_now() + timedelta(days=90):%Y-%m-%d}"
    life.at("chandra", "drafts").step("Ask a directorate for a review", directorate="rights", due=due)
    dorota = life.dorota
    dorota.from_desk("Human rights directorate: draft-igtf-shores-mending-01")
    dorota.step("Give it to a member", person="emil", reason="Amina chairs the group.")
    emil = life.emil
    emil.from_desk("Human rights directorate: draft-igtf-shores-mending-01")
    emil.step("Accept the review")
    emil.step("Deliver the review", verdict="nits", text="Say **who** pays.")
    chandra = life.chandra
    chandra.from_desk("Human rights directorate: draft-igtf-shores-mending-01")
    chandra.step("Answer the review", answer="Both shores do; the next revision says it.")
    chandra.state("Answered")


def objects(life: Life, handle: str, reason: str, change: str) -> None:
    """Raise an objection in the last call."""
    walker = life.at(handle, "calls")
    link = walker.main.get_by_role("link", name="Object", exact=True)
    walker.click(link.first)
    walker.fill(reason=reason, change=change)
    walker.click(walker.main.locator("form.form button:not(.plain)"))
    walker.sees("Your objection is not settled.")


def last_call(life: Life) -> None:
    """The last call opens; an objection is answered and retracted, four others are raised."""
    life.at("amina", "drafts").step("Open the group last call", question=READY)
    objects(life, "dorota", "Nobody says who pays.", "Say that both shores pay.")
    objects(life, "emil", "An office costs too much.", "Let an existing office do it.")
    objects(life, "bruno", "Ships should be slower.", "Limit the speed of ships.")
    life.at("amina", "objections", "An office costs too much.").step(
        "Answer", answer="The draft means an office they have."
    )
    life.at("emil", "objections", "An office costs too much.").step("Retract the objection", position="can-live-with")
    life.emil.state("Retracted")
    objects(life, "emil", "A year is too short for a small shore.", "Say three years.")
    objects(life, "dorota", "A treaty of two shores says otherwise.", "Wait for the treaty.")


def days_until_the_close(life: Life) -> float:
    """Return in how many days the newest call closes."""
    found: list[timedelta] = []
    newest = select(Call).order_by(Call.id.desc()).limit(1)
    life.do(lambda: found.append(session.scalars(newest).one().closes_at - now()))
    return found[0] / timedelta(days=1)


def the_server_decides(life: Life) -> None:
    """Five minutes before the end a fast clock says it is over, five minutes after it a slow one that it is not."""
    fast, slow, minute = life.at("chandra", "calls"), life.at("fetu", "calls"), 1 / 1440
    days = days_until_the_close(life)
    with life.ahead(days - 5 * minute):
        fast.fill(position="support")
        fast.press("Record my position")
        fast.sees("You took the position: Support.")
    with life.ahead(days + 5 * minute):
        slow.fill(position="need-time", reason="My clock says that it is open.")
        slow.press("Record my position")
        slow.sees("This call closed at")
        assert "My clock says that it is open." in slow.main.inner_html()


def dispose(life: Life) -> None:
    """The chair answers each objection, and finds one not to bear, one outweighed, one that stands."""
    life.pass_days(14)
    for reason, said in (
        ("Nobody says who pays.", "The next revision does."),
        ("Ships should be slower.", "Speed is another question."),
        ("A year is too short for a small shore.", "Islands are cut off until then."),
        ("A treaty of two shores says otherwise.", "It is not in force."),
    ):
        life.at("amina", "objections", reason).step("Answer", answer=said)
    amina = life.at("amina", "objections", "Ships should be slower.")
    assert not amina.page.locator("section.next").get_by_role("link", name="Retract the objection").count()
    amina.step("Find it not bearing on the question", reason="The question is who mends.")
    amina = life.at("amina", "objections", "A year is too short for a small shore.")
    amina.step("Outweigh it", reason="Who is cut off waits.", alternatives="Two years; three for some.")
    life.at("amina", "objections", "A treaty of two shores says otherwise.").step(
        "Let it stand", reason="The treaty may come."
    )


def estimate(life: Life) -> None:
    """An estimate is published and reacted to; consensus is refused while one objection is open and one stands."""
    amina = life.at("amina", "calls")
    amina.state("Closed")
    amina.step("Publish an estimate", result="strong-support", reason="Two objections are left.")
    life.at("bruno", "calls").step("React to the estimate", value="right")
    life.at("fetu", "calls").step("React to the estimate", value="misses", text="The islands that were not heard.")
    life.pass_days(3)
    amina.page.reload()
    amina.sees("It misses something", "The islands that were not heard.")
    cannot_declare(amina, "No consensus while an objection is answered but not settled: Objection 1.")


def cannot_declare(chair: Walker, reason: str) -> None:
    """The form of the declaration says why it is no consensus, and offers none."""
    chair.click(chair.page.locator("section.next").get_by_role("link", name="Declare", exact=True))
    chair.sees("It cannot be declared now: Consensus.", reason)
    assert chair.main.locator("[name='result'][value='consensus']").count() == 0


def declares(chair: Walker, result: str) -> None:
    """Answer the form of the declaration, all four parts, up to its check."""
    link = chair.page.locator("section.next").get_by_role("link", name="Declare", exact=True)
    chair.click(link)
    chair.fill(
        result=result, decided="The answer is ready.", dealt="#1 by revision 02; the others as their pages say.",
        tradeoffs="Speed against cost.", look_again="The treaty comes into force.",
    )  # fmt: skip
    chair.click(chair.main.locator("form.form button:not(.plain)"))


def ask_the_raiser(life: Life) -> None:
    """A late revision asks the raiser by mail, without a sign-in: it answers one objection, and not the other."""
    chandra = life.at("chandra", "drafts")
    revise(chandra, "The shores name an office within a year, and share what it costs.", "Who pays.")
    chandra.sees("draft-igtf-shores-mending-02")
    life.pass_days(0)
    mail = life.visitor()
    for words, button in (
        ("Nobody says who pays.", "Yes, it answers it"), ("A treaty of two shores says", "No, it does not"),
    ):  # fmt: skip
        mail.open_mailed(life.mail_link("dorota@people.example", "/does-this-answer/", words))
        mail.sees("You answer as Dorota Exemplar", words)
        if button.startswith("No"):
            mail.fill(reason="It still comes before the treaty.")
        mail.press(button)
        mail.sees("Thank you")
    life.at("dorota", "objections", "Nobody says who pays.").state("Accommodated")
    life.pass_days(7)
    amina = life.at("amina", "calls")
    cannot_declare(amina, "No consensus while an objection stands: Objection 5.")
    life.at("dorota", "objections", "A treaty of two shores says otherwise.").step(
        "Retract the objection", position="can-live-with"
    )


def declare(life: Life) -> None:
    """The chair revises the estimate and declares; the page has all four parts."""
    amina = life.at("amina", "calls")
    amina.step("Publish an estimate", result="consensus", reason="Nothing is left that stands.")
    life.at("fetu", "calls").step("React to the estimate", value="right")
    declares(amina, "consensus")
    amina.click(amina.main.locator("button[value=done]"))
    amina.state("Consensus")
    amina.sees(
        "The answer is ready.", "How objections were dealt with", "Trade-offs", "Speed against cost.",
        "What would be a reason to look again", "1 earlier estimate", "Not bearing on the question", "Outweighed",
        "Accommodated", "Retracted",
    )  # fmt: skip


def dissent(life: Life) -> None:
    """Bruno attaches a minority statement, Emil signs it, and it stands on the draft for whoever reads it."""
    bruno = life.at("bruno", "calls")
    bruno.step("Attach a minority statement", title="Ships break cables", text="Slower ships break fewer cables.")
    bruno.follow("Ships break cables")
    life.at("emil", "minority-statements", "Ships break cables").step("Sign it")
    life.emil.sees("Bruno Exemplar", "Emil Exemplar")
    reader = life.visitor()
    reader.page.goto("/")
    reader.find(DRAFT)
    reader.sees("Dissent", "Ships break cables", "Slower ships break fewer cables.", "Human rights directorate")


def test_a_group_lives_from_proposal_to_a_declared_last_call(life: Life) -> None:
    propose(life)
    member = charter(life)
    begin_work(life, member)
    adopt(life)
    comment_on_a_paragraph(life)
    directorate_review(life)
    last_call(life)
    the_server_decides(life)
    dispose(life)
    estimate(life)
    ask_the_raiser(life)
    declare(life)
    dissent(life)
