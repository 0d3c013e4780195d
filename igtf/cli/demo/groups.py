"""What the working groups do beside their drafts: milestones, offices, reviews of the charter, a refusal."""

from datetime import timedelta
from typing import Any

from igtf.cli.demo import texts
from igtf.cli.demo.telling import Story


def _month(story: Story, days: int) -> str:
    """Return the month that lies ``days`` from today (before it, when negative)."""
    return f"{story.today + timedelta(days=days):%Y-%m}"


def review_the_charter(story: Story, group: Any, *, opened: float, announced: float, balloted: float) -> None:
    """Bring a charter through both reviews to the ballot, on these days before today."""
    story.move_to(opened)
    story.act("noor", "group", "charter-internal-review", group)
    story.move_to(announced)
    story.act("noor", "group", "charter-external-review", group)
    story.say("wanjiru", group, "The scope is clear. Please say also how a body learns that an issue waits for it.")
    story.move_to(balloted)
    story.act("noor", "group", "to-ballot", group)


def settle_in(story: Story, group: Any) -> None:
    """Name a delegate and a secretary, and plan three milestones that the responsible member approves."""
    story.act("amadou", "group", "name-officer", group, person="hana", office="secretary")
    story.act("amadou", "group", "name-officer", group, person="ivan", office="delegate")
    plan = (
        (-90, "A recommendation on a first home for emerging issues, sent to the council"),
        (-35, "A glossary of terms, sent to the council"),
        (70, "A recommendation on taking part from the first day, published"),
    )
    for number, (days, deliverable) in enumerate(plan, 1):
        month = _month(story, days)
        story.act("hana", "group", "propose-milestone", group, month=month, deliverable=deliverable)
        story.act("noor", "group", "approve-milestone", group, milestone=str(number))


def reach_the_first_milestone(story: Story) -> None:
    """Say that the first recommendation is sent, which ends a milestone."""
    story.act(
        "rania", "group", "update-milestone", story.thing("group", "newiss"), milestone="1", done=True,
        drafts=["draft-igtf-newiss-first-home"], note="It is with the council, five weeks before the month was over.",
    )  # fmt: skip


def what_the_group_does_today(story: Story) -> None:
    """A late milestone, one that waits for approval, and a new charter in public review."""
    group = story.thing("group", "newiss")
    story.move_to(12.5)
    story.act(
        "amadou", "group", "revise-charter", group, note="A fourth deliverable: did the bodies do what they said?",
        charter=texts.CHARTER.replace("\n\n# How", "\n4. A report on what the bodies did a year later.\n\n# How"),
    )  # fmt: skip
    story.act("noor", "group", "charter-internal-review", group)
    for number, draft in (("2", "draft-igtf-newiss-terms"), ("3", "draft-igtf-newiss-first-day")):
        story.act("hana", "group", "update-milestone", group, milestone=number, drafts=[draft])
    story.act(
        "rania", "group", "relate-drafts", group,
        draft="draft-igtf-newiss-first-day", other="draft-igtf-newiss-first-home",
    )  # fmt: skip
    story.act(
        "rania", "group", "relate-drafts", group,
        draft="draft-igtf-newiss-first-home", other="draft-igtf-newiss-terms",
    )  # fmt: skip


def what_is_under_review(story: Story) -> None:
    """Open the public review of the new charter, and propose a milestone for it."""
    group = story.thing("group", "newiss")
    story.act("noor", "group", "charter-external-review", group)
    story.act(
        "hana", "group", "propose-milestone", group, month=_month(story, 300),
        deliverable="A report on what the bodies did a year later",
    )  # fmt: skip
    story.say("chen", group, "Will the report also look at answers that promised something by a date?")


def a_refusal(story: Story) -> None:
    """A proposal that was declined, and four people who ask the council for a BoF after all."""
    story.move_to(44)
    group = story.act(
        "diego", "group", "propose", acronym="cables", title="Landing rights of cables", issues="5",
        summary="Which rules should hold for landing rights of submarine cables?",
        charter="# Scope\n\nA comparison of landing rights, and what makes them fair to small countries.",
        second="sione", chairs="diego, sione",
    )  # fmt: skip
    story.move_to(42)
    story.act("elena", "group", "volunteer", group)
    story.act("elena", "group", "decline", group, reason="A body has the mandate: the issue should be referred first.")
    story.move_to(40)
    for who in ("chen", "minh", "samuel", "kwame"):
        story.act(who, "group", "ask-council", group)
