"""The Markdown of an issue as HTML. MarkupRefused says what cannot be shown."""

import re
from collections.abc import Sequence

from markupsafe import Markup
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.text import markup
from igtf.core.text.markdown import COMMENT_LIMIT
from igtf.core.text.references import Name, Named, names_in
from igtf.issues.models import Issue
from igtf.record.models import HIDDEN, Subject
from igtf.record.references import MOST, named_in, render

LONGEST = 200_000
"""Bytes of a description: those of archives are long."""

_BARE = re.compile("^(?=https?://)", re.MULTILINE)


def described(description: str, import_key: str | None = None) -> Markup:
    """Return a description as HTML; ``import_key`` is that of its issue, where it came from elsewhere."""
    if import_key is None:
        return render(description, limit=LONGEST)
    return written_elsewhere(description, import_key, limit=LONGEST)


def evidenced(evidence: str) -> Markup:
    """Return evidence as HTML, in which each line that begins with a link is a point of a list."""
    return render(_BARE.sub("* ", evidence))


def with_evidence(evidence: str, link: str, sentence: str) -> str:
    """Return evidence to which a link with a sentence is added."""
    return f"{evidence}\n* <{link}> {sentence}".strip()


def written_there(text: str) -> Markup:
    """Return the text of an outcome as HTML: it was written where the occasion was, with numbers of its own."""
    return render(text, elsewhere=True)


def key_of(home: str, number: int | str) -> str:
    """Return the key under which the issue ``number`` of the archive ``home`` is imported."""
    return f"{home}#{number}"


def written_elsewhere(text: str, import_key: str, *, limit: int = COMMENT_LIMIT) -> Markup:
    """Return as HTML what was written on an issue elsewhere: #12 is the issue 12 of that archive, where it is here.

    Names of drafts are the same everywhere. All other numbers are none of ours and stay words.
    """
    home, _mark, _number = import_key.rpartition("#")
    own = [name for name in names_in(text, MOST) if home and name.kind == "issue"]
    return markup.render(text, limit=limit, named={**named_in(text, elsewhere=True), **_imported(home, own)})


def _imported(home: str, names: Sequence[Name]) -> Named:
    """Return those names of issues of an archive that were imported, with the paths that they have here."""
    written = {key_of(home, name.ref): name.written for name in names}
    if not written:
        return {}
    query = select(Issue.import_key, Subject.ref).join(Subject, Subject.id == Issue.id)
    rows = session.execute(query.where(Issue.import_key.in_(written), Subject.state != HIDDEN))
    return {written[row.import_key]: f"/issues/{row.ref}" for row in rows}
