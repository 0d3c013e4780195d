"""Consultations: one of the council, as the questionnaire of 2013 was, summed up; one of a group, open today."""

from typing import Any

from igtf.cli.demo.habits import DESK
from igtf.cli.demo.telling import Story

INTRODUCTION = """In 2013 a working group of the United Nations sent out a questionnaire on *enhanced cooperation*: 18
questions, to which 69 replies came. Questions 3 to 6 are four of those, word for word. The first two are ours.

Answer those on which you have something to say. Replies are public."""

QUESTIONS = (
    ("How well does enhanced cooperation work today?", "scale", "not at all\nvery well"),
    ("Which of these stands in your own way?", "several", "Cost of travel\nLanguage\nTime\nNobody asks us\nNothing"),
    ("To what extent has or has not enhanced cooperation been implemented? Please use the space below to explain and "
     "to provide examples to support your answer.", "text", ""),
    ("What are the relevant international public policy issues pertaining to the Internet?", "text", ""),
    ("How can the role of developing countries be made more effective in global Internet governance?", "text", ""),
    ("What barriers remain for all stakeholders to fully participate in their respective roles in global Internet "
     "governance? How can these barriers best be overcome?", "text", ""),
)  # fmt: skip

REPLIES: tuple[tuple[str, str, tuple[int, ...], dict[int, str]], ...] = (
    ("wanjiru", "2", (1, 3), {5: "Pay for the way, and set the agenda where we can *change* it.",
                              6: "Meetings are far, and papers come the night before."}),
    ("joao", "2", (2, 4), {3: "It has begun for technical matters. For questions of public policy it has not."}),
    ("otso", "4", (5,), {3: "It takes place every day, in many bodies; most of it is called by another name."}),
    ("pedro", "3", (3,), {4: "Access, privacy, crime, and who decides on names and numbers."}),
    ("kwame", "4", (1, 3), {5: "Local exchange points. Who keeps traffic at home has something to say.",
                            6: "Small firms cannot send anybody. One hour on line would do."}),
    ("diego", "3", (1, 2), {6: "Rules in six places, none of them in Spanish."}),
    ("minh", "4", (3,), {4: "Cost of transit, and taxes on data."}),
    ("amadou", "2", (1, 4), {3: "Ask who sat at the table: we did not.",
                             6: "Visas. Each year a third of us cannot travel."}),
    ("mwana", "1", (1, 4), {5: "Let a landlocked country chair a session.",
                            6: "A meeting that decides without those who cannot travel decides for them."}),
    ("ximena", "3", (1, 2, 3), {6: "Interpretation in one language more than last year, every year."}),
    ("hana", "4", (5,), {3: "Where the work is open to all, it works."}),
    ("samuel", "3", (1,), {5: "Train people where they live, and let them write the drafts."}),
    ("rania", "3", (2,), {4: "Shutdowns, and who is told before one."}),
)  # fmt: skip
"""Handle, point of the scale, what stands in the way, the texts by question."""

BASKETS = (
    ("Implementation of the Tunis Agenda", "Whether it takes place already."),
    ("Need for a new mechanism and decision-making procedures", ""),
    ("Role of stakeholders", "Who sits at which table."),
    ("Developing countries", "What would make their part more effective."),
    ("Barriers for enhanced cooperation", "Cost, language, visas, time."),
)
"""The five baskets into which the replies of 2013 were sorted."""

SORTED: tuple[tuple[int, dict[int, tuple[int, ...]]], ...] = (
    (1, {5: (4,), 6: (5,)}), (2, {3: (1, 2)}), (3, {3: (1,)}), (5, {5: (4,), 6: (5,)}), (6, {6: (5,)}),
    (8, {3: (3,), 6: (5,)}), (9, {5: (4,), 6: (5,)}), (10, {6: (5,)}), (11, {3: (1, 3)}), (12, {5: (4,)}),
)  # fmt: skip
"""Number of a reply → in which baskets its answers lie."""

STATEMENTS = ((9, "A meeting that decides without those who cannot travel decides for them."),
              (3, "Enhanced cooperation takes place every day."))  # fmt: skip

STANCES = (
    ("wanjiru", "agree", "disagree"), ("joao", "agree", "disagree"), ("otso", "pass", "agree"),
    ("anke", "agree", "agree"), ("kwame", "agree", "agree"), ("diego", "agree", "pass"), ("minh", "disagree", "agree"),
    ("amadou", "agree", "disagree"), ("mwana", "agree", "disagree"), ("ximena", "agree", "pass"),
    ("hana", "agree", "agree"), ("samuel", "agree", "agree"), ("rania", "agree", "pass"),
)  # fmt: skip

FOUND = """## Implementation

Some see enhanced cooperation every day, under other names; others see it for technical matters alone. Nobody asks for a
body of governments only.

## Developing countries and barriers

The answers agree across all groups that were heard: the way is dear, visas come late, papers too, and few languages are
spoken."""


def the_council_asks(story: Story) -> None:
    """The council asks on the model of the questionnaire of 2013; the replies are sorted and summed up."""
    story.move_to(75)
    asked = story.act(
        "ines", "consultation", "draft", owner="clearing-house", title="Enhanced cooperation: what stands in the way?",
        summary="Where are we, eight years after Tunis and after the replies of 2013? The council asks before it plans "
        "its year.", introduction=INTRODUCTION, admits="everyone",
    )  # fmt: skip
    rows = [
        {"place": place, "text": text, "kind": kind, "options": options, "required": place == 1}
        for place, (text, kind, options) in enumerate(QUESTIONS, 1)
    ]
    story.act("ines", "consultation", "set-questions", asked, questions=rows)
    story.act("ines", "consultation", "invite", asked, people="pedro, sione")
    story.act("ines", "consultation", "invite-bodies", asked, bodies=["cstd", "itu", "isoc"])
    story.move_to(74)
    story.act("ines", "consultation", "open", asked, days=30)
    story.move_to(60)
    for who, point, chosen, texts in REPLIES:
        story.act(who, "consultation", "reply", asked, q1=point, q2=[str(number) for number in chosen],
                  **{f"q{number}": text for number, text in texts.items()})  # fmt: skip
    story.move_to(55)
    story.act("minh", "consultation", "reply", asked, q1="3", q2=["3"], q4="Cost of transit, taxes on data, and trust.")
    _sort(story, asked)
    story.move_to(36)
    _sum_up(story, asked)


def _sort(story: Story, asked: Any) -> None:
    baskets = [{"name": name, "note": note} for name, note in BASKETS]
    story.act("ines", "consultation", "set-baskets", asked, baskets=baskets)
    for number, lies in SORTED:
        places = [{"question": question, "baskets": [str(basket) for basket in found]}
                  for question, found in lies.items()]  # fmt: skip
        story.act(DESK, "consultation", "sort", asked, reply=number, places=places)
    for number, text in STATEMENTS:
        story.act("ines", "consultation", "draw-statement", asked, reply=number, text=text)
    story.move_to(50)
    for who, *values in STANCES:
        said = [{"statement": number, "value": value} for number, value in enumerate(values, 1)]
        story.act(who, "consultation", "take-stance", asked, stances=said)


def _sum_up(story: Story, asked: Any) -> None:
    story.act(
        "ines", "consultation", "sum-up", asked,
        asked="Six questions, four of them those of the questionnaire of 2013.",
        replied="13 people of all five stakeholder groups. Of intergovernmental organisations one replied, of Eastern "
        "Europe nobody: too few to say what they think.",
        found=FOUND,
        follows="The council asks the forum for a session on travel and languages, and takes on the issue filed "
        "from the last basket. It asks again in two years.",
    )  # fmt: skip
    story.act(
        "mwana", "consultation", "file-issue", asked, basket=5, layer="both", topic="digital-divide",
        title="Meetings decide without those who cannot travel",
        summary="Each year people are left out because of cost, visas and languages. Who sets rules by which a meeting "
        "counts as open?",
        source="The basket “Barriers for enhanced cooperation” of consultation 1",
    )  # fmt: skip


def a_group_asks(story: Story) -> None:
    """A working group asks what a first home for new issues should offer; replies are taken today."""
    story.move_to(13)
    asked = story.act(
        "rania", "consultation", "draft", owner="newiss", title="What should a first home for new issues offer?",
        summary="Before the group writes the next draft it asks those who had an issue and nowhere to go with it.",
        introduction="", admits="everyone",
    )  # fmt: skip
    rows = [
        {"place": 1, "text": "Have you had an issue that no body took up?", "kind": "one", "options": "Yes\nNo",
         "required": True},
        {"place": 2, "text": "How long would you wait for a first answer?", "kind": "scale",
         "options": "a week\na year"},
        {"place": 3, "text": "What should such a place have?", "kind": "text", "options": ""},
    ]  # fmt: skip
    story.act("rania", "consultation", "set-questions", asked, questions=rows)
    story.act("rania", "consultation", "open", asked, days=28)
    story.move_to(7)
    story.act("fatou", "consultation", "reply", asked, q1="1", q2="2", q3="Somebody who *answers*, in my language.")
    story.act("chen", "consultation", "reply", asked, q1="1", q2="1", q3="A list of what came of earlier issues.")
    story.act("diego", "consultation", "reply", asked, q1="2")
    story.move_to(1)


CHAPTERS = (the_council_asks, a_group_asks)
