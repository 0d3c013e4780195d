"""The summary as it begins: what the program knows of a consultation, in words, for whoever asks to go on with."""

from sqlalchemy import func, select

from igtf.consensus.picture import heard_little
from igtf.consultations import lookups
from igtf.consultations.models import Consultation, Reply
from igtf.consultations.questions import questions_of
from igtf.core.db import session
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.core.wording import listed
from igtf.people.stakeholders import ALL_GROUPS
from igtf.record.models import Hat
from igtf.record.numbers import whole_number


def drafted(consultation: Consultation) -> dict[str, str]:
    """Return the parts of the summary that can be drafted: what was asked, who replied, the baskets."""
    return {
        "asked": "\n".join(f"{each.number}. {each.text}" for each in questions_of(consultation)),
        "replied": _replied(consultation),
        "found": "\n\n".join(f"## {row.name}\n\n{row.note}".strip() for row in lookups.baskets_of(consultation.id)),
    }


def _replied(consultation: Consultation) -> str:
    rows = session.execute(
        select(Hat.counts_as, func.count().label("people"))
        .join(Reply, Reply.hat_id == Hat.id)
        .where(Reply.consultation_id == consultation.id, Reply.hidden_at.is_(None))
        .group_by(Hat.counts_as)
    ).all()
    people = {row.counts_as: row.people for row in rows}
    said = [ngettext("%(num)d reply", "%(num)d replies", sum(people.values())) + "."]
    said += [f"* {label}: {people[name]}" for name, label in ALL_GROUPS.items() if name in people]
    floor = whole_number("participation_floor", consultation.subject)
    silent, little = heard_little(people, floor)
    if silent or little:
        said.append("\n" + _("Not heard from, or hardly: %(groups)s.", groups=listed([*silent, *little])))
    return "\n".join(said)
