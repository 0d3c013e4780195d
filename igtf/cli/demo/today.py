"""The last chapter: what is open today."""

from datetime import timedelta
from typing import Any

from igtf.cli.demo import texts
from igtf.cli.demo.groups import a_refusal, what_is_under_review, what_the_group_does_today
from igtf.cli.demo.habits import MEMBERS, adopt, answer_the_discuss, council_last_call, declare, vote
from igtf.cli.demo.meeting import call_a_meeting, hold_it
from igtf.cli.demo.telling import Story
from igtf.drafts.models import Draft


def what_is_open_today(story: Story) -> None:
    """A ballot, a last call and a call for adoption that are open today; a group that gathers support."""
    due = (story.today + timedelta(days=300)).date().isoformat()
    story.move_to(78)
    capacity = story.act(
        "mwana",
        "draft",
        "submit",
        name="first-day",
        note="First text.",
        source=texts.DRAFT_CAPACITY.format(issue=1, due=due, change=""),
    )
    adopt(story, capacity, "first-day", "mwana")
    story.move_to(56)
    story.act("rania", "draft", "group-last-call", capacity, days=14, question="Is the text ready for the council?")
    call = story.newest("call")
    for who in ("hana", "fatou", "kwame", "diego", "minh", "samuel", "sione", "nandi"):
        story.act(who, "call", "take-position", call, position="support")
    a_refusal(story)
    story.move_to(39.5)
    declare(story, call, "full-consensus", "The text goes to the council.", "There were none.")
    story.act(
        "rania",
        "draft",
        "write-up",
        capacity,
        asks="A course and hubs.",
        openness="Nine positions.",
        objections="None.",
        feasibility="The addressees offer something like it.",
        shepherd="hana",
    )
    story.act("rania", "draft", "submit-to-council", capacity)
    story.move_to(39)
    council_last_call(story, capacity, "tala", closed=24, tradeoffs="None.", look_again="If no course takes place.")
    story.move_to(16)
    story.act("noor", "draft", "to-ballot", capacity, came_in="One position in support, nothing to change.")
    ballot = story.newest("ballot")
    vote(story, ballot, yes=MEMBERS[0:14], no_objection=[*MEMBERS[18:22], *MEMBERS[22:25], *MEMBERS[26:29]])
    story.act(
        "otso",
        "ballot",
        "take-position",
        ballot,
        position="discuss",
        ground="addressee",
        text="A course in six languages within a year is not feasible for the addressee.",
    )
    answer_the_discuss(story, ballot, "mwana", "Two languages in the first year would be fine with the group.")
    story.act(
        "kwame",
        "ballot",
        "take-position",
        ballot,
        position="no-objection",
        comment="The hubs could share their recordings; that would cost little.",
    )
    _a_directorate(story)
    _calls_of_today(story)
    _gathering(story)


def _a_directorate(story: Story) -> None:
    story.move_to(36)
    rights = story.act(
        "amadou",
        "group",
        "establish",
        acronym="hrdir",
        title="Human rights directorate",
        kind="directorate",
        parent="newiss",
        summary="Reads drafts for what they mean for people's rights.",
        mandate=texts.RIGHTS,
        chairs="amadou, rania",
    )
    for who in ("marta", "nandi", "chen"):
        story.act(who, "group", "join", rights)
    away = {"starts": story.today - timedelta(days=3), "until": story.today + timedelta(days=18)}
    story.act(
        "chen", "group", "declare-absence", rights, **{name: day.date().isoformat() for name, day in away.items()}
    )


def _reviews(story: Story, terms: Draft) -> None:
    def ask(days: int, note: str) -> Any:
        due = (story.at + timedelta(days=days)).date().isoformat()
        story.act("hana", "draft", "request-review", terms, directorate="hrdir", due=due, note=note)
        return story.newest("review")

    first = ask(10, "Do the definitions leave anybody out?")
    story.act("rania", "review", "assign", first, person="amadou")
    story.act("amadou", "review", "decline", first, reason="I wrote replies of 2013 that the glossary quotes.")
    story.act("rania", "review", "accept", first)
    story.move_to(12)
    story.act("rania", "review", "deliver", first, verdict="nits", text=texts.REVIEW)
    story.act("hana", "draft", "revise", terms, note="Says who spoke of roles.",
              source=texts.DRAFT_TERMS.format(issue=2) + texts.TERMS_MORE)  # fmt: skip
    second = ask(9, "The new section on roles, please.")
    story.act("amadou", "review", "assign", second, person="marta")
    story.act("marta", "review", "accept", second)


def _calls_of_today(story: Story) -> None:
    story.move_to(30)
    call_a_meeting(story, 21, 10, "Glossary, and shutdowns without notice")
    terms = story.act(
        "hana", "draft", "submit", name="terms", note="First text.", source=texts.DRAFT_TERMS.format(issue=2)
    )
    adopt(story, terms, "terms", "hana")
    _reviews(story, terms)
    what_the_group_does_today(story)
    story.move_to(11)
    story.act("rania", "draft", "group-last-call", terms, days=14, question="Is the glossary ready for the council?")
    call = story.newest("call")
    for who, position in (
        ("mwana", "support"),
        ("kwame", "support"),
        ("diego", "support"),
        ("minh", "can-live-with"),
        ("fatou", "support"),
        ("nandi", "can-live-with"),
        ("samuel", "support"),
        ("chen", "support"),
        ("leila", "need-time"),
    ):
        story.act(who, "call", "take-position", call, position=position)
    story.act(
        "sione",
        "call",
        "object",
        call,
        reason="Governments meant a third thing by 'respective roles'.",
        change="Add what the replies of governments said.",
    )
    hold_it(story, 9)
    story.move_to(6)
    shutdown = story.act(
        "fatou",
        "draft",
        "submit",
        name="shutdown-notice",
        note="First text.",
        source=texts.DRAFT_SHUTDOWN.format(issue=6),
    )
    story.act(
        "rania",
        "draft",
        "call-for-adoption",
        shutdown,
        group="newiss",
        days=14,
        question="Shall the group take this text up?",
    )
    call = story.newest("call")
    for who in ("nandi", "ximena", "hana"):
        story.act(who, "call", "take-position", call, position="support")


def _gathering(story: Story) -> None:
    story.move_to(5)
    group = story.act(
        "marta",
        "group",
        "propose",
        acronym="rules",
        title="Rules of intermediaries",
        issues="7",
        summary="To whom can people turn about the rules of platforms, and what must such a place have?",
        charter="# Scope\n\nWhat a place has to have to which people can turn about rules of platforms.",
        second="noor",
        chairs="marta, ivan",
    )
    for who in ("noor", "nandi", "ivan", "diego", "hana", "ximena"):
        story.act(who, "group", "support", group, would="write" if who in ("noor", "ivan") else "follow")
    story.move_to(4)
    what_is_under_review(story)
    cloud = story.thing("issue", 5)
    story.act(
        story.assigned(cloud),
        "issue",
        "propose-referral",
        cloud,
        body="i-j",
        purpose="comment",
        subject="Data in another country's cloud",
        text="Please tell us how you would approach it.",
        reason="It brings the parties to a table.",
    )
    call_a_meeting(story, 20, 6, "What to write next")
    story.move_to(3)
    story.act(
        "chen",
        "issue",
        "file",
        title="Who speaks for small islands when cables are planned?",
        summary="Cable routes are planned without the islands they pass. Who can set a rule for landing rights?",
        layer="evolution",
        topic="communications-infrastructure",
        source="Own experience",
    )
    story.act(
        "diego",
        "issue",
        "file",
        title="Smart cities share data without asking",
        summary="Cities buy sensors whose makers keep the data. Which rules should cities ask for?",
        layer="use",
        topic="internet-of-things",
        source="Own experience",
    )
    sensors = story.newest("issue")
    story.move_to(2)
    story.act(
        story.assigned(sensors), "issue", "ask", sensors, question="Which cities, and is there a contract to look at?"
    )
    resolved = story.thing("issue", 1)
    story.move_to(1)
    story.act(
        story.assigned(resolved),
        "issue",
        "resolve",
        resolved,
        result="in part",
        done="A first course took place in two languages.",
        evidence="https://course.example/report",
    )


def drafts_of_their_own(story: Story) -> None:
    """Individual drafts: one nears its expiry, one is parked, one waits for an author, one may replace another."""
    story.move_to(173)
    _own_draft(
        story, "ivan", "log-keeping", "How long intermediaries keep logs", 7, "HRC",
        "Nobody knows how long logs are kept, so nobody can ask for them in time.", "A table, kept by each.",
    )  # fmt: skip
    story.move_to(64)
    prepaid = _own_draft(
        story, "diego", "prepaid", "Prepaid access without an address", 6, "ITU-D",
        "Prepaid cards ask for an address that many people do not have.", "Another proof, such as a guarantor.",
    )  # fmt: skip
    story.move_to(52)
    story.act("diego", "draft", "park", prepaid, reason="The study on guarantors comes out in spring; then it goes on.")
    story.move_to(33)
    redress = _own_draft(
        story, "marta", "redress", "A place to complain to", 7, "HRC",
        "Who is cut off by a platform has no place to complain to.", "One place in each country, open to all.",
    )  # fmt: skip
    story.move_to(21)
    rules = _own_draft(
        story, "nandi", "house-rules", "House rules that people can read", 7, "HRC",
        "Rules of platforms are long, and change without anybody being told.", "One page, and a month's notice.",
        "Kwame Nhwesode",
    )  # fmt: skip
    story.move_to(20)
    story.act("nandi", "draft", "replaces", rules, other=redress.subject.ref,
              reason="Its fourth section is the text on complaints, with what was said about it.")  # fmt: skip


def _own_draft(
    story: Story, who: str, name: str, title: str, issue: int, addressee: str, abstract: str, proposed: str,
    *others: str,
) -> Any:  # fmt: skip
    authors = "\n".join(f"  - name: {name}" for name in (story.person(who).actor.name, *others))
    source = texts.DRAFT_OWN.format(
        title=title, abstract=abstract, authors=authors, addressee=addressee, issue=issue, proposed=proposed
    )
    return story.act(who, "draft", "submit", name=name, note="First text.", source=source)


CHAPTERS = (drafts_of_their_own, what_is_open_today)
