"""What is searched is found by words that the program parts, of any script and alike on both engines.

The words of titles, texts, comments and people are made anew, of a thousand at a time.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

from igtf.core.finding import search
from igtf.core.finding.spelling import LEARN, spelt
from igtf.discussion import found
from igtf.people.found import indexed
from migrations.by_hand import words_by_the_engine, words_by_the_program, words_found

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

AT_ONCE = 1000
_TITLES = "SELECT rowid AS id, title FROM search_text WHERE rowid > :last ORDER BY rowid LIMIT :most"
_PEOPLE = """
SELECT person.id, actor.name, actor.handle, hat.organisation
FROM (SELECT id FROM person WHERE deactivated_at IS NULL AND id > :last ORDER BY id LIMIT :most) AS person
JOIN actor ON actor.id = person.id
LEFT JOIN hat ON hat.actor_id = person.id AND hat.ended_at IS NULL AND hat.organisation != ''
ORDER BY person.id, hat.id
"""
_FIND = "UPDATE search_people SET name = :name, organisation = :organisation WHERE rowid = :id"


def upgrade() -> None:
    words_by_the_program()
    connection = op.get_bind()
    search.index_all(connection)
    found.index_all(connection)
    words_found()
    for rows in _some(_TITLES):
        _learn(title for _number, title in rows)
    for rows in _some(_PEOPLE):
        _find_people(rows)


def downgrade() -> None:
    """People stay found by the words that they have; so do the words of titles that a misspelt one leads to."""
    words_by_the_engine()


def _some(query: str) -> Iterator[list[Any]]:
    """Yield the rows of a query, ``AT_ONCE`` of their numbers together."""
    last = 0
    while rows := op.get_bind().execute(sa.text(query), {"last": last, "most": AT_ONCE}).all():
        yield list(rows)
        last = rows[-1].id


def _learn(texts: Iterator[str]) -> None:
    words = list(spelt(" / ".join(texts)).items())
    connection = op.get_bind()
    if words:
        connection.execute(sa.text(LEARN[connection.dialect.name]), {"search_spelling_words": json.dumps(words)})


def _find_people(rows: list[Any]) -> None:
    given, called = [], []
    for number, own in groupby(rows, key=itemgetter(0)):
        hats = list(own)
        organisations = " / ".join(row.organisation for row in hats if row.organisation)
        called.append(f"{hats[0].name} / {organisations}")
        name = indexed(f"{hats[0].name} {hats[0].handle}")
        given.append({"id": number, "name": name, "organisation": indexed(organisations)})
    op.get_bind().execute(sa.text(_FIND), given)
    _learn(iter(called))
