"""Atom feeds (RFC 4287) of every list and every subject; an act never changes its id."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from sqlalchemy import ColumnElement

from igtf.core.clock import now
from igtf.core.errors import Invalid, NotFound
from igtf.core.i18n import gettext as _
from igtf.core.mail import absolute, with_absolute_links
from igtf.core.page.paging import fresh, version_tag, with_tag
from igtf.core.text.passages import REMOVED
from igtf.core.transports import domain
from igtf.core.wording import labelled
from igtf.core.workflow import Workflow, workflow_of
from igtf.issues import queue
from igtf.notice.mails import Told, heading_of
from igtf.notice.queries import acts_of, removals, shown_again, subjects_by, subjects_in_feed
from igtf.people.shown import shown_now
from igtf.record.filters import NO_FILTER, conditions, known_of, require_known, rules_of, unknown
from igtf.record.models import Subject
from igtf.record.moves import shown_title

# A single one of these characters, pasted into a comment, would make a feed unreadable (XML 1.0, 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def workflow_at(collection: str) -> Workflow:
    """Return the workflow of a collection; NotFound when there is none."""
    workflow = workflow_of(collection)
    if workflow is None:
        raise NotFound(_("There is no such feed."))
    return workflow


def tag_of(act: Told) -> str:
    """Return the id of an act: a tag URI (RFC 4151), the same for ever."""
    return f"tag:{domain(current_app.config)},{act.entry.at:%Y-%m-%d}:event-{act.entry.number}"


def updated(act: Told, removed: Mapping[int, datetime], shown: Mapping[int, datetime]) -> datetime:
    """Return when an entry last changed: when it was made, its comment edited, hidden or shown, or words of it removed.

    ``removed``: when words were last removed on a subject, by its id; ``shown``: when comments were shown again, by
    their numbers. Readers that go by it (RFC 4287, 4.2.15) keep no words that are gone, and hide none that are back.
    """
    comment = act.entry.comment
    moments: list[datetime | None] = [act.entry.at]
    if comment:
        moments += [comment.edited_at, comment.hidden_at, shown.get(comment.id)]
    if _lacks_words(act):
        moments.append(removed.get(act.subject.id))
    return max(moment for moment in moments if moment)


def _lacks_words(act: Told) -> bool:
    comment = act.entry.comment
    return act.entry.redacted or REMOVED in act.subject.title or (comment is not None and REMOVED in comment.html)


def _version(subjects: Sequence[Subject]) -> str:
    return version_tag("feed", request.full_path, shown_now(), *((each.id, each.touched) for each in subjects))


def atom(title: str, page: str, subjects: Sequence[Subject]) -> Response:
    """Return the feed of the newest acts on ``subjects``: a 304 when the reader has this version."""
    tag = _version(subjects)
    unchanged = fresh(tag)
    if unchanged:
        return unchanged
    acts = acts_of(subjects)
    changed = partial(
        updated, removed=removals({act.subject.id for act in acts if _lacks_words(act)}),
        shown=shown_again(min((act.entry.at for act in acts if act.entry.comment), default=None)),
    )  # fmt: skip
    newest = max(map(changed, acts), default=datetime(2026, 1, 1, tzinfo=UTC))
    path = request.full_path.rstrip("?")
    xml = render_template(
        "feeds/atom.xml", title=title, page=absolute(page), here=absolute(path), acts=acts, newest=newest,
        feed_id=f"tag:{domain(current_app.config)},2026:feed:{path}", tag_of=tag_of, updated=changed,
        absolute=absolute, with_absolute_links=with_absolute_links, rfc3339=rfc3339,
    )  # fmt: skip
    response = make_response(_NOT_XML.sub("", xml))
    response.mimetype = "application/atom+xml"
    return with_tag(response, tag)


def rfc3339(moment: datetime) -> str:
    """Return a moment as Atom writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def require_filters(*names: str) -> None:
    """Raise Invalid where the address of a feed or calendar has a filter that is none of these, with which there are.

    Who subscribes looks at the address no more, and would get all there is instead of what was asked for.
    """
    strangers = unknown(request.args, (*names, "lang"), NO_FILTER)
    if strangers:
        raise Invalid(strangers)


def asked_filters(workflow: Workflow | None) -> list[ColumnElement[bool]]:
    """Return the filters of the feed's address as conditions: those of the list, or of all lists.

    Invalid for one that there is not, and for a value that is not known: an empty feed would say that nothing happens.
    """
    known = known_of(workflow)
    require_filters(*rules_of(workflow), *known)
    require_known(known, request.args)
    return conditions(workflow, request.args)


def list_feed(collection: str) -> Response:
    """Return the feed of a list, with the list's filters; 'all' is everything."""
    if collection == "all":
        return atom(_("Everything"), "/", subjects_in_feed(None, where=asked_filters(None)))
    workflow = workflow_at(collection)
    subjects = subjects_in_feed(workflow.kind, where=asked_filters(workflow))
    return atom(str(workflow.plural), f"/{collection}/", subjects)


def queue_feed() -> Response:
    """Return the feed of what waits for the clearing house, with the filters of the queue."""
    require_filters(*queue.FILTERS)
    require_known(queue.KNOWN, request.args)
    rows = queue.queue(queue.asked_of(request.args), now())
    return atom(_("Clearing house queue"), "/issues/queue", subjects_by([row.id for row in rows]))


def subject_feed(collection: str, ref: str, reader_id: int | None) -> Response:
    """Return the feed of one subject as visible to the reader; a group's has all of its work."""
    workflow = workflow_at(collection)
    require_filters()
    load: Callable[..., Any] = workflow.load
    subject: Subject = load(reader_id, ref).subject
    title = labelled(heading_of(subject), shown_title(subject))
    return atom(title, f"/{collection}/{subject.ref}", subjects_in_feed(None, within=subject))
