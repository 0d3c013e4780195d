"""What consultations give to what is below."""

from sqlalchemy import Text, cast, select

from igtf.consultations.models import Answer, Basket, Consultation, DrawnStatement, Reply, ReplyVersion
from igtf.consultations.moderating import erase_reply
from igtf.consultations.page import reported_replies
from igtf.consultations.sorting import erase_drawn
from igtf.core.db import session
from igtf.discussion.audiences import STANDS_FOR
from igtf.discussion.redacting import ERASERS
from igtf.discussion.reports import REPORTABLE, WARNED
from igtf.record.models import Event, Payload
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import COPIES, WRITTEN, Texts, related_by, through
from igtf.subject.navigation import OWNED

# The clearing house, which asks where no group does, is the council's.
OWNED["/consultations/"] = lambda subject: "/groups/" if subject.group_id else "/council/"
SHOWN_TEXTS += [
    select(Consultation.id, Consultation.introduction_html),
    select(Consultation.id, cast(Consultation.summary_html, Text)),
    select(Reply.consultation_id, Answer.html).join(Answer, Answer.reply_id == Reply.id)
    .where(Reply.hidden_at.is_(None)),
]  # fmt: skip
COPIES.append(lambda asked: related_by("from-consultation", asked))
WRITTEN += [
    Texts(Consultation, Consultation.id.in_, "introduction questions asked replied found follows",
          {"introduction_html": "introduction", "summary_html": "asked replied found follows"}),
    Texts(Reply, Reply.consultation_id.in_, "hidden_reason"),
    Texts(Answer, through(Answer.reply_id, Reply.id, Reply.consultation_id), "text", {"html": "text"}),
    Texts(ReplyVersion, through(ReplyVersion.reply_id, Reply.id, Reply.consultation_id), "texts"),
    Texts(Basket, Basket.consultation_id.in_, "name note"),
    Texts(DrawnStatement, DrawnStatement.consultation_id.in_, "text withdrawn_reason"),
]  # fmt: skip
ERASERS["consultation.reply"] = erase_reply
ERASERS["consultation.draw-statement"] = erase_drawn
REPORTABLE["consultation"] = reported_replies
STANDS_FOR["consultation"] = lambda consultation, reply: session.scalars(
    select(Reply.person_id).where(Reply.consultation_id == consultation, Reply.number == reply)
)
WARNED["consultation.warn"] = (
    select(Reply.person_id).join(Payload, Payload.data["reply"].as_integer() == Reply.number)
    .where(Payload.event_id == Event.id, Reply.consultation_id == Event.subject_id)
)  # fmt: skip
