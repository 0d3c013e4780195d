"""How our letter ends: closed, or a point of it recorded as never answered while others are waited for."""

from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.routing import events
from igtf.routing.expecting import lines, long_past, unanswered, waits_until
from igtf.routing.giving_up import give_up
from igtf.routing.letters import tell_contacts
from igtf.routing.models import Statement
from igtf.routing.points import NO_ANSWER
from igtf.routing.policy import RoutingFacts
from igtf.routing.statements import changed, wait_for
from igtf.routing.states import STATEMENT


@carries_out(STATEMENT, "give-up")
def give_up_point(statement: Statement, *, point: str, by: By, evidence: str = "") -> events.GivenUp:
    """Record that a point was never answered: that becomes of what it carries, and the others are waited for.

    ``point`` is its number. Invalid for one that is answered, or whose day did not pass long ago.
    """
    chosen = [one for one in long_past(statement, by.at) if str(one.number) == point]
    if not chosen:
        raise Invalid(point=_("Choose a point whose day passed long ago."))
    said = lines(statement, chosen)
    given = give_up(statement, chosen, evidence, by)
    wait_for(statement, waits_until(statement), by)
    changed(statement, by)
    return tell_contacts(statement, "give-up", events.GivenUp(said, given, evidence), by)


@carries_out(STATEMENT, "close")
def close(statement: Statement, *, facts: RoutingFacts, by: By, evidence: str = "") -> events.Closed:
    """Close with the evidence of how it ended, or as *no answer*: that becomes of the points that are open, too.

    Invalid where all was answered, or nothing is waited for, and the evidence is missing.
    """
    left, answered, asked = unanswered(statement), statement.answered_at is not None, statement.answer_by is not None
    if not facts.given_up and not evidence:
        raise Invalid(evidence=_("Give the evidence of how it ended."))
    no_answer = "no answer was asked for" if not asked else "no answer" if facts.given_up else "no longer waited for"
    never = left or any(point.status == NO_ANSWER for point in statement.asks)
    result = ("answered in part" if never else "answered") if answered else no_answer
    given = give_up(statement, long_past(statement, by.at), evidence, by) if facts.given_up else []
    statement.closed_evidence = evidence
    statement.subject.due_at = None
    changed(statement, by)
    return tell_contacts(statement, "close", events.Closed(result, evidence, given), by)
