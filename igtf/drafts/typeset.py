"""What is made of a draft's source: its parts, its page, its abstract and its lines of plain text.

All of it is kept for a while (``core.keeping.made``): a form makes it before the lock, and a new revision has it from
there.
"""

from dataclasses import dataclass

from igtf.core.errors import Invalid
from igtf.core.keeping.made import made_once
from igtf.core.text.columns import in_columns
from igtf.core.text.markup import Document, plain
from igtf.core.text.plaintext import MarkupRefused, mask_addresses
from igtf.drafts.addresses import clean
from igtf.drafts.front import said
from igtf.drafts.text import Manuscript, check, parse
from igtf.record.references import render_document


@dataclass(frozen=True, slots=True)
class Typeset:
    """A draft as it is shown: ``lines`` are the abstract and the body in columns."""

    document: Document
    abstract: str
    lines: tuple[str, str]


@made_once
def manuscript_of(source: str) -> tuple[str, Manuscript]:
    """Return the source as it is kept, and its parts; Invalid with each error of the checks."""
    wrong = [said(finding) for finding in check(source) if finding.severity == "error"]
    if wrong:
        raise Invalid({"source": wrong})
    kept = clean(source)
    return kept, parse(kept)


def typeset(manuscript: Manuscript, *, elsewhere: bool = False) -> Typeset:
    """Return what is shown of a manuscript, which may be written ``elsewhere``; Invalid for what cannot be shown."""
    try:
        document = render_document(manuscript.body, elsewhere=elsewhere)
    except MarkupRefused as refused:
        raise Invalid(source=str(refused)) from refused
    abstract, body = manuscript.abstract, manuscript.body
    return Typeset(document, mask_addresses(plain(abstract)), (in_columns(abstract), in_columns(body)))
