"""Persons, how they came in, their addresses and sign-ins, roles, statements of interest."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from igtf.core.db import Base
from igtf.record.models import Actor, Hat

NO_MAIL = "never"
"""The pace of who wants no mail."""


class Person(Base):
    """A person; the handle and the display name are the actor's. ``password_hash`` None: not claimed yet.

    ``source_name`` is what the ``source`` that an import read calls the person, whatever they call themselves since.
    """

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(ForeignKey("actor.id"), primary_key=True)
    password_hash: Mapped[str | None]
    country: Mapped[str | None]
    language: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    time_zone: Mapped[str] = mapped_column(default="UTC")
    about: Mapped[str] = mapped_column(default="")
    mail_pace: Mapped[str] = mapped_column(default="at-once")
    joined_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    source: Mapped[str | None]
    source_name: Mapped[str | None]

    actor: Mapped[Actor] = relationship(lazy="joined", innerjoin=True)
    hats: Mapped[list[Hat]] = relationship(
        primaryjoin=lambda: Person.id == Hat.actor_id,
        foreign_keys=Hat.actor_id,
        viewonly=True,
        order_by=Hat.id,
        lazy="raise",
    )
    __table_args__ = (
        Index("ix_person_joined_at", "joined_at", "id"),
        Index("ix_person_country_joined_at", "country", "joined_at", "id"),
        Index("ix_person_source", "source", "source_name"),
    )


class Address(Base):
    """An e-mail address, lower case, never public; it counts once verified.

    ``returned_at``: when mail to it came back last, of one day the first time; ``returned_said``: what the mail server
    said; ``returned``: on how many days the address was why.
    """

    __tablename__ = "address"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(unique=True)
    verified_at: Mapped[datetime | None]
    is_main: Mapped[bool] = mapped_column(default=True)
    returned: Mapped[int] = mapped_column(default=0)
    returned_at: Mapped[datetime | None]
    returned_said: Mapped[str] = mapped_column(default="")


class Registration(Base):
    """What somebody filled in, until the mail sent to the address is answered; only then there is a person.

    A row is made for a known address too, so that nothing shows who has an account. ``browser_hash`` stands
    for the browser that registered: there the link is enough, elsewhere the password is asked for.
    """

    __tablename__ = "registration"
    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str]
    password_hash: Mapped[str]
    country: Mapped[str | None]
    language: Mapped[str | None]
    stakeholder_group: Mapped[str]
    capacity: Mapped[str]
    organisation: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    next: Mapped[str]
    browser_hash: Mapped[str]
    asked_at: Mapped[datetime]


class Invitation(Base):
    """A way in that the secretariat opens: to a new account, or to the unclaimed profile ``person_id``.

    A claim begins with its claimant (``sent_at`` None) and is sent when the secretariat approves it. ``language`` is
    that of the mails about it.
    """

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    language: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]


class SignIn(Base):
    """A session of a person on one device; the cookie holds a token of which only the hash is kept."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    agent: Mapped[str]
    ended_at: Mapped[datetime | None]


class ApiToken(Base):
    """A bearer token of the API, perhaps for reading alone; only its hash is kept."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    label: Mapped[str]
    reads_only: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Factor(Base):
    """A second factor of a sign-in, under a name by which its owner knows it."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Authenticator(Factor):
    """An app that shows codes (TOTP, RFC 6238). Its secret is made of ``salt`` and the site's key, and kept nowhere.

    ``step`` is the time step of the last code that was taken: none is taken twice (RFC 6238, section 5.2).
    """

    __tablename__ = "authenticator"
    salt: Mapped[str] = mapped_column(unique=True)
    step: Mapped[int] = mapped_column(default=0)


class Passkey(Factor):
    """The public key of a passkey (WebAuthn); ``count`` is how often it had signed, where it counts.

    ``proved_at`` is when the challenge was made that it signed last: an older one is taken from nobody.
    """

    __tablename__ = "passkey"
    credential: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    count: Mapped[int] = mapped_column(BigInteger)
    proved_at: Mapped[datetime]


class WrongCodes(Base):
    """How many wrong codes came after the right password of a person on the last such day."""

    __tablename__ = "wrong_codes"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date]
    count: Mapped[int]


class RecoveryCode(Base):
    """A code for the day on which app and passkey are lost; only its hash is kept, and it goes when it is used."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)


def _held(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


class Role(Base):
    """A role of a person, of the whole (subject None) or in a group, draft or body; from start to end."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    hat_id: Mapped[int | None] = mapped_column(ForeignKey("hat.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_role_person_id", "person_id", "name"),
        Index("ix_role_subject_id", "subject_id", "name"),
        Index("ix_role_name", "name"),
        _held("uq_role_of_the_whole", "person_id", "name", where="subject_id IS NULL AND ended_at IS NULL"),
        _held("uq_role_in_subject", "person_id", "name", "subject_id", where="ended_at IS NULL"),
    )


class InterestStatement(Base):
    """A version of a person's statement of interest; the newest is in force, all are public."""

    __tablename__ = "interest_statement"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]
    text: Mapped[str]
    html: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("person_id", "version"),)
