"""The addresses of the API: a set for each kind of subject from the tables; people, events, the clock."""

from functools import partial, update_wrapper
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from igtf.api import acts, lists, openapi, queries, tables
from igtf.api.auth import authorise
from igtf.api.consultations import replies_of
from igtf.api.demo import move_clock
from igtf.api.details import shown
from igtf.api.examples import examples
from igtf.api.inputs import asked, number_asked
from igtf.api.lists import Listed
from igtf.api.shapes import answer, comment_of, person_of, place_of
from igtf.api.waiting import waiting
from igtf.consultations.queries import get_consultation_or_404
from igtf.core.errorpages import problem
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.limits import whole_lists
from igtf.core.pages import limit_asked, paginate
from igtf.core.workflow import WORKFLOWS, Workflow
from igtf.proof.shapes import ROOT, event_of
from igtf.record.stated import speaking_of

bp = Blueprint("api", __name__, url_prefix="/api")
v1 = Blueprint("v1", __name__, url_prefix="/v1")
v1.before_request(authorise)


@bp.get("/")
def index() -> str:
    """Say how the API is used: token, examples, the description for machines."""
    return render_template("api/index.html", examples=examples(), workflows=WORKFLOWS.values(), most=tables.MOST)


@v1.get("/")
def root() -> Response:
    """Name the collections."""
    names = [*(workflow.collection for workflow in WORKFLOWS.values()), "people", "events", "queue"]
    return answer({"collections": {name: f"{ROOT}/{name}" for name in names}, "openapi": f"{ROOT}/openapi.json"})


@v1.get("/openapi.json")
def description() -> Response:
    """Return the OpenAPI description, made from the tables."""
    return answer(openapi.document())


def _listed(items: list[Any], following: str | None) -> Response:
    response = answer({"items": items, "next": following})
    response.vary.update(["Authorization", "Accept-Language"])
    return response


def _onwards(**mark: Any) -> str:
    kept = {name: text for name, text in request.args.items() if name not in mark}
    return f"{request.path}?{urlencode(kept | mark)}"


def _page(listed: Listed) -> Response:
    page = paginate(listed.query(), listed.moment, listed.key, limit=limit_asked())
    return _listed(listed.items(page.rows), page.older)


def collection(workflow: Workflow) -> Response:
    """List the subjects of a kind by last activity, newest first."""
    return _page(lists.subjects(workflow))


@whole_lists
def table(workflow: Workflow) -> Response:
    """Give the same list as a table."""
    return tables.table_of(lists.subjects(workflow))


def nobody_creates(workflow: Workflow) -> Response:
    """Say that subjects of this kind arise from moves; OPTIONS names what the collection takes."""
    response = Response(status=200)
    if request.method == "POST":
        response = problem(405, _("This address does not take that"), acts.sources_of(workflow))
    response.headers["Allow"] = "GET, HEAD, OPTIONS"
    return response


def subject(workflow: Workflow, ref: str) -> Response:
    """Show a subject in full."""
    return shown(workflow.load(current_user.id, ref), workflow)


def comments(workflow: Workflow, ref: str) -> Response:
    """List the comments on a subject, oldest first."""
    asked()
    limit, thing = limit_asked(), workflow.load(current_user.id, ref)
    rows = queries.comments(thing.id, request.args.get("after"), limit + 1)
    following = _onwards(after=rows[limit - 1].Comment.id) if len(rows) > limit else None
    return _listed([comment_of(row) for row in rows[:limit]], following)


def make_move(workflow: Workflow, ref: str, name: str) -> Response:
    """Make a move."""
    thing = workflow.load(current_user.id, ref)
    with speaking_of(thing.subject):
        return acts.make_move(workflow, thing, name)


def comment(workflow: Workflow, ref: str) -> Response:
    """Add a comment."""
    return acts.comment(workflow.load(current_user.id, ref).subject)


@v1.record
def _add_collections(state: BlueprintSetupState) -> None:
    for workflow in WORKFLOWS.values():
        path, name = f"/{workflow.collection}", workflow.kind
        made = bool(acts.creating(workflow))
        rules: list[tuple[str, str, Any, list[str]]] = [
            ("", "list", collection, ["GET"]),
            (".csv", "table", table, ["GET"]),
            ("/<ref>", "show", subject, ["GET"]),
            ("/<ref>/comments", "comments", comments, ["GET"]),
            ("/<ref>/comments", "comment", comment, ["POST"]),
            ("/<ref>/moves/<name>", "move", make_move, ["POST"]),
            ("", "create", acts.create, ["POST"]) if made else ("", "none", nobody_creates, ["POST", "OPTIONS"]),
        ]
        for below, verb, view, methods in rules:
            own_options = verb == "none" or (verb == "list" and not made)
            state.add_url_rule(
                path + below, f"{name}_{verb}", update_wrapper(partial(view, workflow), view), methods=methods,
                provide_automatic_options=False if own_options else None,
            )  # fmt: skip


@v1.get("/consultations/<ref>/replies")
def replies(ref: str) -> Response:
    """List the replies to a consultation by their numbers, with their answers."""
    asked()
    limit, after = limit_asked(), number_asked(request.args.get("after", "0"), "after")
    rows = replies_of(get_consultation_or_404(current_user.id, ref), after, limit + 1)
    following = _onwards(after=rows[limit - 1]["number"]) if len(rows) > limit else None
    return _listed(rows[:limit], following)


@v1.get("/queue")
def queue() -> Response:
    """List what waits for the clearing house, the most pressing first; it is short, so that it has no pages."""
    return _listed(waiting(), None)


@v1.get("/queue.csv")
@whole_lists
def queue_table() -> Response:
    """Give the same list as a table."""
    return tables.queue_table()


@v1.get("/people")
def people() -> Response:
    """List people with their present hats, newest first."""
    return _page(lists.PEOPLE)


@v1.get("/people.csv")
@whole_lists
def people_table() -> Response:
    """Give the same list as a table."""
    return tables.table_of(lists.PEOPLE)


@v1.get("/people/<handle>")
def person(handle: str) -> Response:
    """Show a person with hats and roles."""
    row = queries.person_row(handle)
    if row is None:
        raise NotFound(_("There is no such person."))
    roles = [
        {"role": role.name, "since": role.started_at, "in": place_of(role) if role.kind else None}
        for role in queries.roles_shown(row.id)
    ]
    return answer(person_of(row, queries.hats_of([row.id])[row.id]) | {"closed_at": row.closed_at, "roles": roles})


@v1.get("/events")
def events() -> Response:
    """List entries of the record: newest first, or in the order of the log after ``since``."""
    given, limit = asked(*queries.EVENT_FILTERS), limit_asked()
    rows = queries.events(given, request.args.get("before"), limit + 1)
    mark = None
    if "since" in given:
        mark = _onwards(since=rows[limit - 1].log_index) if len(rows) > limit else None
    elif len(rows) > limit:
        mark = _onwards(before=rows[limit - 1].Event.id)
    return _listed([event_of(row) for row in rows[:limit]], mark)


@v1.get("/events/<int:number>")
def event(number: int) -> Response:
    """Show an entry of the record."""
    row = queries.event_row(number)
    if row is None:
        raise NotFound(_("There is no such entry of the record."))
    return answer(event_of(row))


v1.post("/demo/clock")(move_clock)
bp.register_blueprint(v1)
bp.record_once(lambda state: state.app.extensions["csrf"].exempt(v1))
