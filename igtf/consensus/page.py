"""What the page of a call shows beside what every subject's page has."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask_login import current_user
from markupsafe import Markup

from igtf.consensus import closing, leading, lookups, picture, policy, queries, revisions, tallies
from igtf.consensus.forms import ChooseForm, PositionForm
from igtf.consensus.models import Call, Objection
from igtf.consensus.states import OVERRULED, UNSETTLED
from igtf.consensus.unheard import unheard
from igtf.consensus.words import (
    CALL_KINDS,
    LEFT_WHEN_OVERRULED,
    POSITION_WORDS,
    REACTION_WORDS,
    RESULT_WORDS,
    STATION_OF,
    TAKEN,
)
from igtf.core import clock
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import day
from igtf.core.policy import YES
from igtf.core.wording import listed
from igtf.core.workflow import OVER, WORKFLOWS
from igtf.drafts.asked import UNHEARD
from igtf.drafts.decided import ToRead, against, decided_on
from igtf.groups.versions import version_to_read
from igtf.people.hats import as_worn
from igtf.people.visitor import acting
from igtf.record.appealable import appeal_until
from igtf.record.kinds import kind_of
from igtf.record.models import Subject
from igtf.record.moves import url_of
from igtf.record.numbers import whole_number
from igtf.subject.elements import appeal_link
from igtf.subject.page import shown_offers

FOLLOWING: dict[tuple[str, str], tuple[str, ...]] = {
    ("draft", "adoption"): ("adopt", "decline-adoption"),
    ("draft", "last-call"): ("write-up", "back-to-work"),
    ("draft", "council-last-call"): ("to-ballot", "repeat-last-call", "return"),
    ("procedure-change", "question"): ("to-ballot",),
}
"""Kind of what is asked about, kind of the call → the moves by which what was found is carried out there."""


_GONE = _l("What it asked about has gone on without a declaration of this call.")


def _leads(call: Call) -> bool:
    """Return whether the reader leads a call."""
    return queries.call_facts(acting(), call).leads


def _judged(call: Call) -> str:
    """Return, to who leads a call that goes on and stands aside from judging it, why, and who judges it."""
    facts = queries.call_facts(acting(), call)
    decision = policy.decides(facts) if facts.leads and call.subject.phase not in OVER else YES
    if decision or call.kind == "options":
        return ""
    names = leading.judges(call)
    said = _("The call is judged by: %(people)s.", people=listed(names))
    return f"{decision.reason} {said}" if names else ""


def stands(call: Call) -> Text:
    """Return what an open call takes, where that is no positions, and what a closed one waits for, or that it waits
    for nothing, where that is no declaration; else ''."""
    if call.subject.state == "open":
        return TAKEN.get(call.kind, "")
    if call.subject.state != "closed":
        return ""
    found, council = closing.closed(call.id), call.kind == "council-last-call"
    if found.passed_over:
        return _GONE if found.heard else unheard(council=council, anew=found.anew, gone=True)
    return "" if found.heard else UNHEARD[council, found.anew]


def _following(call: Call) -> list[dict[str, Any]]:
    """Return the moves that follow from how a call ended, where the reader leads it and may make them.

    The council's last call has ended, too, when it is closed and nobody took a position: nothing is declared of it.
    """
    names, facts = FOLLOWING.get((call.about.kind, call.kind), ()), queries.call_facts(acting(), call)
    silent = call.kind == "council-last-call" and call.subject.state == "closed" and not facts.heard
    if not names or not facts.leads or not (silent or call.subject.phase in OVER):
        return []
    workflow = WORKFLOWS[call.about.kind]
    found = shown_offers(workflow.load(current_user.id, call.about.ref), workflow)
    return [offer for offer in found if offer["allowed"] and offer["name"] in names]


def station_of(call: Call, *beside: Subject) -> str:
    """Return the station at which a call is asked; '' once it, or one of ``beside`` that belongs to it, is over."""
    over = any(subject.phase in OVER for subject in (call.subject, *beside))
    return "" if over else STATION_OF.get(call.kind, "")


def call_content(call: Call) -> dict[str, Any]:
    """Return the content of a call's page; callables are called only when a template asks for them."""
    taking = call.subject.state == "open" and clock.now() < call.closes_at
    poll = call.kind == "options"
    people = cache(lambda: queries.opener_of(call))
    seen = cache(lambda: _poll(call) if poll else found_in(call))

    def asks() -> bool:
        """Whether the reader leads the call, and there is somebody to be asked before it closes."""
        groups = seen()["groups"] if taking and not poll and _leads(call) else None
        return bool(groups and (groups.unheard or groups.little))

    def own_part() -> dict[str, Any] | None:
        """Return how the reader can take part, and did; None for who cannot."""
        if not (taking and current_user.is_authenticated):
            return None
        return _own_choices(call) if poll else _own_position(call)

    return {
        "call_kinds": CALL_KINDS, "position_words": POSITION_WORDS, "result_words": RESULT_WORDS,
        "reaction_words": REACTION_WORDS, "taking": taking, "people": people, "seen": seen,
        "group_asked": lambda: _group_asked(call, people()[3]),
        "to_appeal": lambda: _to_appeal(call, people().declaration),
        "own": {"asks": asks, "judged": lambda: _judged(call), "own_part": own_part,
                "next_there": lambda: _following(call)},
    }  # fmt: skip


def _group_asked(call: Call, group: Subject | None) -> Subject | None:
    """Return the ``group`` of a call that is asked alone, None where everybody is; not where the call is about it."""
    everybody = call.kind == "council-last-call"
    return None if everybody or group is None or group.id == call.about_id else group


def found_in(call: Call) -> dict[str, Any]:
    """Return what came into a call: positions, the pictures across groups and regions, objections, estimates."""
    floor, objections = whole_number("participation_floor", call.subject), queries.objections_in(call.id)
    (newest, now), (earlier, before) = queries.positions_in(call)
    return {
        "positions": newest, "positions_all": sum(row.people for row in now),
        "earlier": earlier, "earlier_all": sum(row.people for row in before),
        "groups": picture.of_groups(tallies.summed(now, "counts_as", "value"), floor),
        "regions": picture.of_regions(tallies.summed(now, "region", "value"), floor),
        "objections": objections, "objections_all": objections[0].all if objections else 0,
        "unsettled": [row for row in objections if row.Objection.subject.state in UNSETTLED],
        "unsettled_all": objections[0].unsettled if objections else 0,
        "estimates": queries.estimates_in(call) if call.subject.state != "open" else [],
    }  # fmt: skip


def asked_about(call: Call) -> ToRead:
    """Return what the present reader reads before taking a position: what a call is about, and the open objections."""
    if call.about.kind != "draft":
        rows = queries.objections_in(call.id)
        raised = [row.Objection.subject for row in rows if row.Objection.subject.state in UNSETTLED]
        return ToRead(call.about, None, against(raised), charter=version_to_read(call.about, call.revision_number))
    held = lookups.position_of(call.id, current_user.id)
    draft = decided_on(call.about_id, call.opens_at, held.at if held else None)
    return ToRead(call.about, draft, against(draft.dissent))


def text_asked_about(objection: Objection) -> tuple[str, str]:
    """Return where the revision stands of which the raiser is asked whether it answers the objection, and where it is
    compared with the one that was objected to."""
    asked, raised, about = objection.asked_about or "", objection.raised_on or "", url_of(objection.call.about)
    name, number = revisions.name_and_number(asked)
    if objection.call.kind != "charter":
        return f"/drafts/{name}/{number:02d}", f"{about}/compare?{urlencode({'from': raised, 'to': asked})}"
    before = revisions.name_and_number(raised)[1]
    return f"{about}/charter/{number}", f"{about}/charter?{urlencode({'from': before, 'to': number})}"


def _to_appeal(call: Call, declaration: int | None) -> Markup:
    """Return the way to appeal a declaration, by its number in the record; empty without one, or when it is late."""
    until = appeal_until("call.declare", call.declared_at, call.subject.procedure) if call.declared_at else None
    if not (declaration and call.declared_at and until) or until < clock.now():
        return Markup()
    return appeal_link(declaration, kind_of("call.declare").said, call.declared_at, until)


def left_to_raiser(objection: Objection) -> str:
    """Return what is left to whoever raised an objection that was overruled; empty for any other."""
    call = objection.call
    if objection.subject.state not in OVERRULED or call.subject.state == "withdrawn":
        return ""
    if call.declared_at is None:
        return str(LEFT_WHEN_OVERRULED)
    until = appeal_until("call.declare", call.declared_at, call.subject.procedure)
    return _("Whoever raised it can attach a minority statement, which goes with the document, and appeal the "
             "declaration until %(day)s.", day=day(until) if until else "")  # fmt: skip


def _own_position(call: Call) -> dict[str, Any]:
    held = lookups.position_of(call.id, current_user.id)
    return {
        "held": held, "fixed_hat": as_worn(held.hat_id) if held else None,
        "form": PositionForm(data={"position": held.value, "reason": held.reason} if held else None),
        "objections": queries.own_objections(call.id, current_user.id),
    }  # fmt: skip


def _poll(call: Call) -> dict[str, Any]:
    floor = whole_number("participation_floor", call.subject)
    return picture.options_table(call.options, *tallies.choices_by_footing(call.id), floor)


def _own_choices(call: Call) -> dict[str, Any]:
    chosen = queries.own_choices(call.id, current_user.id)
    form = ChooseForm(data=ChooseForm.initial(call))
    form.fill(call.options, {row.option: row.value for row in chosen})
    fixed = next((row.hat_id for row in chosen), None)
    return {"form": form, "fixed_hat": as_worn(fixed), "held": None, "objections": []}
