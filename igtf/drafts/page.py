"""What the page of a draft shows beside what every subject's page has."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from igtf.core import clock
from igtf.core.i18n import Text, language
from igtf.core.i18n import gettext as _
from igtf.drafts.asked import after_call
from igtf.drafts.beside import pieces
from igtf.drafts.expiring import expiry_from
from igtf.drafts.front import FrontAuthor, FrontFinding
from igtf.drafts.margins import margin
from igtf.drafts.models import Draft
from igtf.drafts.queries import held_back, newer_text, people_of, return_of
from igtf.drafts.questions import answered
from igtf.drafts.revisions import whole
from igtf.drafts.states import ADDRESSED
from igtf.drafts.text import check, parse
from igtf.drafts.waiving import concerned_of, wait_is_over
from igtf.drafts.words import PARTS_IN_DRAFT
from igtf.groups.page import milestones_with
from igtf.record.holds import held_sentence
from igtf.record.models import Actor, Hat
from igtf.subject.relations import Related


def draft_content(draft: Draft) -> dict[str, Any]:
    """Return the content of a draft's page; callables are called only when a template asks for them."""
    seen = cache(lambda: whole(draft))
    waits = cache(lambda: held_sentence(held_back(draft, clock.now())))
    beside = cache(lambda: people_of(draft))
    expires = cache(lambda: expiry_from(draft.subject, seen().revisions[0].at))
    return {
        "also": waits, "waits": waits, "text": lambda: seen().text, "group": lambda: seen().group,
        "against": lambda: (seen().objections, seen().objections_all),
        "revision": lambda: seen().revisions[0], "revisions": lambda: seen().revisions,
        "people": lambda: [_named(row, hats_in(seen().text.source)) for row in beside()],
        "silent": lambda: [row.name for row in beside() if _is_silent(row)],
        "checks": _warnings,
        "margin": lambda: margin(draft.id, seen().revisions[0].id), "beside": lambda: pieces,
        "written_up": lambda: answered(draft.write_up),
        "returned": lambda: return_of(draft, seen().revisions[0].at),
        "is_addressed": draft.subject.state in ADDRESSED,
        "planned": lambda: milestones_with(draft.subject, clock.now()),
        "expires": expires, "has_days": lambda: expires() is not None,
        "concerned": lambda: concerned_of(draft),
    }  # fmt: skip


class NamedPerson(NamedTuple):
    """Somebody at the side of a draft, by name or with an account and the ``hat`` worn; and their part in it, in words.

    ``organisation``: as the text says, where the hat does not say so; ``stated``: the hat that it states, where none is
    worn.
    """

    actor: Actor | None
    hat: Hat | None
    name: str
    organisation: str
    stated: str
    part: Text


def _named(row: Any, hats: Mapping[str, str]) -> NamedPerson:
    """Return what the page says of one of ``people_of``; ``hats``: those that the text states, by name."""
    said_by_hat = row.Hat is not None and row.Hat.organisation == row.organisation
    stated = "" if row.Hat is not None else hats.get(row.name, "")
    return NamedPerson(row.Actor, row.Hat, row.name, "" if said_by_hat else row.organisation, stated, _part(row))


def _is_silent(row: Any) -> bool:
    """Return whether somebody is named as author and has not said whether that is so."""
    return row.role == "author" and not (row.confirmed or row.denied)


def _part(row: Any) -> Text:
    if row.role in PARTS_IN_DRAFT:
        return PARTS_IN_DRAFT[row.role]
    if row.confirmed:
        return _("author")
    return _("named as author; says not to be one") if row.denied else _("named as author; not confirmed")


def stands(draft: Draft, found: Related) -> Text:
    """Return in a line where a draft stands, by what is ``found`` related to it; '' for the line of its state."""
    if wait_is_over(draft, clock.now()) and held_back(draft, clock.now()) is None:
        return _("The wait before publication is over; the secretariat can publish it.")
    return after_call(draft.subject.state, found, lambda: newer_text(draft))


@lru_cache(maxsize=64)
def authors_in(source: str) -> tuple[FrontAuthor, ...]:
    """Return who wrote the revision with this source, as it says; kept, as the source of a revision never changes."""
    return parse(source).front.authors


def hats_in(source: str) -> dict[str, str]:
    """Return the hats that the authors of a revision state in its source, by the name of each."""
    return {author.name[:200]: author.hat for author in authors_in(source)}


def _warnings() -> Any:
    """Return the function that says of a source, when the page is made, what its authors should know."""
    return lambda source: _hints(source, language())


@lru_cache(maxsize=64)
def _hints(source: str, _language: str) -> list[FrontFinding]:
    """Return what is amiss in a source but no error, kept by language: the source of a revision never changes."""
    return [finding for finding in check(source) if finding.severity != "error"]
