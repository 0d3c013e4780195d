"""What stands on each subject's page: way bar, closed steps, timeline, comments; made as ``core.page.elements`` are."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import compress
from typing import Any

from flask import current_app
from flask_login import current_user
from jinja2.filters import do_truncate
from markupsafe import Markup, escape

from igtf.core.i18n import Text, language, ngettext, pgettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import day, stamp
from igtf.core.page.elements import badge, time, who
from igtf.core.security import masked_csrf_token, there_and_back
from igtf.core.text.prose import paragraphs
from igtf.core.text.references import linked
from igtf.core.wording import ends
from igtf.discussion.timeline import TimelineEntry, Who
from igtf.record.kinds import Handles, Names, SubjectPath
from igtf.subject.way import Way

_TOOLS = (
    ("/history", "", _l("Edited")), ("", "", _l("Link")), ("/quote", ' rel="nofollow"', _l("Quote")),
    ("/edit", "", _l("Edit")), ("/report", ' rel="nofollow"', _l("Report")), ("/hide", "", _l("Hide")),
    ("/warn", "", _l("Warn")), ("/pause", "", _l("Pause posting")),
)  # fmt: skip
"""What can be done with a comment, by its address."""

_STATIONS = {
    "done": _l("passed"), "now": _l("here"), "ahead": _l("ahead"), "skipped": _l("not needed"),
    "ended": _l("ended here"), "never": _l("not reached"),
}  # fmt: skip

QUOTED = 160
"""Characters of the part that a comment is about, as they stand above it."""

SHOWN = 12
"""Entries of a timeline that a narrow screen shows at first; the same number stands in lists.css."""

STEPS_SHOWN = 4
"""Steps that a page shows of those that are open; a single one more is not folded."""

_FEW = 3


def way_bar(shown: Way) -> Markup:
    """Return the stations of a way, in words where it stands and what is next, and the sentence that says it all."""
    stations = shown.stations
    if not stations:
        return Markup()
    items = "".join(_station(station) for station in stations)
    label, said = escape(_("Where this stands")), escape(shown.sentence)
    here = next((at for at, station in enumerate(stations) if station["state"] in ("now", "ended")), None)
    told = _stands_at(stations, here) if here is not None else ""
    return Markup(f'<div class="wayfind"><ol class="way" role="list" aria-label="{label}">{items}</ol>{told}'
                  f'<p class="small">{said}</p></div>')  # fmt: skip


def _station(station: Mapping[str, Any]) -> str:
    state = station["state"]
    current = ' aria-current="step"' if state == "now" else ""
    words = f'<span class="unseen"> ({escape(_STATIONS[state])})</span>'
    return f'<li class="{state}"{current}>{escape(station["label"])}{words}</li>'


def _stands_at(stations: Sequence[Mapping[str, Any]], here: int) -> str:
    label, state = escape(stations[here]["label"]), stations[here]["state"]
    after = next((station["label"] for station in stations[here:] if station["state"] == "ahead"), None)
    said = _("next: %(station)s", station=after) if after else _STATIONS[state] if state == "ended" else ""
    more = escape(pgettext("clause", ", ")) + escape(said) if said else ""
    counted = escape(_("station %(n)d of %(all)d", n=here + 1, all=len(stations)))
    return f'<p class="small told" aria-hidden="true"><b>{label}</b>{more} · {counted}</p>'


def closed_steps(offers: Sequence[Mapping[str, Any]]) -> Markup:
    """Return those steps that are not open to the reader, folded away: for whom each is, and, signed in, why not."""
    closed, signed_in = [offer for offer in offers if not offer["allowed"]], current_user.is_authenticated
    if not closed:
        return Markup()
    words = ngettext("%(num)d step is not open to you", "%(num)d steps are not open to you", len(closed))
    items = "".join(_closed(offer, signed_in=signed_in) for offer in closed)
    return Markup(f"<details><summary>{escape(words)}</summary><ul>{items}</ul></details>")


def _closed(offer: Mapping[str, Any], *, signed_in: bool) -> str:
    reason = f"<br>{escape(offer['reason'])}{_first(offer)}" if offer["reason"] and signed_in else ""
    who = _small(_("Open to: %(who)s.", who=offer["who"])) if offer["who"] else ""
    needs = _small(_("Needs: %(what)s.", what=offer["needs"])) if offer["needs"] else ""
    return f"<li><b>{escape(offer['label'])}</b>{reason}{who}{needs}</li>"


def _first(offer: Mapping[str, Any]) -> str:
    """Return the link to what has to be done before, which leads back to the step."""
    if not offer["first"]:
        return ""
    label, path = offer["first"]
    return f' <a href="{escape(there_and_back(path, offer["url"]))}">{escape(label)}</a>'


def _small(words: str) -> str:
    return f' <span class="small">{escape(words)}</span>'


def moves_panel(
    offers: Sequence[Mapping[str, Any]], revision: int, once: str, *, title: str = "", note: str = "",
    held: Collection[str] = (), closed: Markup | None = None, beyond: str = "", ways: Sequence[tuple[str, str]] = (),
) -> Markup:  # fmt: skip
    """Return what can happen next: the steps that are open to the reader, and those that are not.

    The main ones come first, and the first of these as a filled button; those that end or take back come last. Of many
    all but the first ``STEPS_SHOWN`` are folded.
    ``offers`` are as ``subject.page.shown_offers`` gives them; a step with a form is a link to it, one without is
    a button. ``held`` are the names of steps whose form stands on the page already: no second way to them is shown.
    ``note`` is a sentence below the buttons, and ``closed`` what ``closed_steps`` made, where that was done already.
    ``beyond`` is HTML with ways to steps on other pages; it may be blank. ``ways`` are such, as label and address, of
    those who do most from there: before all steps.
    """
    open_now = (offer for offer in offers if offer["allowed"] and offer["name"] not in held)
    may = sorted(open_now, key=lambda offer: (not offer["primary"], offer["parting"]))
    closed = closed_steps(offers) if closed is None else closed
    if not (may or ways or closed or beyond.strip() or (offers and not held)):
        return Markup()
    acts = [_way(*way) for way in ways]
    acts += [_act(one, revision, once, main=one["primary"] and one is may[0]) for one in may]
    said = _acts(acts) if acts else "" if note or held or beyond.strip() else _nothing_open()
    below = f'<p class="small">{escape(note)}</p>' if note else ""
    head = escape(title or _("What can happen next"))
    return Markup(
        f'<section class="next" aria-labelledby="next"><h2 id="next">{head}</h2>{said}{beyond}{below}{closed}</section>'
    )


def _acts(acts: Sequence[str]) -> str:
    if len(acts) <= STEPS_SHOWN + 1:
        return f'<div class="acts">{"".join(acts)}</div>'
    first, more = "".join(acts[:STEPS_SHOWN]), "".join(acts[STEPS_SHOWN:])
    words = escape(_("More acts"))
    return f'<div class="acts">{first}</div><details><summary>{words}</summary><div class="acts">{more}</div></details>'


def _way(label: str, address: str) -> str:
    return f'<a class="button plain" href="{escape(address)}">{escape(label)}</a>'


def _act(offer: Mapping[str, Any], revision: int, once: str, *, main: bool) -> str:
    address, label = escape(offer["url"]), escape(offer["label"])
    if offer["has_form"]:
        return f'<a class="button{"" if main else " plain"}" href="{address}">{label}</a>'
    hidden = {"csrf_token": masked_csrf_token(), "revision": revision, "once": once}
    fields = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in hidden.items())
    kind = "" if main else ' class="plain"'
    return f'<form method="post" action="{address}">{fields}<button{kind}>{label}</button></form>'


def _nothing_open() -> str:
    said, link = escape(_("No step is open to you here now; comments are, at any time.")), escape(_("Add a comment"))
    return f'<p class="small">{said} <a href="#comment">{link}</a></p>'


_PERSON = re.compile(r"@([A-Za-z0-9-]+)")


@cache
def _ends_label(_language: str) -> str:
    """Return the colon of a language, which belongs to the label, and what parts the text from it."""
    said = _(": ")
    colon = said.rstrip()
    return f"{escape(colon)}</span>{said[len(colon) :]}"


def why(label: Any, text: Text) -> Markup:
    """Return one text that an act carries, under its name if it has one: its paragraphs and lines stay.

    People, places and addresses of the web that it names are linked. What a person wrote has a direction of its own,
    what the program says that of the page.
    """
    return Markup(_why(label, text))


def _why(label: Any, text: Text) -> str:
    if isinstance(text, SubjectPath):
        name = escape(f"{label} {text.rpartition('/')[2]}")  # heard where nobody sees which of several it is
        return f'<p class="why"><a href="{escape(text)}" aria-label="{name}">{escape(label)}</a></p>'
    written = text if isinstance(text, str) else str(text)
    said, *others = map(str, [linked(text)] if isinstance(text, Names) else paragraphs(written))
    begin = '<p class="why" dir="auto">' if isinstance(text, str) else '<p class="why">'
    more = "".join(f"{begin}{other}</p>" for other in others)
    if isinstance(text, Handles):
        said = _PERSON.sub(r'<a href="/people/\1"><bdi>@\1</bdi></a>', said)
    if not str(label):
        return f"{begin}{said}</p>{more}"
    named = f'<span class="small">{escape(label)}{"</span> " if ends(label) else _ends_label(language())}'
    return f'<p class="why">{named}<bdi>{said}</bdi></p>{more}'


def _void(number: str) -> str:
    words, void = escape(_("by appeal %(n)s", n=number)), badge(_("Void"), "closed")
    return f' {void} <a class="small" href="/appeals/{escape(number)}">{words}</a>'


def _place(number: int) -> str:
    words = escape(_("Entry %(n)s", n=number))
    return f'<a href="/record/{number}">{words}</a>'


def _told(entry: TimelineEntry) -> str:
    """Return who did what and when, of a decision its place for good, whether an appeal made it void, and its texts."""
    void = _void(entry.void_by) if entry.void_by else ""
    at = f"{time(entry.at)}\u00a0· {_place(entry.number)}" if entry.decision else time(entry.at)
    said = f"{who(entry.actor, entry.hat)} {escape(entry.said)}\u00a0<small>· {at}</small>{void}"
    if entry.redacted:
        gone = escape(_("Words of it were removed by a moderator."))
        said += f" <em>{gone}</em>"
    return f'<p class="line">{said}</p>{"".join([_why(label, text) for label, text in entry.texts])}'


def _entry(shown: TimelineEntry, reader: Any, others: Sequence[TimelineEntry] = ()) -> str:
    """Return an entry of a timeline as ``reader`` may see it, with ``others``, the like entries gathered behind it."""
    comment = shown.comment
    kind = "comment" if comment else "decision" if shown.decision else "event"
    mark = f"c{comment.id}" if comment else f"e{shown.number}"
    body = _comment(comment, shown.on, reader, f"{shown.actor.name}, {stamp(shown.at)}") if comment else ""
    return f'<li class="{kind}" id="{mark}">{_told(shown)}{body}{_appeal(shown)}{_behind(shown, others, reader)}</li>'


def timeline(
    runs: Iterable[tuple[TimelineEntry, Sequence[TimelineEntry]]], reader: Any, older: str | None,
    newest: str | None = None,
) -> Markup:  # fmt: skip
    """Return entries as ``reader`` may see them, each with the like ones behind it.

    With the way to ``older`` ones, and from older ones back to the ``newest`` (addresses, None where there are none).
    """
    back, on = escape(_("Newest entries")), escape(_("Older entries"))
    above = f'<p><a href="{escape(newest)}#stream">{back}</a></p>' if newest else ""
    entries = [_entry(first, reader, others) for first, others in runs]
    link = f'<p><a href="{escape(older)}#stream">{on}</a></p>' if older else ""
    return Markup(f'{above}<ol class="time" role="list">{"".join(entries)}</ol>{_fold(len(entries) - SHOWN)}{link}')


def _fold(more: int) -> str:
    """Return what shows the rest of the entries where a narrow screen shows ``SHOWN``; a few are shown with them."""
    if more <= _FEW:
        return ""
    words = escape(ngettext("%(num)d more entry", "%(num)d more entries", more))
    return f'<details class="refine" data-quiet><summary>{words}</summary></details>'


def _appeal(shown: TimelineEntry) -> str:
    return appeal_link(shown.number, shown.said, shown.at, shown.appeal_until) if shown.appeal_until else ""


def appeal_link(number: int, said: Text, at: datetime, last: datetime, *, by: Who | None = None) -> Markup:
    """Return the way to appeal a decision, by its number in the record, what it ``said`` and when; ``last``: until.

    ``by``: who made it, where it does not stand beside its entry.
    """
    words = escape(_("Appeal this decision") if by else _("Appeal this"))
    until = escape(_("until %(day)s", day=day(last)))
    of, comma = escape(_(": ")), escape(pgettext("clause", ", "))
    name = f"{words}{of}{escape(said)}{comma}{stamp(at)}"
    link = f'<a href="/appeals/new?decision={number}" rel="nofollow" aria-label="{name}">{words}</a>'
    whose = f"{who(by)} {escape(said)}. " if by else ""
    return Markup(f'<p class="small noprint">{whose}{link}{comma}{until}</p>')


def _behind(first: TimelineEntry, others: Sequence[TimelineEntry], reader: Any) -> str:
    if not others:
        return ""
    if all(other.actor == first.actor for other in others):
        words = ngettext("and %(num)d time before", "and %(num)d times before", len(others))
    else:
        words = ngettext("and %(num)d more did so before", "and %(num)d more did so before", len(others))
    entries = "".join([_entry(other, reader) for other in others])
    head = f'<details class="others"><summary>{escape(words)}</summary>'
    return f'{head}<ol class="time" role="list">{entries}</ol></details>'


def comment_body(comment: Any, on: Any, reader: Any, whose: str) -> Markup:
    """Return what a comment says, above it the part of a text that it is ``on``, below it what ``reader`` can do.

    ``whose`` it is, and of when where more by the same may stand there, is in the name of each thing that can be done.
    The HTML of the comment is safe: ``core.text.markup`` made it.
    """
    return Markup(_comment(comment, on, reader, whose))


def _comment(comment: Any, on: Any, reader: Any, whose: str) -> str:
    page = f"/comments/{comment.id}"
    offered = _tools(comment, reader, page, whose)
    tools = f'<p class="tools">{offered}</p>' if offered else ""
    if comment.hidden_at:
        why_hidden = escape(_("Hidden by a moderator: %(reason)s", reason=comment.hidden_reason))
        return f'<div class="said gone"><p>{why_hidden}</p>{tools}</div>'
    above = _on(comment, on, page) if on else ""
    return f'<div class="said">{above}<div class="prose" dir="auto">{comment.html}</div>{tools}</div>'


def _on(comment: Any, on: Any, page: str) -> str:
    quoted = do_truncate(current_app.jinja_env, comment.quoted, QUOTED)
    resolved = escape(_("resolved"))
    done = f' <span class="small">{resolved}</span>' if comment.resolved_at else ""
    between = escape(_(": "))
    return f'<p class="why"><a href="{page}/part">{escape(on)}</a>{done}{between}<bdi>{escape(quoted)}</bdi></p>'


def _tools(comment: Any, reader: Any, page: str, whose: str) -> str:
    own = reader.id is not None and reader.id == comment.actor_id
    judges = reader.moderates and not own
    of_shown = (comment.edited_at, True, True, own, reader.id and not own, judges)
    of_text = (False,) * len(of_shown) if comment.hidden_at else of_shown
    offered = (*of_text, judges, judges)
    name = escape(whose)
    return "".join([f'<a href="{page}{at}{name}{word}' for at, word in compress(_tools_in(language()), offered)])


@cache
def _tools_in(_language: str) -> tuple[tuple[str, str], ...]:
    """Return what follows the address of the comment in each of its tools, and what follows whose comment it is."""
    of = escape(_(": "))
    return tuple((f'{at}"{more} aria-label="{escape(word)}{of}', f'">{escape(word)}</a>') for at, more, word in _TOOLS)
