"""What the pages of consultations show beside what every subject's page has."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from flask_login import current_user
from markupsafe import Markup

from igtf.consensus import picture
from igtf.consensus.tallies import summed
from igtf.consultations import counting, lookups, policy, queries, tallies
from igtf.consultations.models import WHOLE, Basket, Consultation, Reply
from igtf.consultations.policy import ConsultationFacts
from igtf.consultations.questions import KINDS, SCALE, Question, questions_of
from igtf.consultations.states import CONSULTATION
from igtf.consultations.words import ADMITS, AS_POSITION, SUMMARY
from igtf.core import clock
from igtf.core.errors import NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.page.paging import paginate
from igtf.core.workflow import Move
from igtf.discussion.policy import pausable, resumable, warnable
from igtf.discussion.queries import KnownAuthor, author_on
from igtf.discussion.reports import Place, What, reporters_of, step
from igtf.people.balance import Cell, balance_of
from igtf.people.countries import Region
from igtf.people.stakeholders import ALL_GROUPS, UNSTATED
from igtf.people.visitor import acting
from igtf.record.moves import url_of
from igtf.record.numbers import whole_number


def consultation_content(consultation: Consultation) -> dict[str, Any]:
    """Return the content of a consultation's page; callables are called only when a template asks for them."""
    floor, number = whole_number("participation_floor", consultation.subject), consultation.id
    parts = cache(lambda: tallies.parts_of(number))
    heard = cache(lambda: _heard(parts()["heard"]))
    taking = consultation.subject.state == "open" and bool(
        consultation.closes_at and clock.now() < consultation.closes_at
    )
    unheard = cache(lambda: picture.heard_little(summed(heard(), "counts_as"), floor))
    return {
        "admits": ADMITS, "closing": _closing(consultation), "people": lambda: queries.people_of(consultation),
        "summary": list(zip(SUMMARY.values(), consultation.summary_html, strict=False)),
        "replies": lambda: {"newest": queries.newest_replies(number), "all": parts()["replies"][0].people},
        "questions": lambda: _questions(consultation, parts(), floor),
        "balance": lambda: balance_of(heard()), "unheard": unheard,
        "far": lambda: picture.heard_little(summed(heard(), "region"), floor, regions=True),
        "baskets": lambda: _baskets(parts()), "statements": lambda: _statements(parts(), floor),
        "withdrawn": lambda: [row for row in parts()["statement"] if row.more],
        "invited": lambda: {"first": parts()["invited"], "all": parts()["asked"][0].people},
        "own": {
            "mine": lambda: lookups.reply_of(number, current_user.id),
            "revises": lambda: taking and bool(policy.can_reply(CONSULTATION.facts(acting(), consultation))),
            "asks": lambda: taking and lookups.leads(current_user.roles, consultation) and any(unheard()),
        },
    }  # fmt: skip


def _closing(consultation: Consultation) -> datetime | None:
    """Return when a consultation closes, or has; None while it is a draft, and of one that was withdrawn before."""
    subject, closes_at = consultation.subject, consultation.closes_at
    never = subject.state == "withdrawn" and closes_at is not None and closes_at > subject.state_since
    return None if never else closes_at


def _heard(rows: Iterable[Any]) -> list[Cell]:
    """Return who was heard, by group, region and country."""
    found = [(row.text, *row.more.split(" "), row.people) for row in rows]
    return [Cell(group, region, country or None, people) for group, region, country, people in found]


def _questions(consultation: Consultation, parts: dict[str, list[Any]], floor: int) -> list[Any]:
    """Return each question with how it was answered: counted by group and region, or how many texts it has."""
    written = {row.number: row.people for row in parts["texts"]}
    return [
        {"question": question, "kind": KINDS[question.kind], "texts": written.get(question.number, 0),
         "counted": _counted(question, [row for row in parts["chosen"] if row.number == question.number], floor)}
        for question in questions_of(consultation)
    ]  # fmt: skip


def _counted(question: Question, rows: Sequence[Any], floor: int) -> dict[str, Any] | None:
    """Return the counts of a choice or a scale by group and by region, with the middle answers; None without any."""
    names, given = question.choices(), [(*row.more.split(" "), int(row.text), row.people) for row in rows]
    groups = counting.counted([(group, *chose) for group, _region, *chose in given], len(names), list(ALL_GROUPS))
    regions = counting.counted([(region, *chose) for _group, region, *chose in given], len(names), tuple(Region))
    if not groups.people:
        return None
    unheard, little = picture.heard_little(dict(zip(groups.names, groups.people, strict=True)), floor)
    middle = counting.middles(groups, floor, but=[UNSTATED]) if question.kind == SCALE else {}
    return {
        "groups": _table(groups, names, ALL_GROUPS.__getitem__),
        "regions": _table(regions, names, picture.region_name), "people": sum(groups.people),
        "unheard": unheard, "little": little if question.kind == SCALE else [],
        "middles": [(ALL_GROUPS[name], names[point - 1]) for name, point in middle.items()],
    }  # fmt: skip


def _table(found: counting.CountedAnswers, names: Sequence[str], label_of: Any) -> dict[str, Any]:
    """Return counts as a table: an option a row, and below how many answered at all."""
    rows = [
        {"label": name, "cells": list(cells), "total": sum(cells)}
        for name, cells in zip(names, found.cells, strict=True)
    ]
    return {"columns": [label_of(name) for name in found.names], "rows": rows,
            "totals": [*found.people, sum(found.people)]}  # fmt: skip


def _baskets(parts: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Return the baskets, each with how many people have something in it, by group."""
    found = {(row.number, row.text): row.people for row in parts["lies"]}
    return [
        {"number": row.number, "name": row.text, "note": row.more,
         "people": sum(found.get((row.number, name), 0) for name in ALL_GROUPS),
         "groups": [(label, found[row.number, name]) for name, label in ALL_GROUPS.items()
                    if (row.number, name) in found]}
        for row in parts["basket"]
    ]  # fmt: skip


def _statements(parts: dict[str, list[Any]], floor: int) -> list[dict[str, Any]]:
    """Return the statements that stand, with their pictures across groups and regions; passing counts neither way."""
    found = []
    for row in (each for each in parts["statement"] if not each.more):
        groups, regions = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for one in parts["stance"]:
            if one.number == row.number:
                group, region = one.more.split(" ")
                groups[group, AS_POSITION[one.text]] += one.people
                regions[region, AS_POSITION[one.text]] += one.people
        found.append({
            "number": row.number, "text": row.text, "reply": row.of, "people": groups.total(),
            "groups": picture.of_groups(groups, floor), "regions": picture.of_regions(regions, floor),
        })  # fmt: skip
    return found


OF_A_REPLY = (
    "reply", "sort", "draw-statement", "file-issue", "report-reply", "keep-reply", "hide-reply", "show-reply", "warn",
    "pause", "end-pause",
)  # fmt: skip
"""Moves that are offered on the page of a reply."""


OF_AUTHORS = {"warn": warnable, "pause": pausable, "end-pause": resumable}
"""Those of them that are about who wrote it, each with what allows it."""


def steps_with(consultation: Consultation, reply: Reply) -> list[dict[str, Any]]:
    """Return what the reader can do with a reply, as the table has it: the name of the step and its path."""
    path = f"{url_of(consultation.subject)}/moves"
    return [
        {"label": move.label, "path": f"{path}/{move.name}?reply={reply.number}"}
        for move in _open_to_reader(consultation, reply)
    ]


def _open_to_reader(consultation: Consultation, reply: Reply) -> list[Move]:
    own, hidden = reply.person_id == current_user.id, reply.hidden_at is not None
    fits = dict.fromkeys(OF_A_REPLY, not hidden)
    fits |= {"reply": own and not hidden, "hide-reply": not own and not hidden, "show-reply": hidden}
    fits |= reporting_fits(reply, current_user.id, shown=not own and not hidden)
    by = acting()
    facts = CONSULTATION.facts(by, consultation)
    fits |= _judging_fits(reply, by.at) if facts.moderator and not own else dict.fromkeys(OF_AUTHORS, False)
    offers = CONSULTATION.offers(facts, consultation.subject.state)
    return [offer.move for offer in offers if offer.allowed and fits.get(offer.move.name)]


def _judging_fits(reply: Reply, at: datetime) -> dict[str, bool]:
    """Return whether it fits that a moderator warns or pauses who wrote a reply, or ends their pause; one query."""
    author = author_on(reply.consultation_id, reply.person_id, at)
    return {name: bool(allows(author)) for name, allows in OF_AUTHORS.items()}


def reporting_fits(reply: Reply, reader: int | None, *, shown: bool) -> dict[str, bool]:
    """Return whether it fits to report a reply that is ``shown`` and another's, or to leave it as it is."""
    reporters = reporters_of(reply.consultation_id, reply.number) if shown else set()
    return {"report-reply": shown and reader not in reporters, "keep-reply": bool(reporters)}


_STEPS = (
    (_l("Hide"), "hide-reply"), (_l("Leave as it is"), "keep-reply"), (_l("Warn"), "warn"),
    (_l("Pause posting"), "pause"),
)  # fmt: skip


_QUEUED = ConsultationFacts(signed_in=True, moderator=True, reported=True, replies=True)
"""What decisions on a reply need to know that stands before a moderator."""


def reported_replies(places: Collection[Place]) -> dict[Place, What]:
    """Return what the moderators see of replies that were reported; two queries."""
    by = acting()
    rows = queries.reported_replies(places, by.at)
    texts = defaultdict[int, list[str]](list)
    for answer in queries.html_in([row.Reply.id for row in rows]):
        texts[answer.reply_id].append(answer.html)
    return {
        (row.Reply.consultation_id, row.Reply.number): _reported(row, Markup("").join(map(Markup, texts[row.Reply.id])))
        for row in rows
    }


def _reported(row: Any, html: Markup) -> What:
    reply, subject = row.Reply, row.Subject
    name = _("Reply %(reply)d to consultation %(n)s", reply=reply.number, n=subject.ref)
    author = KnownAuthor(row.has_account, row.author_paused is not None, row.had_its_pause)
    fits = {name: bool(allows(author)) for name, allows in OF_AUTHORS.items()}
    steps = [
        (label, step(subject, name, reply=reply.number))
        for label, name in _STEPS
        if fits.get(name, True) and CONSULTATION.decide(CONSULTATION.move_by_name[name], _QUEUED, subject.state)
    ]
    path = f"{url_of(subject)}/replies/{reply.number}"
    return What(row.Actor, name, path, subject.title, html, steps, _l("you wrote this reply"))


def reply_content(consultation: Consultation, reply: Reply) -> dict[str, Any]:
    """Return what the page of a reply shows: each question with its answer, former wordings, baskets."""
    questions = questions_of(consultation)
    around = queries.baskets_around(reply)
    return {
        "questions": questions, "answers": answers_shown(questions, reply.chosen, queries.html_of(reply.id)),
        "versions": [(one, answers_shown(questions, one.chosen, one.texts)) for one in queries.versions_of(reply)],
        "baskets": list({row.number: row for row in around}.values()),
    }  # fmt: skip


def answers_shown(
    questions: Sequence[Question], chosen: Mapping[str, Any], html: Mapping[str, str]
) -> list[tuple[Question, str, str]]:
    """Return each question that was answered, with what was chosen in words, and the text as HTML."""
    found = []
    for question in questions:
        picked, text = chosen.get(str(question.number)), html.get(str(question.number), "")
        if picked or text:
            found.append((question, question.said(picked) if picked else "", text))
    return found


def question_or_404(consultation: Consultation, number: int) -> Question:
    """Return a question by its number; NotFound when there is none."""
    found = next((each for each in questions_of(consultation) if each.number == number), None)
    if found is None:
        raise NotFound(_("This consultation has no question %(n)s.", n=number))
    return found


def basket_content(consultation: Consultation, basket: Basket, asked: int | None) -> dict[str, Any]:
    """Return what the page of a basket shows: by which groups and regions, and what lies in it of one question.

    Of the question that is ``asked`` for, else of the first one with something; WHOLE are whole replies.
    """
    texts = tallies.lying_by_question(basket)
    label: dict[int, Text] = {question.number: question.text for question in questions_of(consultation)}
    shown = asked if asked in texts else next(iter(texts), WHOLE)
    return {
        "basket": basket, "labels": label, "shown": shown,
        "texts": [
            {"label": _("Question %(n)d", n=number) if number != WHOLE else _("Whole replies"), "count": count,
             "url": f"?question={number}", "current": number == shown}
            for number, count in texts.items()
        ],
        "page": paginate(queries.lying_in(basket, shown), Reply.at, Reply.id) if texts else None,
        "balance": balance_of(tallies.people_in_basket(basket)),
    }  # fmt: skip
