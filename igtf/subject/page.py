"""What every subject's page has: way bar, state, what can happen next, timeline, relations, follow."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import cache, partial
from itertools import groupby
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import Select

from igtf.core import clock
from igtf.core.i18n import Text
from igtf.core.keeping.alike import Own, Words, page_for
from igtf.core.keeping.impersonal import Pieces, impersonal, pieces
from igtf.core.keeping.pages import kept_as
from igtf.core.page.paging import fresh, number_asked, version_tag, with_tag
from igtf.core.page.templates import Later
from igtf.core.policy import YES
from igtf.core.workflow import OVER, UNDER_WAY, WORKFLOWS, Offer, Workflow
from igtf.discussion.forms import comment_form
from igtf.discussion.policy import heard_sentence, paused_sentence
from igtf.discussion.queries import (
    IN_MINUTES,
    around,
    comment_facts,
    due_said,
    due_word,
    heard_on,
    on_part,
    pause_of,
    state_label,
)
from igtf.discussion.timeline import TIMELINE_PAGE, TimelineEntry, decided, entries_of, reasons_of
from igtf.people.countries import Region
from igtf.people.hats import hat_label
from igtf.people.stakeholders import ALL_GROUPS, UNSTATED, affiliation_shown
from igtf.people.taking_part import taking_part
from igtf.people.visitor import Somebody, acting, hat_said, hat_shown, own_hat_label
from igtf.record.holds import hold_ends
from igtf.record.kinds import in_words
from igtf.record.models import Subject
from igtf.record.moves import shown_title, url_of
from igtf.record.numbers import in_force
from igtf.record.stated import Stated, speaking_of
from igtf.record.terms import Explained
from igtf.subject.elements import appeal_link, closed_steps, comment_body, moves_panel, timeline, way_bar, why
from igtf.subject.relations import Related, acted, mentioning, relations_of
from igtf.subject.way import way

LONGEST_RUN = 3

Found = Callable[[], Sequence[TimelineEntry]]
"""Loads the entries of a timeline, once."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def _steps(subject: Subject, workflow: Workflow, facts: Any) -> tuple[list[dict[str, Any]], Markup]:
    """Return the steps that are open to the present reader, of whom ``facts`` tell, and as HTML those that are closed.

    Which are is the same for all of whom the same is known, and for each subject in a state: policies decide on facts
    alone. Who is not signed in is shown what all who take part may do, and is asked to sign in there.
    """
    visits = not current_user.is_authenticated
    kept = pieces("steps", subject.kind, subject.state, str(subject.procedure), str(in_force()), str(facts))
    here = f"closed {subject.id}"  # where a closed step leads to what comes first, and from there back to this subject
    names, closed = kept.get("open"), kept.get("closed")
    closed = kept.get(here) if closed is None else closed
    with speaking_of(subject):
        if names is None or closed is None:
            offers = workflow.offers(_newcomer(facts) if visits else facts, subject.state)
            open_now = [offer for offer in offers if offer.allowed and (offer.move.invites or not visits)]
            names = Markup(" ".join(offer.move.name for offer in open_now))
            others = [replace(one, decision=replace(one.decision, ok=False)) for one in offers if one not in open_now]
            closed = closed_steps(_shown(others, subject))
            kept.put("open", names)
            kept.put(here if any(one.decision.first for one in others) else "closed", closed)
        offers = [Offer(workflow.move_by_name[name].worded_for(facts), YES) for name in names.split()]
        return _shown(offers, subject), closed


def _newcomer(facts: Any) -> Any:
    """Return the facts as they are for somebody who takes part, wears a hat, and has done nothing here yet."""
    known = {field.name for field in fields(facts)}
    return replace(facts, **{name: True for name in ("signed_in", "verified", "has_hat") if name in known})


def shown_offers(thing: Any, workflow: Workflow) -> list[dict[str, Any]]:
    """Return the moves of ``thing`` as the panel shows them to the present reader, with the numbers of its version."""
    with speaking_of(thing.subject):
        return _shown(workflow.offers(workflow.facts(acting(), thing), thing.subject.state), thing.subject)


def _shown(offers: Iterable[Offer], subject: Subject) -> list[dict[str, Any]]:
    """Return the steps as the panel shows them; to who is not signed in, each leads to the sign-in and back to it."""
    asks_more, base = len(current_user.hats) > 1, f"{url_of(subject)}/moves"
    if not current_user.is_authenticated:
        asks_more, base = True, f"/sign-in?next={base}"
    return [
        {
            "name": offer.move.name, "label": str(offer.move.label), "allowed": offer.allowed,
            "reason": str(offer.decision.reason), "first": offer.decision.first, "who": str(offer.move.who),
            "needs": str(offer.move.needs),
            "primary": offer.move.leads_on(subject.state), "parting": offer.move.parting,
            "has_form": offer.move.form is not None or offer.move.checked or asks_more,
            "url": f"{base}/{offer.move.name}",
        }
        for offer in offers
    ]  # fmt: skip


def runs(entries: Sequence[TimelineEntry]) -> list[tuple[TimelineEntry, list[TimelineEntry]]]:
    """Return the entries with, behind each, those that say the same: a run of like acts without a reason of their own.

    Only runs of more than ``LONGEST_RUN`` are gathered; the first of a run stands for it.
    """
    found: list[tuple[TimelineEntry, list[TimelineEntry]]] = []
    for _kind, like in groupby(entries, lambda e: e.kind if e.is_plain else f"{e.kind} {e.number}"):
        first, *others = like
        if len(others) >= LONGEST_RUN:
            found.append((first, others))
        else:
            found.extend((entry, []) for entry in (first, *others))
    return found


def link_of(row: Any) -> dict[str, Any]:
    """Return what a link to a subject shows: address, title, state, what its kind is called; ``row`` is as given."""
    workflow = WORKFLOWS[row.kind]
    return {
        "url": url_of(row), "label": workflow.name_of(row.ref), "title": workflow.title_of(row.title),
        "state": state_label(row.kind, row.state), "phase": row.phase, "kind": workflow.label, "row": row,
    }  # fmt: skip


def _names(found: Related) -> set[str]:
    return {row.relation for _label, rows in found for row in rows}


def _related_by(found: Related, *ways: tuple[str, bool]) -> list[Any]:
    """Return the subjects related in one of ``ways``: a relation, and whether it comes from their side."""
    return [row for _label, rows in found for row in rows if (row.relation, bool(row.reverse)) in ways]


def appeals_on(found: Related) -> dict[str, list[dict[str, Any]]]:
    """Return the appeals among the relations of a subject: the pending ones, and those that annulled something.

    A pending one is against a decision on the subject, or on what it hangs on; ``until``: how long that waits at most.
    """
    on_it = _related_by(found, ("appeals-against", True), ("holds-up", True))
    return {
        "pending": [link_of(row) | {"until": hold_ends(row)} for row in on_it if row.phase != "closed"],
        "annulled": [link_of(row) for row in _related_by(found, ("annuls", True))],
    }


def asked_now(found: Related) -> list[dict[str, Any]]:
    """Return the calls and ballots that ask about the subject, or in which it objects, and are not decided yet."""
    asking = _related_by(found, ("asks-about", True), ("decides-on", True), ("objects-in", False))
    return [link_of(row) for row in asking if row.phase in UNDER_WAY]


def _version(thing: Any, around_it: str, also: object) -> str:
    """Return the ETag of a subject's page: it changes with what it shows, and as what is said of time grows old.

    Subjects that came with the thing were read before what is ``around_it``: each counts as it was then, as one that
    changed in between is shown as it was before.
    """
    now, subject = clock.now(), thing.subject
    came = sorted((each.id, each.touched) for each in vars(thing).values() if isinstance(each, Subject))
    in_minutes = any(at and abs(now - at) < IN_MINUTES for at in (subject.active_at, subject.due_at))
    step = f"{now:%Y%m%d%H%M}" if in_minutes else f"{now:%Y%m%d%H}"
    return version_tag(subject.id, came, around_it, also, request.query_string, step, in_force())


def _linked(found: Related, but: int | None = None) -> Related:
    """Return related subjects as links, without the one that the page is about."""
    return [(label, [link_of(row) for row in rows if row.id != but]) for label, rows in found]


def related_links(subject_id: int) -> Related:
    """Return what is related to a subject as links, last what only mentions it; one query."""
    found = relations_of(subject_id)[subject_id]
    return _linked([*acted(found), *mentioning(found)])


class _Stream:
    """The timeline of a subject with the way to older entries, one for all who can do the same with its comments.

    Whoever wrote one of them can edit it, and has a timeline of their own. ``found_now`` loads the entries.
    """

    def __init__(self, own_pieces: Pieces, subject: Subject, show: str, found_now: Found, reader: Any) -> None:
        self._pieces, self._subject, self._show = own_pieces, subject, show
        self._found, self._reader = found_now, reader
        self._shared = f"timeline {'moderator' if reader.moderates else 'signed in' if reader.id else 'anyone'}"

    def edits(self) -> bool:
        """Return whether the reader wrote a comment in it."""
        kept = self._pieces.find(self._shared)
        return self._reader.id in (kept.but if kept else self._authors())

    def _authors(self) -> frozenset[int]:
        return frozenset(entry.comment.actor_id for entry in self._found() if entry.comment)

    def html(self, *, edits: bool) -> Markup:
        """Return it, for who ``edits`` or for all others."""
        name = f"{self._shared} {self._reader.id}" if edits else self._shared
        kept = self._pieces.get(name)
        if kept is None:
            kept = self._made()
            self._pieces.put(name, kept, but=frozenset() if edits else self._authors())
        return self._pieces.shown(name, kept)

    def _made(self) -> Markup:
        found, here = self._found(), url_of(self._subject)
        asked = {"show": self._show} if self._show != "all" else {}
        older = urlencode({"before": found[-1].number} | asked) if len(found) == TIMELINE_PAGE else ""
        newest = f"{here}?{urlencode(asked)}" if asked else here
        return timeline(
            runs(found), self._reader, f"{here}?{older}" if older else None, newest if number_asked("before") else None
        )


def _late(content: dict[str, Any]) -> dict[str, Any]:
    return {name: Later(value) if callable(value) else value for name, value in content.items()}


def _to_appeal(subject: Subject, found_now: Found | None) -> Markup:
    """Return the way to appeal the decision by which a subject came into its state; empty without one.

    ``found_now`` returns the newest entries of its timeline, None where the page shows others.
    """
    found = decided(subject, found_now)
    return appeal_link(found.number, found.said, found.at, found.until, by=found.actor) if found else Markup()


def _frame(
    subject: Subject, near: int | None, found_now: Found | None, way_of: Callable[[Related], Any]
) -> dict[str, Any]:
    """Return what all readers of a subject's page see of its surroundings, each looked up when a template asks.

    ``found_now`` returns the newest entries of its timeline, None where the page shows others; ``way_of`` is told what
    is related to the subject.
    """
    found = cache(lambda: relations_of(subject.id, near))
    related = cache(lambda: {number: acted(rows) for number, rows in found().items()})
    return _late({
        "way": lambda: way_of(related()[subject.id]),
        "relations": lambda: _linked(related()[subject.id]),
        "mentions": lambda: _linked(mentioning(found()[subject.id])),
        "near": lambda: _linked(related().get(near or 0, []), but=subject.id),
        "appeals": lambda: appeals_on(related()[subject.id]), "asked_now": lambda: asked_now(related()[subject.id]),
        "to_appeal_state": lambda: _to_appeal(subject, found_now), "reasons": lambda: reasons_of(subject, found_now),
    })  # fmt: skip


def _no_hint(_found: Related) -> Text:
    return ""


Stations = Collection[str] | Callable[[], Collection[str]]
"""Stations of the way, or what returns them when the way is shown."""

Station = str | None | Callable[[], str]

Hint = Callable[[Related], Text]


def _way(subject: Subject, without: Stations, station: Station, hint: Hint, found: Related) -> Any:
    return way(
        subject, relations=_names(found), without=without() if callable(without) else without, hint=hint(found),
        station=station() if callable(station) else station,
    )  # fmt: skip


def subject_page(
    template: str, thing: Any, *, without: Stations = (), station: Station = "", hint: Hint = _no_hint,
    also: Callable[[], object] = str, near: int | None = None,
    own: Mapping[str, Any] = _NOTHING, fill: Words = _NOTHING, **content: Any,
) -> Response:  # fmt: skip
    """Return the page of a subject: a 304 when the reader has this version.

    Calls ``without``, ``station``, ``hint`` (with what is related) and the ``content`` values that are callables only
    when a template asks for them; they are the same for all readers. ``own`` is about the present one, and stands in no
    piece that others see; whoever has nothing of it gets the page that others got. ``fill`` are words of the reader,
    for what was left open in that page. ``also`` returns what the version depends on beside the subject and those
    around it. ``near`` is another subject whose relations the page shows too.
    """
    subject: Subject = thing.subject
    workflow, reader = WORKFLOWS[subject.kind], current_user._get_current_object()
    beside = around(subject, reader.id, near)
    tag = _version(thing, beside.version, also())
    if not reader.is_authenticated and (unchanged := kept_as(tag) or fresh(tag)):
        return unchanged  # a kept page holds again, also for others
    facts = workflow.facts(acting(), thing)
    show, before = request.args.get("show", "all"), number_asked("before")
    found_now = cache(lambda: entries_of(subject.id, show=show, before=before))
    newest = None if before or show == "discussion" else found_now
    for_all = _frame(subject, near, newest, partial(_way, subject, without, station, hint)) | _late(content)

    def make(of_the_reader: Mapping[str, Any]) -> str:
        offers, closed = _steps(subject, workflow, facts)
        return render_template(
            template, thing=thing, subject=subject, workflow=workflow, state=workflow.state_by_name[subject.state],
            url=url_of(subject), offers=offers, closed=closed, show=show, following=beside.following,
            stream=Later(lambda: stream.html(edits=of_the_reader["edits"]())),
            new_comment=cache(lambda: comment_form(reader)), **for_all, **of_the_reader,
        )  # fmt: skip

    with speaking_of(subject), impersonal(template, tag) as own_pieces:
        stream = _Stream(own_pieces, subject, show, found_now, reader)
        place = f"{facts} {'follows' if beside.following else ''}"
        own_here = Own(reader, {**own, **pause_said(subject, beside.paused), "edits": stream.edits})
        html = page_for(own_pieces, place, own_here, fill, make, Somebody(reader.time_zone))
    return make_response(html) if reader.is_authenticated else with_tag(make_response(html), tag)


def people_page(subject: Subject, lead: str, counted: Select[int], asked: Sequence[Any] | None = None) -> str:
    """Return the page of who took part in a subject: in those whose ids are ``counted``, of whom ``lead`` says who.

    ``asked`` are the calls and ballots about it; None where nothing can ask about it.
    """
    return render_template("discussion/people.html", subject=subject, lead=lead, part=taking_part(counted), asked=asked)


def pause_said(subject: Subject, until: datetime | None) -> dict[str, Text]:
    """Return what the form for comments on a subject says of a pause of the reader's posting that lasts ``until``.

    ``paused``: why it is closed; ``heard``: why it is open all the same. Empty where that is not so.
    """
    heard = until is not None and heard_on(subject, current_user.id)
    return {"paused": "" if heard else paused_sentence(until), "heard": heard_sentence(until) if heard else ""}


def posting_paused(subject: Subject) -> dict[str, Text]:
    """Return the same, looked up for the present reader."""
    return pause_said(subject, comment_facts(acting()).paused)


def pause_address() -> str:
    """Return the address of the entry that paused the posting of the present reader, where it can be appealed."""
    found = pause_of(current_user.id, clock.now())
    return f"{url_of(found)}#e{found.event_id}" if found else "/desk"


def may_begin(kind: str, name: str) -> bool:
    """Return whether the present reader may bring a subject of a kind into being by the move ``name``: its policy."""
    workflow = WORKFLOWS[kind]
    return workflow.decide(workflow.move_by_name[name], workflow.facts(acting(), None), None).ok


def init_app(app: Any) -> None:
    """Give templates who reads, the names of states, hats, groups and regions, and the links to subjects."""
    app.jinja_env.filters.update(in_words=in_words)
    app.jinja_env.globals.update(
        state_label=state_label, due_word=due_word, due_said=due_said, hat_label=hat_label, hat_said=hat_said,
        hat_shown=hat_shown, own_hat_label=own_hat_label, affiliation_shown=affiliation_shown,
        posting_paused=posting_paused, pause_address=pause_address, may_begin=may_begin, link_of=link_of, url_of=url_of,
        shown_title=shown_title, workflow_of=WORKFLOWS.__getitem__, OVER=OVER,
        way_bar=way_bar, moves_panel=moves_panel, comment_body=comment_body, why=why, on_part=on_part,
        current_user=current_user, Stated=Stated, Explained=Explained,
        group_label=lambda name: ALL_GROUPS[name or UNSTATED], region_label=lambda name: Region(name or "none").label,
        regions=tuple(Region),
    )  # fmt: skip
