"""What organisations commit to, and a change of the procedure that is discussed today."""

from datetime import timedelta

from igtf.cli.demo.telling import Story


def commitments_to_the_first_recommendation(story: Story) -> None:
    """Two organisations commit to an ask of R-1; one of them has reported."""
    story.move_to(40)
    first = story.thing("recommendation", 1)
    until = (story.today + timedelta(days=120)).date().isoformat()
    story.act("mwana", "recommendation", "commit", first, ask="1", due=until,
              what="We bring an issue of a landlocked country to each session, with somebody from there.")  # fmt: skip
    story.act("diego", "recommendation", "commit", first, ask="1", due="",
              what="We lend two interpreters for the remote part.")  # fmt: skip
    story.move_to(12)
    story.act("diego", "recommendation", "report", first, commitment="2", result="done",
              report="Both were there, and are asked again for the next session.",
              evidence="https://start-up.example/sessions")  # fmt: skip


def a_change_of_the_procedure(story: Story) -> None:
    """A change of the procedure is proposed, discussed and supported."""
    story.move_to(9)
    change = story.act(
        "nandi", "procedure-change", "propose", title="Ballots of four weeks",
        numbers=[{"number": "ballot_days", "value": "28"}, {"number": "early_close_days", "value": "10"}],
        reason="Three weeks hold one meeting of most ministries, and often none. Whoever has to ask at home first is "
        "silent, and a silent seat counts as a no.",
    )  # fmt: skip
    for who in ("fatou", "chen", "sione", "mwana"):
        story.act(who, "procedure-change", "support", change)
    story.say("grace", change, "Then deferral could be shorter: nobody needs five weeks.")
    story.act("noor", "procedure-change", "take-on", change)
    story.move_to(2)


CHAPTERS = (commitments_to_the_first_recommendation, a_change_of_the_procedure)
