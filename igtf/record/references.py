"""What a text of participants names becomes a link: an issue as #42, R-1, LS-3, call 9, a draft or revision, @handle.

Only what is there and public when the text is written; all other names stay words, so that no text tells whether
something hidden is there. The HTML is kept, so a text of former times stays as it was made.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy import Integer, Select, and_, cast, literal, null, or_, select, union_all

from igtf.core.db import memo, session
from igtf.core.text import markup
from igtf.core.text.markdown import COMMENT_LIMIT
from igtf.core.text.markup import Document
from igtf.core.text.references import PERSON, Name, Named, names_in, readings
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import HIDDEN, Alias, Subject

MOST = 200
"""How many different names of a text are looked up; those after them stay words."""

BESIDE: dict[str, Callable[[Collection[str]], Any]] = {}
"""Kind of name that is no subject → the query of which of the references are there, as of subjects."""

SHOWN_TEXTS: list[Select[int, str]] = []
"""The queries of the HTML of all texts of participants that are shown of subjects: whose it is, and the HTML."""

_LINK = re.compile(r'<a href=\\?"(/[^"\\]+)\\?"[^>]*>([^<]+)</a>')  # a list of texts is kept as JSON


def render(text: str, *, limit: int = COMMENT_LIMIT, elsewhere: bool = False) -> Markup:
    """Return a comment as HTML, as ``core.text.markup`` does, with links to what it names. Raises ``MarkupRefused``.

    ``elsewhere``: it was written there, see ``named_in``.
    """
    return markup.render(text, limit=limit, named=named_in(text, elsewhere=elsewhere))


def render_document(text: str, *, top: int = 2, elsewhere: bool = False) -> Document:
    """Return a long text as HTML, as ``render`` does with a comment. Raises ``MarkupRefused``."""
    return markup.render_document(text, top=top, named=named_in(text, elsewhere=elsewhere))


def render_below(text: str) -> Document:
    """Return a long text that stands below a heading of its page as HTML. Raises ``MarkupRefused``."""
    return render_document(text, top=3)


def named_in(text: str, *, elsewhere: bool = False) -> Named:
    """Return the names in a text that name something public, with its path: one query, none where there is no name.

    Numbers and handles in a text that was written ``elsewhere`` are none of ours; names of drafts are the same
    everywhere. Of two ways to read a name the first one counts.
    """
    names = tuple(name for name in names_in(text, MOST) if not (elsewhere and _is_local(name)))
    if not names:
        return {}
    looked_up = memo("named")  # a form looks whether a text can be shown, before the command that keeps it
    if names not in looked_up:
        looked_up[names] = _known(names)
    found: Named = looked_up[names]
    return found


def linked_in(html: str) -> set[tuple[str, str]]:
    """Return the subjects, as (kind, reference), whose names became links in a text that was made HTML here.

    A link that somebody wrote is none of them, where its words are no name.
    """
    found = set()
    for path, words in _LINK.findall(html):
        for name in readings(words):
            workflow = WORKFLOWS.get(name.kind)
            if workflow and path.startswith(f"/{workflow.collection}/"):  # #7 of an archive has another number here
                found.add((name.kind, path.split("/")[2]))
    return found


def _is_local(name: Name) -> bool:
    """Return whether a name means something else wherever else it is written."""
    return name.kind == PERSON or name.ref.isdigit()


def _known(names: Sequence[Name]) -> Named:
    there = {tuple(row) for row in session.execute(union_all(*_questions(names)))}
    return {each.written: each.path for each in reversed(names) if (each.kind, each.ref, each.version) in there}


def _questions(names: Sequence[Name]) -> list[Select[Any]]:
    """Return the queries of what is there, as (kind, reference, number of a version): also by former names."""
    plain, versions = defaultdict(set), defaultdict(set)
    for name in names:
        if name.version is None:
            plain[name.kind].add(name.ref)
        else:
            versions[name.kind].add((name.ref, name.version))
    asked = [BESIDE[kind](plain.pop(kind)) for kind in [*plain] if kind in BESIDE]
    return asked + (_subjects(plain) if plain else []) + [_versions(kind, wanted) for kind, wanted in versions.items()]


def _subjects(plain: Mapping[str, set[str]]) -> list[Any]:
    """Return the queries of which subjects are there and public, by present and by former names."""
    none, public = cast(null(), Integer), Subject.state != HIDDEN
    now, former = (
        or_(*(and_(table.kind == kind, table.ref.in_(refs)) for kind, refs in plain.items()))
        for table in (Subject, Alias)
    )
    return [
        select(Subject.kind, Subject.ref, none).where(now, public),
        select(Alias.kind, Alias.ref, none).join(Subject, Subject.id == Alias.subject_id).where(former, public),
    ]


def _versions(kind: str, wanted: set[tuple[str, int]]) -> Select[Any]:
    ref, number, whole = WORKFLOWS[kind].versions
    either = or_(*(and_(ref == name, number == version) for name, version in wanted))
    return select(literal(kind), ref, number).join(Subject, Subject.id == whole).where(either, Subject.state != HIDDEN)
