"""Second factors of accounts: apps that show codes, passkeys, recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


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
    key, count = sa.Column("public_key", sa.Text(), nullable=False), sa.Column("count", sa.Integer(), nullable=False)
    _table("passkey", credential, key, count, *_named_and_used(), unique="credential")
    _table("recovery_code", sa.Column("code_hash", sa.Text(), nullable=False), unique="code_hash")


def downgrade() -> None:
    for name in ("recovery_code", "passkey", "authenticator"):
        op.drop_table(name)
