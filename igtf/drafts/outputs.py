"""What a revision or a recommendation can be taken as: source, plain text, one HTML file, PDF, citations."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from textwrap import wrap
from typing import Any

from flask import Response, current_app

from igtf.core.i18n import gettext as _
from igtf.core.i18n import in_language
from igtf.core.mail import with_absolute_links
from igtf.core.page.paging import fresh, version_tag, with_tag
from igtf.core.text import citation
from igtf.core.text.citation import Work, cited
from igtf.core.text.columns import WIDTH
from igtf.core.text.paper import pdf, single_file
from igtf.core.wording import labelled
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.queries import state_label
from igtf.drafts.models import Recommendation, Revision
from igtf.drafts.revising import source_hash
from igtf.drafts.states import RECOMMENDATION
from igtf.drafts.text import dated, parse
from igtf.drafts.thread import Thread
from igtf.record.models import Subject

TOLD_BY: list[Callable[[Sequence[Subject]], str]] = []
"""What tells dissent in plain words, in English: calls belong to an upper floor, which binds it."""
PAPER = "md, txt, html, pdf"
FORMS = f"any({PAPER}, {citation.ENDINGS})"
"""The endings of addresses, as the map of addresses reads them; the first are those that are no citations."""


@dataclass(frozen=True)
class Paper:
    """A text to be taken along: under which name it is cited and of which day, what it is, where, and its revision."""

    name: str
    at: datetime
    genre: str
    path: str
    revision: Revision
    made: Subject | None = None
    """What was published, for a recommendation."""
    dissent: Sequence[Subject] = ()
    """What travels with it; ``gone`` are the ids of what was taken back or met since (section 5)."""
    gone: Collection[int] = ()

    @property
    def url(self) -> str:
        """Its address for the world."""
        return str(current_app.config["BASE_URL"]) + self.path

    @property
    def stands(self) -> str:
        """That a recommendation is in force no more, and why; '' for everything else."""
        state = RECOMMENDATION.state_by_name[self.made.state] if self.made else None
        return labelled(state.label, state.hint) if state and state.phase == "closed" else ""

    @property
    def beside(self) -> list[tuple[Any, ...]]:
        """What its forms say that does not stand in its revision, for a tag."""
        rows = [(row.id, row.state, row.revision, row.touched, row.id in self.gone) for row in self.dissent]
        return [(self.stands,), *rows] if self.made else []


def paper_of(revision: Revision) -> Paper:
    """Return a revision as a paper."""
    path = f"/drafts/{revision.name}/{revision.number:02d}"
    return Paper(revision.label, revision.at, _("Draft, work in progress"), path, revision)


def published_paper(made: Recommendation, revision: Revision, way: Thread | None = None) -> Paper:
    """Return a recommendation, made from ``revision``, as a paper of the day on which it was published.

    ``way``, its whole way, brings the dissent; a citation has none.
    """
    ref, at = made.subject.ref, made.subject.opened_at
    dissent, gone = (way.dissent, way.gone) if way else ((), ())
    path = f"/recommendations/{ref}"
    return Paper(f"R-{ref}", at, _("Recommendation"), path, revision, made.subject, dissent, gone)


def work_of(paper: Paper) -> Work:
    """Return how a paper is cited; without authors in its front matter, by the name of the site."""
    front, site = parse(paper.revision.source).front, current_app.config["SITE_NAME"]
    return Work(
        key=paper.name, number=paper.name, title=paper.revision.title,
        authors=tuple(author.name for author in front.authors) or (site,),
        day=paper.at.date(), genre=paper.genre, publisher=site,
        url=paper.url, abstract=paper.revision.abstract, keywords=front.keywords,
    )  # fmt: skip


def paragraph_cited(revision: Revision, number: int) -> str:
    """Return how a paragraph of a revision is cited, in a sentence: a later revision may say something else there."""
    work = work_of(paper_of(revision))
    return cited(replace(work, number=f"{work.number}, ¶ {number}", url=f"{work.url}#para-{number}"), "citation")


def _text(paper: Paper) -> str:
    """Return the plain text, which is in English, under the name and the day of the paper, where the revision has its.

    How it stands is said below that, and the dissent at the end.
    """
    of_revision = dated(paper.revision.label, paper.revision.at)
    with in_language("en"):
        head = "\n".join([dated(paper.name, paper.at), *wrap(paper.stands, WIDTH)])
        return paper.revision.text.replace(f"\n{of_revision}\n", f"\n{head}\n", 1) + _dissent(paper)


def _dissent(paper: Paper) -> str:
    """Return the dissent as the end of a plain text; '' without one."""
    if not paper.dissent:
        return ""
    told = "\n\n".join(tell(paper.dissent) for tell in TOLD_BY).split("\n")
    ended = [
        f"{WORKFLOWS[row.kind].name_of(row.ref)}: {state_label(row.kind, row.state)}, {row.state_since:%Y-%m-%d}"
        for row in paper.dissent if row.id in paper.gone
    ]  # fmt: skip
    lines = [part for line in [*told, *([""] if ended else []), *ended] for part in _in_width(line)]
    return "\n".join(["", "Dissent", "=======", "", *lines, ""])


def _in_width(line: str) -> list[str]:
    return wrap(line, WIDTH, break_long_words=False) or [""]


def _html(paper: Paper) -> str:
    front = parse(paper.revision.source).front
    html = with_absolute_links(paper.revision.html)
    return single_file("drafts/paper.html", paper=paper, revision=paper.revision, front=front, html=html)


def _pdf(paper: Paper, tag: str) -> bytes:
    page, path = (_("Its page"), paper.path), paper.path
    return pdf(_html(paper), tag, page, (_("Plain text"), f"{path}.txt"), (_("One HTML file"), f"{path}.html"))


@dataclass(frozen=True)
class Form:
    """One of the forms: its type, how it is made, and whether a browser should keep it rather than show it."""

    mimetype: str
    make: Callable[[Paper, str], str | bytes]
    is_file: bool = False


_MAKERS = {
    "md": Form("text/markdown", lambda paper, _tag: paper.revision.source),
    "txt": Form("text/plain", lambda paper, _tag: _text(paper)),
    "html": Form("text/html", lambda paper, _tag: _html(paper), is_file=True),
    "pdf": Form("application/pdf", _pdf),
    **{
        ending: Form(mimetype, lambda paper, _tag, ending=ending: cited(work_of(paper), ending))  # type: ignore[misc]
        for ending, (mimetype, _make) in citation.FORMS.items()
    },
}


def output(paper: Paper, form: str) -> Response:
    """Return a paper in one of its forms; a 304 when the reader has it.

    Removed words change it; a recommendation also what becomes of it and of its dissent.
    """
    tag = version_tag(paper.name, source_hash(paper.revision.source), form, *paper.beside)
    unchanged = fresh(tag)
    if unchanged:
        return unchanged
    made = _MAKERS[form]
    answer = Response(made.make(paper, tag), mimetype=made.mimetype)
    if made.is_file:
        answer.headers["Content-Disposition"] = f'attachment; filename="{paper.name}.{form}"'
    return with_tag(answer, tag)
