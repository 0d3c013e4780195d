"""The addresses of the API: a set for each kind of subject from the tables; people, events, the clock."""

from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from igtf.api import comments, former, hums, lists, moving, openapi, own, queries, tables
from igtf.api.answering import answering
from igtf.api.auth import authorise
from igtf.api.demo import move_clock
from igtf.api.details import shown
from igtf.api.examples import examples
from igtf.api.inputs import asked
from igtf.api.lists import ApiList, NumberedList, counted_page
from igtf.api.people import beside
from igtf.api.shapes import answer, person_of
from igtf.api.waiting import waiting
from igtf.appeals.decisions import TAKES_AWAY
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.limits import COSTLY, costly, counted_when_known
from igtf.core.page.errorpages import problem
from igtf.core.page.paging import limit_asked, paginate
from igtf.core.security import kept_nowhere
from igtf.core.workflow import WORKFLOWS, Workflow
from igtf.discussion.acts import ACTS
from igtf.proof.shapes import ROOT, event_of
from igtf.record.once import KNOWN
from igtf.record.stated import speaking_of

bp = Blueprint("api", __name__, url_prefix="/api")
v1 = Blueprint("v1", __name__, url_prefix="/v1")
v1.before_request(authorise)
counted_when_known(v1)


@v1.after_request
def _varies(response: Response) -> Response:
    """Say that an answer is for whoever asks, in their language."""
    response.vary.update(["Authorization", "Accept-Language"])
    return response


@bp.get("/")
def index() -> str:
    """Say how the API is used: token, examples, the description for machines."""
    return render_template(
        "api/index.html", examples=examples(), workflows=WORKFLOWS.values(), most=tables.MOST, acts=[*ACTS],
        taken_away=TAKES_AWAY, key_days=KNOWN.days, costly=COSTLY,
    )  # fmt: skip


@v1.get("/")
def root() -> Response:
    """Name the collections."""
    names = [*(workflow.collection for workflow in WORKFLOWS.values()), "people", "events", "queue"]
    return answer({
        "collections": {name: f"{ROOT}/{name}" for name in names}, "me": f"{ROOT}/me",
        "procedure": f"{ROOT}/procedure",
        "openapi": f"{ROOT}/openapi.json",
    })  # fmt: skip


@v1.get("/openapi.json")
def description() -> Response:
    """Return the OpenAPI description, made from the tables."""
    return answer(openapi.document())


def _listed(items: list[Any], following: str | None) -> Response:
    return answer({"items": items, "next": following})


def _page(listed: ApiList) -> Response:
    page = paginate(listed.query(), listed.by, listed.key, limit=limit_asked())
    return _listed(listed.items(page.rows), page.older)


def _counted(listed: NumberedList) -> Response:
    items, _number, following = counted_page(listed, lists.mark_of(listed), limit_asked())
    return _listed(items, following)


def collection(workflow: Workflow) -> Response:
    """List the subjects of a kind by last activity, newest first."""
    return _page(lists.subjects(workflow))


@costly
def table(workflow: Workflow) -> Response:
    """Give the same list as a table."""
    return tables.table_of(lists.subjects(workflow))


def nobody_creates(workflow: Workflow) -> Response:
    """Say that subjects of this kind arise from moves; OPTIONS names what the collection takes."""
    response = Response(status=200)
    if request.method == "POST":
        response = problem(405, _("This address does not take that"), moving.sources_of(workflow))
    response.headers["Allow"] = "GET, HEAD, OPTIONS"
    return response


def subject(workflow: Workflow, ref: str) -> Response:
    """Show a subject in full."""
    return shown(workflow.load(current_user.id, ref), workflow)


def thread(workflow: Workflow, ref: str) -> Response:
    """List the comments on a subject, oldest first."""
    return _counted(lists.comments(workflow.load(current_user.id, ref).id))


@costly
def thread_table(workflow: Workflow, ref: str) -> Response:
    """Give the same list as a table."""
    return tables.table_of_counted(lists.comments(workflow.load(current_user.id, ref).id))


def within(workflow: Workflow, ref: str) -> Response:
    """List what a subject is made of, by numbers: replies, positions, seats, members."""
    return _counted(lists.WITHIN[workflow.kind].of(workflow.load(current_user.id, ref)))


@costly
def within_table(workflow: Workflow, ref: str) -> Response:
    """Give the same list as a table."""
    return tables.table_of_counted(lists.WITHIN[workflow.kind].of(workflow.load(current_user.id, ref)))


def make_move(workflow: Workflow, ref: str, name: str) -> Response:
    """Make a move."""
    thing = workflow.load(current_user.id, ref)
    with speaking_of(thing.subject):
        return moving.make_move(workflow, thing, name)


def _within(kind: str) -> list[tuple[str, str, Any, list[str]]]:
    if kind not in lists.WITHIN:
        return []
    name = lists.WITHIN[kind].name
    return [(f"/<ref>/{name}", name, within, ["GET"]), (f"/<ref>/{name}.csv", f"{name}_table", within_table, ["GET"])]


@v1.record
def _add_collections(state: BlueprintSetupState) -> None:
    for workflow in WORKFLOWS.values():
        path, name = f"/{workflow.collection}", workflow.kind
        made = bool(moving.creating(workflow))
        rules: list[tuple[str, str, Any, list[str]]] = [
            ("", "list", collection, ["GET"]),
            (".csv", "table", table, ["GET"]),
            ("/<ref>", "show", subject, ["GET"]),
            ("/<ref>/comments", "comments", thread, ["GET"]),
            ("/<ref>/comments", "comment", comments.add, ["POST"]),
            ("/<ref>/comments.csv", "comments_table", thread_table, ["GET"]),
            ("/<ref>/follow", "follow", own.follow, ["PUT", "DELETE"]),
            ("/<ref>/moves/<name>", "move", make_move, ["POST"]),
            *_within(name),
            ("", "create", moving.create, ["POST"]) if made else ("", "none", nobody_creates, ["POST", "OPTIONS"]),
        ]
        for below, verb, view, methods in rules:
            own_options = verb == "none" or (verb == "list" and not made)
            state.add_url_rule(
                path + below, f"{name}_{verb}", update_wrapper(partial(view, workflow), view), methods=methods,
                provide_automatic_options=False if own_options else None,
            )  # fmt: skip


@v1.get("/issues/alike")
def alike() -> Response:
    """List the issues that may say the same as a title and a summary, the best first, for whoever is about to file."""
    return _listed(queries.alike_issues(), None)


@v1.get("/issues/<ref>/versions")
def issue_versions(ref: str) -> Response:
    """List the former wordings of an issue, newest first."""
    return _counted(former.wordings(WORKFLOWS["issue"], ref))


@v1.get("/comments/<int:number>/history")
def comment_history(number: int) -> Response:
    """List the former texts of a comment, newest first."""
    return _counted(former.history(number))


@v1.get("/procedure")
def procedure() -> Response:
    """Show the numbers of the procedure, and their versions."""
    return answer(former.procedure())


@v1.get("/comments")
def said() -> Response:
    """List the comments with some words, newest first."""
    return _counted(lists.said())


@v1.get("/comments.csv")
@costly
def said_table() -> Response:
    """Give the same list as a table."""
    return tables.table_of_counted(lists.said())


@v1.get("/queue")
def queue() -> Response:
    """List what waits for the clearing house, the most pressing first; it is short, so that it has no pages."""
    return _listed(waiting(), None)


@v1.get("/queue.csv")
@costly
def queue_table() -> Response:
    """Give the same list as a table."""
    return tables.queue_table()


@v1.get("/bodies/figures")
def bodies_side_by_side() -> Response:
    """List how bodies have answered, by acronym; a few dozen, so that it has no pages."""
    return _listed(answering(), None)


@v1.get("/bodies/figures.csv")
@costly
def bodies_side_by_side_table() -> Response:
    """Give the same list as a table."""
    return tables.answering_table()


@v1.get("/people")
def people() -> Response:
    """List people with their present hats, newest first."""
    return _page(lists.PEOPLE)


@v1.get("/people.csv")
@costly
def people_table() -> Response:
    """Give the same list as a table."""
    return tables.table_of(lists.PEOPLE)


@v1.get("/me")
def own_person() -> Response:
    """Show the person whose token it is."""
    return kept_nowhere(person(current_user.handle))


@v1.get("/me/desk")
def own_desk() -> Response:
    """Show what waits for the person whose token it is."""
    asked()
    return kept_nowhere(answer(own.desk()))


@v1.get("/me/following")
def own_following() -> Response:
    """List what the person whose token it is follows."""
    return kept_nowhere(_page(own.FOLLOWED))


@v1.get("/me/webhooks")
def own_hooks() -> Response:
    """List the webhooks of the person whose token it is."""
    asked()
    return kept_nowhere(_listed(own.hooks(), None))


v1.post("/me/webhooks", endpoint="own_add")(own.add)
v1.post("/me/webhooks/<int:number>/<name>", endpoint="own_act")(own.act)
v1.post("/meetings/<ref>/hum", endpoint="meeting_hum")(hums.add)
v1.get("/comments/<int:number>", endpoint="comment")(comments.show)
v1.post("/comments/<int:number>/<name>", endpoint="comment_act")(comments.act)


@v1.get("/people/<handle>")
def person(handle: str) -> Response:
    """Show a person with hats, statement of interest and roles."""
    row = queries.person_row(handle)
    if row is None:
        raise NotFound(_("There is no such person."))
    return answer(person_of(row, queries.hats_of([row.id])[row.id]) | beside(row))


@v1.get("/events")
def events() -> Response:
    """List entries of the record: newest first, or in the order of the log after ``since``."""
    return _counted(lists.events())


@v1.get("/events.csv")
@costly
def events_table() -> Response:
    """Give the same list as a table."""
    return tables.table_of_counted(lists.events())


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
