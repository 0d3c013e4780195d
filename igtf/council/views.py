"""Pages of the council: who sits, what waits, the ballots; and the secretariat's page of seats."""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from igtf.core import clock
from igtf.core.database.looking import to_look_at
from igtf.core.errors import Invalid, NotFound
from igtf.core.forms import MoveForm, put_errors
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.keeping.pages import same_for_all
from igtf.core.moments import end_of_day
from igtf.core.policy import require
from igtf.core.workflow import WORKFLOWS
from igtf.council import composition, elements, forms, liaisons, members, overview, policy, queries, seating
from igtf.council.matter import charter_in, decided_by, draft_in, onward_of, proposed_in, stated_for, stated_in
from igtf.council.purposes import PURPOSES
from igtf.council.rollcall import RollCallLine, shown
from igtf.council.sitting import is_complete
from igtf.council.states import BALLOT
from igtf.council.words import LABELS, RULES, position_needs, under_a
from igtf.discussion.forms import comment_form
from igtf.people.countries import Region
from igtf.people.named import account_named
from igtf.people.queries import get_person_or_404
from igtf.people.stakeholders import GROUPS
from igtf.people.visitor import acting
from igtf.record.moves import url_of
from igtf.subject.lists import filters, filters_asked, page_of, row_of
from igtf.subject.page import people_page, subject_page

bp = Blueprint("council", __name__)
for _element in (
    elements.seats, elements.position, elements.roll, decided_by, proposed_in, stated_in, stated_for, position_needs,
):  # fmt: skip
    bp.add_app_template_global(_element)


@bp.get("/council/")
def council() -> str:
    """Show who sits on the council and what waits for it."""
    now = clock.now()
    seats, (chair, liaisons, chaired) = overview.seats_now(now), overview.chair_and_liaisons(now)
    return render_template(
        "council/council.html", seats=seats, by_region=overview.composition(seats),
        vacant=overview.vacancies(seats), chair=chair, liaisons=liaisons, running=overview.running(now),
        proposals=overview.proposals(), asking=overview.asking(), outcomes=overview.outcomes_waiting(),
        intended=composition.intended(seats), shares=composition.shares(seats), crowded=composition.affiliations(seats),
        picture=composition.picture(seats), renewals=composition.renewals(seats),
        secretariat=current_user.roles.has("secretariat"), chaired=chaired, **overview.under_way(),
    )  # fmt: skip


@bp.get("/council/members/<handle>")
def member(handle: str) -> str:
    """Show a member's terms, and the record of positions with how long each took."""
    person = get_person_or_404(handle)
    taken = members.record_of(person.id)
    return render_template(
        "council/member.html", actor=person.actor, taken=taken, short=members.in_short(taken),
        terms=members.terms_of(person.id), chaired=members.chaired(person.id), labels=LABELS,
    )  # fmt: skip


@bp.get("/ballots/")
@same_for_all
def ballots() -> str:
    """List ballots by last activity."""
    asked = filters_asked(BALLOT)
    page = page_of(BALLOT, queries.visible_ballots(), asked)
    extra = {"purpose": (_("Purpose"), [(p.name, p.label) for p in PURPOSES.values()])}
    heard = queries.heard_in(page.rows, clock.now())
    items = [_row(row, *heard[row.id]) for row in page.rows]
    return render_template("ballots/list.html", page=page, items=items, **filters(BALLOT, extra))


def _row(row: Any, have: int, base: int) -> dict[str, Any]:
    decided = WORKFLOWS[row.decided_kind].name_of(row.decided_ref)
    taken = _("%(have)d of %(base)d seats of the base have a position", have=have, base=base)
    return row_of(row, [PURPOSES[row.purpose].label, decided], [taken])


@bp.get("/ballots/<ref>")
@to_look_at
def ballot(ref: str) -> Response:
    """Show a ballot: its seats, what it takes to pass, the roll call."""
    thing = queries.get_ballot_or_404(current_user.id, ref)
    purpose = PURPOSES[thing.purpose]
    seats = cache(lambda: shown(thing, clock.now()))
    own_line = cache(lambda: next((line for line in seats().lines if line.holder_id == current_user.id), None))
    return subject_page(
        "ballots/ballot.html", thing, station=_station(thing), purpose=purpose,
        without=("draft",) if purpose.of_a_group else (),
        proposed=lambda: proposed_in(thing), draft=lambda: draft_in(thing), stated=lambda: stated_in(thing),
        charter=lambda: charter_in(thing),
        onward=lambda: onward_of(thing), shown=seats, rules=RULES, near=thing.decides_on_id,
        own={
            "own_line": own_line, "position_form": cache(lambda: _position_form(thing, seats().newest, own_line())),
            "stands_aside": cache(lambda: _recusal(thing, own_line)),
        },
    )  # fmt: skip


def _recusal(ballot: Any, own_line: Callable[[], RollCallLine | None]) -> Text:
    """Return to a member of the council for what their seat stands aside in an open ballot; empty where it does not."""
    if ballot.subject.state != "open" or not current_user.roles.has("council"):
        return ""
    line = own_line()
    return line.recusal if line else ""


def _station(ballot: Any) -> str | None:
    """Return where a ballot stands on the way of issues; '' where its state says it, None where it is not on it."""
    if ballot.decides_on.kind not in ("issue", "draft", "group"):
        return None
    before_house = PURPOSES[ballot.purpose].of_clearing_house and ballot.subject.state == "open"
    return "clearing-house" if before_house else ""


@bp.get("/ballots/<ref>/seats/<int:number>")
def ballot_seat(ref: str, number: int) -> str:
    """Show a seat of a ballot: its position, all earlier ones, and the discussion under its Discuss."""
    thing = queries.get_ballot_or_404(current_user.id, ref)
    line = next((line for line in shown(thing, clock.now()).lines if line.number == number), None)
    if line is None or not line.name:
        raise NotFound(_("Seat %(number)s was not held when this ballot opened.", number=number))
    return render_template(
        "ballots/seat.html", subject=thing.subject, line=line, url=url_of(thing.subject),
        form=comment_form(current_user, part=number), under=under_a(thing.rule),
    )  # fmt: skip


@bp.get("/ballots/<ref>/people")
def ballot_people(ref: str) -> str:
    """Show who took part in a ballot and in an alternate ballot on it, by stakeholder group and region."""
    thing = queries.get_ballot_or_404(current_user.id, ref)
    lead = _("Whoever took a position, seconded another one, deferred or commented, under the hat worn then; in the "
             "alternate ballot too.")  # fmt: skip
    return people_page(thing.subject, lead, queries.subjects_of(thing.id))


def _position_form(thing: Any, newest: int | None, line: RollCallLine | None) -> MoveForm | None:
    """Return the form of a position for who wears one hat, with the one that the seat has; others use its own page."""
    if len(current_user.hats) != 1 or thing.subject.state != "open":
        return None
    names = ("position", "ground", "text", "comment")
    held = {name: getattr(line, name) for name in names} if line else {}
    form = forms.PositionForm(data={"on": forms.on_revision(newest), **held})
    form.prepare(thing, current_user)
    for field in form:  # the form of comments on the same page has a text too
        field.id = f"position-{field.short_name}"
    return form


def _seat(form: Any) -> str:
    person = account_named(form.person.data)
    until = end_of_day(form.until.data) if form.until.data else None
    seating.seat(int(form.seat.data), person, by=acting(), until=until)
    if is_complete():
        return str(_("Seated: %(name)s. The members of the council are told.", name=person.actor.name))
    return str(_("Seated: %(name)s, who is told. All members are told who sits when the chair is named.",
                 name=person.actor.name))  # fmt: skip


def _chosen(form: Any) -> tuple[int, str]:
    """Return the seat that was chosen, and the handle of who held it when the page was made."""
    number, _space, whose = form.seat.data.partition(" ")
    return int(number), whose


def _unseat(form: Any) -> str:
    number, whose = _chosen(form)
    seating.unseat(number, reason=form.reason.data, by=acting(), whose=whose)
    return str(_("The term has ended; the seat is vacant. The members of the council are told."))


def _resign(form: Any) -> str:
    number, whose = _chosen(form)
    seating.resign(number, evidence=form.evidence.data, by=acting(), whose=whose)
    return str(_("The term has ended; the seat is vacant. The members of the council are told."))


def _chair(form: Any) -> str:
    seating.name_chair(account_named(form.person.data), by=acting(), reason=form.reason.data or "")
    return str(_("The chair is named. The members of the council are told."))


def _liaison(form: Any) -> str:
    person = account_named(form.person.data)
    until = end_of_day(form.until.data)
    liaisons.send(
        person, organisation=form.organisation.data, evidence=form.evidence.data, until=until, by=acting()
    )  # fmt: skip
    return str(_("The liaison sits with the council. Its members are told."))


_ACTS: dict[str, Any] = {
    "seat": (forms.SeatForm, _seat),
    "unseat": (forms.UnseatForm, _unseat),
    "resign": (forms.ResignForm, _resign),
    "chair": (forms.ChairForm, _chair),
    "liaison": (forms.LiaisonForm, _liaison),
}


def _seat_forms(
    seats: list[overview.SeatNow], beside: list[overview.BesideSeats], act: str | None
) -> dict[str, Any]:  # fmt: skip
    """Return the forms with their choices, the one of ``act`` filled from the request."""
    made = {name: kind(request.form if name == act else None, prefix=f"{name}-") for name, (kind, _do) in _ACTS.items()}
    made["seat"].seat.choices = [(s.number, _place(s)) for s in seats if s.name is None]
    held = [s for s in seats if s.name is not None]
    liaison, removable = _("Liaison"), seating.may_be_unseated()
    taken = [
        *((s.number, s.handle, f"{_place(s)}: {s.name}") for s in held),
        *((one.number, one.actor.handle, f"{one.number} · {liaison}: {one.actor.name}") for one in beside
          if one.number),
    ]  # fmt: skip
    for name, known in (("resign", {row[0] for row in taken}), ("unseat", removable)):
        made[name].seat.choices = [(f"{number} {handle}", label) for number, handle, label in taken if number in known]
    made["chair"].person.choices = [(s.handle, s.name) for s in held]
    return made


def _is_done(act: str, form: Any) -> bool:
    """Do an act of the secretariat as its form says, and return whether it was done; else the form says why not."""
    try:
        if form.validate():
            flash(_ACTS[act][1](form))
            return True
    except Invalid as refusal:
        put_errors(form, refusal)
    return False


def _place(seat: overview.SeatNow) -> str:
    from_where = Region(seat.region).label if seat.region else _("at large")
    return f"{seat.number} · {GROUPS.get(seat.group, seat.group)} · {from_where}"


@bp.route("/council/seats", methods=["GET", "POST"])
def seats() -> Answer | tuple[str, int]:
    """Let the secretariat seat the interim council, end its terms, record resignations and name the chair."""
    require(policy.can_seat(secretariat=current_user.roles.has("secretariat")))
    now, act = overview.seats_now(clock.now()), request.form.get("act")
    chair, beside, _chaired = overview.chair_and_liaisons(clock.now())
    made, status = _seat_forms(now, beside, act), 422 if act in _ACTS else 200
    if act in made and _is_done(act, made[act]):
        return redirect("/council/seats")
    return render_template(
        "council/seats.html", forms=made, groups=overview.by_group(now), chair=chair, form_errors=status == 422,
        over=seating.over_for_good(clock.now()),
    ), status  # fmt: skip
