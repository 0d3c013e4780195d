"""The states and moves of a recall (procedure, sections 6 and 8)."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.policy import always
from igtf.core.workflow import CLOCK, Move, Nothing, Reasoned, State, Workflow
from igtf.recall import events, forms, policy
from igtf.record.stated import Stated
from igtf.selection.announcing import ENTERED, VALUES_KNOWN, source_moves

_DESK, _ANYONE = _l("the secretariat"), _l("any participant with a hat")
BEFORE_PANEL = ("petition", "volunteers", "pool", "announced")
"""The states in which there is no panel yet."""
OPEN = (*BEFORE_PANEL, "panel")
"""The states in which a recall is under way."""
_ALL = ("member concerned", "council", "secretariat", "followers")

RECALL = Workflow(
    kind="recall",
    collection="recalls",
    label=_l("recall"),
    plural=_l("Recalls"),
    states=(
        State("petition", _l("Petition open"), "work",
              _ln("People sign; with %(num)d signature a panel is formed.",
                  "People sign; with %(num)d signatures a panel is formed.", Stated("recall_signatures")),
              due=_l("closes")),
        State("volunteers", _l("Volunteers wanted"), "work", _l("People outside the council volunteer for the panel."),
              due=_l("closes")),
        State("pool", _l("Pool published"), "waiting",
              _l("The volunteers are numbered; the secretariat announces sources of chance.")),
        State("announced", _l("Sources announced"), "waiting", ENTERED, due=VALUES_KNOWN),
        State("panel", _l("Panel decides"), "work",
              _ln("%(num)d person drawn by lot decides, by a public ballot.",
                  "%(num)d people drawn by lot decide, by a public ballot.", Stated("recall_panel")),
              due=_l("ballot closes")),
        State("recalled", _lp("member", "Recalled"), "decided",
              _l("The term has ended; the next on the list takes the seat, if there is one.")),
        State("kept", _l("Not recalled"), "closed", _l("Too few of the panel were for it.")),
        State("lapsed", _l("Lapsed"), "closed",
              _l("It found too few signatures in its time, or too few volunteers for the panel.")),
        State("moot", _l("Moot"), "closed", _l("The member left the seat before the panel decided.")),
    ),
    moves=(
        Move("file", _l("Start a petition for recall"), _l("started this petition for recall"), (), "petition",
             _ANYONE, policy.with_hat, forms.FileForm, events.Petitioned, _ALL, main=True, checked=True,
             needs=_ln("the member and the reason; it is open for %(num)d day, and counts as the first signature",
                       "the member and the reason; it is open for %(num)d days, and counts as the first signature",
                       Stated("recall_petition_days"))),
        Move("sign", _l("Sign"), _l("signed the petition"), ("petition",), None, _ANYONE,
             policy.can_sign, None, events.Signed, ("followers",), main=True, checked=True, appends=True,
             needs=_l("a hat; of one affiliation %(most)d count, further ones are recorded and do not count",
                      most=Stated("recall_per_affiliation")),
             then=_l("With enough signatures that count, a panel is drawn by lot.")),
        Move("answer", _l("Answer the petition"), _l("answered the petition"), OPEN, None,
             _l("the member whom it is about"), policy.can_answer, forms.AnswerForm, Reasoned,
             ("followers", "panel"), appends=True, needs=_l("the answer; the panel is told"),
             then=_l("The panel reads it before it decides.")),
        Move("lapse", _l("Lapse"), _l("let the petition lapse"), ("petition", "volunteers"), "lapsed", CLOCK, always,
             None, Nothing, ("volunteers", *_ALL), clock=True,
             needs=_ln("%(num)d day with fewer than %(people)d signatures that count; or as many after the call for "
                       "volunteers, once its time is over with fewer than %(panel)d of them",
                       "%(num)d days with fewer than %(people)d signatures that count; or as many after the call for "
                       "volunteers, once its time is over with fewer than %(panel)d of them",
                       Stated("recall_petition_days"), people=Stated("recall_signatures"),
                       panel=Stated("recall_panel"))),
        Move("call-volunteers", _l("Look for volunteers"), _l("called for volunteers for the panel"),
             ("petition", "pool", "announced"), "volunteers", CLOCK, always, None, events.PanelCalled,
             ("member concerned", "panel volunteers", "council followers", *_ALL[1:]), clock=True,
             needs=_ln("%(num)d signature that counts, or later a pool of which too few can still sit on the panel; "
                       "days to volunteer, at least: %(days)d",
                       "%(num)d signatures that count, or later a pool of which too few can still sit on the panel; "
                       "days to volunteer, at least: %(days)d",
                       Stated("recall_signatures"), days=Stated("recall_volunteer_days"))),
        Move("volunteer", _l("Volunteer for the panel"), _l("volunteered for the panel"), ("volunteers",), None,
             _l("who is outside the council, did not sign, and is not of the member's organisation"),
             policy.can_volunteer, None, Nothing, (), main=True, checked=True, appends=True,
             needs=_l("a hat; %(people)d of those who volunteer are drawn by lot", people=Stated("recall_panel")),
             then=_l("When the time is over, the panel is drawn by lot from those who volunteered.")),
        Move("step-back", _l("Step back from the panel"), _l("stepped back from the panel"), ("volunteers",), None,
             _l("who volunteered, until the pool is published"), policy.can_step_back, None, Nothing, (),
             checked=True, appends=True, parting=True, then=_l("You are no longer among the volunteers.")),
        Move("close-volunteers", _l("Publish the pool"), _l("closed the list of volunteers"), ("volunteers",),
             ("volunteers", "pool", "panel"), CLOCK, always, None, events.PanelPool, ("volunteers", *_ALL),
             clock=True,
             needs=_ln("%(num)d day; with fewer volunteers than the panel needs (%(people)d) as many days more, with "
                       "just as many nothing is drawn",
                       "%(num)d days; with fewer volunteers than the panel needs (%(people)d) as many days more, "
                       "with just as many nothing is drawn",
                       Stated("recall_volunteer_days"), people=Stated("recall_panel"))),
        *source_moves(can_announce=policy.secretariat, can_announce_again=policy.can_announce_again,
                      can_enter=policy.secretariat, tells=("volunteers", "followers")),
        Move("draw", _l("Draw the panel"), _l("drew the panel by lot, by RFC 3797"), ("announced",), "panel", _DESK,
             policy.can_draw, None, events.Drawn, ("volunteers", *_ALL), main=True, checked=True,
             needs=_l("a value for each source; the panel is computed, and its ballot opens")),
        Move("end-term", _l("End the term"), _l("ended the term: the ballot of the panel passed"), ("panel",),
             "recalled", _l("the panel, by ballot"), always, None, events.TermEnded, ("panel", *_ALL),
             follows=_l("Follows when the ballot of the panel passes; the next on the list takes the seat."),
             then=_l("The member's term ends. The next on the list takes the seat, if there is one.")),
        Move("keep", _l("Keep the member"), _l("kept the member: the ballot of the panel did not pass"), ("panel",),
             "kept", _l("the panel, by ballot"), always, None, Reasoned, ("panel", *_ALL),
             follows=_l("Follows when the ballot of the panel does not pass."),
             then=_l("The member keeps the seat.")),
        Move("moot", _l("End without a decision"), _l("ended the recall, as the member left the seat"), OPEN, "moot",
             CLOCK, always, None, Nothing, _ALL, clock=True,
             needs=_l("the member's term has ended, and no selection has chosen them for the seat again; the panel's "
                      "ballot is recalled")),
    ),
)  # fmt: skip
