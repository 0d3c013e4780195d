"""Digests that wait to be sent: what they tell of a subject, found by the links in them, and what they are called."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import Text, in_language, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.mail import Mail
from igtf.core.stopping import stop_url
from igtf.people.models import Person

_ENDS = re.compile(r"^\S+/notice/stop/\S+$", re.MULTILINE)
"""The links that end the blocks of a digest, each on a line; the last one ends all mail."""
_ACT = re.compile(r"^\* ", re.MULTILINE)


CHOSEN: Mapping[str, Text] = {"daily": _l("You chose one mail a day."), "weekly": _l("You chose one mail a week.")}
"""What a digest says of the pace of its reader, who may have another one by the time it is made."""


def digest_title(count: int, pace: str) -> str:
    """Return what a digest of so many acts is called; one of a pace that has none, by what is left in it."""
    acts = ngettext("%(num)d act", "%(num)d acts", count)
    if pace == "weekly":
        return _("Your week: %(acts)s", acts=acts)
    return _("Your day: %(acts)s", acts=acts) if pace == "daily" else _("What waited for you: %(acts)s", acts=acts)


def _reader_of(mail: Mail) -> int:
    return int(mail.key.rsplit(":", 1)[1])


def block_of(mail: Mail, subject_id: int) -> tuple[str, str, str]:
    """Return the text of a digest in three parts: in the midst what it tells of a subject, '' where that is nothing.

    It ends with the link that ends mail about the subject.
    """
    before, stop, after = mail.text.partition(stop_url(_reader_of(mail), subject_id))
    begins = max((end.end() + 1 for end in _ENDS.finditer(before)), default=0)
    return (before[:begins], before[begins:] + stop, after) if stop else (before, "", "")


def _acts_in(text: str) -> int:
    """Return of how many acts a digest tells: behind what a subject is called, each begins a line with a mark."""
    blocks = _ENDS.split(text)[:-2]
    return sum(len(_ACT.findall(block.lstrip("\n").partition("\n\n")[2])) for block in blocks)


def _waiting(reader: int | None) -> Sequence[Mail]:
    """Return the digests that wait, all or those to one reader, until the commit to nobody else."""
    query = select(Mail).where(Mail.sent_at.is_(None), Mail.key.startswith("digest:")).with_for_update()
    return session.scalars(query.where(Mail.key.endswith(f":{reader}")) if reader else query).all()


def drop_digests(reader: int) -> None:
    """Let no digest go to a reader that waits."""
    for mail in _waiting(reader):
        session.delete(mail)


def take_out(subject_id: int, reader: int | None = None) -> None:
    """Take what digests that wait tell of a subject out of them, of all or of those to one reader; one that tells of
    nothing else does not go."""
    for mail in _waiting(reader):
        before, block, after = block_of(mail, subject_id)
        if block:
            _without(mail, before + after.lstrip("\n"))


def _without(mail: Mail, text: str) -> None:
    count = _acts_in(text)
    if not count:
        session.delete(mail)
        return
    reader = session.get_one(Person, _reader_of(mail))
    with in_language(reader.language):
        mail.subject = f"[IGTF] {digest_title(count, reader.mail_pace)}"
    mail.text, mail.html = text, None
