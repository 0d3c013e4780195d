"""Lists of outcomes (CSV): looked at row by row before anything is written, and imported, none twice.

The command line and the page of the secretariat bring in the same rows by the same function.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import again_after_collision, in_transaction, session, writing
from igtf.core.errors import Invalid, Refusal
from igtf.core.forms import formdata
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, require
from igtf.core.text.passages import REMOVED, is_left_of
from igtf.core.text.plaintext import MarkupRefused
from igtf.core.wording import Numeral
from igtf.issues import policy
from igtf.issues.events import OUTCOMES_IMPORTED, OutcomesImported
from igtf.issues.forms_outcomes import MOST_ROWS, OutcomeForm
from igtf.issues.importing import ImportedTable, ImportReport, Progress, decoded, each, fits, table
from igtf.issues.models import Outcome
from igtf.issues.outcomes import enter_imported, occasion_held
from igtf.people.roles import roles_of
from igtf.record.by import By, by_importer
from igtf.record.events import record
from igtf.record.models import Subject

NEEDED = ("occasion", "year", "title", "text")
"""The columns that a list has to have."""
ALSO = ("session", "url")
"""The columns that may be there too."""


@dataclass(frozen=True)
class Seen:
    """What would become of a row: its number from 1, what it says, and ``fate``, a key of FATES.

    ``why``: what has to be corrected, each with the name of the field, empty for the row as a whole.
    """

    number: int
    row: dict[str, Any]
    fate: str
    why: Sequence[tuple[str, str]] = ()


FATES: dict[str, tuple[Text, str]] = {
    "new": (_l("will be imported"), "new"),
    "known": (_l("is known already"), "closed"),
    "refused": (_l("cannot be imported"), "late"),
}
"""What becomes of a row → its words, and the colour of its badge."""


class _TakenBack(Exception):
    """Ends a look at a list, so that nothing of it lasts."""


def _listed(text: str) -> ImportedTable:
    found = table(text, NEEDED, ALSO)
    return ImportedTable([row | {"session_name": row.get("session", "")} for row in found.rows], found.unread)


def _few(listed: ImportedTable) -> ImportedTable:
    """Return a list that is short enough for a page to wait for; Invalid for one without rows, or with too many."""
    rows = listed.rows
    if not rows:
        raise Invalid(file=_("The list has a heading and no rows."))
    if len(rows) > MOST_ROWS:
        raise Invalid(file=_("The list has %(rows)s rows; at most %(most)s are taken at once.", rows=Numeral(len(rows)),
                             most=Numeral(MOST_ROWS)))  # fmt: skip
    return listed


def look_at(text: str) -> tuple[list[Seen], list[str]]:
    """Return what would become of each row of a list, in their order, and columns nobody reads; nothing is written.

    Invalid when it is no CSV with the heading that is needed. Rows are brought in and taken back, so that what is said
    of them is what will be done, of a second row with the same words too.
    """
    listed, found = _few(_listed(text)), list[Seen]()
    for row in listed.rows:
        OutcomeForm(formdata(row)).validate()  # so that nobody waits while their texts are read

    def attempt() -> None:
        found.clear()
        with suppress(_TakenBack), writing():
            found.extend(_seen(number, row) for number, row in enumerate(listed.rows, 1))
            raise _TakenBack

    again_after_collision(attempt)
    return found, listed.unread


def _seen(number: int, row: dict[str, Any]) -> Seen:
    try:
        with session.begin_nested():
            return Seen(number, row, "new" if _take(row) else "known")
    except Invalid as refusal:
        why = [(_called(name), " ".join(sentences)) for name, sentences in refusal.errors.items()]
    except (Refusal, MarkupRefused) as refusal:
        why = [("", str(refusal))]
    return Seen(number, row, "refused", why)


def _called(name: str) -> str:
    return str(OutcomeForm()[name].label.text) if name in OutcomeForm() else ""


def import_outcomes(data: bytes, *, progress: Progress = lambda _done, _all: None) -> ImportReport:
    """Import outcomes (CSV in UTF-8 with a heading: occasion, year, session, title, text, url); return the report.

    Invalid when it is no such list. Importing again adds nothing. For whoever runs the site, and ``bring_in``.
    """
    listed, report = _listed(decoded(data)), ImportReport()
    listed.say_unread(report)
    return each(listed.rows, report, progress, lambda _index, row: _take(row))


def may_import(actor_id: int | None) -> Decision:
    """Return whether an actor, or somebody who is not signed in, may import lists of outcomes."""
    return policy.can_import(policy.ImportFacts(actor_id is not None, roles_of(actor_id).has("secretariat")))


def bring_in(text: str, *, by: By) -> ImportReport:
    """Import a list as ``import_outcomes`` does, for the secretariat, and record who did, if anything was new.

    Raises NotAllowed for whoever may not.
    """
    require(may_import(by.actor_id))
    _few(_listed(text))
    report = import_outcomes(text.encode())
    if report.imported:
        with writing():
            said = OutcomesImported(report.imported, report.known, report.refused)
            record(by, None, OUTCOMES_IMPORTED, said)
    return report


def _take(row: dict[str, Any]) -> bool:
    """Enter the outcome of a row; False when it is known. Invalid, or MarkupRefused, for what cannot be taken."""
    fits(row)
    form = OutcomeForm(formdata(row))
    if not form.validate():
        raise Invalid({name: [str(error) for error in errors] for name, errors in form.errors.items()})
    given = form.given()

    def act() -> bool:
        with writing():
            if _is_known(given):
                return False
            enter_imported(by=by_importer(now()), **given)
            return True

    return act() if in_transaction() else again_after_collision(act)


def _is_known(given: dict[str, Any]) -> bool:
    """Return whether the outcome is there, once nobody else enters outcomes of its occasion.

    Invalid where the row says of it what it does not say, or not any more: an import changes nothing that is here, nor
    does it bring back words that a moderator removed.
    """
    occasion = occasion_held(given["occasion"], given["year"])
    same = (Outcome.text == given["text"]) & (Subject.title == given["title"])
    lost_words = Outcome.text.contains(REMOVED) | Subject.title.contains(REMOVED)
    columns = (Subject.title, Outcome.text, Outcome.session_name, Outcome.url)
    found = session.execute(
        select(*columns).join(Subject, Subject.id == Outcome.id)
        .where(Outcome.occasion_id == occasion.id, same | lost_words).order_by(Outcome.id)
    ).all()  # fmt: skip
    known = [row for row in found if all(is_left_of(getattr(row, name), given[name]) for name in ("title", "text"))]
    others = [
        [column.key for column in columns if given[column.key] not in ("", getattr(row, column.key))] for row in known
    ]
    if others and all(others):
        raise Invalid(
            {name: [_("The outcome is here already without this. An import changes none.")] for name in others[0]}
        )
    return bool(known)
