"""The council's own affairs: a liaison, the election of the chair, and a petition for the recall of a member."""

from datetime import timedelta

from igtf.cli.demo.habits import DESK
from igtf.cli.demo.telling import Story
from igtf.council import liaisons

VOTES = {
    "wanjiru": ("kwame", "noor"), "haruka": ("kwame",), "piotr": ("noor",), "joao": ("kwame", "noor"),
    "claire": ("elena", "noor"), "ingrid": ("kwame",), "tala": ("noor",), "ximena": ("kwame", "noor"),
    "bogdan": ("kwame", "noor", "elena"), "samuel": ("kwame",), "yuki": ("elena",), "thabo": ("-",),
}  # fmt: skip
SIGNERS = ("nandi", "marta", "fatou", "chen", "diego", "sione")


def the_chair_is_elected(story: Story) -> None:
    """Members stand for the chair and vote; a liaison sits with the council; people ask for a recall."""
    story.move_to(40)
    liaisons.send(
        story.person("mwana"), organisation="Landlocked Networks Forum", evidence="Minutes of its assembly, item 4.",
        until=story.today + timedelta(days=700), by=story.by(DESK),
    )  # fmt: skip
    story.move_to(22.5)
    election = story.act("noor", "election", "call")
    story.act("amadou", "election", "nominate", election, person="noor", reason="She listens, and then decides.")
    story.act("noor", "election", "stand", election, reason="The chair should ask first who is missing.")
    story.act("kwame", "election", "stand", election, reason="I have run meetings on three continents.")
    story.act("elena", "election", "stand", election, reason="I know how the bodies answer.")
    story.act("leila", "election", "stand", election, reason="If nobody else does, I would go on for us engineers.")
    story.move_to(11)
    petition = story.act(
        "hana", "recall", "file", person="faisal",
        reason="The member told a conference how the council would decide, before a ballot was open.",
    )  # fmt: skip
    for who in SIGNERS:
        story.act(who, "recall", "sign", petition)
    story.act(
        "faisal",
        "recall",
        "answer",
        petition,
        answer="I said what I hoped for, not what I knew, and I said so there too.",
    )
    story.move_to(8)
    for who, accepts in VOTES.items():
        story.act(who, "election", "vote", election, accepts=list(accepts))


CHAPTERS = (the_chair_is_elected,)
