"""A selection that is over: three seats at large, more people than seats, and a draw that anyone can repeat."""

from datetime import timedelta
from typing import Any

from igtf.cli.demo.habits import DESK
from igtf.cli.demo.telling import Story
from igtf.people.commands import state_interest

STANDING = {
    "diego": ("I run a small company and know what rules cost one.", "Example association of start-ups"),
    "ivan": ("I built exchange points in three countries.", "Example association of start-ups"),
    "marta": ("I help people who lost an account to get it back.", "Example civil society caucus"),
    "nandi": ("I teach the law of the Internet.", "Example civil society caucus"),
    "fatou": ("I document shutdowns.", "Example civil society caucus"),
    "chen": ("I measure networks.", "Example academic network"),
    "hana": ("I write standards for accessibility.", "Example academic network"),
}
CIVIL, PRIVATE, TECHNICAL = 32, 27, 37


def _day(story: Story, days: float) -> str:
    return (story.today - timedelta(days=days)).date().isoformat()


def three_seats_at_large(story: Story) -> None:
    """Three vacant seats of the council are filled: seven people stand, a draw decides, one of them declines."""
    story.move_to(48)
    selection = story.act(
        DESK, "selection", "call", seats=[str(PRIVATE), str(CIVIL), str(TECHNICAL)], until=_day(story, 33),
        starts=_day(story, 3), terms="3",
        note="Three seats at large are vacant. The council looks for people who have run something, or taught it.",
    )  # fmt: skip
    story.act("noor", "selection", "nominate", selection, handle="marta", reason="She listens before she speaks.")
    for handle, (reason, constituency) in STANDING.items():
        state_interest(story.person(handle), text="I hold no shares and no office.", by=story.by(handle))
        story.act(handle, "selection", "stand", selection, reason=reason)
        story.act(DESK, "selection", "put-forward", selection, handle=handle, constituency=constituency,
                  evidence="Letter on file.")  # fmt: skip
    story.act("mwana", "selection", "support", selection, handle="nandi")
    _draw(story, selection)


def _draw(story: Story, selection: Any) -> None:
    story.move_to(30)
    story.act(
        DESK, "selection", "announce", selection,
        sources=[
            {"name": "Example lottery, six of 49", "at": f"{_day(story, 26)} 18:00", "bits": 23},
            {"name": "Example exchange, shares traded", "at": f"{_day(story, 24)} 18:00", "bits": 20},
        ],
    )  # fmt: skip
    story.move_to(23)
    for source, numbers in (("1", "9, 18, 26, 34, 41, 45"), ("2", "8285182")):
        story.act(DESK, "selection", "enter-value", selection, source=source, numbers=numbers,
                  evidence="https://gazette.example/numbers")  # fmt: skip
    story.act(DESK, "selection", "draw", selection)
    story.move_to(21)
    story.act("marta", "selection", "decline", selection)
    story.move_to(2)


CHAPTERS = (three_seats_at_large,)
