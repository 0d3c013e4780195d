"""An appeal that is over: a chair's declaration is appealed, and the other chair denies it with reasons."""

from sqlalchemy import select

from igtf.cli.demo.telling import Story
from igtf.consensus.models import Call
from igtf.core.db import session
from igtf.record.models import Event, Subject

ASKED = """I asked in the call who pays for interpreters in the first year, and nobody answered.

The declaration says that there were *no objections*. A question that nobody answers is a view that was not considered.
"""
FOUND = (
    "The question was asked, and it was not answered in the call; that was a mistake of ours. The answer is in the "
    "shepherd's write-up, before the council's last call: the hubs bring their own interpreters, and the text says so."
    "\n\n"
    "No objection was raised by anybody until the call closed, and the question bears on the budget of the addressee, "
    "not on whether the text was ready. The declaration stands."
)


def an_appeal_that_was_denied(story: Story) -> None:
    """A declaration is appealed; the chair who did not make it acknowledges the appeal and denies it with reasons."""
    declared = session.scalars(
        select(Event.id)
        .join(Call, Call.id == Event.subject_id)
        .join(Subject, Subject.id == Call.about_id)
        .where(Event.kind == "call.declare", Call.kind == "last-call", Subject.ref.endswith("first-day"))
    ).one()
    story.move_to(24)
    appeal = story.act(
        "ivan", "appeal", "file", decision=declared, ground="views", text=ASKED,
        wanted="The question is answered in the group, and the call is declared anew.",
    )  # fmt: skip
    story.move_to(22.5)
    story.act("amadou", "appeal", "acknowledge", appeal)
    story.say("fatou", appeal, "The question was a good one. The third section of the text has the answer now.")
    story.move_to(18)
    story.act("amadou", "appeal", "decide", appeal, verdict="denied", reason=FOUND)
    story.move_to(2)


CHAPTERS = (an_appeal_that_was_denied,)
