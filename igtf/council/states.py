"""The states and moves of a ballot (procedure, section 6)."""

from flask_babel import lazy_gettext as _l

from igtf.core.policy import always
from igtf.core.workflow import Move, Reasoned, State, Workflow
from igtf.council import events, forms, policy
from igtf.record.annulment import annul_move

_ALL = ("ballot seats", "followers", "filer", "followers of what it decides on")
_HOLDER, _LEADS = (
    _l("the holder of a seat of the ballot"),
    _l("the responsible member who opened it, or the council chair"),
)

BALLOT = Workflow(
    kind="ballot",
    collection="ballots",
    label=_l("ballot"),
    plural=_l("Ballots"),
    states=(
        State("open", _l("Open"), "work", _l("Members take positions."), "council"),
        State("passed", _l("Passed"), "decided", _l("All conditions held when it closed."), "council"),
        State("failed", _l("Failed"), "closed", _l("A condition was missing when it closed."), "council"),
        State("recalled", _l("Recalled"), "closed",
              _l("Taken back before it closed; nothing was decided."), "council"),
        State("annulled", _l("Annulled"), "closed", _l("An appeal was upheld: nothing follows from it any more."),
              "council"),
    ),
    moves=(
        Move("open", _l("Open a ballot"), _l("opened the ballot"), (), "open",
             _l("a responsible member, or two objections"), always, None, events.Opened,
             (*_ALL, "council"),
             follows=_l("Follows when a draft or charter goes to ballot, or a proposal is stopped."),
             needs=_l("a question; the seats are frozen, it runs 21 days")),
        Move("take-position", _l("Take a position"), _l("took a position"), ("open",), None, _HOLDER,
             policy.can_take_position, forms.PositionForm, events.PositionTaken, ("followers", "filer"),
             needs=_l("for a Discuss a permitted ground and a text; it can be changed until the end"),
             checked=True, main=True, appends=True),
        Move("defer", _l("Defer by 14 days"), _l("deferred the ballot by 14 days"), ("open",), None, _HOLDER,
             policy.can_defer, forms.ReasonForm, events.Deferred, _ALL, checked=True,
             needs=_l("the reason; once for each ballot")),
        Move("close", _l("Close"), _l("closed the ballot and counted it"), ("open",), ("passed", "failed"),
             _l("the clock"), policy.can_close, None, events.Counted, (*_ALL, "council"), clock=True,
             needs=_l("its time has run out; the result is computed, never typed")),
        Move("close-early", _l("Close early"), _l("closed the ballot early and counted it"), ("open",),
             ("passed", "failed"), _LEADS, policy.can_close_early, None, events.Counted, (*_ALL, "council"),
             needs=_l("7 days; every seat of the base has a position, and no Discuss stands"), checked=True),
        Move("recall", _l("Recall the ballot"), _l("recalled the ballot"), ("open",), "recalled", _LEADS,
             policy.can_recall, forms.ReasonForm, Reasoned, (*_ALL, "council"), checked=True,
             needs=_l("the reason")),
        annul_move(("open", "passed", "failed"), (*_ALL, "council"), ("recalled", "annulled")),
    ),
)  # fmt: skip
