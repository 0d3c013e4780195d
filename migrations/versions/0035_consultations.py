"""Consultations: questionnaires with replies, baskets and statements."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_MOMENT = UTCDateTime(timezone=True)
_TABLES = (
    "consultation_stance", "consultation_statement", "consultation_sorted", "consultation_basket",
    "consultation_reply_version", "consultation_answer", "consultation_reply", "consultation_invitation",
    "consultation",
)  # fmt: skip


def _to(table: str, column: str, target: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    own = sa.Column(column, sa.Integer(), nullable=False)
    return own, sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _consultation()
    _replies()
    _baskets()
    _statements()


def _consultation() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("introduction_html", sa.Text(), nullable=False),
        sa.Column("admits", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=True),
        sa.Column("closes_at", _MOMENT, nullable=True),
        sa.Column("reminded_at", _MOMENT, nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("asked", "replied", "found", "follows")),
        sa.Column("summary_html", sa.JSON(), nullable=False),
        sa.Column("summed_up_at", _MOMENT, nullable=True),
        sa.Column("summed_up_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("admits IN ('everyone','invited')", name=op.f("ck_consultation_admits")),
        sa.CheckConstraint("(opened_at IS NULL) = (closes_at IS NULL)", name=op.f("ck_consultation_closes_once_open")),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_consultation_id")),
        sa.ForeignKeyConstraint(["summed_up_by_id"], ["person.id"], name=op.f("fk_consultation_summed_up_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    name = "consultation_invitation"
    op.create_table(
        name,
        *_to(name, "consultation_id", "consultation"),
        *_to(name, "person_id", "person"),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("consultation_id", "person_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_person_id", name, ["person_id"])


def _replies() -> None:
    name = "consultation_reply"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *_to(name, "consultation_id", "consultation"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_to(name, "person_id", "person"),
        *_to(name, "hat_id", "hat"),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("revised_at", _MOMENT, nullable=True),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("hidden_at", _MOMENT, nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("consultation_id", "person_id", name=op.f(f"uq_{name}_consultation_id_person_id")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f(f"uq_{name}_consultation_id_number")),
    )
    op.create_index(f"ix_{name}_person_id", name, ["person_id"])
    name = "consultation_answer"
    op.create_table(
        name,
        *_to(name, "reply_id", "consultation_reply"),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reply_id", "question", name=op.f(f"pk_{name}")),
    )
    name = "consultation_reply_version"
    op.create_table(
        name,
        *_to(name, "reply_id", "consultation_reply"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("reply_id", "number", name=op.f(f"pk_{name}")),
    )


def _baskets() -> None:
    name = "consultation_basket"
    op.create_table(
        name,
        *_to(name, "consultation_id", "consultation"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("consultation_id", "number", name=op.f(f"pk_{name}")),
    )
    name = "consultation_sorted"
    op.create_table(
        name,
        *_to(name, "reply_id", "consultation_reply"),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("basket", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id", "basket"], ["consultation_basket.consultation_id", "consultation_basket.number"],
            name=op.f(f"fk_{name}_consultation_id_basket"),
        ),
        sa.PrimaryKeyConstraint("reply_id", "question", "basket", name=op.f(f"pk_{name}")),
    )  # fmt: skip
    op.create_index(f"ix_{name}_basket", name, ["consultation_id", "basket"])


def _statements() -> None:
    name = "consultation_statement"
    op.create_table(
        name,
        *_to(name, "consultation_id", "consultation"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_to(name, "reply_id", "consultation_reply"),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("consultation_id", "number", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_reply_id"), name, ["reply_id"])
    name = "consultation_stance"
    op.create_table(
        name,
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Integer(), nullable=False),
        *_to(name, "person_id", "person"),
        *_to(name, "hat_id", "hat"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.CheckConstraint("value IN ('agree','disagree','pass')", name=op.f(f"ck_{name}_value")),
        sa.ForeignKeyConstraint(
            ["consultation_id", "statement"],
            ["consultation_statement.consultation_id", "consultation_statement.number"],
            name=op.f(f"fk_{name}_consultation_id_statement"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", "statement", "person_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_person_id", name, ["person_id"])


def downgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)
