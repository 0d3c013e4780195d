"""A reply by mail becomes a comment: by the same command, policy, form and limits as on the page.

Two things together say who writes: the address, which only this site makes, and From, which has to be a verified
address of the same person. What is wrong with either is refused while the mail is handed over, so that nobody gets mail
from here who did not write; what is wrong with the words is answered by a mail to the person. A reply is a comment and
nothing else: it decides nothing, so a forged one is a comment that can be reported.
"""

import re
from hashlib import blake2b

from flask import Flask, current_app, g
from flask_limiter import RateLimitExceeded
from flask_login import current_user
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from igtf.core.database.looking import looking
from igtf.core.errors import AlreadyDone, Invalid, Refusal, Reused, Unreachable
from igtf.core.forms import formdata
from igtf.core.i18n import gettext as _
from igtf.core.i18n import in_language
from igtf.core.limits import by_mail
from igtf.core.logs import log
from igtf.core.mail import absolute
from igtf.core.policy import require
from igtf.core.replies import NOBODY, ReplyAddress
from igtf.core.sent.submits import Submit, submit_of
from igtf.core.text.plaintext import MarkupRefused, show_controls
from igtf.discussion import policy
from igtf.discussion.commands import comment_once
from igtf.discussion.forms import CommentForm
from igtf.discussion.models import Comment
from igtf.discussion.queries import comment_facts, part_answered
from igtf.notice.commands import answer_reply
from igtf.notice.cutting import has_quotes, own_words, quotes_words, writer_of
from igtf.notice.incoming import Incoming, UnreadableMail, incoming
from igtf.notice.keys import holds_key
from igtf.notice.mails import name_of, quoted
from igtf.notice.queries import (
    address_told,
    comment_told,
    get_subject_or_404,
    hidden_words,
    lost_words_since,
    subject_of,
)
from igtf.notice.returned import Returned
from igtf.people import addresses
from igtf.people.queries_account import addresses_of
from igtf.people.secretariat import invitation_came_back
from igtf.people.visitor import Visitor, acting, load_visitor
from igtf.record.moves import url_of
from igtf.record.once import done_under
from igtf.routing import heard

POSTED = "250 2.0.0 Your reply is posted"
ANSWERED = "250 2.0.0 Your reply is not posted; a mail to you says why"
NOTED = "250 2.0.0 It is noted that our mail did not arrive"
DROPPED = "250 2.0.0 Automatic mail is not posted"
NOT_YOURS = "550 5.7.1 Reply from a verified address of the account that got our mail; nothing was written"
UNREADABLE = "554 5.6.0 The parts of this mail are too many, or nested too deep, to be read; nothing was written"
SLOWER = "451 4.7.1 These are too many replies at once; what waits is posted later"
AWAY = "451 4.3.0 The database is not reachable; please try again, nothing was written"
BROKEN = "451 4.3.0 Something broke here; please try again, nothing was half written"
"""Answers to whoever hands a mail over (LMTP, RFC 2033), with the codes of RFC 3463."""

PAGE = "/issues/0/comments"
"""Stands for the page at which comments are taken: what is counted is counted there."""

KEPT = 64_000
"""Characters of a refused text that go back to its person."""


def receive(app: Flask, reply: ReplyAddress, raw: bytes, return_path: str) -> str:
    """Take a mail that came to the address of ``reply``, and return the answer to whoever hands it over.

    ``return_path`` is the sender of the envelope. An answer that begins with 250 takes the mail over.
    """
    with app.test_request_context(PAGE, method="POST"):
        try:
            return _received(reply, raw, return_path)
        except RateLimitExceeded:
            return SLOWER
        except (DBAPIError, PoolTimeout, Unreachable) as error:
            log.error("mail waits", person=reply.person_id, exc_info=error)
            return AWAY
        except Exception as error:
            log.error("mail broke", person=reply.person_id, exc_info=error)
            return BROKEN


def _received(reply: ReplyAddress, raw: bytes, return_path: str) -> str:
    try:
        mail = incoming(raw, return_path)
    except UnreadableMail:
        return UNREADABLE
    if mail.returned:
        log.info("mail came back", person=reply.person_id)
        _note(reply, mail.returned)
        return NOTED
    if mail.by_machine:
        log.info("automatic mail dropped", person=reply.person_id)
        return DROPPED
    visitor = load_visitor(reply.person_id)
    if visitor is None or not _is_of(mail.sender, visitor):
        log.info("mail of somebody else refused", person=reply.person_id)
        return NOT_YOURS
    g._login_user, g.person_language = visitor, visitor.language  # current_user, as the API has it
    with in_language(visitor.language):
        which = f"{reply.subject_id} ".encode() + (mail.number.encode() or raw)
        once = submit_of(f"mail-{blake2b(which, digest_size=20).hexdigest()}", [mail.number, mail.text])
        return _answered(reply, mail, once)


def _note(reply: ReplyAddress, back: Returned) -> None:
    if reply.person_id == NOBODY:
        return invitation_came_back(reply.subject_id, back.number, back.said)
    address = address_told(back.number, reply.person_id)
    addresses.mail_came_back(address, back.said, of_address=back.of_address, person_id=reply.person_id)
    return heard.mail_came_back(reply.person_id, back.number, back.said)


def _is_of(sender: str, visitor: Visitor) -> bool:
    return any(address.email == sender and address.verified_at for address in addresses_of(visitor.id))


def _answered(reply: ReplyAddress, mail: Incoming, once: Submit) -> str:
    """Post the words of a mail once, and tell its person what was not taken."""
    text = own_words(mail.text, writer_of(current_app.config["MAIL_FROM"]), current_app.config["BASE_URL"])
    why = ""
    try:
        _comment(reply, mail, text, once)
    except AlreadyDone:
        log.info("mail came again", person=reply.person_id)
    except Reused:
        why = _("A mail with the same Message-ID came before with other words, and those are posted. Send these as a "
                "new mail.")  # fmt: skip
    except Unreachable:
        raise
    except (Refusal, MarkupRefused) as refused:
        why = "" if done_under(acting(), once) else refused.message  # what was posted before stands
    if why or mail.left_out:
        _tell(reply, mail, text, once, why)
    current_app.extensions["igtf.shared"].call()
    return ANSWERED if why else POSTED


@by_mail
def _comment(reply: ReplyAddress, mail: Incoming, text: str, once: Submit) -> Comment:
    """Post ``text`` as the page does. Raises what the page refuses with, AlreadyDone for a mail that came before."""
    with looking():
        subject = get_subject_or_404(reply.subject_id, acting().author)
    require(policy.can_comment(comment_facts(acting(), on=subject)))
    form = CommentForm(formdata({"body": text}))
    if mail.damaged:
        raise Invalid(body=_("The text of your mail did not arrive whole. Send it again, or write it on the page."))
    if not form.validate():
        raise Invalid(body=" ".join(str(sentence) for sentence in form.body.errors))
    if holds_key(form.body.data):
        raise Invalid(body=_("Your text holds a link or an address of our mail that is yours alone. Leave it out."))
    told = _event_told(reply, mail)
    _check_quotes(reply.subject_id, form.body.data, told or 0)
    answered = comment_told(told, reply.subject_id) if told else None
    return comment_once(
        subject, text=form.body.data, by=acting(), once=once, quotes_id=answered.id if answered else None,
        part=part_answered(answered, subject) if answered else None, seen=subject.revision,
    )  # fmt: skip


def _check_quotes(subject_id: int, text: str, told: int) -> None:
    """Raise Invalid where the lines that a text quotes may hold words that a moderator removed or hid since the act of
    which the mail told."""
    if not has_quotes(text):
        return
    if lost_words_since(subject_id, told):
        raise Invalid(body=_(
            "After our mail was sent, a moderator removed words from what it is about, and the lines that you quote "
            "may hold them. Send your own words again, without quoted lines."
        ))  # fmt: skip
    if any(quotes_words(text, words) for words in hidden_words(subject_id)):
        raise Invalid(body=_(
            "Lines that you quote are of a comment that a moderator hid. Send your own words again, without quoted "
            "lines."
        ))  # fmt: skip


def _event_told(reply: ReplyAddress, mail: Incoming) -> int | None:
    """Return the number of the act of which the mail told that this one answers; None where none of ours is named."""
    found = (re.match(rf"<event\.([0-9]{{1,9}})\.{reply.person_id}@", number) for number in mail.answers)
    return next((int(told[1]) for told in found if told), None)


def _tell(reply: ReplyAddress, mail: Incoming, text: str, once: Submit, why: str) -> None:
    subject = subject_of(reply.subject_id)
    answer_reply(
        mail.sender, "reply-refused" if why else "reply-posted", key=f"{once.key}:{reply.person_id}:{once.asked[:16]}",
        number=mail.number, why=why, name=current_user.name, what=name_of(subject) if subject else "",
        left_out=mail.left_out, link=absolute(url_of(subject) if subject else "/"), text=show_controls(text[:KEPT]),
        quoted=quoted,
    )  # fmt: skip
