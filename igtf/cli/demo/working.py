"""The chapters of the working groups: from an issue without a home to R-1, and the poll of the models."""

from datetime import timedelta
from typing import Any

from igtf.cli.demo import texts
from igtf.cli.demo.groups import reach_the_first_milestone, review_the_charter, settle_in
from igtf.cli.demo.habits import (
    DESK,
    MEMBERS,
    adopt,
    answer,
    answer_the_discuss,
    council_last_call,
    declare,
    send,
    vote,
)
from igtf.cli.demo.telling import Story


def a_group_for_emerging_issues(story: Story) -> None:
    """An issue without a home: the finding, a proposed group, its BoF and its charter."""
    story.move_to(281)
    home = story.thing("issue", 2)
    story.act(
        story.assigned(home),
        "issue",
        "propose-finding",
        home,
        bodies=[
            {"body": "IGF", "reason": "It discusses, and has no way to take an issue further."},
            {"body": "CSTD", "reason": "It follows up on what exists, and its members are States."},
            {"body": "ITU", "reason": "Its mandate ends at the networks."},
            {"body": "ODET", "reason": "It brings people together within the United Nations, not an issue to a table."},
        ],
        reason="Each could do a part; none can take care of an issue before it is in somebody's mandate.",
    )
    rules = story.thing("issue", 7)
    story.act(
        story.assigned(rules),
        "issue",
        "propose-finding",
        rules,
        bodies=[
            {"body": "UNESCO", "reason": "It has guidelines, and no way to hear a case."},
            {"body": "I&J", "reason": "It discusses jurisdiction, not the rules themselves."},
            {"body": "GNI", "reason": "Only its members are bound."},
            {"body": "CoE", "reason": "It writes guidelines for its member States; nobody can turn to it with a case."},
            {"body": "EU", "reason": "Its rules end at its borders."},
        ],
        reason="Nobody can be turned to.",
    )
    story.move_to(272)
    group = story.act(
        "amadou",
        "group",
        "propose",
        acronym="newiss",
        title="New issues without a home",
        issues="2",
        summary="How issues that are in nobody's mandate find a first table, with everyone at it.",
        charter=texts.CHARTER,
        second="mwana",
        chairs="amadou, rania",
    )
    writers = ("mwana", "hana", "fatou", "rania")
    for who in (*writers, "kwame", "samuel", "diego", "chen", "marta", "nandi", "sione", "minh"):
        story.act(who, "group", "support", group, would="write" if who in writers else "review")
    story.move_to(266)
    story.act("noor", "group", "volunteer", group)
    story.act("noor", "group", "approve-bof", group)
    story.move_to(262)
    story.act(
        "noor",
        "group",
        "record-bof",
        group,
        found="Two meetings agreed on what is missing: nobody looks at an issue before it is in a mandate.",
        link="https://bof.example/newiss",
    )
    story.act(
        "noor",
        "group",
        "start-chartering",
        group,
        understood="Yes: two meetings agreed on what is missing.",
        people="Fourteen, four of whom write.",
        formed="Yes; nobody spoke against it.",
    )
    review_the_charter(story, group, opened=261, announced=253, balloted=242)
    vote(story, story.newest("ballot"), yes=MEMBERS[::2], no_objection=MEMBERS[1::2])
    story.move_to(218)
    story.act(
        "amadou",
        "issue",
        "take-up",
        story.thing("issue", 2),
        group="newiss",
        paragraph="Scope: how issues that no existing body can take care of find a first home.",
    )
    for who in ("ivan", "ximena", "tala", "leila"):
        story.act(who, "group", "join", story.thing("group", "newiss"))
    settle_in(story, group)


def the_first_recommendation(story: Story) -> None:
    """Two revisions, a last call with objections dealt with, a Discuss cleared, and R-1 with its answers."""
    due = (story.today + timedelta(days=200)).date().isoformat()
    first = {"issue": 2, "due": due, "opening": "", "footing": ""}
    story.move_to(214)
    draft = story.act(
        "amadou", "draft", "submit", name="first-home", note="First text.", source=texts.DRAFT_HOME.format(**first)
    )
    adopt(story, draft, "first-home", "amadou")
    story.move_to(190)
    second = first | {"opening": "Each waited between four and nine years.", "footing": "Remote people speak first."}
    story.act(
        "amadou",
        "draft",
        "revise",
        draft,
        note="Says how long issues waited; remote participation.",
        source=texts.DRAFT_HOME.format(**second),
    )
    _last_call(story, draft)
    _council(story, draft)
    story.move_to(88)
    story.act(DESK, "draft", "publish", draft)
    story.move_to(86)
    for ref in (3, 4):
        send(story, story.thing("statement", ref))
    story.act("ines", "outcome", "suggest", story.thing("outcome", 4),
              reason="It asks for a discussion, which is the programme committee's to plan.")  # fmt: skip
    suggestion = story.newest("statement")
    send(story, suggestion)
    story.move_to(45)
    answer(
        story,
        suggestion,
        "by-date",
        due=(story.today + timedelta(days=120)).date().isoformat(),
        text="A main session of the next forum takes it up.",
    )
    answer(
        story,
        story.thing("statement", 3),
        "by-date",
        due=(story.today + timedelta(days=90)).date().isoformat(),
        text="The programme committee will keep a standing session.",
    )


def _last_call(story: Story, draft: Any) -> None:
    story.move_to(188)
    story.act("rania", "draft", "group-last-call", draft, days=14, question="Is the text ready for the council?")
    call = story.newest("call")
    for who, position in (
        ("mwana", "support"),
        ("hana", "support"),
        ("fatou", "support"),
        ("kwame", "can-live-with"),
        ("minh", "support"),
        ("samuel", "support"),
        ("sione", "support"),
        ("ximena", "support"),
        ("ivan", "can-live-with"),
        ("chen", "need-time"),
        ("leila", "abstain"),
    ):
        story.act(who, "call", "take-position", call, position=position)
    story.act(
        "marta",
        "call",
        "object",
        call,
        reason="A session at a forum is not a home: nothing follows from it.",
        change="Ask for a report of what became of each issue.",
    )
    story.act(
        "diego",
        "call",
        "object",
        call,
        reason="Small companies cannot prepare a session.",
        change="Let anyone hand an issue in with one page.",
    )
    first, second = story.thing("objection", 1), story.thing("objection", 2)
    story.act("nandi", "objection", "second", first)
    story.move_to(176)
    story.act("rania", "objection", "answer", first, answer="The second ask will be that report.")
    story.act("amadou", "objection", "answer", second, answer="The session is prepared for whoever hands in a page.")
    story.act("diego", "objection", "retract", second, position="can-live-with", reason="One page is enough.")
    _late_revision(story, draft, first)
    _estimate(story, call)
    declare(
        story,
        call,
        "consensus",
        "The text goes to the council.",
        "#1 was met by a revision, as its raiser found; #2 was retracted after the answer.",
    )
    story.act(
        "leila",
        "call",
        "dissent",
        call,
        title="A session cannot take the place of a mandate",
        text="We do not stand in the way. Whoever gives issues a first table should also be able to say what follows "
        "from it; a standing session leaves that to whoever happens to be in the room.",
    )
    story.act("chen", "minority", "sign", story.newest("minority"))
    story.act(
        "rania",
        "draft",
        "write-up",
        draft,
        asks="Two small things of two bodies.",
        openness="Eleven positions from four groups; the silent were asked by mail.",
        objections="Two, both dealt with.",
        feasibility="Both bodies do something like it already.",
        shepherd="hana",
    )
    story.act("rania", "draft", "submit-to-council", draft)
    reach_the_first_milestone(story)


def _late_revision(story: Story, draft: Any, objection: Any) -> None:
    """After the close a revision meets the objection, and its raiser says so."""
    story.move_to(173)
    due = (story.today + timedelta(days=200)).date().isoformat()
    third = {
        "issue": 2, "due": due, "opening": "Each waited between four and nine years, and nobody reported on them.",
        "footing": "Remote people speak first.",
    }  # fmt: skip
    story.act(
        "amadou",
        "draft",
        "revise",
        draft,
        note="The ask to report was made clearer.",
        source=texts.DRAFT_HOME.format(**third),
    )
    story.act("marta", "objection", "confirm", objection, position="can-live-with", reason="Now something follows.")


def _estimate(story: Story, call: Any) -> None:
    """The chair's estimate, what the group says of it, and the estimate that takes this in."""
    story.move_to(165)
    story.act(
        "rania",
        "call",
        "estimate",
        call,
        result="full-consensus",
        reason="Eleven positions from all groups but one. Both objections are settled, one by a revision.",
    )
    story.act("mwana", "call", "react", call, value="right")
    story.act("leila", "call", "react", call, value="misses", text="I abstained because a session is not a mandate.")
    story.move_to(161)
    story.act(
        "rania",
        "call",
        "estimate",
        call,
        result="consensus",
        reason="Both objections are settled. One group abstains, because a session is not a mandate; it will say so "
        "in a minority statement.",
    )


def _council(story: Story, draft: Any) -> None:
    story.move_to(160)
    council_last_call(
        story, draft, "wanjiru", "asha", "lucia", "tala", "bogdan", "elena", closed=145,
        tradeoffs="None were named.", look_again="If a body declines.",
    )  # fmt: skip
    story.act("noor", "draft", "to-ballot", draft, came_in="Six positions in support; a typing error was mended.")
    ballot = story.newest("ballot")
    vote(story, ballot, yes=MEMBERS[2:16], no_objection=[who for who in MEMBERS[17:] if who != "amadou"])
    story.act(
        "claire",
        "ballot",
        "take-position",
        ballot,
        position="discuss",
        ground="unclear",
        text="Who prepares the session in the first year?",
    )
    story.move_to(140)
    answer_the_discuss(
        story,
        ballot,
        "amadou",
        "Whoever proposed the issue, with two people of other groups: it is in the third section.",
    )
    story.act("claire", "ballot", "take-position", ballot, position="yes")
    story.move_to(130)


def the_oversight_models(story: Story) -> None:
    """A correspondence group on the root zone, with a report due and a poll of the four models."""
    story.move_to(80)
    due = (story.today + timedelta(days=30)).date().isoformat()
    group = story.act(
        "elena",
        "group",
        "establish",
        acronym="roots",
        title="Oversight of the root zone",
        kind="correspondence",
        summary="Which of the four models of 2005 can people live with today?",
        mandate=texts.MANDATE,
        report_due=due,
        chairs="bogdan, nandi",
    )
    story.act("elena", "group", "to-ballot", group)
    vote(story, story.newest("ballot"), yes=MEMBERS[:16], no_objection=MEMBERS[16:])
    story.move_to(58)
    story.act(
        "bogdan",
        "issue",
        "take-up",
        story.thing("issue", 3),
        group="roots",
        paragraph="Sort what was said about oversight, and report which model people could live with.",
    )
    story.move_to(9)
    group = story.thing("group", "roots")
    story.act(
        "bogdan",
        "group",
        "poll-options",
        group,
        days=18,
        question="Which model of oversight comes closest to what you could live with?",
        options="Status quo: no new oversight\nStatus quo plus: an intergovernmental council oversees, others run it\n"
        "Status quo plus plus: a new organisation of the United Nations\n"
        "Status quo minus: the special role of one government ends, nothing replaces it",
    )
    poll = story.newest("call")
    for who, wishes in (
        ("mwana", "lrlp"),
        ("hana", "plrl"),
        ("fatou", "rllp"),
        ("kwame", "plrr"),
        ("sione", "rpll"),
        ("chen", "rplr"),
        ("ximena", "lrrp"),
        ("anke", "plrl"),
        ("asha", "rplr"),
        ("yuki", "llrp"),
        ("tala", "rrlp"),
        ("minh", "plrl"),
    ):
        words = {"p": "prefer", "l": "can-live-with", "r": "reject"}
        story.act(
            who, "call", "choose", poll, choices=[{"option": n, "value": words[w]} for n, w in enumerate(wishes, 1)]
        )


CHAPTERS = (
    a_group_for_emerging_issues,
    the_first_recommendation,
    the_oversight_models,
)
