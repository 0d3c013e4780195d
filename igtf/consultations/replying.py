"""Replying, and saying what one thinks of statements."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select

from igtf.consensus.positions import fixed_or_worn
from igtf.consultations import events, lookups, queries
from igtf.consultations.models import WHOLE, Answer, Consultation, Reply, ReplyVersion, Sorted, Stance
from igtf.consultations.states import CONSULTATION
from igtf.consultations.words import STANCES
from igtf.core.db import session
from igtf.core.errors import Invalid, Stale
from igtf.core.i18n import gettext as _
from igtf.discussion.commands import follow
from igtf.record.by import By
from igtf.record.mentions import mention
from igtf.record.moves import carries_out
from igtf.record.references import render


def _hat(consultation: Consultation, by: By) -> int:
    """Return the hat of a person in a consultation: the fixed one, else the one worn now. Invalid for another one."""
    return fixed_or_worn(
        lookups.fixed_hat(consultation.id, by.author), by, _("Choose a hat; every reply stands under one."),
        lambda hat: _("Your hat in this consultation is fixed since you first took part: %(hat)s. Choose that one.",
                      hat=hat),
    )  # fmt: skip


@carries_out(CONSULTATION, "reply")
def reply(consultation: Consultation, *, answers: Mapping[int, Any], by: By) -> events.Replied:
    """Reply, or revise one's reply; the former wording is kept. ``answers``: text or numbers chosen, by question.

    A text that is there no more lies in no basket either; who sorts finds what lies in one again.
    Invalid without any answer, and when nothing would change.
    """
    if not answers:
        raise Invalid({"": [_("Answer at least one question.")]})
    hat_id, held = _hat(consultation, by), lookups.reply_of(consultation.id, by.author)
    if held and dict(answers) == lookups.answers_of(held):
        raise Invalid({"": [_("That is your reply already, so nothing was recorded.")]})
    before = "" if held is None else _keep_version(held, by)
    held = held or _first(consultation, hat_id, by)
    chosen = {str(number): answer for number, answer in answers.items() if not isinstance(answer, str)}
    texts = {number: answer for number, answer in answers.items() if isinstance(answer, str)}
    held.chosen, held.hat_id = chosen, hat_id
    session.execute(delete(Answer).where(Answer.reply_id == held.id))
    session.execute(delete(Sorted).where(Sorted.reply_id == held.id, Sorted.question.not_in([WHOLE, *texts])))
    held.sort_again = bool(lookups.laid(held.id))
    given = [Answer(reply_id=held.id, question=number, text=text, html=render(text)) for number, text in texts.items()]
    session.add_all(given)
    mention(consultation.id, "\n".join(answer.html for answer in given), before)
    said = events.hash_of(chosen, {str(number): text for number, text in texts.items()})
    return events.Replied(consultation.subject.ref, held.number, said)


def _first(consultation: Consultation, hat_id: int, by: By) -> Reply:
    """Add the reply of a person who has none yet, and let them follow the consultation."""
    last = session.scalar(select(func.max(Reply.number)).where(Reply.consultation_id == consultation.id)) or 0
    made = Reply(consultation_id=consultation.id, number=last + 1, person_id=by.author, hat_id=hat_id, at=by.at,
                 chosen={})  # fmt: skip
    session.add(made)
    session.flush()
    follow(consultation.id, person_id=by.author, by=by)
    return made


def _keep_version(held: Reply, by: By) -> str:
    """Keep the present wording of a reply, which is about to change, and return the HTML of its texts."""
    last = session.scalar(select(func.max(ReplyVersion.number)).where(ReplyVersion.reply_id == held.id)) or 0
    texts = queries.html_of(held.id)
    session.add(ReplyVersion(reply_id=held.id, number=last + 1, chosen=held.chosen, texts=texts, until=by.at))
    held.revised_at = by.at
    return "\n".join(texts.values())


@carries_out(CONSULTATION, "take-stance")
def take_stance(consultation: Consultation, *, stances: list[dict[str, Any]], by: By) -> events.StancesTaken:
    """Agree or disagree with statements, or pass; what is left open stays as it was.

    Invalid for a statement that is not there, and when nothing would change; Stale for one that was withdrawn, or
    whose reply was hidden, since the actor looked.
    """
    hat_id = _hat(consultation, by)
    given = {int(row["statement"] or 0): str(row["value"]) for row in stances if row.get("value")}
    known = {row.number for row in lookups.statements_shown(consultation.id)}
    if any(row.number in given and row.number not in known for row in queries.statements_of(consultation.id)):
        raise Stale(
            _("People are not asked about one of these statements any more. Look at the others, then submit once more.")
        )
    if not given or not set(given) <= known or not set(given.values()) <= set(STANCES):
        raise Invalid(stances=_("Say of at least one of the statements listed whether you agree, disagree or pass."))
    before = lookups.stances_of(consultation.id, by.author)
    changed = {number: value for number, value in given.items() if before.get(number) != value}
    if not changed:
        raise Invalid({"": [_("That is what you said already, so nothing was recorded.")]})
    for number, value in changed.items():
        session.merge(Stance(consultation_id=consultation.id, statement=number, person_id=by.author, hat_id=hat_id,
                             value=value, at=by.at))  # fmt: skip
    return events.StancesTaken(list(changed.values()), list(changed))
