"""What routing gives to what is below."""

from sqlalchemy import select

from igtf.core.mail import OFFICE
from igtf.discussion.redacting import ERASERS
from igtf.drafts.known import BODIES
from igtf.drafts.letters import FOLLOWING, FOUND_BY, LATE_BY
from igtf.drafts.models import Ask, AskAnswer
from igtf.issues.deadlines import DUE
from igtf.issues.forms import ReferralForm
from igtf.issues.forms_outcomes import SuggestForm
from igtf.record import texts
from igtf.record.awaited import ENDED, WaitEnded
from igtf.record.models import Actor, Relation
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import COPIES, ELSEWHERE, MAILED, WRITTEN, Texts, related_by, through
from igtf.routing.announcing import links_about_calls
from igtf.routing.awaiting import known_over, over
from igtf.routing.carrying import answer_is_late, letters_carrying
from igtf.routing.changes import show_anew
from igtf.routing.contacts import erase_contact
from igtf.routing.events import ANSWERED_ON, SUGGESTION_ANSWERED
from igtf.routing.letters import TO_CONTACTS, links_about
from igtf.routing.models import Body, BodyChange, Contact, Statement, StatementAsk
from igtf.routing.naming import bodies_named
from igtf.routing.referral import answer_due, ranked_choices
from igtf.routing.releasing import follow_ask
from igtf.routing.suggesting import suggested_letter
from igtf.routing.ties import letters_naming, letters_with

OFFICE += TO_CONTACTS
ENDED["statement"] = WaitEnded(over, known_over)
SHOWN_TEXTS.append(select(Statement.id, Statement.html))
COPIES += [
    letters_naming,
    letters_with,
    lambda letter: related_by("from-statement", letter),
    lambda letter: select(Relation.target_id).where(
        Relation.kind.in_(("answers", "refers")), Relation.subject_id == letter
    ),
    lambda body: related_by("would-change", body),
    lambda change: select(Relation.target_id).where(
        Relation.kind == "would-change", Relation.subject_id == change
    ),
]  # fmt: skip
MAILED |= dict.fromkeys(("contact-call", "contact-later-call", "contact-withdrawn-call"), links_about_calls)
MAILED["contact-named"] = lambda ids: select(Contact.id).where(Contact.body_id.in_(ids))
MAILED |= dict.fromkeys(
    ("statement-letter", "charter-review", "contact-consultation", "contact-extended", "contact-withdrawn",
     "contact-confirm", "contact-write", "statement-reminder", "statement-reopened"), links_about,
)  # fmt: skip
MAILED |= dict.fromkeys(
    ("statement-annulled", "statement-copy", "statement-noted", "statement-put-off", "statement-received",
     "statement-recorded", "statement-taken-up"), lambda ids: select(Statement.id).where(Statement.id.in_(ids)),
)  # fmt: skip
WRITTEN += [
    Texts(Body, Body.id.in_, "mandate url members"),
    Texts(Contact, Contact.body_id.in_, "name role"),
    Texts(Actor, through(Actor.id, Contact.actor_id, Contact.body_id), "name"),
    Texts(BodyChange, BodyChange.id.in_, "before after reason source"),
    Texts(Statement, Statement.id.in_, "from_text text consensus minority contacts attachments replies channel_evidence"
          " sent_text reference closed_evidence", {"html": "text"}),
    Texts(StatementAsk, StatementAsk.statement_id.in_, "text answer"),
    Texts(Ask, through(Ask.id, StatementAsk.ask_id, StatementAsk.statement_id), "answer evidence"),
    Texts(AskAnswer, through(AskAnswer.ask_id, StatementAsk.ask_id, StatementAsk.statement_id), "text evidence"),
]  # fmt: skip
ELSEWHERE |= {ANSWERED_ON, SUGGESTION_ANSWERED}
texts.FOUND_BY["body"] = show_anew
ERASERS["body.add-contact"] = erase_contact
DUE["referred"] = answer_due
ReferralForm.bodies_for = staticmethod(ranked_choices)
SuggestForm.letter_of = staticmethod(suggested_letter)
BODIES.append(bodies_named)
FOLLOWING.append(follow_ask)
FOUND_BY.append(letters_carrying)
LATE_BY.append(answer_is_late)
