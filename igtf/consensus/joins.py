"""What calls give to what is below."""

from sqlalchemy import select

from igtf.consensus.closing import closed, goes_along
from igtf.consensus.letters import in_letter
from igtf.consensus.models import Call, Estimate, Minority, Objection, Position, Reaction
from igtf.drafts.asked import CLOSED
from igtf.drafts.outputs import TOLD_BY
from igtf.groups.ending import STAYS
from igtf.record.about import ABOUT
from igtf.record.texts import COPIES, WRITTEN, Texts, related_by, through

ABOUT |= {"call": (Call.about_id, ()), "objection": (Objection.call_id, ("call",)),
          "minority": (Minority.call_id, ("call",))}  # fmt: skip
COPIES += [
    lambda said: select(Objection.call_id).where(Objection.id == said),
    lambda said: select(Minority.call_id).where(Minority.id == said),
    lambda call: select(Objection.id).where(Objection.call_id == call),
    lambda call: select(Minority.id).where(Minority.call_id == call),
    lambda about: related_by("asks-about", about),
]
WRITTEN += [
    Texts(Call, Call.id.in_, "question note options decided dealt tradeoffs look_again"),
    Texts(Position, Position.call_id.in_, "reason"),
    Texts(Objection, Objection.id.in_, "reason change answer disposition alternatives"),
    Texts(Estimate, Estimate.call_id.in_, "reasons"),
    Texts(Reaction, through(Reaction.estimate_id, Estimate.id, Estimate.call_id), "text"),
]
STAYS["call"] = goes_along
CLOSED.append(closed)
TOLD_BY.append(in_letter)
