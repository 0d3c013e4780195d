"""A meeting of the story's first group, from its call to its minutes, and the next one."""

from datetime import timedelta

from igtf.cli.demo.telling import Story
from igtf.meetings.humming import answer_hum

MINUTES = """## The glossary

The editor read out the words that the replies use differently. Governments meant a third thing by *respective roles*;
it will be added with its source.

## Shutdowns

Two operators told how late they learn of a shutdown. The room hummed for taking the text up.
"""
PRESENT = (
    ("amadou", "on-site"), ("rania", "remote"), ("hana", "remote"), ("mwana", "on-site"), ("fatou", "on-site"),
    ("nandi", "on-site"), ("ximena", "remote"), ("chen", "remote"), ("leila", "remote"), ("kwame", "remote"),
    ("minh", "remote"), ("diego", "remote"), ("sione", "remote"),
)  # fmt: skip
HUM = {
    "amadou": "loud", "mwana": "loud", "fatou": "loud", "nandi": "soft", "ximena": "loud", "rania": "soft",
    "hana": "loud", "chen": "none", "leila": "soft", "kwame": "soft", "minh": "none", "diego": "soft",
}  # fmt: skip


def call_a_meeting(story: Story, days_ahead: int, hour: int, title: str) -> None:
    """Let a chair call a meeting of the group."""
    day = story.at + timedelta(days=days_ahead)
    story.act(
        "amadou", "group", "call-meeting", story.thing("group", "newiss"), title=title, day=f"{day:%Y-%m-%d}",
        time=f"{hour:02d}:00", zone="UTC", length=90, place="", link="https://meet.example/newiss",
    )  # fmt: skip


def hold_it(story: Story, days_ago: int) -> None:
    """Let the group meet, hum, and publish its minutes a day later."""
    story.move_to(days_ago)
    meeting = story.newest("meeting")
    story.act("hana", "meeting", "add-document", meeting, title="The words side by side",
              link="https://words.example/side-by-side")  # fmt: skip
    story.act("amadou", "meeting", "open", meeting)
    for who, mode in PRESENT:
        story.act(who, "meeting", "attend", meeting, mode=mode)
    story.act("amadou", "meeting", "ask-hum", meeting, question="Should the group take up the text on shutdowns?")
    for who, answer in HUM.items():
        answer_hum(meeting, answer=answer, by=story.by(who))
    story.act("amadou", "meeting", "close-hum", meeting)
    story.act("amadou", "meeting", "close", meeting)
    story.move_to(days_ago - 1)
    story.act(
        "rania", "meeting", "publish-minutes", meeting, minutes=MINUTES,
        decisions=[
            {"text": "The glossary names what governments meant by respective roles."},
            {"text": "The next meeting is at an hour that is day in Asia and the Pacific."},
        ],
    )  # fmt: skip
    story.act("ximena", "meeting", "object", meeting, decision="2", reason="Then it is night in the whole of America.")
