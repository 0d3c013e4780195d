"""Home, what needs me, search, how it works, the proposal."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from igtf.appeals.decisions import DECISIONS, KINDS_OF_DECISION, LADDERS
from igtf.appeals.rungs import RUNGS
from igtf.core import clock
from igtf.core.errors import NotFound
from igtf.core.finding.excerpt import excerpts
from igtf.core.finding.search import PREFIX, words_of
from igtf.core.i18n import Text, locale
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.keeping.impersonal import impersonal
from igtf.core.keeping.pages import same_for_all, state_at
from igtf.core.page.diagram import state_diagram
from igtf.core.page.elements import Choices, ListRow
from igtf.core.page.paging import PAGE, fresh, number_asked, version_tag, with_tag
from igtf.core.page.templates import Later
from igtf.core.text.plaintext import visible
from igtf.core.workflow import WORKFLOWS, Known
from igtf.desk import queries
from igtf.desk.lines import lines
from igtf.desk.proposal import STEPS
from igtf.desk.spelling import meant
from igtf.desk.waiting import beside, on_desk
from igtf.discussion.found import comments_found
from igtf.figures.queries import heard
from igtf.issues.choices import TOPIC_OR_NONE
from igtf.notice.queries import news_of
from igtf.people.balance import balance_of
from igtf.people.directory import BY_ORGANISATION, best_people
from igtf.people.lists import line_of
from igtf.people.offices import DUTIES, OFFICES
from igtf.people.roles import ROLES
from igtf.people.visitor import sign_in_first
from igtf.procedure.queries import compared
from igtf.record.audiences import AUDIENCES
from igtf.record.events import state_of_record
from igtf.record.filters import known_of, unknown_in
from igtf.record.kinds import event_kinds
from igtf.record.narrowed import filters_in_force, narrowed
from igtf.record.numbers import in_force, values_of
from igtf.record.terms import TERMS
from igtf.routing.precedents import became_of
from igtf.subject.lists import PHASES, comment_row, kind_of_row, kinds, row_of, rows_dated, rows_made, states_of

bp = Blueprint("desk", __name__)

PARTS: dict[str, Text] = {
    "me": _l("What needs me"), "soon": _l("Closing soon"), "others": _l("Waiting for others"),
}  # fmt: skip


MOST_PEOPLE = 3
"""People beside what a search finds; all of them stand in their list."""


PLACES = Choices((("", _l("Texts")), ("comments", _l("Comments"))))
"""Where the search looks."""

NEWS = 12
"""Acts on a desk that are new to its reader; all of them stand on a page of their own."""


def _row(row: Any) -> dict[str, Any]:
    return row_of(row, kind_of_row(row), [])


def _found(rows: Any, words: str) -> list[ListRow]:
    """Return subjects that were found, each with the place in its text where the words are."""
    made, wanted = rows_dated(_row, [row._replace(text=None) for row in rows]), words_of(words)
    said = excerpts([row.text or "" for row in rows], wanted) if wanted else []
    return [row.saying(text) for row, text in zip(made, said, strict=True)] if wanted else made


def _answer(row: Any) -> dict[str, Any]:
    return row_of(row, kind_of_row(row), [row.acronym, became_of(row)])


@bp.get("/")
def home() -> str:
    """Say what this is, what is open now, and where to begin; for who is signed in, what needs them."""
    waiting = [item for item in on_desk(current_user.id) if item.part == "me"] if current_user.id else []
    others = beside(current_user.id) if current_user.id else []
    with impersonal("home", state_at(state_of_record())):
        return render_template(
            "desk/home.html", open_now=Later(lambda: rows_dated(_row, queries.open_now())),
            answers=Later(lambda: rows_made(_answer, queries.answers())),
            heard=Later(lambda: balance_of(heard())), waiting=waiting[:5], others=others,
        )  # fmt: skip


@bp.get("/desk")
def desk() -> Response | str:
    """Show what needs the reader, what is new to them, what closes soon, and what they wait for."""
    if not current_user.is_authenticated:
        return sign_in_first()
    items = on_desk(current_user.id)
    parts = [(name, label, [item for item in items if item.part == name]) for name, label in PARTS.items()]
    return render_template(
        "desk/desk.html", parts=parts, lines=lines, others=beside(current_user.id),
        news=news_of(current_user.id, NEWS),
    )  # fmt: skip


@bp.get("/search")
@same_for_all
def search() -> str:
    """Search everything, with filters of kind, state, phase, topic and group; the search is the URL."""
    words = request.args.get("q", "").strip()[:500]
    known = _search_known()
    asked = filters_in_force(known, *known)
    shown = narrowed(_search_choices(asked["kind"]), known)
    shown["fields"].insert(0, {"name": "q", "label": _("Words"), "value": words})
    template, look = ("desk/said.html", _said) if asked.pop("in") else ("desk/search.html", _searched)
    return render_template(template, words=words, shortest=PREFIX, **look(words, asked), **shown)


def _searched(words: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what is found: subjects, the one that is named apart; people too, where no filter of subjects is asked."""
    found, narrow = queries.found(words, asked), any(asked.values())
    exact = [found.exact] if found.exact else []
    others = [row for row in found.rows if row not in exact]
    people = [] if narrow else best_people(words, MOST_PEOPLE + 1)
    other_words = None if exact else meant(words, len(others) + len(people))
    return {
        "items": _found(others, words), "bounded": found.bounded, "exact": _found(exact, words), "narrow": narrow,
        "people": [line_of(row) for row in people[:MOST_PEOPLE]], "more_people": len(people) > MOST_PEOPLE,
        "lists": _lists(asked) if narrow and not words else [], "nothing": not (found.rows or exact or people),
        "by_name": bool(people) and people[0].fit < BY_ORGANISATION, "meant": other_words,
        "meant_url": _search(q=other_words) if other_words else "", "said_url": _search(**{"in": "comments"}),
    }  # fmt: skip


def _lists(asked: dict[str, Any]) -> list[tuple[Text, str]]:
    """Return the lists, by name, that filters without words lead to: of each kind that knows them all, or of one."""
    given = {name: value for name, value in asked.items() if value and name != "kind"}
    kinds = [workflow for workflow in WORKFLOWS.values() if not asked["kind"] or asked["kind"] == workflow.kind]
    return [
        (workflow.plural, f"/{workflow.collection}/?{urlencode(given)}")
        for workflow in kinds if given.keys() <= known_of(workflow).keys() and not unknown_in(known_of(workflow), given)
    ]  # fmt: skip


def _search(**changes: str) -> str:
    """Return the address of this search with some of it changed, from its first page on."""
    asked = {**request.args, "before": "", **changes}
    return f"/search?{urlencode({name: value for name, value in asked.items() if value})}"


def _said(words: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what is found in comments, and where the older ones are and the subjects with these words."""
    before = number_asked("before")
    found = comments_found(words, asked, before=before, most=PAGE)
    wanted = words_of(words)
    said = excerpts([visible(row.Comment.text) for row in found.rows], wanted) if wanted else []
    return {
        "items": [comment_row(row, text) for row, text in zip(found.rows, said, strict=True)],
        "older_url": _search(before=str(found.older)) if found.older else None, "begun": before is not None,
        "newest_url": _search() if before else None, "subjects_url": _search(**{"in": ""}),
    }  # fmt: skip


def _search_known() -> dict[str, Known]:
    """Return which values the filters of the search know: states are those of the kind, if one is asked for."""
    kind = request.args.get("kind", "")
    states = [name for name, _label in states_of(kind if kind in WORKFLOWS else None)]
    return {"in": ["comments"], "kind": list(WORKFLOWS), **known_of(None), "state": states}


def _search_choices(kind: str | None) -> dict[str, tuple[Text, Any]]:
    return {
        "in": (_("Look in"), PLACES), "kind": (_("Kind"), kinds()), "state": (_("State"), states_of(kind)),
        "phase": (_("Phase"), PHASES),
        "topic": (_("Topic"), TOPIC_OR_NONE), "group": (_("Group"), None),
    }  # fmt: skip


@bp.get("/how-it-works")
def how_it_works() -> Response:
    """Explain the procedure from its own tables; a 304 for who is not signed in and has it as it is."""
    version, anonymous = in_force(), not current_user.is_authenticated
    values = values_of(version)
    tag = version_tag("how it works", version, clock.now().date())
    unchanged = fresh(tag) if anonymous else None
    if unchanged:
        return unchanged
    page = make_response(render_template(
        "desk/how_it_works.html", workflows=WORKFLOWS.values(), version=version, roles=ROLES,
        numbers=compared(values, values), kinds=event_kinds(), offices=OFFICES, duties=DUTIES,
        ladders=LADDERS, rungs=RUNGS, decisions=DECISIONS, kinds_of_decision=KINDS_OF_DECISION,
    ))  # fmt: skip
    return with_tag(page, tag) if anonymous else page


@bp.get("/how-it-works/words")
@same_for_all
def words() -> str:
    """Explain the terms of the field, each in a sentence."""
    return render_template("desk/words.html", terms=TERMS)


@bp.get("/how-it-works/<kind>")
@same_for_all
def how_a_kind_works(kind: str) -> str:
    """Show the states and moves of one kind, drawn and listed."""
    workflow = WORKFLOWS.get(kind)
    if workflow is None:
        raise NotFound(_("There is no such kind."))
    title = _("How it works: %(what)s", what=workflow.label)
    picture = state_diagram(
        workflow.states, [move for move in workflow.moves if move.targets], title=title,
        describe=_("The states and the moves between them; the lists below say the same."),
        mirror=locale().text_direction == "rtl",
    )  # fmt: skip
    told = {move.name: [AUDIENCES[name].label for name in move.tells] for move in workflow.moves}
    return render_template(
        "desk/kind.html", workflow=workflow, title=title, picture=picture, told=told, decisions=DECISIONS,
        ladders=LADDERS, rungs=RUNGS,
    )  # fmt: skip


@bp.get("/proposal")
def proposal() -> str:
    """Tell the idea of 2013, step by step, each with the live page that does it."""
    return render_template("desk/proposal.html", steps=STEPS)
