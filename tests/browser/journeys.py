"""The journeys: who wants what, where it begins, and how many acts or pages it may take at most.

An act is a click or a submit; to follow a link of a mail is one, to type, choose and tick are none. A page is another
address than that where the journey begins; the check of a form has the address of the form. ``test_journeys`` walks
each, without script. ``python -m tests.browser.journeys`` writes docs/journeys.md anew; a test compares.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config import ROOT
from tests.browser import trips
from tests.browser.trips import Trip
from tests.browser.walking import Walker

FILE = ROOT / "docs" / "journeys.md"
HEAD = """# Journeys

Written by `python -m tests.browser.journeys` from the table in `tests/browser/journeys.py`. A browser without script,
320 pixels wide, walks each in `tests/browser/test_journeys.py`, in the story of the demonstration, and counts by itself
what it goes to. A click or a submit is an act, also to follow a link of a mail and to open what is folded; to type, to
choose and to tick are none. A page is an address other than that where the journey begins; a check of answers has the
address of its form, and is an act. Who has an account is signed in; a sign-in lasts thirty days from its last use.

| who | wants to | begins at | at most | takes | the way |
|---|---|---|---:|---:|---|
"""
MAIL = "the link in the mail"


@dataclass(frozen=True)
class Journey:
    """A row: ``way`` are the words of each act, ``pages`` how many pages they lead to; ``of`` says which counts.

    ``over`` says why a journey takes more than it may; it is empty for one that does not.
    """

    who: str
    wants: str
    begins: str
    most: int
    of: str
    walk: Callable[[Trip], Walker]
    way: tuple[str, ...]
    pages: int = 0
    over: str = ""

    @property
    def takes(self) -> int:
        """How many acts, or pages, it takes."""
        return self.pages if self.of == "page" else len(self.way)


ANSWER = "find what a body answered to a recommendation, who decided, who dissented"
CITE = "quote or cite"
DECIDE = "decide on the next issue, with the bodies ranked"
FINDING = {f"bodies-{at}-body": body for at, body in enumerate(("FOC", "GNI"))} | {
    f"bodies-{at}-reason": "It speaks of it, and cannot act." for at in range(2)
}
REFERRAL = {"body": "foc", "purpose": "comment", "reason": "Its mandate names it.", "text": "What can you do?"}

JOURNEYS = (
    Journey("anyone", "understand what this is, and see one thing that is open now", "the home page", 1, "page",
            trips.understand, ("opens the address",), 1),
    Journey("anyone", ANSWER, "the home page", 3, "act", trips.find_answer,
            ("A first home for emerging issues", "R-1: A first home for emerging issues",
             "Ballot 2: Shall “A first home for emerging issues” be recommended?")),
    Journey("anyone", "see how an issue came to its present state, and what comes next", "the issue", 1, "page",
            trips.see_state, ("opens the address",), 1),
    Journey("anyone", f"{CITE} a paragraph", "the draft", 2, "act", trips.cite_paragraph, ("¶",)),
    Journey("anyone", f"{CITE} a decision", "the ballot", 2, "act", trips.cite_decision, ("in a sentence",)),
    Journey("anyone", f"{CITE} an answer", "the statement", 2, "act", trips.cite_answer, ("in a sentence",)),
    Journey("newcomer", "register, verify, and leave a first comment", "the issue", 4, "page", trips.join,
            ("Register", "Register", MAIL, "Verify and sign in", "Post comment"), 3),
    Journey("participant", "file an issue, with likely duplicates seen on the way", "the home page", 3, "page",
            trips.file_issue, ("File an issue", "Check: File an issue", "File an issue"), 2),
    Journey("participant", "support an issue", "the issue", 1, "act", trips.support, ("Support this issue",)),
    Journey("participant", "follow an issue", "the issue", 1, "act", trips.follow, ("Follow",)),
    Journey("participant", "say why not", "the issue", 1, "act", trips.say_why_not, ("Post comment",)),
    Journey("participant", "take a position in a call", "the reminder mail", 3, "act", trips.take_position,
            (MAIL, "Take a position")),
    Journey("participant", "object, with reason and required change", "the call", 2, "act", trips.object_to_it,
            ("Object", "Object")),
    Journey("participant", "say whether a new revision answers the objection", "the mail", 2, "act",
            trips.say_whether_met, (MAIL, "Yes, it answers it")),
    Journey("participant", "propose a group, and see what support is still missing", "the issue", 3, "page",
            trips.propose_group, ("Propose a group on this issue", "Check: Propose a group", "Propose a group"), 2),
    Journey("editor", "post a revision, see the checks and what changed, tell raisers of objections", "the draft", 3,
            "act", trips.revise,
            ("Post a revision", "Post a revision", "What changed since draft-igtf-newiss-terms-01")),
    Journey("chair", "see everything that waits for the chair", "the desk", 1, "page", trips.chair_desk,
            ("opens the address",), 1),
    Journey("chair", "open a last call", "the draft", 2, "act", trips.last_call,
            ("Open the group last call", "Open the group last call")),
    Journey("chair", "declare a closed call, with each objection dealt with", "the call", 1, "page", trips.declare,
            ("Declare", "Check: Declare", "Declare"), 1),
    Journey("chair", "add a milestone, link a draft, see that it waits for approval", "the group", 2, "act",
            trips.milestone, ("Propose a milestone", "Propose a milestone")),
    Journey("council member", "see the ballots and proposals that wait, the most pressing first", "the desk", 1, "page",
            trips.member_desk, ("opens the address",), 1),
    Journey("council member", "read what matters of a draft and record a position", "the mail", 3, "act", trips.ballot,
            (MAIL, "Check: Take a position", "Record my position: Yes")),
    Journey("council member", "see what still keeps a ballot from passing", "the ballot", 0, "act", trips.what_keeps,
            ()),
    Journey("clearing house", f"{DECIDE}: accept it", "the page of its decision", 2, "act", trips.accept, ("Accept",)),
    Journey("clearing house", f"{DECIDE}: ask", "the page of its decision", 2, "act",
            trips.decide(12, "Ask for information", question="Which meetings?"),
            ("Ask for information", "Ask for information")),
    Journey("clearing house", f"{DECIDE}: merge it", "the page of its decision", 2, "act",
            trips.decide(6, "Merge into another issue", other="12", reason="It asks the same."),
            ("Merge into another issue", "Merge into another issue")),
    Journey("clearing house", f"{DECIDE}: refer it", "the page of its decision", 2, "act",
            trips.decide(6, "Propose to refer it to a body", **REFERRAL),
            ("Propose to refer it to a body", "Propose to refer it to a body")),
    Journey("clearing house", f"{DECIDE}: no body can", "the page of its decision", 2, "act",
            trips.decide(6, "Propose: no body can", **FINDING, reason="None of them can."),
            ("Propose: no body can", "Propose: no body can")),
    Journey("secretariat", "send an approved statement and record how", "the desk", 2, "act", trips.send,
            ("Send the statement", "Send")),
    Journey("contact of a body", "acknowledge, without an account", "the mail", 2, "act", trips.acknowledge,
            (MAIL, "Acknowledge receipt")),
    Journey("contact of a body", "answer each ask, without an account", "the mail", 2, "act", trips.answer,
            (MAIL, "Record the answer")),
    Journey("contact of a body", "propose another date, without an account", "the mail", 2, "act", trips.another_date,
            (MAIL, "Propose this date")),
    Journey("researcher", "take the data of any list", "the list", 1, "act", trips.take_data, ("JSON",)),
)  # fmt: skip

OPERATING = {
    "start": "igtf serve", "back up": "igtf backup", "restore": "igtf restore", "check": "igtf check",
    "upgrade": "deploy/upgrade",
}  # fmt: skip
"""What an operator does, each by one command."""


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def lines() -> Iterator[str]:
    """Yield the rows of the table, and what is said of those that take more than they may."""
    for one in JOURNEYS:
        way = " → ".join(one.way) or "it is on the page"
        takes = _many(one.takes, one.of)
        yield f"| {one.who} | {one.wants} | {one.begins} | {_many(one.most, one.of)} | {takes} | {way} |"
    for wants, command in OPERATING.items():
        yield f"| operator | {wants} | the shell | 1 command | 1 command | `{command}` |"
    over = [f"* To {one.wants}: {one.over}" for one in JOURNEYS if one.over]
    if over:
        yield "\nMore than they may take:\n"
    yield from over


def text() -> str:
    """Return the whole page."""
    return HEAD + "\n".join(lines()) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
