"""A meeting of the council, held yesterday along the agenda that built itself; and the next one, called."""

from datetime import timedelta
from typing import Any

from igtf.cli.demo.habits import DESK, MEMBERS
from igtf.cli.demo.telling import Story
from igtf.core.i18n import in_language
from igtf.meetings.drafting import draft


def _call(story: Story, days_ahead: int, title: str) -> Any:
    day = story.at + timedelta(days=days_ahead)
    story.act(
        DESK, "council", "call-meeting", story.thing("council", "council"), title=title, day=f"{day:%Y-%m-%d}",
        time="13:00", zone="UTC", length=120, place="Example conference centre, room 2",
        link="https://meet.example/council",
    )  # fmt: skip
    return story.newest("meeting")


def the_council_meets(story: Story) -> None:
    """The council meets along an agenda that built itself; its minutes are drafted from what was decided."""
    story.move_to(15)
    meeting = _call(story, 14, "Council: drafts, groups and what waits")
    story.move_to(1)
    story.at += timedelta(hours=3)
    story.act("ines", "meeting", "open", meeting)
    for number, who in enumerate(MEMBERS[::2]):
        story.act(who, "meeting", "attend", meeting, mode="remote" if number % 3 else "on-site")
    _decide(story)
    story.act("ines", "meeting", "close", meeting)
    with in_language(None):
        minutes = draft(meeting)  # those who write here write English
    story.act(
        DESK, "meeting", "publish-minutes", meeting, minutes=minutes,
        decisions=[{"text": "The council meets each month, at hours that take turns."}],
    )  # fmt: skip
    story.act(DESK, "meeting", "correct", meeting, text="The next meeting begins at 13:00 UTC, not at 14:00.")
    _call(story, 20, "Council: the ballots that close, and outcomes")


def _decide(story: Story) -> None:
    story.act(MEMBERS[2], "outcome", "note", story.thing("outcome", 10),
              reason="Issue 1 asks the same, and names who could act.")  # fmt: skip
    story.act(DESK, "statement", "remind", story.thing("statement", 4))


CHAPTERS = (the_council_meets,)
