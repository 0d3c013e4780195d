"""Whatever is not open to everybody can be appealed, or stands in a table with the reason why not; never both."""

from igtf.appeals.decisions import DECISIONS, LADDERS, TABLE
from igtf.core.workflow import WORKFLOWS
from igtf.record.kinds import event_kinds
from tests.inventory import appealable
from tests.inventory.no_decisions import NO_DECISIONS
from tests.inventory.roles import TABLES

NOT_APPEALED = [kind for kinds in NO_DECISIONS.values() for kind in kinds]


def open_to_everybody() -> set[str]:
    """Return the moves that any participant may make, by the table of permissions."""
    return {
        f"{kind}.{move.name}"
        for kind, roles in TABLES.items() for move in WORKFLOWS[kind].moves
        if move.offered and move.policy(roles["participant"])
    }  # fmt: skip


def test_each_act_that_is_not_open_to_everybody_can_be_appealed_or_says_why_not(app):
    wanted = set(event_kinds()) - open_to_everybody()
    assert sorted(wanted - {*DECISIONS, *NOT_APPEALED}) == [], "say in decisions or no_decisions what each of these is"
    assert sorted({*DECISIONS, *NOT_APPEALED} - wanted) == [], "there is no such act, or it is open to everybody"


def test_no_act_is_both_or_there_twice():
    assert sorted(set(DECISIONS) & set(NOT_APPEALED)) == []
    assert len(NOT_APPEALED) == len(set(NOT_APPEALED))
    assert set(DECISIONS.values()) <= set(LADDERS)
    assert len(TABLE) == len(DECISIONS)


def test_what_the_clock_or_a_ballot_carries_out_is_named_as_such():
    """What nobody chooses is no act of one's own, and asks nobody."""
    own, asks, *_rest = NO_DECISIONS.values()
    moves = {f"{kind}.{move.name}": move for kind, workflow in WORKFLOWS.items() for move in workflow.moves}
    assert [kind for kind in (*own, *asks) if kind in moves and not moves[kind].offered] == []


def test_the_page_of_what_can_be_appealed_says_what_the_tables_say():
    assert appealable.FILE.read_text() == appealable.text(), "run: python -m tests.inventory.appealable"
