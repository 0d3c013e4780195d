"""Keeping which subjects the texts of a subject mention, as relations. Called by commands only.

What became a link when a text was made HTML is mentioned by the subject whose text it is; comments are texts of the
subject they are on. It is no act on what is mentioned: nothing is recorded there, and nobody is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Integer, bindparam, delete, literal, select, union, union_all

from igtf.core.database.adding import own_insert
from igtf.core.database.conditions import among_given
from igtf.core.db import dialect, session, write
from igtf.record.models import HIDDEN, Alias, Relation, Subject
from igtf.record.references import SHOWN_TEXTS, linked_in
from igtf.record.relations import MENTIONS

Names = Iterable[tuple[str, str]]
"""Subjects, as (kind, reference)."""


def mention(subject_id: int, now: str, before: str = "") -> None:
    """Keep which other subjects a text of a subject, as HTML, mentions ``now``; one statement, none without names.

    What only the text ``before`` it named is mentioned no more, unless another text of the subject names it.
    """
    there, former = linked_in(now), linked_in(before)
    if there - former:
        kinds, given = _asked(there - former)
        write(_added, dialect(), *kinds, given=given | {"mention_of": subject_id}, into=[Relation.__tablename__])
    if former - there:
        _end(subject_id, former - there)


def _end(subject_id: int, gone: Names) -> None:
    shown = union_all(*(
        text.where(text.selected_columns[0] == subject_id, text.selected_columns[1].contains("<a href="))
        for text in SHOWN_TEXTS
    ))  # fmt: skip
    still = linked_in("\n".join(html for _id, html in session.execute(shown)))
    ended = _ids(gone) - _ids(still)
    here = (Relation.subject_id == subject_id, Relation.kind == MENTIONS)
    session.execute(delete(Relation).where(*here, Relation.target_id.in_(ended)))


def _ids(names: Names) -> set[int]:
    kinds, given = _asked(names)
    return set(session.scalars(_named(kinds), given)) if kinds else set()


def _asked(names: Names) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the kinds of the names, and as parameters the references of each."""
    refs = defaultdict(list)
    for kind, ref in sorted(names):
        refs[kind].append(ref)
    return tuple(refs), {f"mention_{place}": found for place, found in enumerate(refs.values())}


def _named(kinds: Sequence[str]) -> CompoundSelect[int]:
    """Return the query of the subjects of ``kinds`` that have, or had, one of the names given as parameters."""
    return union(*(
        select(number).where(kind_of == kind, among_given(ref, f"mention_{place}"))
        for place, kind in enumerate(kinds)
        for number, kind_of, ref in ((Subject.id, Subject.kind, Subject.ref), (Alias.subject_id, Alias.kind, Alias.ref))
    ))  # fmt: skip


def _added(engine: str, *kinds: str) -> list[Any]:
    here, named = bindparam("mention_of", type_=Integer()), _named(kinds).subquery()
    rows = (
        select(here, literal(MENTIONS), Subject.id)
        .join(named, named.c.id == Subject.id)
        .where(Subject.id != here, Subject.state != HIDDEN)
    )
    added = own_insert(Relation, engine).from_select(["subject_id", "kind", "target_id"], rows)
    return [added.on_conflict_do_nothing()]
