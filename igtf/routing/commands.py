"""The acts of routing, gathered; each part stands in a module of its own."""

from igtf.routing.acts_of_body import acknowledge, answer, answer_by_link, in_process, propose_date
from igtf.routing.after_sending import correct
from igtf.routing.announcing import announce_call, charter_external_review
from igtf.routing.bodies import add_contact, end_contact, list_body, seed_bodies
from igtf.routing.changes import propose, propose_change, revise
from igtf.routing.closing import close
from igtf.routing.contacts import (
    ask_contacts,
    ask_for_link,
    confirm_by_link,
    confirm_contact,
    resume_mail,
    revoke_link,
    send_link,
    stop_mail,
)
from igtf.routing.correcting import draft_correction
from igtf.routing.incoming import attach, count_as_answer, note, open_issue, receive, respond, write_by_link, written_by
from igtf.routing.referral import agree_referral, propose_referral, refer
from igtf.routing.statements import approve, draft, drop, edit, remind, send
from igtf.routing.suggesting import suggest, wait_again

__all__ = [
    "acknowledge", "add_contact", "agree_referral", "announce_call", "answer", "answer_by_link", "approve",
    "ask_contacts", "ask_for_link", "attach", "charter_external_review", "close", "confirm_by_link",
    "confirm_contact", "correct", "count_as_answer", "draft", "draft_correction", "drop", "edit", "end_contact",
    "in_process", "list_body", "note", "open_issue", "propose", "propose_change", "propose_date",
    "propose_referral", "receive", "refer", "remind", "respond", "resume_mail", "revise", "revoke_link", "seed_bodies",
    "send", "send_link", "stop_mail", "suggest", "wait_again", "write_by_link", "written_by",
]  # fmt: skip
