"""What a contact of a body does from a link in a mail, without an account; opening a link changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from igtf.core.clock import now
from igtf.core.errors import AlreadyDone, Gone, Invalid, NotFound, Stale
from igtf.core.forms import MoveForm, put_errors
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.limits import GUESSING, limiter
from igtf.core.page.formpage import shown
from igtf.core.security import once_given, once_token, revision_given
from igtf.core.sent.typed import keep_typed, typed_in
from igtf.core.sent.uploads import posted
from igtf.core.text.plaintext import MarkupRefused
from igtf.issues.words import PURPOSES
from igtf.people.forms import ReachForm
from igtf.record.audiences import recorded, told_sentence
from igtf.record.by import By
from igtf.record.deadlines import is_late
from igtf.record.moves import admit, url_of
from igtf.record.stated import Stated
from igtf.routing import files, heard, links, queries
from igtf.routing.acts_of_body import answer_by_link
from igtf.routing.awaiting import WAITING
from igtf.routing.contacts import ask_for_link, confirm_by_link
from igtf.routing.expecting import standing
from igtf.routing.forms_incoming import WriteForm
from igtf.routing.incoming import write_by_link, written_by
from igtf.routing.letters import asks_something, replied
from igtf.routing.models import ContactLink, Statement
from igtf.routing.page import unasked, ways
from igtf.routing.points import ANSWERS, STATUSES
from igtf.routing.states import BODY, STATEMENT

bp = Blueprint("contacts", __name__)

FOLLOWS: Mapping[str, Text] = {
    "acknowledge": _l("It says only that the letter arrived; an answer is still waited for."),
    "answer": _l("It is public at once, on each issue that the letter names too. You can answer again, or add files, "
                 "until the clearing house closes the statement."),
    "in-process": _l("Your reference is public at once; an answer is still waited for."),
    "propose-date": _l("It counts at once: your answer is waited for until that day, and nobody has to agree. The "
                       "first date stays in the record."),
}  # fmt: skip
"""What follows from each of them."""
UNASKED: Mapping[str, Text] = {
    "acknowledge": _l("It says only that the letter arrived; no answer is waited for."),
    "in-process": _l("Your reference is public at once; no answer is waited for."),
}
"""The same of a letter for whose answer nobody waits, where that differs."""


def _follows(until: datetime | None) -> Mapping[str, Text]:
    return FOLLOWS if until else {**FOLLOWS, **UNASKED}


@dataclass(frozen=True)
class ContactVisitor:
    """Whoever opened the link of a contact, as forms need it."""

    is_contact: bool = True


def _link(token: str) -> tuple[ContactLink, Statement]:
    link = links.get_link_or_404(token, now())
    if link.statement is None:
        raise RuntimeError("a link to answer has its statement")  # the table holds it so
    return link, link.statement


def _form(name: str, thing: Statement, data: Any) -> MoveForm:
    kind = STATEMENT.move_by_name[name].form or MoveForm
    form: MoveForm = kind(data, prefix=f"{name}-")
    form.prepare(thing, ContactVisitor())
    return form


def _sent_along(but: str) -> list[str]:
    """Return for which moves something was filled in beside the one ``but``: all are one form, so that none is lost."""
    filled = [name for name, text in request.form.items() if text.strip()]
    filled += [name for name, file in request.files.items() if file.filename]
    return [move for move in links.ANSWERING if move != but and any(name.startswith(f"{move}-") for name in filled)]


def _answer_page(
    link: ContactLink, thing: Statement, along: Sequence[str] = (), tried: tuple[str, MoveForm] | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    """Return the page; the form that was ``tried`` keeps the revision it was opened with, unless the page says why not.

    Whoever was told that somebody changed the statement has seen the newest one. ``along``: the moves for which
    something was filled in too; it stands there again, and below the page's head where they are over.
    """
    by = By(link.contact.actor_id, now())
    open_moves = links.open_to(link.contact, thing, by.at)
    names = {move.name for move in open_moves} | {*along}
    forms = {name: _form(name, thing, posted() if name in along else None) for name in names}
    over = [form for name, form in forms.items() if name not in {move.name for move in open_moves}]
    if tried:
        forms |= {tried[0]: tried[1]}
    failed, (concerns, ended) = tried and tried[0], queries.concerned(thing)
    until = None if ended else thing.subject.due_at
    page = render_template(
        "statements/contact.html", link=link, thing=thing, subject=thing.subject, forms=forms,
        ways=ways(thing, open_moves, forms, until=until, ended=ended, failed=failed, along=along),
        unasked=unasked(thing, until=until, ended=ended),
        state=STATEMENT.state_by_name[thing.subject.state], purposes=PURPOSES, statuses=STATUSES, answers=ANSWERS,
        concerns=concerns, files=files.files_of(thing.id), asks=asks_something(thing),
        replied=replied(thing), waits=standing(thing, by.at, over=ended), until=until,
        recorded=heard.recorded(thing.id) if thing.acknowledged_at else {},
        late=until is not None and is_late(thing.subject, WAITING, now()), once=once_token(), failed=failed,
        form_errors=bool(tried), along=along, over=typed_in(over),
        follows=_follows(until), told={move.name: told_sentence(STATEMENT.kind, move, thing) for move in open_moves},
        revision=request.form.get("revision") if status == Invalid.status else thing.subject.revision,
    )  # fmt: skip
    return Response(page, status=status)


@bp.get("/answer/<token>")
def answer(token: str) -> Response:
    """Show a contact the letter and what can be answered; nothing changes by opening the link."""
    return _answer_page(*_link(token))


@bp.post("/answer/<token>/<name>")
def answering(token: str, name: str) -> BaseResponse:
    """Do what the contact chose, as the contact; what was filled in for something else stands on the page again."""
    if name not in links.ANSWERING:
        raise NotFound(_("There is no such step."))
    link, thing = _link(token)
    form, along = _form(name, thing, posted()), _sent_along(name)
    keep_typed([form, *(_form(other, thing, posted()) for other in along)])
    try:
        _answer(link, thing, token, name, form)
    except (Invalid, MarkupRefused, Stale) as refusal:
        put_errors(form, refusal)
        return _answer_page(*_link(token), along, (name, form), getattr(refusal, "status", Invalid.status))
    except AlreadyDone as again:
        flash(again.message)
    return _answer_page(*_link(token), along) if along else redirect(f"/answer/{token}")


def _answer(link: ContactLink, thing: Statement, token: str, name: str, form: MoveForm) -> None:
    """Make the move, and say so on the next page.

    Invalid for a form that has to be corrected, unless the move is over: then what it is refused for comes first.
    """
    by, move = By(link.contact.actor_id, now()), STATEMENT.move_by_name[name]
    if not form.validate():
        admit(STATEMENT, move, thing, by)
        raise Invalid({})
    answer_by_link(token, name, form.given(), by=by, once=once_given(), revision=revision_given())
    follows = _follows(None if queries.is_over(thing) else thing.subject.due_at)
    flash(cast(Any, recorded(move, thing, follows[name])))  # base.html shows its parts


@bp.get("/confirm/<token>")
def confirm(token: str) -> str:
    """Ask a contact whether they still are, with one button; once that is recorded, the page says so."""
    link = links.get_link_or_404(token, now(), "confirm")
    return render_template("statements/confirm.html", link=link, contact=link.contact, body=link.contact.body)


@bp.post("/confirm/<token>")
def confirming(token: str) -> BaseResponse:
    """Record that the contact still is one."""
    link = links.get_link_or_404(token, now(), "confirm")
    if link.used_at is not None:
        return redirect(f"/confirm/{token}")
    contact = confirm_by_link(token, by=By(link.contact.actor_id, now()))
    flash(cast(Any, {
        "done": _("Recorded: you are still the contact. Thank you."),
        "next": ngettext("Mails about statements to %(body)s come to you as before; you are asked again within "
                         "%(num)d day.",
                         "Mails about statements to %(body)s come to you as before; you are asked again within "
                         "%(num)d days.",
                         Stated("contact_days"), body=contact.body.acronym),
        "told": told_sentence(BODY.kind, BODY.move_by_name["confirm-contact"], contact.body),
    }))  # fmt: skip
    return redirect(f"/bodies/{contact.body.subject.ref}")


def _write_page(link: ContactLink, form: WriteForm) -> tuple[str, int]:
    return shown(
        "statements/write.html", form, link=link, contact=link.contact, body=link.contact.body,
        once=request.form.get("once") or once_token(),
    )  # fmt: skip


@bp.get("/write/<token>")
def write(token: str) -> tuple[str, int]:
    """Show a contact the form of a statement to us, about what the mail was about."""
    link = links.get_link_or_404(token, now(), "write")
    return _write_page(link, WriteForm(data={"about": url_of(link.about)} if link.about else None))


def _written(token: str, form: WriteForm) -> Statement | tuple[str, int]:
    """Return the statement that a form brings, or the form's page again; AlreadyDone where this form brought one."""
    try:
        link = links.get_link_or_404(token, now(), "write")
    except Gone:
        if first := written_by(links.link_of(token, "write"), once_given(), now()):
            raise AlreadyDone(first) from None
        raise
    if not form.validate():
        return _write_page(link, form)
    try:
        return write_by_link(token, form.given(), by=By(link.contact.actor_id, now()), once=once_given())
    except (Invalid, MarkupRefused) as refusal:
        put_errors(form, refusal)
        return _write_page(links.get_link_or_404(token, now(), "write"), form)


@bp.post("/write/<token>")
def writing(token: str) -> BaseResponse | tuple[str, int]:
    """Receive the statement of a contact."""
    try:
        made = _written(token, WriteForm(posted()))
    except AlreadyDone as again:
        flash(again.message)
        return redirect(again.url)
    if isinstance(made, tuple):
        return made
    flash(cast(Any, {
        "done": _("Received. It is public from now on, and you get a mail with its number."),
        "next": _("The clearing house files an issue from it, puts it into a discussion, or notes it, and says why."),
        "told": told_sentence(STATEMENT.kind, STATEMENT.move_by_name["receive"], made),
    }))  # fmt: skip
    return redirect(f"/statements/{made.subject.ref}")


def _answerable(ref: str) -> Statement:
    """Return a statement that its body can answer; Gone when nothing can be answered any more."""
    thing = queries.get_statement_or_404(None, ref)
    if thing.direction == "in" or thing.subject.state not in STATEMENT.move_by_name["answer"].sources:
        raise Gone(_("Nothing can be answered on this statement now."), (_("Its page"), f"/statements/{ref}"))
    return thing


@bp.route("/statements/<ref>/link", methods=["GET", "POST"])
@limiter.limit(GUESSING, methods=["POST"])
def new_link(ref: str) -> BaseResponse | tuple[str, int]:
    """Mail a new link to a contact of the body, and say the same whether or not the address is one's."""
    thing, form = _answerable(ref), ReachForm(request.form)
    if request.method == "POST" and form.validate():
        ask_for_link(thing, form.email.data, at=now())
        flash(_("If a contact of %(body)s has this address, a mail with a new link is on its way; at most one in an "
                "hour. Does none come, ask the secretariat.", body=thing.body.acronym))  # fmt: skip
        return redirect(f"/statements/{ref}")
    return shown("statements/link.html", form, thing=thing)
