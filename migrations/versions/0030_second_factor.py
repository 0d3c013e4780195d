"""Second factors of accounts: apps that show codes, passkeys, recovery codes."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

END = """
    UPDATE {table} SET ended_at = :now WHERE ended_at IS NULL AND person_id IN (
        SELECT person_id FROM role WHERE ended_at IS NULL AND name IN
        ('chair', 'secretary', 'delegate', 'council', 'council-chair', 'moderator', 'secretariat')
    )
"""
"""Whoever decides for others signs in again, with a second factor, and makes new tokens."""


def _table(name: str, *columns: sa.Column, unique: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id", name=f"fk_{name}_person_id"), nullable=False),
        *columns,
        sa.UniqueConstraint(unique, name=f"uq_{name}_{unique}"),
    )
    op.create_index(f"ix_{name}_person_id", name, ["person_id"])


def _named_and_used() -> list[sa.Column]:
    return [
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    ]


def upgrade() -> None:
    salt, step = sa.Column("salt", sa.Text(), nullable=False), sa.Column("step", sa.Integer(), nullable=False)
    _table("authenticator", salt, step, *_named_and_used(), unique="salt")
    credential = sa.Column("credential", sa.Text(), nullable=False)
    key = sa.Column("public_key", sa.Text(), nullable=False)
    proved = [sa.Column("count", sa.BigInteger(), nullable=False), sa.Column("proved_at", MOMENT, nullable=False)]
    _table("passkey", credential, key, *proved, *_named_and_used(), unique="credential")
    _table("recovery_code", sa.Column("code_hash", sa.Text(), nullable=False), unique="code_hash")
    person = sa.ForeignKey("person.id", name="fk_wrong_codes_person_id")
    op.create_table(
        "wrong_codes",
        sa.Column("person_id", sa.Integer(), person, primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    for table in ("sign_in", "api_token"):
        op.execute(sa.text(END.format(table=table)).bindparams(sa.bindparam("now", datetime.now(UTC), type_=MOMENT)))


def downgrade() -> None:
    for name in ("wrong_codes", "recovery_code", "passkey", "authenticator"):
        op.drop_table(name)
