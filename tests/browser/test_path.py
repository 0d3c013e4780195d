"""The whole path over real input, in a browser without script: from an imported contribution to a body's answer.

Only seats and most positions of the council are set by command; whatever else happens, somebody does by a link
or a button that the pages show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from igtf.core.clock import now
from igtf.issues.importing import import_contributions
from igtf.record.by import by_importer
from igtf.routing.bodies import seed_bodies
from tests import shared_data
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.council import pass_charter, seat_council, take_position, the_others, work_is_sound
from tests.browser.walking import PASSWORD, Walker, World, say
from tests.factories import make_person

REAL = "netmundial2014/contributions.json"

# Who supports the proposed group: handle, group, country, what they would do.
SUPPORTERS = (
    ("backer-a", "civil", "KE", "write"), ("backer-b", "private", "BR", "write"),
    ("backer-c", "technical", "JP", "write"), ("backer-d", "civil", "IN", "review"),
    ("backer-e", "private", "DE", "review"), ("backer-f", "technical", "SN", "review"),
    ("backer-g", "civil", "PL", "follow"), ("backer-h", "government", "FJ", "follow"),
    ("backer-i", "civil", "UY", "follow"), ("backer-j", "private", "KE", "follow"),
)  # fmt: skip


@dataclass(frozen=True)
class Input:
    """A file of contributions, and the two titles that are walked to the end."""

    file: Path | None
    sent: str
    sent_topic: str
    unhoused: str
    unhoused_topic: str

    @property
    def data(self) -> bytes:
        """The file as it is."""
        assert self.file
        return self.file.read_bytes()


SAMPLE = Input(
    Path(__file__).with_name("contributions.json"),
    "Reachable addresses for small island networks",
    "protocol-numbers",
    "Who answers for school connections across borders",
    "access",
)
NETMUNDIAL = Input(
    shared_data.shared(REAL),
    "REPORT OF THE EXPERTS MEETING ON CYBERSPACE LAW",
    "freedom-of-expression",
    "Roadmap for globalizing IANA: Four principles and a proposal for reform",
    "root-zone",
)
INPUTS = [pytest.param(NETMUNDIAL, id="netmundial", marks=shared_data.real_file(REAL))]
if NETMUNDIAL.file is None:
    INPUTS.append(pytest.param(SAMPLE, id="sample"))
"""The walks are long, so each is walked once: over the real file, and over our own sample where that is absent."""


@pytest.fixture(params=INPUTS)
def given(request: pytest.FixtureRequest) -> Input:
    """Return the input of a walk."""
    found: Input = request.param
    return found


@pytest.fixture
def world(live_server: LiveServer, open_page: OpenPage, given: Input) -> Iterator[World]:
    """Yield the site with the contributions imported and an interim council; nothing may be broken afterwards."""
    world = World(live_server, open_page)
    live_server.app.config["DEMO"] = True
    world.do(lambda: _begin(given.data))
    yield world
    work_is_sound(world)
    live_server.app.config["DEMO"] = False


def _begin(contributions: bytes) -> None:
    office = make_person("office", roles=("secretariat",))
    seed_bodies(by_importer(now()))
    import_contributions(contributions, source="NETmundial 2014")
    seat_council(office)


def classify(world: World, title: str, *, layer: str, topic: str) -> str:
    """The member who takes the issue on classifies and accepts it; return its number."""
    member = world.enter("civil-one")
    member.menu("Issues")
    member.follow("Clearing house queue")
    member.follow(title)
    member.sees("Unclassified", "source: NETmundial 2014")
    number = member.page.url.removesuffix("/decide").rpartition("/")[2]
    if member.page.get_by_role("button", name="Take this issue on").count():
        member.step("Take this issue on")
    member.step("Edit", layer=layer, topic=topic, note="Its layer and topic.")
    member.from_desk(title)
    member.step("Accept", reason="It is about public policy, and somebody has to answer it.")
    member.state("Open")
    return number


def add_contact(world: World, body: str) -> None:
    """The secretariat adds the contact that the body named."""
    office = world.enter("office")
    office.menu("Bodies")
    office.follow(body)
    office.step(
        "Add a contact", name="Mwana Mfano", role="Liaison officer", email="contact@body.example", language="en",
        evidence="A letter of the body's secretariat.",
    )  # fmt: skip
    office.sees("Mwana Mfano")


def approve_and_send(world: World, title: str) -> str:
    """The council's chair approves a statement and the secretariat sends it; return the address of its page."""
    chair = world.enter("gov-finland")
    chair.from_desk(title)
    chair.step("Approve")
    office = world.enter("office")
    office.desk()
    office.follow("Send the statement")
    office.sees("Nothing is recorded yet.", title)
    office.press("Send")
    office.sees("Done: Send.")
    office.state("Sent")
    world.pass_days(1)
    return office.page.url


def answer_done(world: World, evidence: str) -> None:
    """The contact opens the link of the mail, acknowledges, and answers that it is done; no account is needed."""
    contact = world.visitor()
    contact.open_mailed(world.mail_link("contact@body.example", "/answer/"))
    contact.sees("You answer as Mwana Mfano", "No account is needed.")
    contact.press("Acknowledge receipt")
    contact.sees("Recorded: Acknowledge receipt")
    contact.state("Acknowledged")
    contact.fill(**{"answer-answers-0-answer": "done", "answer-answers-0-text": evidence})
    contact.press("Record the answer")
    contact.sees("Recorded: Answer", evidence)
    contact.state("Answered")


def close_and_resolve(world: World, statement: str, title: str, evidence: str) -> None:
    """The assigned member closes the statement and resolves the issue it was about."""
    member = world.enter("civil-one")
    member.menu("Bodies")
    member.follow("All liaison statements")
    member.follow(statement)
    member.step("Close", evidence=evidence)
    member.state("Closed")
    member.from_desk(title)
    member.step("Resolve", result="implemented", done="The body did what was asked.", evidence=evidence)
    member.state("Resolved")
    member.sees("Implemented")


def test_an_issue_is_referred_to_an_existing_body_and_answered(world: World, given: Input) -> None:
    number = classify(world, given.sent, layer="use", topic=given.sent_topic)
    member = world.enter("civil-one")
    member.from_desk(given.sent)
    best = member.page.locator("ol.ranked li").first
    body = best.locator("bdi").inner_text()
    assert "its mandate speaks of" in best.inner_text()
    slug = (best.locator("a").get_attribute("href") or "").rpartition("/")[2]
    member.step(
        "Propose to refer it to a body", body=slug, purpose="comment", reason="Its mandate speaks of this.",
        text="What does your organisation do about this, and what is missing?",
    )  # fmt: skip
    member.sees("takes effect", "unless 2 members of different stakeholder groups object")
    world.pass_days(7)
    visitor = world.visitor()
    visitor.page.goto("/")
    visitor.find(given.sent, f"#{number}")
    visitor.sees("agreed to refer the issue: a statement is drafted")
    add_contact(world, body)
    statement = approve_and_send(world, given.sent)
    visitor.page.reload()
    visitor.state("Referred")
    answer_done(world, "https://body.example/answer says what was done.")
    close_and_resolve(world, given.sent, given.sent, "https://body.example/answer")
    visitor.page.goto(statement)
    visitor.sees("Done", "https://body.example/answer says what was done.")


CHARTER = """# Scope

Who answers for what no body answers for today. In scope: the question of the issue. Out of scope: names.

# Deliverables

One recommendation.
"""
GROUP, TITLE, DRAFT = "nobody", "Answering for what nobody answers for", "An answer for those whom nobody answers"
SOURCE = """---
title: {title}
abbrev: An answer
abstract: |
  The body that comes closest should say who answers, until somebody does.
authors:
  - name: Amadou Exemplar
addresses: [{issue}]
addressees: [{body}]
asks:
  - addressee: {body}
    action: Name an office that answers, and publish how it is reached.
    due: {due}
    shown_by: A public page that names the office
---

# Introduction

Nobody answers for it today, as the finding of the clearing house shows.

# What is proposed

{proposed}
"""
ASKED = "ITU"


def source(issue: str, proposed: str) -> str:
    """Return the text of a revision."""
    due = datetime.now(UTC) + timedelta(days=365)
    return SOURCE.format(title=DRAFT, issue=issue, body=ASKED, due=f"{due:%Y-%m-%d}", proposed=proposed)


def register(world: World) -> Walker:
    """Amadou, who only reads so far, makes an account by the pages and the mail; return him signed in."""
    walker = world.visitor()
    walker.handle = "amadou"
    walker.page.goto("/")
    walker.follow("Take part: make an account")
    walker.fill(name="Amadou Exemplar", handle="amadou", email="amadou@people.example", password=PASSWORD)
    walker.page.select_option("[name=country]", "SN")
    walker.page.check("[name=stakeholder_group][value=civil]")
    walker.press("Register")
    walker.sees("amadou@people.example")
    walker.open_mailed(world.mail_link("amadou@people.example", "/verify/"))
    walker.press("Verify and sign in")
    assert walker.page.locator("header").get_by_role("link", name="My desk").is_visible()
    return walker


def find_no_home(world: World, title: str) -> None:
    """A member proposes the finding that no body can; nobody stops it, and 7 days later it stands."""
    member = world.enter("civil-one")
    member.from_desk(title)
    ranked = member.page.locator("ol.ranked b").all_inner_texts() or ["ITU"]
    named = {f"bodies-{i}-body": body for i, body in enumerate(ranked)}
    reasons = {f"bodies-{i}-reason": "Its mandate ends before this." for i in range(len(ranked))}
    member.step("Propose: no body can", reason="Each was asked; none has the mandate.", **named | reasons)
    member.sees("takes effect")
    world.pass_days(7)
    member.page.reload()
    member.state("Unhoused")
    member.sees("found that no existing body can take care of it")


def form_group(world: World, amadou: Walker, issue: str) -> None:
    """A proposal finds its supporters, holds a BoF, is chartered by the council, and begins with its chairs."""
    amadou.menu("Groups")
    amadou.follow("Propose a group")
    amadou.fill(
        acronym=GROUP, title=TITLE, summary="Finds who should answer.", issues=issue, charter=CHARTER,
        second="backer-a", chairs="amadou, backer-b",
    )  # fmt: skip
    amadou.press("Check: Propose a group")
    amadou.press("Propose a group")
    amadou.state("Proposed")
    amadou.sees("Missing for a BoF: 9 more people")
    for handle, _group, _country, would in SUPPORTERS:
        backer = world.enter(handle)
        backer.menu("Groups")
        backer.follow(TITLE)
        backer.step("Support this proposal", would=would)
        backer.page.context.close()
    amadou.page.reload()
    amadou.sees("Nothing is missing for a BoF.")
    member = world.enter("private-one")
    member.from_desk(TITLE)
    member.step("Become the responsible member")
    member.step("Approve a BoF")
    member.state("BoF")
    member.step("Start chartering", understood="Yes: the finding says it.", people="Three would write.", formed="Yes.")
    member.state("Chartering")
    member.step("Put the charter to internal review")
    world.pass_days(7)
    member.page.reload()
    member.step("Put the charter to external review")
    member.sees("External review")
    world.pass_days(10)
    member.page.reload()
    member.step("Put the charter to the ballot")
    pass_charter(world, member, TITLE)
    amadou.page.reload()
    amadou.state("Active")
    amadou.sees("Chairs", "Amadou Exemplar")


def call_and_declare(world: World, chair: Walker, **declared: str) -> None:
    """The call's page, open before ``chair``, is closed by the clock and declared."""
    world.pass_days(14)
    chair.page.reload()
    chair.state("Closed")
    chair.step(
        "Declare", result="consensus", decided="The group agrees.", tradeoffs="Speed against reach.",
        look_again="A body that takes it over.", **declared,
    )  # fmt: skip
    chair.state("Consensus")
    chair.sees("The group agrees.")


def adopt(world: World, amadou: Walker, chair: Walker, issue: str) -> None:
    """A draft that addresses the issue is submitted, and adopted in a call by the chair who did not write it."""
    amadou.menu("Drafts")
    amadou.follow("Submit a draft")
    amadou.fill(name="answer", source=source(issue, "Name an office."))
    amadou.press("Check: Submit a draft")
    amadou.sees("draft-amadou-answer", DRAFT)
    amadou.press("Submit a draft")
    amadou.state("Individual draft")
    amadou.step("Call for adoption", group=GROUP, question="Shall the group adopt the answer?")
    amadou.state("Call for adoption")
    for handle in ("backer-a", "backer-b", "backer-c"):
        say(world, handle, "Shall the group adopt the answer?", "support", "Support")
    chair.find(DRAFT)
    chair.follow("Shall the group adopt the answer?")
    call_and_declare(world, chair)
    chair.from_desk(DRAFT)
    chair.step("Adopt", name="answer", editors="amadou")
    chair.state("Group draft")
    chair.sees("draft-igtf-nobody-answer-00", "Adopted from", "draft-amadou-answer-00")


def last_call(world: World, amadou: Walker, chair: Walker, issue: str) -> None:
    """A second revision goes to last call; an objection is answered and accommodated by a third."""
    amadou.find(DRAFT)
    amadou.step("Post a revision", source=source(issue, "Name an office and a date."), note="A date.")
    amadou.sees("draft-igtf-nobody-answer-01")
    amadou.step("Open the group last call", question="Is the answer ready?")
    say(world, "backer-b", "Is the answer ready?", "support", "Support")
    say(world, "backer-d", "Is the answer ready?", "can-live-with", "Can live with")
    objector = world.enter("backer-c")
    objector.menu("Groups")
    objector.follow(TITLE)
    objector.follow("Is the answer ready?")
    objector.follow("Object")
    objector.fill(reason="Nobody can check it.", change="Say that the office reports every year.")
    objector.press("Object")
    objector.sees("Your objection is not settled.")
    amadou.from_desk("Nobody can check it.")
    amadou.step("Answer", answer="You are right: a report makes it checkable.")
    amadou.state("Answered")
    objection = amadou.page.url
    world.pass_days(14)
    amadou.find(DRAFT)
    amadou.step("Post a revision", source=source(issue, "Name an office that reports every year."), note="The report.")
    amadou.sees("draft-igtf-nobody-answer-02")
    chair.find(DRAFT)
    chair.follow("Is the answer ready?")
    chair.follow("Nobody can check it.")
    assert chair.page.url == objection
    chair.step("Accommodate it by a revision", in_revision="2", reason="It reports every year now.")
    chair.state("Accommodated")
    world.pass_days(7)
    chair.from_desk("Is the answer ready?")
    chair.step("Publish an estimate", result="consensus", reason="One objection, met by revision 02.")
    world.pass_days(3)
    chair.page.reload()
    chair.step(
        "Declare", result="consensus", decided="The answer is ready.", tradeoffs="Effort against trust.",
        look_again="A report that nobody reads.", dealt="#1 is accommodated by revision 02.",
    )  # fmt: skip
    chair.state("Consensus")


def to_council(world: World, chair: Walker) -> None:
    """The draft is written up and submitted; a member opens the council's last call and then the ballot."""
    chair.from_desk(DRAFT)
    chair.step(
        "Write up", asks="That an office is named.", openness="Every group was heard.",
        objections="One, accommodated.", feasibility="Yes.", shepherd="backer-b",
    )  # fmt: skip
    chair.step("Submit to the council")
    chair.state("Submitted to the council")
    member = world.enter("private-one")
    member.from_desk(DRAFT)
    member.step("Open the council last call", question="Should the council publish the answer?")
    say(world, "backer-e", "Should the council publish the answer?", "support", "Support")
    world.pass_days(14)
    member.from_desk(DRAFT)
    member.step("Put to the ballot", came_in="One support; nothing was asked.")
    member.state("Ballot")


def ballot(world: World, amadou: Walker) -> None:
    """A Discuss is taken and shown, answered, and cleared; 21 days later the ballot passes."""
    stopping = take_position(
        world, "technical-one", DRAFT, "discuss", "Discuss", ground="addressee",
        text="Can the body do this? Show that it can, and this is cleared.",
    )  # fmt: skip
    stopping.sees("Standing Discusses", "Can the body do this?", "What would pass it")
    take_position(world, "civil-one", DRAFT, "yes", "Yes")
    take_position(world, "gov-kenya", DRAFT, "no-objection", "No objection")
    world.do(lambda: the_others(("technical-one", "civil-one", "gov-kenya")))
    amadou.menu("Council")
    amadou.follow(DRAFT)
    amadou.fill(body="It names such an office for numbering already.")
    amadou.press("Post comment")
    cleared = take_position(world, "technical-one", DRAFT, "yes", "Yes")
    assert "Standing Discusses" not in cleared.main.inner_text()
    world.pass_days(21)
    cleared.page.reload()
    cleared.state("Passed")


def publish(world: World) -> None:
    """Fourteen days without an appeal later the secretariat publishes R-1."""
    office = world.enter("office")
    office.menu("Drafts")
    office.follow(DRAFT)
    office.state("Approved")
    office.page.get_by_text("steps are not open to you").or_(office.page.get_by_text("step is not open")).click()
    office.sees("Publication waits 14 days after approval, so that anybody can appeal.")
    world.pass_days(14)
    office.from_desk(DRAFT)
    office.step("Publish")
    office.state("Published")


def test_an_issue_without_a_home_becomes_a_recommendation_that_is_answered(world: World, given: Input) -> None:
    issue = classify(world, given.unhoused, layer="use", topic=given.unhoused_topic)
    find_no_home(world, given.unhoused)
    world.do(lambda: [make_person(who, group=group, country=country) for who, group, country, _ in SUPPORTERS])
    amadou = register(world)
    form_group(world, amadou, issue)
    amadou.find(given.unhoused, f"#{issue}")
    amadou.step("Take up in a group", group=GROUP, paragraph="In scope: the question of the issue.")
    amadou.state("In group")
    chair = world.enter("backer-b")
    adopt(world, amadou, chair, issue)
    last_call(world, amadou, chair, issue)
    to_council(world, chair)
    ballot(world, amadou)
    publish(world)
    visitor = world.visitor()
    visitor.page.goto("/")
    visitor.find(DRAFT, "R-1")
    visitor.sees("What it asks", "Name an office that answers", "open")
    add_contact(world, "International Telecommunication Union")
    approve_and_send(world, DRAFT)
    answer_done(world, "https://body.example/office names it.")
    visitor.page.reload()
    visitor.sees("done", "https://body.example/office names it.")
    visitor.follow(given.unhoused)
    visitor.state("Recommended")
    close_and_resolve(world, DRAFT, given.unhoused, "https://body.example/office")
