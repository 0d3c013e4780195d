"""Every address of the application: which class it belongs to, and paths that stand for it."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.models import Comment
from igtf.people.models import Person
from igtf.record.models import Actor, Subject

KINDS = "|".join(
    (
        "issue",
        "outcome",
        "group",
        "procedure-change",
        "draft",
        "recommendation",
        "call",
        "objection",
        "review",
        "ballot",
        "selection",
        "election",
        "recall",
        "appeal",
        "body",
        "body-change",
        "statement",
        "meeting",
        "consultation",
        "minority",
    )
)

CLASSES: dict[str, str] = {
    "public read": r"""desk\.(home|how_it_works|words|how_a_kind_works|proposal|search)
        |proof\.(record|entry|receipt|checkpoint|key|tile|entries|contents)
        |figures\.(statistics|statistics_data|reports|report|report_taken)
        |issues\.(issues|issue|versions|version|queue)|outcomes\.(outcomes|outcome)
        |groups\.(groups|group|charter|charter_version|drafts|members|people)
        |procedure\.(procedure|version|changes|change)
        |drafts\.(drafts|draft|people|revision|paragraph|taken|compare|recommendations|recommendation|recommendation_taken)
        |consensus\.(calls|call|positions|people|objections|objection|minorities|minority)|reviews\.(reviews|review)
        |council\.(ballots|ballot|ballot_seat|ballot_people|council|member)|selections\.(selections|selection|draw_file)
        |elections\.elections?|recalls\.(recalls|recall|draw_file)|appeals\.(appeals|appeal)
        |consultations\.(consultations|consultation|replies|reply|question|basket|people)
        |meetings\.(meetings|meeting|present|planner|item|hum_stream|council)|people\.(people|person|contact)
        |routing\.(bodies|of_draft|body|side_by_side|changes|change|statements|statement|letter|letter_pdf|file|check|check_text)
        |deciding\.(decide|next_issue)|cite\.[a-z]+
        |discussion\.(permalink|part|history)|subject\.related
        |notice\.(all_feeds|list_feed|queue_feed|list_calendar|subject_calendar|person_calendar|subject_feed|due_calendar)
        |asset|static""",
    "entry": r"""people\.entry\.(sign_in|sign_out|register|sent|ask_reset|reset_sent)|people\.factors\.second
        |contacts\.new_link""",
    "signed link": r"""people\.entry\.(invited|reset|verify)|consensus\.asked(_answer)?
        |contacts\.(answer|answering|confirm|confirming|write|writing)|groups\.milestone|authorship\.(asked|answer)|notice\.stop""",
    "needs sign-in": r"""people\.account\..*|people\.factors\.(add_app|add_passkey|codes|remove)
        |leaving\.(data|close)|hooks\.(own|act)|desk\.desk|notice\.(told|follows|new|seen)|people\.claim
        |discussion\.(edit|moderate|quote)|meetings\.answer|appeals\.volunteer""",
    "needs role": r"""people\.secretariat\..*|council\.seats|discussion\.reports
        |redacting\.(asked|redact)|outcomes\.import_list""",
    "move": rf"({KINDS})\.[a-z-]+|council\.(move|comments|follow)",
    "API": r"api\..*",
    "demo-only": r"demo\..*|notice\.(demo_mails|demo_mail)",
    "health": r"health\..*|robots\.robots",
}
"""Class → pattern of endpoint names. Whoever adds an endpoint says here who may use it."""


def classes_of(endpoint: str) -> list[str]:
    """Return the classes whose pattern the endpoint's name fits."""
    return [name for name, pattern in CLASSES.items() if re.fullmatch(re.sub(r"\s+", "", pattern), endpoint)]


def refs() -> dict[str, list[str]]:
    """Return references by kind: one of each state that the database holds, else one that leads nowhere."""
    found: dict[str, dict[str, str]] = {}
    for kind, state, ref in session.execute(select(Subject.kind, Subject.state, Subject.ref).order_by(Subject.id)):
        if state != "hidden":
            found.setdefault(kind, {}).setdefault(state, ref)
    return {kind: list(found.get(kind, {"": "1"}).values()) for kind in WORKFLOWS}


def numbers() -> dict[str, Any]:
    """Return values for the other parts of addresses, from the database where it has them."""
    comment = session.scalar(select(Comment.id).limit(1))
    person = session.scalar(select(Actor.handle).join(Person, Person.id == Actor.id).order_by(Actor.id).limit(1))
    return {
        "handle": person or "nobody",
        "number": comment or 1,
        "token": "no-token",
        "digest": "x",
        "form": "csl.json",
        "ending": "json",
        "year": "2026",
        "filename": "robots.txt",
    }


def _kind_of(rule: Rule) -> str | None:
    parts = rule.rule.removeprefix("/api/v1").split("/")
    return next((w.kind for w in WORKFLOWS.values() if w.collection in parts[:3]), None)


def _names(rule: Rule, kind: str | None) -> list[str]:
    if "/moves/" in rule.rule and kind:
        return [move.name for move in WORKFLOWS[kind].moves] or ["none"]
    if rule.endpoint == "people.account.change":
        return ["profile", "password", "hat", "none"]
    if rule.endpoint == "people.secretariat.form_page":
        return ["role", "number", "none"]
    return ["css/igtf.css" if rule.endpoint == "asset" else "chair"]


def paths(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """Yield endpoint and path of every rule that takes ``method``, filled with what the database holds."""
    known, parts = refs(), numbers()
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        kind = _kind_of(rule)
        own = {"form": "md"} if rule.endpoint == "drafts.recommendation_taken" else {}
        wanted = {name: (parts | own).get(name, "1") for name in rule.arguments if name not in (rule.defaults or {})}
        choices = known.get(kind or "", ["1"]) if "ref" in wanted and method == "GET" else ["1"]
        choices = known[kind][:1] if kind and "ref" in wanted and method != "GET" else choices
        for ref in choices:
            for name in _names(rule, kind) if "name" in wanted else [""]:
                given = wanted | ({"ref": ref} if "ref" in wanted else {}) | ({"name": name} if name else {})
                given |= {"collection": "issues"} if "collection" in wanted else {}
                given |= {"kind": "issue"} if "kind" in wanted and "kind" not in (rule.defaults or {}) else {}
                yield rule.endpoint, adapter.build(rule.endpoint, given, method=method)
