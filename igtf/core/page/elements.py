"""Small elements that stand in every row of a page, made here in one step: a macro costs ten times as much.

Each returns Markup; what is put into it is escaped.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask
from flask_login import current_user
from markupsafe import Markup, escape

from igtf.core.clock import now
from igtf.core.i18n import gettext as _
from igtf.core.i18n import language, pgettext
from igtf.core.moments import Due, ago, day, in_zone, moment_text, month, stamp, until
from igtf.core.page.icons import MARK, icon
from igtf.core.text.passages import REMOVED
from igtf.core.wording import name_said


def escaped(texts: Iterable[str]) -> list[str]:
    """Return plain texts escaped, all of them in one step: lists have hundreds, and each step costs more than its text.

    The parts between NUL characters are the texts; should one hold such a character itself, each is escaped alone.
    """
    given = list(texts)
    parts = str.split(escape("\0".join(given)), "\0")
    return parts if len(parts) == len(given) else [str(escape(text)) for text in given]


def badge(label: Any, phase: str) -> Markup:
    """Return a state, its first letter large, on the colour of its phase: new, work, waiting, decided, closed, late."""
    words = str(escape(label))  # Markup would make each of its parts anew
    return _badge(words[:1].upper() + words[1:], phase)


@lru_cache(1000)
def _badge(label: str, phase: str) -> Markup:
    """Return a badge of words that are escaped already: only such have one meaning."""
    return Markup(f'<span class="badge {escape(phase)}">{label}</span>')


_WORDS: dict[str, Callable[[Any], str]] = {
    "ago": ago,
    "until": until,
    "day": day,
    "month": month,
    "moment": moment_text,
}


def _figures(moment: datetime, mode: str) -> str:
    """Return what says a moment on paper, and beside the pointer: what is overdue by some days there, was due then."""
    figures = stamp(moment)
    return _("due %(day)s", day=f"\u2066{figures}\u2069") if mode == "until" and moment < now() else figures


_BOTH: dict[str, Callable[[datetime], str]] = {"both": until, "both ago": ago}


def time(moment: datetime, mode: str = "ago") -> Markup:
    """Return a moment: ``ago`` and ``until`` in relative words, ``day``, ``month``, ``moment``, or ``both``.

    ``both`` are relative words (those of ``until``; of ``ago`` with ``both ago``), then the moment in UTC and in the
    reader's zone.
    """
    if mode not in _BOTH:
        return _time(moment, _WORDS[mode](moment), _figures(moment, mode) if mode in ("ago", "until") else "")
    zone = in_zone(moment, getattr(current_user, "time_zone", None) or "UTC")
    yours = _("your time: %(time)s", time=zone) if zone else ""
    own = f" ({escape(yours)})" if zone else ""
    words = f'<b>{escape(_BOTH[mode](moment))}</b> <span class="small">{escape(moment_text(moment))}{own}</span>'
    return Markup(f'<time datetime="{moment.isoformat(timespec="seconds")}">{words}</time>')


@lru_cache(5_000)
def _time(moment: datetime, words: str, title: str = "") -> Markup:
    """Return a moment in words, and as figures where these are relative: the same moments stand on many pages."""
    more = f' title="{escape(title)}"' if title else ""
    return Markup(f'<time datetime="{moment.isoformat(timespec="seconds")}"{more}>{escape(words)}</time>')


def deadline(moment: datetime, word: Any, mode: str = "until", mark: str = "") -> Markup:
    """Return a deadline, behind what it is for while it is ahead: 'closes in 3 days', then 'overdue by 2 days'.

    Where nobody misses it (``word`` is a ``Due``), it says how long ago it was: 'was to begin 2 hours ago'.
    """
    return Markup(f'<span class="due">{mark}{due(moment, word, mode)}</span>')


_AGO = {"until": "ago", "both": "both ago"}


def due(moment: datetime, word: Any, mode: str = "until") -> Markup:
    """Return the same without what stands around it."""
    if moment < now():
        word, mode = (word.past, _AGO.get(mode, mode)) if isinstance(word, Due) else ("", mode)
    if not word:
        return time(moment, mode)
    words = str(escape(pgettext("deadline", "%(what)s %(when)s")))
    return Markup(words % {"what": escape(word), "when": time(moment, mode)})


def person(actor: Any, hat: Any = None) -> Markup:
    """Return who acts, linked to their page, and the hat they act under (label, unconfirmed)."""
    return Markup(who(actor, hat))


def who(actor: Any, hat: Any = None) -> str:
    """Return the same as text of HTML, for what is joined of many parts: to mark each as safe costs more than it."""
    if isinstance(actor, dict):
        kind, handle, name = actor.get("kind"), actor.get("handle"), actor.get("name")
    else:
        kind, handle, name = getattr(actor, "kind", ""), getattr(actor, "handle", ""), getattr(actor, "name", "")
    return f"{_person(kind, handle, name, language())}{_hat(hat) if hat else ''}"


@lru_cache(5_000, typed=True)
def _person(kind: str | None, handle: str | None, name: str, _language: str) -> str:
    """Return who acts: the same people stand on many pages. Markup is another name than the same letters as text."""
    named = f"<bdi>{escape(name_said(kind, name))}</bdi>"
    if kind in ("person", None) and handle:
        named = f'<a href="/people/{escape(handle)}">{named}</a>'
    return f'<span class="person">{named}</span>'


def hat_words(hat: Mapping[str, Any]) -> str:
    """Return a hat (label, unconfirmed) in plain words, as it stands in mails, feeds and letters too."""
    label: str = hat["label"]
    if not hat.get("unconfirmed"):
        return label
    open_ = _("unconfirmed")
    return label + f" ({open_})"


def _hat(hat: Mapping[str, Any]) -> str:
    words = hat_words(hat)
    words = words if isinstance(words, Markup) else str(words)
    return _hat_as(words, bool(hat.get("unconfirmed")), language())


@lru_cache(1_000, typed=True)
def _hat_as(words: str, unconfirmed: bool, _language: str) -> str:
    if not unconfirmed:
        return f' <span class="hat">{escape(words)}</span>'
    why = escape(_("not confirmed yet: counts as not stated"))
    return f' <span class="hat open" title="{why}">{escape(words)}</span>'


def kicker(parts: Iterable[Any]) -> Markup:
    """Return the line above a title: the subject's name, then words or (words, address); what is empty is left out."""
    return Markup(_kicker([_linked(*part) if isinstance(part, tuple) else _plain(part) for part in parts if part]))


def _kicker(said: list[str]) -> str:
    others = "".join([f"<span>{one}</span>" for one in said[1:]])
    return f'<p class="kicker"><b>{said[0]}</b>{others}</p>' if said else '<p class="kicker"></p>'


def _plain(words: Any) -> str:
    return f"<bdi>{escape(words)}</bdi>"


def _linked(words: Any, url: str) -> str:
    return f'<a href="{escape(url)}"><bdi>{escape(words)}</bdi></a>'


class ListRow(NamedTuple):
    """A row of a list as HTML, in two parts: an excerpt of what it says may come between them."""

    title: str
    rest: str

    def saying(self, excerpt: Any) -> "ListRow":
        """Return the row with an excerpt (text or Markup), if there is one."""
        return ListRow(f'{self.title}<p class="small"><bdi>{escape(excerpt)}</bdi></p>', self.rest) if excerpt else self


def rows(items: Iterable[Mapping[str, Any] | ListRow]) -> Markup:
    """Return a list of rows, each as ``row_made`` takes it, or made by it."""
    made = "".join(["".join(item if isinstance(item, ListRow) else row_made(item)) for item in items])
    return Markup(f'<ul class="rows">{made}</ul>')


def row_made(item: Mapping[str, Any]) -> ListRow:
    """Return a row: a title with what stands around it, its state, its deadline and what is at its end.

    Takes ``url``, ``title``, and where there are: ``kicker`` and ``meta`` (texts), ``active`` (when its last act was)
    or ``opened`` (when it was opened), ``excerpt`` (what it says), ``state_label`` with ``phase``, ``deadline`` (a
    moment, shown as "in 2 days") with ``due_word``, and ``end`` (text or Markup as ``excerpt``).
    """
    names, said = _words(item.get("kicker")), _words(item.get("meta"))
    url, title, *texts = escaped((item["url"], str(item["title"]), *names, *said))
    above = _kicker([f"<bdi>{words}</bdi>" for words in texts[: len(names)]]) if names else ""
    meta = [*(f"<bdi>{words}</bdi>" for words in texts[len(names) :]), *_moment(item)]
    below = f'<p class="small">{" · ".join(meta)}</p>' if meta else ""
    state = badge(item["state_label"], item["phase"]) if item.get("state_label") else ""
    until_due = deadline(item["deadline"], item.get("due_word"), mark=icon("clock")) if item.get("deadline") else ""
    end = f"<span>{escape(item['end'])}</span>" if item.get("end") else ""
    return ListRow(
        f'<li><div>{above}<a class="t" href="{url}"><bdi>{title}</bdi></a>',
        f'{below}</div><div class="end">{state}{until_due}{end}</div></li>',
    ).saying(item.get("excerpt"))


def _words(parts: Iterable[Any] | None) -> list[str]:
    return [str(words) for words in parts or () if words]


def _moment(item: Mapping[str, Any]) -> list[str]:
    if item.get("active"):
        words, moment = _("last act %(when)s"), item["active"]
    elif item.get("opened"):
        words, moment = _("opened %(when)s"), item["opened"]
    else:
        return []
    return [str(escape(words)) % {"when": time(moment)}]


class Choices(tuple[tuple[Any, Any], ...]):
    """Choices of (value, label) that never change: their options are made once in each language for each chosen one."""

    def options(self, wanted: str) -> Markup:
        """Return the options with ``wanted``, one of the values, selected."""
        made: dict[tuple[str, str], Markup] = self.__dict__.setdefault("made", {})
        key = (language(), wanted)
        if key not in made:
            made[key] = _options(self, wanted)
        return made[key]


def options(choices: Iterable[tuple[Any, Any]], chosen: Any = None) -> Markup:
    """Return the options of a select for (value, label), with the chosen value selected."""
    wanted = str(chosen or "")
    if isinstance(choices, Choices) and any(value == wanted for value, _label in choices):
        return choices.options(wanted)
    return _options(choices, wanted)


def _options(choices: Iterable[tuple[Any, Any]], wanted: str) -> Markup:
    return Markup("".join(
        f'<option value="{escape(value)}"{" selected" if str(value) == wanted else ""}>{escape(label)}</option>'
        for value, label in choices
    ))  # fmt: skip


def as_posted(text: str) -> Markup:
    """Return, where the hash of a text is shown, that it is that of the text as posted; nothing where no words went."""
    if REMOVED not in text:
        return Markup("")
    said = _("A moderator has removed words since: the hash is that of the text as it was.")
    return Markup('<p class="small">{}</p>').format(said)


def init_app(app: Flask) -> None:
    """Give the elements to all templates."""
    app.jinja_env.globals.update(
        badge=badge, deadline=deadline, due=due, time=time, person=person, hat_words=hat_words, kicker=kicker,
        rows=rows, options=options, icon=icon, mark=MARK,
        as_posted=as_posted,
    )  # fmt: skip
