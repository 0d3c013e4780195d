"""The walks of ``journeys.JOURNEYS`` over the demonstration's story: each begins where its row says.

Each returns who walked; what it took is counted by their browser.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update

from igtf.cli.demo import texts
from igtf.cli.demo.telling import Story
from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import Outbox
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.council import person
from tests.browser.walking import PASSWORD, Walker, World
from tests.factories import tick

TERMS = "draft-igtf-newiss-terms"


class Trip(World):
    """The story, of which everybody was told what there was to tell; and who sets out in it."""

    def __init__(self, server: LiveServer, open_page: OpenPage) -> None:
        super().__init__(server, open_page)
        self.do(_told)

    def at(self, path: str, handle: str = "") -> Walker:
        """Return somebody who stands at a page, signed in or not; what follows is counted."""
        walker = self.known(handle) if handle else self.visitor()
        walker.begin(path)
        return walker

    def opens(self, path: str, handle: str = "") -> Walker:
        """Return somebody who opens a page, which counts."""
        walker = self.known(handle) if handle else self.visitor()
        walker.page.goto(path)
        return walker

    def mailed(self, address: str, path: str, handle: str = "") -> Walker:
        """Return somebody who follows a link below ``path`` of the newest mail to an address that has one."""
        with self.server.app.app_context():
            texts = session.scalars(select(Mail.text).where(Mail.to == address).order_by(Mail.id.desc()))
            link = next(found[1] for text in texts if (found := re.search(rf"//[^/\s]+({path}\S*)", text)))
        walker = self.known(handle) if handle else self.visitor()
        walker.open_mailed(link)
        return walker

    def act(self, who: str, kind: str, move: str, ref: str, /, **given: object) -> None:
        """Let somebody make a move by command, so that a walk finds what it begins with."""

        def made() -> None:
            story = Story()
            story.at, story.persons = clock.now(), {who: person(who).id}
            story.act(who, kind, move, story.thing(kind, ref), **given)

        self.do(made)

    def untold_days(self, days: int) -> None:
        """Let time pass and the clock do what is due, without telling anybody."""
        self.do(lambda: (clock.advance(days), tick()))


def _told() -> None:
    with writing() as own:
        own.execute(update(Outbox).values(told_at=clock.real_now()))


def understand(trip: Trip) -> Walker:
    walker = trip.opens("/")
    walker.sees("Anyone may bring an issue.", "Open now", "Is the glossary ready for the council?", "closes in")
    return walker


def find_answer(trip: Trip) -> Walker:
    walker = trip.at("/")
    walker.click(walker.main.locator("a[href='/statements/3']").first)
    walker.sees("to IGF", "The programme committee will keep a standing session.")
    walker.follow("R-1")
    walker.sees("Dissent", "A session cannot take the place of a mandate", "Leila Nemouneh", "Chen Yangben")
    walker.follow("Ballot 2: ")
    walker.sees("Roll call", "Claire Specimen")
    return walker


def see_state(trip: Trip) -> Walker:
    walker = trip.opens("/issues/2")
    walker.state("Recommended")
    walker.sees("filed this issue", "published a recommendation", "Sent, next: Answered")
    return walker


def cite_paragraph(trip: Trip) -> Walker:
    walker = trip.at(f"/drafts/{TERMS}")
    walker.click(walker.main.locator(f"a[href$='/{TERMS}/paragraphs/2']"))
    walker.sees("what happens every day", f"Draft, work in progress {TERMS}-01, ¶ 2", f"/drafts/{TERMS}/01#para-2")
    return walker


def cite_decision(trip: Trip) -> Walker:
    walker = trip.at("/ballots/2")
    walker.follow("in a sentence")
    assert "Ballot 2" in walker.page.content()
    return walker


def cite_answer(trip: Trip) -> Walker:
    walker = trip.at("/statements/3")
    walker.follow("in a sentence")
    assert "LS-3" in walker.page.content()
    return walker


def join(trip: Trip) -> Walker:
    walker = trip.at("/issues/6")
    walker.follow("Register")
    walker.fill(name="Adaeze Exemplar", handle="adaeze", email="adaeze@people.example", password=PASSWORD)
    walker.fill(country="SN", stakeholder_group="civil")
    walker.press("Register")
    walker.sees("adaeze@people.example")
    walker.open_mailed(trip.mail_link("adaeze@people.example", "/verify/"))
    walker.press("Verify and sign in")
    walker.fill(body="A first comment.")
    walker.press("Post comment")
    walker.sees("A first comment.")
    return walker


def file_issue(trip: Trip) -> Walker:
    walker = trip.at("/", "mwana")
    walker.follow("File an issue")
    walker.fill(title="Networks are switched off without notice", summary="Who is told before?", layer="use",
                topic="freedom-of-expression")  # fmt: skip
    walker.press("Check: File an issue")
    walker.sees("Networks are shut down without notice")
    walker.press("File an issue")
    walker.state("Submitted")
    return walker


def support(trip: Trip) -> Walker:
    walker = trip.at("/issues/7", "mwana")
    walker.step("Support this issue")
    return walker


def follow(trip: Trip) -> Walker:
    walker = trip.at("/issues/7", "mwana")
    walker.press("Follow")
    walker.sees("Stop following")
    return walker


def say_why_not(trip: Trip) -> Walker:
    walker = trip.at("/issues/7", "mwana")
    walker.fill(body="One place for all platforms would help nobody.")
    walker.press("Post comment")
    walker.sees("One place for all platforms would help nobody.")
    return walker


def take_position(trip: Trip) -> Walker:
    trip.pass_days(0)
    walker = trip.mailed("marta@people.example", "/calls/9", "marta")
    walker.fill(position="support")
    walker.press("Take a position")
    walker.sees("You took the position: Support.")
    return walker


def object_to_it(trip: Trip) -> Walker:
    walker = trip.at("/calls/10", "mwana")
    walker.step("Object", reason="Nobody can be told in time.", change="Say who tells whom.")
    walker.sees("Your objection is not settled.")
    return walker


def say_whether_met(trip: Trip) -> Walker:
    revised = texts.DRAFT_TERMS.format(issue=2) + texts.TERMS_MORE + "\n\nGovernments meant a third thing.\n"
    trip.act("rania", "draft", "revise", TERMS, note="Says what governments meant.", source=revised)
    trip.pass_days(0)
    walker = trip.mailed("sione@people.example", "/does-this-answer/")
    walker.press("Yes, it answers it")
    walker.sees("Accommodated")
    return walker


def propose_group(trip: Trip) -> Walker:
    walker = trip.at("/issues/6", "mwana")
    walker.follow("Propose a group on this issue")
    walker.fill(acronym="notice", title="Notice of shutdowns", summary="Who is told before?", second="hana",
                chairs="mwana, hana", charter="# Scope\n\nWho is told before a network is shut down.\n")  # fmt: skip
    walker.press("Check: Propose a group")
    walker.press("Propose a group")
    walker.state("Proposed")
    walker.sees("Missing for a BoF: 9 more people")
    return walker


def revise(trip: Trip) -> Walker:
    trip.act("rania", "draft", "consent", TERMS, reason="The objection is right.")
    walker = trip.at(f"/drafts/{TERMS}", "hana")
    walker.step("Post a revision", note="Says what governments meant.", abstract="Who meant what by which word.")
    walker.sees("Told: who raised the objection", "The check of the text has no hints for its authors.")
    walker.follow(f"What changed since {TERMS}-01")
    walker.sees("Who meant what by which word.")
    return walker


def chair_desk(trip: Trip) -> Walker:
    walker = trip.opens("/desk", "rania")
    walker.sees("A milestone is late", "Answer the objection", "It is overdue: ask the reviewer")
    return walker


def last_call(trip: Trip) -> Walker:
    trip.untold_days(8)
    declared = {"decided": "It is adopted.", "tradeoffs": "None.", "look_again": "If a body does it."}
    trip.act("rania", "call", "declare", "10", result="full-consensus", **declared)
    trip.act("rania", "draft", "adopt", "draft-fatou-shutdown-notice", name="notice", editors="fatou")
    walker = trip.at("/drafts/draft-igtf-newiss-notice", "rania")
    walker.step("Open the group last call", question="Is it ready?")
    walker.state("Group last call")
    return walker


def declare(trip: Trip) -> Walker:
    trip.act("rania", "objection", "answer", "3", answer="The next revision says it.")
    trip.act("sione", "objection", "retract", "3", position="can-live-with", reason="Then it is fine.")
    trip.untold_days(3)
    trip.act("rania", "call", "estimate", "9", result="consensus", reason="The one objection was retracted.")
    trip.untold_days(4)
    walker = trip.at("/calls/9", "rania")
    walker.step("Declare", result="consensus", decided="The glossary is ready.", tradeoffs="None.",
                look_again="If a body writes another.", dealt="#3 was retracted after the answer.")  # fmt: skip
    walker.state("Consensus")
    return walker


def milestone(trip: Trip) -> Walker:
    walker = trip.at("/groups/newiss", "rania")
    walker.step(
        "Propose a milestone",
        deliverable="A text on notice",
        month=f"{clock.real_now() + timedelta(days=200):%Y-%m}",
        drafts=TERMS,
    )
    walker.sees("A text on notice", "Waits for approval")
    return walker


def member_desk(trip: Trip) -> Walker:
    walker = trip.opens("/desk", "elena")
    walker.sees("Shall “Taking part from the first day” be recommended?", "proposal takes effect in 2 days")
    shown = walker.main.inner_text()
    assert shown.index("closes in 4 days") < shown.index("Outcome 5")
    return walker


def ballot(trip: Trip) -> Walker:
    trip.pass_days(2)
    walker = trip.mailed("elena@people.example", "/ballots/4", "elena")
    walker.sees(
        "What changed since",
        "Shepherd's write-up",
        "The addressees offer something like it.",
        "What stands against it",
        "What came in:",
    )
    walker.fill(position="yes")
    walker.press("Check: Take a position")
    walker.press("Record my position: Yes")
    walker.sees("You took the position: Yes.")
    return walker


def what_keeps(trip: Trip) -> Walker:
    walker = trip.at("/ballots/4", "elena")
    walker.sees("It does not pass: 2 conditions are missing.", "What would pass it")
    return walker


def accept(trip: Trip) -> Walker:
    walker = trip.at("/issues/12/decide", "oksana")
    walker.main.locator("#accept-reason").fill("It is about taking part.")
    walker.press("Accept")
    walker.sees("Done: Accept.")
    return walker


def decide(number: int, label: str, **answers: str) -> Callable[[Trip], Walker]:
    """Return a walk that decides on an issue on the page that ranks the bodies: by a form there, or by its own page."""
    handle = {6: "haruka", 12: "oksana"}[number]

    def walk(trip: Trip) -> Walker:
        walker = trip.at(f"/issues/{number}/decide", handle)
        walker.sees("Bodies, by mandate and earlier answers")
        folded = walker.main.locator("details", has=walker.page.locator("summary", has_text=label))
        if not folded.count():
            walker.step(label, **answers)
            return walker
        walker.unfold(folded.locator("summary"))
        for name, answer in answers.items():
            folded.locator(f"[name='{name}']").fill(answer)
        walker.press(label)
        walker.sees(f"Done: {label}.")
        return walker

    return walk


def send(trip: Trip) -> Walker:
    trip.untold_days(3)
    trip.act("ines", "statement", "approve", "10")
    walker = trip.at("/desk", "secretariat-desk")
    walker.follow("Send the statement")
    walker.press("Send")
    walker.sees("Done: Send.")
    walker.state("Sent")
    return walker


def acknowledge(trip: Trip) -> Walker:
    walker = trip.mailed("liaison@cstd.bodies.example", "/answer/")
    walker.press("Acknowledge receipt")
    walker.sees("Recorded: Acknowledge receipt")
    return walker


def answer(trip: Trip) -> Walker:
    walker = trip.mailed("liaison@cstd.bodies.example", "/answer/")
    walker.fill(**{"answer-answers-0-answer": "done", "answer-answers-0-text": "The report names them."})
    walker.press("Record the answer")
    walker.state("Answered")
    return walker


def another_date(trip: Trip) -> Walker:
    walker = trip.mailed("liaison@cstd.bodies.example", "/answer/")
    walker.fill(
        **{
            "propose-date-deadline": f"{clock.real_now() + timedelta(days=150):%Y-%m-%d}",
            "propose-date-reason": "We meet in spring.",
        }
    )
    walker.press("Propose this date")
    walker.sees("Recorded: Propose another date")
    return walker


def take_data(trip: Trip) -> Walker:
    """Every list gives its data; return who took that of the last. The council is one, and no list."""
    walker = trip.visitor()
    for collection in sorted({workflow.collection for workflow in WORKFLOWS.values()} - {"council"}):
        walker.begin(f"/{collection}/")
        walker.follow("JSON")
        assert len(walker.acts) == 1
        assert walker.page.content().find('"items"') > 0, collection
    return walker
