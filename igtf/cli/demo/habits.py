"""What happens again and again in the story: sending, voting, adopting, declaring."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from igtf.cli.demo.cast import CAST
from igtf.cli.demo.telling import Story
from igtf.core.db import session
from igtf.council.lookups import discusses
from igtf.record.models import Subject

DESK = "secretariat-desk"
MEMBERS = [player.handle for player in CAST if player.council]


def answer_the_discuss(story: Story, ballot: Any, who: str, text: str) -> None:
    """Let a person answer under the Discuss of a ballot that has one."""
    story.say(who, ballot, text, part=discusses(ballot.id)[0].seat_number)


def waiting(story: Story, kind: str, state: str) -> Any:
    """Return the oldest subject of a kind in a state."""
    ref = session.scalar(
        select(Subject.ref).where(Subject.kind == kind, Subject.state == state).order_by(Subject.id).limit(1)
    )
    return story.thing(kind, str(ref))


def refer(story: Story, number: int, body: str, subject: str, text: str, ask: str, days: int) -> None:
    """Let the assigned member propose to refer an issue to a body, with one point that is asked."""
    issue = story.thing("issue", number)
    story.act(
        story.assigned(issue),
        "issue",
        "propose-referral",
        issue,
        body=body,
        purpose="action",
        subject=subject,
        text=text,
        asks=[{"text": ask}],
        deadline=(story.at + timedelta(days=days)).date().isoformat(),
        reason="Its mandate names the matter.",
    )


def send(story: Story, statement: Any) -> None:
    """Let a statement be approved and sent."""
    story.act("ines", "statement", "approve", statement)
    story.act(DESK, "statement", "send", statement, channel="mail")


def answer(story: Story, statement: Any, answer: str, **given: str) -> None:
    """Let the secretariat record the answer of a body."""
    story.act(
        DESK,
        "statement",
        "answer",
        statement,
        evidence="Letter of the body, on file.",
        answers=[{"answer": answer, **given}],
    )


def vote(story: Story, ballot: Any, *, yes: list[str], no_objection: list[str]) -> None:
    """Let members take positions; an author's own member is recused by the ballot itself."""
    for who in yes:
        story.act(who, "ballot", "take-position", ballot, position="yes")
    for who in no_objection:
        story.act(who, "ballot", "take-position", ballot, position="no-objection")


def adopt(story: Story, draft: Any, name: str, editor: str) -> None:
    """Let the group adopt a draft by a call."""
    story.act(
        "rania",
        "draft",
        "call-for-adoption",
        draft,
        group="newiss",
        days=14,
        question="Shall the group take this text as the ground of its work?",
    )
    call = story.newest("call")
    for who in ("mwana", "hana", "fatou", "kwame", "diego"):
        story.act(who, "call", "take-position", call, position="support")
    story.move_to(days_ago(story) - 15)
    declare(story, call, "full-consensus", "The text is adopted.", "There were none.")
    story.act("rania", "draft", "adopt", draft, name=name, editors=editor)


def days_ago(story: Story) -> int:
    """Return how many days before today the story is."""
    return (story.today - story.at).days + 1


def declare(story: Story, call: Any, result: str, decided: str, dealt: str) -> None:
    """Let the chair declare what a call found."""
    story.act(
        "rania",
        "call",
        "declare",
        call,
        result=result,
        decided=decided,
        dealt=dealt,
        tradeoffs="Little was asked, so that it can be done soon.",
        look_again="If a year passes and no issue was taken up.",
    )


def council_last_call(
    story: Story, draft: Any, *supporters: str, closed: float, tradeoffs: str, look_again: str
) -> None:
    """Ask everybody about a draft; nobody objects, and it is declared ``closed`` days before today."""
    story.act("noor", "draft", "council-last-call", draft, days=14, question="Shall the council recommend this?")
    call = story.newest("call")
    for who in supporters:
        story.act(who, "call", "take-position", call, position="support")
    story.move_to(closed)
    story.act(
        "noor",
        "call",
        "declare",
        call,
        result="consensus",
        decided="It goes to the ballot.",
        dealt="No objection was raised.",
        tradeoffs=tradeoffs,
        look_again=look_again,
    )
