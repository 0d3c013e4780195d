"""The first selection: who sat on the interim council is put forward, and the lot says for how many years each sits."""

from igtf.cli.demo.cast import CAST, FIRST_TERMS
from igtf.cli.demo.choosing import day, enter_and_draw
from igtf.cli.demo.habits import DESK
from igtf.cli.demo.telling import Story
from igtf.council.seating import name_chair
from igtf.people.commands import state_interest
from igtf.selection import lookups

PUT_FORWARD_BY = {
    "government": "Example regional groups of governments", "private": "Example chamber of networks",
    "civil": "Example civil society caucus", "technical": "Example academic network",
    "intergovernmental": "Example meeting of secretariats",
}  # fmt: skip


def the_first_council_is_selected(story: Story) -> None:
    """The interim council makes room for the first one that is selected; a third of the seats ends each year."""
    story.move_to(FIRST_TERMS + 41)
    selection = story.act(
        DESK, "selection", "call", seats=[str(number) for number in lookups.terms()], terms="lot",
        until=day(story, FIRST_TERMS + 25), starts=day(story, FIRST_TERMS),
        note="The first selection. Its terms end after one, two and three years, so that a third is renewed each year.",
    )  # fmt: skip
    for player in (player for player in CAST if player.council):
        state_interest(story.person(player.handle), text="I hold no shares.", by=story.by(player.handle))
        story.act(player.handle, "selection", "stand", selection, reason="I have sat on the interim council.")
        story.act(DESK, "selection", "put-forward", selection, person=player.handle,
                  constituency=PUT_FORWARD_BY[player.group], evidence="Letter on file.")  # fmt: skip
    enter_and_draw(story, selection, after=FIRST_TERMS + 23, values=("4, 11, 17, 29, 36, 48", "5172903"))
    story.move_to(FIRST_TERMS - 1)
    name_chair(story.person("ines"), by=story.by(DESK))


CHAPTERS = (the_first_council_is_selected,)
