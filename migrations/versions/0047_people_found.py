"""People are found by their words, and by country; a misspelt word by those that titles and names have."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from igtf.core.finding.spelling import spelt
from igtf.people.found import indexed
from migrations.by_hand import people_table

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

AT_ONCE = 1000
_PEOPLE = """
SELECT actor.id, actor.name, actor.handle, hat.organisation FROM person JOIN actor ON actor.id = person.id
LEFT JOIN hat ON hat.actor_id = person.id AND hat.ended_at IS NULL AND hat.organisation != ''
WHERE person.deactivated_at IS NULL ORDER BY actor.id, hat.id
"""
_FIND = "INSERT INTO search_people (rowid, name, organisation) VALUES (:id, :name, :organisation)"
_SPELL = "INSERT INTO search_spelling (key, word) VALUES (:key, :word)"


def upgrade() -> None:
    people_table()
    op.create_table(
        "search_spelling",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "word", name=op.f("pk_search_spelling")),
    )
    op.create_index("ix_person_country_joined_at", "person", ["country", "joined_at", "id"])
    known: dict[str, list[str]] = {}
    _add(_FIND, _people(known))
    titles = sa.text("SELECT title FROM search_text").execution_options(yield_per=AT_ONCE)
    for (title,) in op.get_bind().execute(titles):
        known |= spelt(title)
    _add(_SPELL, ({"key": key, "word": word} for word, keys in known.items() for key in keys))


def downgrade() -> None:
    op.drop_index("ix_person_country_joined_at", "person")
    op.drop_table("search_spelling")
    op.execute("DROP TABLE search_people")


def _people(known: dict[str, list[str]]) -> Iterable[Mapping[str, Any]]:
    """Return the words of everybody with an open account, and add what they are called to the known words."""
    found: dict[int, list[str]] = {}
    for number, name, handle, organisation in op.get_bind().execute(sa.text(_PEOPLE)):
        found.setdefault(number, [name, f"{name} {handle}"]).append(organisation or "")
    for number, (name, called, *organisations) in found.items():
        organisation = " / ".join(organisations)
        known.update(spelt(f"{name} / {organisation}"))
        yield {"id": number, "name": indexed(called), "organisation": indexed(organisation)}


def _add(statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        op.get_bind().execute(sa.text(statement), some)
