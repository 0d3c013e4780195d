"""The acts of routing, gathered; each part stands in a module of its own."""

from igtf.routing.announcing import charter_external_review
from igtf.routing.answers import acknowledge, answer, answer_by_link, in_process, propose_date
from igtf.routing.bodies import add_contact, end_contact, list_body, seed_bodies
from igtf.routing.referral import agree_referral, propose_referral, refer
from igtf.routing.statements import approve, close, draft, drop, edit, remind, send

__all__ = [
    "acknowledge", "add_contact", "agree_referral",
    "answer", "answer_by_link", "approve", "charter_external_review", "close", "draft", "drop",
    "edit", "end_contact", "in_process", "list_body", "propose_date", "propose_referral", "refer", "remind",
    "seed_bodies", "send",
]  # fmt: skip
