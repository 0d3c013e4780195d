"""Who was told of an act by mail."""

from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.notice.worker import work_once
from igtf.record.models import Event


def told_of(app: Flask, kind: str) -> set[str]:
    """Return the handles of whom the mails about the latest event of a kind went to."""
    work_once(app)
    session.rollback()
    number = session.scalars(select(Event.id).where(Event.kind == kind).order_by(Event.id.desc()).limit(1)).one()
    mails = session.scalars(select(Mail.to).where(Mail.key.like(f"event:{number}:%")))
    return {to.partition("@")[0] for to in mails}
