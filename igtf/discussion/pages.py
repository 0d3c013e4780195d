"""What every subject's page has: way bar, state, what can happen next, timeline, relations, follow."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import Response, make_response, render_template, request
from flask_login import current_user

from igtf.core import clock
from igtf.core.i18n import Text
from igtf.core.keptpages import kept_as
from igtf.core.pages import fresh, number_asked, version_tag, with_tag
from igtf.core.security import once_token
from igtf.core.workflow import WORKFLOWS, Offer
from igtf.discussion.elements import comment_body, entry, why
from igtf.discussion.forms import CommentForm
from igtf.discussion.queries import (
    TIMELINE_PAGE,
    Entry,
    Related,
    follows,
    on_part,
    relations_of,
    state_label,
    timeline,
    version_around,
)
from igtf.discussion.way import way
from igtf.people.countries import Region
from igtf.people.stakeholders import ALL_GROUPS, UNSTATED
from igtf.people.visitor import acting, hat_label
from igtf.record.models import Subject
from igtf.record.moves import url_of
from igtf.record.relations import RELATIONS
from igtf.record.stated import Stated, speaking_of

LONGEST_RUN = 3


def shown_offers(thing: Any, workflow: Any) -> list[dict[str, Any]]:
    """Return the moves of ``thing`` as the panel shows them to the present reader, with the numbers of its version."""
    offers: list[Offer] = workflow.offers(workflow.facts(acting(), thing), thing.subject.state)
    base, many_hats = f"{url_of(thing.subject)}/moves", len(current_user.hats) > 1
    with speaking_of(thing.subject):
        return [
            {
                "name": offer.move.name, "label": str(offer.move.label), "allowed": offer.allowed,
                "reason": str(offer.decision.reason), "who": str(offer.move.who), "needs": str(offer.move.needs),
                "primary": offer.move.main,
                "has_form": offer.move.form is not None or offer.move.checked or many_hats,
                "url": f"{base}/{offer.move.name}",
            }
            for offer in offers
        ]  # fmt: skip


def runs(entries: Sequence[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """Return the entries with, behind each, those that say the same: a run of like acts without a reason of their own.

    Only runs of more than ``LONGEST_RUN`` are gathered; the first of a run stands for it.
    """
    found: list[tuple[Entry, list[Entry]]] = []
    for _kind, like in groupby(entries, lambda e: e.kind if e.is_plain else f"{e.kind} {e.number}"):
        first, *others = like
        if len(others) >= LONGEST_RUN:
            found.append((first, others))
        else:
            found.extend((entry, []) for entry in (first, *others))
    return found


def link_of(row: Any) -> dict[str, Any]:
    """Return what a link to a subject shows: address, title, state; ``type`` is its kind as the tables name it."""
    prefix = WORKFLOWS[row.kind].prefix
    return {
        "url": url_of(row), "label": f"{prefix}{row.ref}" if prefix else row.ref, "title": row.title,
        "state": state_label(row.kind, row.state), "phase": row.phase, "kind": WORKFLOWS[row.kind].label, "row": row,
    }  # fmt: skip


def appeals_on(found: Sequence[tuple[Text, Sequence[Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return the appeals among the relations of a subject: the pending ones, and those that annulled something."""
    by_label = {str(label): [link_of(row) for row in rows] for label, rows in found}
    against = by_label.get(str(RELATIONS["appeals-against"].reverse), [])
    return {
        "pending": [link for link in against if link["phase"] != "closed"],
        "annulled": by_label.get(str(RELATIONS["annuls"].reverse), []),
    }


def asked_now(found: Related) -> list[dict[str, Any]]:
    """Return the calls and ballots under way that ask about the subject, or in which it objects."""
    asking = (RELATIONS["asks-about"].reverse, RELATIONS["decides-on"].reverse, RELATIONS["objects-in"].label)
    names = {str(label) for label in asking}
    return [link_of(row) for label, rows in found if str(label) in names for row in rows if row.phase == "work"]


def _version(subject: Subject, also: object) -> str:
    """Return the ETag of a subject's page: it changes with what it shows, and as what is said of time grows old."""
    young = clock.now() - subject.active_at < timedelta(hours=1)
    step = f"{clock.now():%Y%m%d%H%M}" if young else f"{clock.now():%Y%m%d%H}"
    return version_tag(subject.id, subject.touched, version_around(subject), also, request.query_string, step)


def _linked(found: Related, but: int | None = None) -> Related:
    """Return related subjects as links, without the one that the page is about."""
    return [(label, [link_of(row) for row in rows if row.id != but]) for label, rows in found]


def subject_page(
    template: str, thing: Any, *, direct: bool | Callable[[], bool] = False, station: str = "",
    also: Callable[[], object] = str, near: int | None = None, **content: Any,
) -> Response:  # fmt: skip
    """Return the page of a subject: a 304 when the reader has this version.

    Calls ``direct`` and the ``content`` values that are callables only when the page is really made. ``also``
    returns what the version depends on beside the subject and those around it. ``near`` is another subject whose
    relations the page shows too.
    """
    subject: Subject = thing.subject
    workflow = WORKFLOWS[subject.kind]
    anonymous = not current_user.is_authenticated
    tag = _version(subject, also()) if anonymous else ""
    unchanged = (kept_as(tag) or fresh(tag)) if anonymous else None  # the kept page holds again, also for others
    if unchanged:
        return unchanged
    show = request.args.get("show", "all")
    before = number_asked("before")
    entries = timeline(subject.id, show=show, before=before)
    related = relations_of([subject.id, *([near] if near else [])])
    with speaking_of(subject):
        content = {name: value() if callable(value) else value for name, value in content.items()}
        html = render_template(
            template, thing=thing, subject=subject, workflow=workflow, state=workflow.state_by_name[subject.state],
            url=url_of(subject), way=way(subject, direct=direct() if callable(direct) else direct, station=station),
            offers=shown_offers(thing, workflow), entries=entries, show=show, reader=current_user._get_current_object(),
            older=entries[-1].number if len(entries) == TIMELINE_PAGE else None,
            relations=_linked(related[subject.id]), near=_linked(related.get(near or 0, []), but=subject.id),
            appeals=appeals_on(related[subject.id]), asked_now=asked_now(related[subject.id]),
            following=follows(current_user.id, subject.id), once=once_token(), new_comment=CommentForm(), **content,
        )  # fmt: skip
    response = make_response(html)
    return with_tag(response, tag) if anonymous else response


def init_app(app: Any) -> None:
    """Give templates who reads, the names of states, hats, groups and regions, and the links to subjects."""
    app.jinja_env.filters["runs"] = runs
    app.jinja_env.globals.update(
        state_label=state_label, hat_label=hat_label, link_of=link_of, url_of=url_of, workflow_of=WORKFLOWS.__getitem__,
        on_part=on_part, current_user=current_user, entry=entry, comment_body=comment_body, why=why, Stated=Stated,
        group_label=lambda name: ALL_GROUPS[name or UNSTATED], region_label=lambda name: Region(name or "none").label,
    )  # fmt: skip
