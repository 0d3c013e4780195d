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


def day(story: Story, days: float) -> str:
    """Return a day before today, as forms take it."""
    return (story.today - timedelta(days=days)).date().isoformat()


def three_seats_at_large(story: Story) -> None:
    """Three vacant seats of the council are filled: seven people stand, a draw decides, one of them declines."""
    story.move_to(48)
    selection = story.act(
        DESK, "selection", "call", seats=[str(PRIVATE), str(CIVIL), str(TECHNICAL)], until=day(story, 33),
        starts=day(story, 3), terms="3",
        note="Three seats at large are vacant. The council looks for people who have run something, or taught it.",
    )  # fmt: skip
    story.act("noor", "selection", "nominate", selection, person="marta", reason="She listens before she speaks.")
    for handle, (reason, constituency) in STANDING.items():
        state_interest(story.person(handle), text="I hold no shares and no office.", by=story.by(handle))
        story.act(handle, "selection", "stand", selection, reason=reason)
        story.act(DESK, "selection", "put-forward", selection, person=handle, constituency=constituency,
                  evidence="Letter on file.")  # fmt: skip
    story.act("mwana", "selection", "support", selection, person="nandi")
    enter_and_draw(story, selection, after=30, values=("9, 18, 26, 34, 41, 45", "8285182"))
    story.move_to(21)
    story.act("marta", "selection", "decline", selection)
    story.move_to(2)


def enter_and_draw(story: Story, selection: Any, *, after: int, values: tuple[str, str]) -> None:
    """Announce two sources of randomness ``after`` so many days before today, enter what they gave, and draw."""
    story.move_to(after)
    story.act(
        DESK, "selection", "announce", selection,
        sources=[
            {"name": "Example lottery, six of 49", "at": f"{day(story, after - 4)} 18:00", "bits": 23},
            {"name": "Example exchange, shares traded", "at": f"{day(story, after - 6)} 18:00", "bits": 20},
        ],
    )  # fmt: skip
    story.move_to(after - 7)
    for source, numbers in zip(("1", "2"), values, strict=True):
        story.act(DESK, "selection", "enter-value", selection, source=source, numbers=numbers,
                  evidence="https://gazette.example/numbers")  # fmt: skip
    story.act(DESK, "selection", "draw", selection)


CHAPTERS = (three_seats_at_large,)
