"""Pages of notice: what is new to the reader, stopping mail, who is told, feeds, and the mails of a demonstration."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.core.clock import now
from igtf.core.errors import Gone, NotFound
from igtf.core.i18n import gettext as _
from igtf.core.i18n import offered
from igtf.core.page.formpage import shown
from igtf.core.page.paging import PAGE, number_asked, paginate
from igtf.core.security import csrf
from igtf.core.stopping import read_token
from igtf.core.text.plaintext import whole
from igtf.core.transports import message_of
from igtf.core.workflow import WORKFLOWS
from igtf.issues.states import ISSUE, OPEN
from igtf.notice import calendars, commands, feeds, queries
from igtf.notice.forms import TopicsForm
from igtf.notice.models import EVERYTHING
from igtf.people.spoken import language_name
from igtf.people.visitor import sign_in_first
from igtf.record.audiences import AUDIENCES
from igtf.record.by import By
from igtf.record.filters import COMMON
from igtf.record.models import HIDDEN, Subject
from igtf.record.narrowed import filters_in_force, narrowed
from igtf.routing.contacts import resume_mail, stop_mail
from igtf.routing.models import Contact
from igtf.routing.queries import contact_of_actor
from igtf.subject.lists import kind_of_row, kinds, row_of

bp = Blueprint("notice", __name__)


@bp.route("/notice/stop/<token>", methods=["GET", "POST"])
def stop(token: str) -> str:
    """Say what the link stops (GET), or stop it (POST): of a person, or of a contact of a body."""
    actor_id, subject_id = read_token(token)
    contact = contact_of_actor(actor_id)
    return _stop_contact(contact) if contact else _stop_person(actor_id, subject_id)


def _stop_person(person_id: int, subject_id: int | None) -> str:
    everything = subject_id is None or request.form.get("what") == "all"
    if request.method == "POST" and everything:
        commands.stop_all(person_id)
    elif request.method == "POST" and subject_id:
        commands.stop_subject(person_id, subject_id, by=By(person_id, now()))
    subject = queries.subject_of(subject_id)
    hidden = subject is not None and subject.state == HIDDEN
    return render_template(
        "notice/stop.html", subject=subject, hidden=hidden, everything=everything, done=request.method == "POST",
        workflow=WORKFLOWS[subject.kind] if subject else None, answers=subject and _answers_for(subject, person_id),
    )  # fmt: skip


def _answers_for(subject: Subject, person_id: int) -> bool:
    """Return whether the person filed an open issue, of which the clearing house may ask them something."""
    return subject.kind == ISSUE.kind and subject.opened_by_id == person_id and subject.state in OPEN


def _stop_contact(contact: Contact) -> str:
    if contact.ended_at:
        raise Gone(_("You are no contact of this body any more, so you get no such mail."))
    again = request.form.get("what") == "again"
    if request.method == "POST" and again:
        resume_mail(contact)
    elif request.method == "POST":
        stop_mail(contact, at=now())
    return render_template("notice/stop-contact.html", contact=contact, body=contact.body, again=again)


csrf.exempt(stop)  # the signed link is the proof, and mail programs post without a page (RFC 8058)


@bp.get("/notice/told")
def told() -> str:
    """Show who is told of what."""
    return render_template("notice/told.html", parts=queries.told_table())


@bp.route("/account/follows", methods=["GET", "POST"])
def follows() -> BaseResponse | tuple[str, int]:
    """List the subjects that a person follows, and let them follow topics, or everything."""
    if not current_user.is_authenticated:
        return sign_in_first()
    form, held = TopicsForm(request.form), queries.followed_topics(current_user.id)
    if request.method == "POST" and form.validate():
        chosen = [EVERYTHING] if form.everything.data else []
        commands.follow_topics(current_user.id, topics=[*chosen, *form.topics.data], at=now())
        flash(_("What you follow is saved. Mail about it comes as often as you have chosen."))
        return redirect("/account/follows")
    if request.method == "GET":
        form = TopicsForm(data={"everything": EVERYTHING in held, "topics": held})
    return shown("notice/follows.html", form, **_followed())


def _followed() -> dict[str, Any]:
    """Return what the reader follows, by last activity, and the filter by kind, which is the URL."""
    known = {"kind": list(WORKFLOWS)}
    asked = filters_in_force(known, *known)
    page = paginate(queries.followed_subjects(current_user.id, asked["kind"]), Subject.active_at, Subject.id)
    return {"page": page, "items": [_followed_row(row) for row in page.rows],
            **narrowed({"kind": (_("Kind"), kinds())}, known)}  # fmt: skip


def _followed_row(row: Any) -> dict[str, Any]:
    why = [AUDIENCES[name].why for name, holds in (("filer", row.opened), ("supporters", row.supports)) if holds]
    return row_of(row, kind_of_row(row), why) | {"since": row.since}


@bp.get("/notice/new")
def new() -> BaseResponse | str:
    """Show what the reader was told of and has not marked as seen, by mail or not."""
    if not current_user.is_authenticated:
        return sign_in_first()
    before = number_asked("before")
    return render_template("notice/new.html", news=queries.news_of(current_user.id, PAGE, before), before=before)


@bp.post("/notice/seen")
def seen() -> BaseResponse:
    """Mark as seen what the reader was told of, up to the newest act that the page showed."""
    if not current_user.is_authenticated:
        return sign_in_first()
    commands.mark_seen(current_user.id, whole(request.form.get("newest")) or 0)
    flash(_("It is marked as seen. What comes next will stand on your desk."))
    return redirect("/desk")


@bp.get("/feeds/")
def all_feeds() -> str:
    """List the feeds."""
    return render_template(
        "feeds/list.html", kinds=list(WORKFLOWS.values()), filters=list(COMMON), first=language_name(offered()[0])
    )


@bp.get("/feeds/queue.atom")
def queue_feed() -> Response:
    """Answer with the feed of what waits for the clearing house, under the filters of its page."""
    return feeds.queue_feed()


@bp.get("/feeds/<collection>.atom")
def list_feed(collection: str) -> Response:
    """Answer with the feed of a list."""
    return feeds.list_feed(collection)


@bp.get("/feeds/<collection>.ics")
def list_calendar(collection: str) -> Response:
    """Return the calendar of what falls due in a list; 'all' is everything."""
    return calendars.list_calendar(collection)


@bp.get("/feeds/<collection>/<ref>.ics")
def subject_calendar(collection: str, ref: str) -> Response:
    """Answer with the calendar of a subject: a meeting, or the meetings and dates of a group."""
    return calendars.subject_calendar(collection, ref, current_user.id)


@bp.get("/feeds/people/<handle>.ics")
def person_calendar(handle: str) -> Response:
    """Answer with the calendar of a person: the meetings of the groups that the person is a member of."""
    return calendars.person_calendar(handle)


@bp.get("/feeds/<collection>/<ref>.atom")
def subject_feed(collection: str, ref: str) -> Response:
    """Answer with the feed of a subject."""
    return feeds.subject_feed(collection, ref, current_user.id)


def _only_in_demonstration() -> None:
    if not current_app.config["DEMO"]:
        raise NotFound(_("There is no such page."))


@bp.get("/demo/mail")
def demo_mails() -> str:
    """List the mails that would have gone out."""
    _only_in_demonstration()
    to = request.args.get("to", "")
    return render_template("notice/mails.html", mails=queries.sent_mails(to), count=queries.count_mails(), to=to)


@bp.get("/demo/mail/<int:number>")
def demo_mail(number: int) -> str:
    """Show one mail as it would have arrived."""
    _only_in_demonstration()
    mail = queries.get_mail_or_404(number)
    files = queries.enclosed(mail)
    headers = message_of(mail, current_app.config, files).items()
    return render_template("notice/mail.html", mail=mail, headers=headers, files=files)
