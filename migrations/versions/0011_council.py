"""The council's chair is elected, members can be recalled, liaisons are sent by somebody."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, UTCDateTime(timezone=True), nullable=nullable)


def _to(column: str, target: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _elections() -> None:
    op.create_table(
        "election",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_group", sa.Text(), nullable=False),
        _moment("nominations_until"),
        _moment("votes_until", nullable=True),
        sa.Column("seats", sa.JSON(), nullable=False),
        _moment("closed_at", nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("elected_id", sa.Integer(), nullable=True),
        _moment("starts_at", nullable=True),
        _moment("ends_at", nullable=True),
        _to("id", "subject.id", "election"),
        _to("elected_id", "person.id", "election"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    op.create_index("ix_election_elected_id", "election", ["elected_id"])
    op.create_table(
        "candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("nominated_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        _moment("at"),
        sa.CheckConstraint("answer IN ('open','accepted','declined')", name=op.f("ck_candidate_answer")),
        _to("election_id", "election.id", "candidate"),
        _to("person_id", "person.id", "candidate"),
        _to("nominated_by_id", "person.id", "candidate"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("election_id", "person_id", name=op.f("uq_candidate_election_id_person_id")),
    )
    op.create_index("ix_candidate_person_id", "candidate", ["person_id"])
    op.create_table(
        "chair_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("seat_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("accepts", sa.JSON(), nullable=False),
        _moment("at"),
        _to("election_id", "election.id", "chair_vote"),
        _to("person_id", "person.id", "chair_vote"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chair_vote")),
        sa.UniqueConstraint("election_id", "seat_number", name=op.f("uq_chair_vote_election_id_seat_number")),
    )
    op.create_index("ix_chair_vote_person_id", "chair_vote", ["person_id"])


def _recalls() -> None:
    op.create_table(
        "recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seat_number", sa.Integer(), nullable=False),
        sa.Column("affiliation", sa.Text(), nullable=False),
        _moment("petition_until"),
        _moment("volunteers_until", nullable=True),
        sa.Column("file", sa.JSON(), nullable=False),
        _to("id", "subject.id", "recall"),
        _to("term_id", "term.id", "recall"),
        _to("person_id", "person.id", "recall"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
    )
    op.create_index("ix_recall_term_id", "recall", ["term_id"])
    op.create_index("ix_recall_person_id", "recall", ["person_id"])
    for name, columns in (
        ("recall_signature", (sa.Column("affiliation", sa.Text(), nullable=False),
                              sa.Column("counted", sa.Boolean(), nullable=False))),
        ("panel_volunteer", (sa.Column("number", sa.Integer(), nullable=True),
                             sa.Column("drawn", sa.Boolean(), nullable=False))),
    ):  # fmt: skip
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("recall_id", sa.Integer(), nullable=False),
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column("hat_id", sa.Integer(), nullable=False),
            _moment("at"),
            *columns,
            _to("recall_id", "recall.id", name),
            _to("person_id", "person.id", name),
            _to("hat_id", "hat.id", name),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sa.UniqueConstraint("recall_id", "person_id", name=op.f(f"uq_{name}_recall_id_person_id")),
        )
        op.create_index(f"ix_{name}_person_id", name, ["person_id"])


def upgrade() -> None:
    op.add_column("term", sa.Column("sent_by", sa.Text(), nullable=False, server_default=""))
    _elections()
    _recalls()


def downgrade() -> None:
    for name in ("panel_volunteer", "recall_signature", "recall", "chair_vote", "candidate", "election"):
        op.drop_table(name)
    op.drop_column("term", "sent_by")
