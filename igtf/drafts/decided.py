"""What is read of a draft before it is decided on: by the council in a ballot, by anybody in a call."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.core.i18n import Text, language
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import labelled
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.queries import state_label
from igtf.drafts.comparing import VIEWS, changes_in_short
from igtf.drafts.models import Draft, DraftComparison, Revision, cited
from igtf.drafts.questions import answered
from igtf.drafts.thread import is_dissent, on_the_way
from igtf.groups.versions import VersionToRead
from igtf.record.models import HIDDEN, Event, Payload, Subject
from igtf.record.moves import url_of


class DecidedText(NamedTuple):
    """What a call or a ballot on a draft is about: the newest abstract and asks, and the write-up as it is kept.

    ``label``: the newest revision as it is cited; ``before``: the one that its reader has seen last, and ``in_short``
    how many changes there are since, where both were compared already; ``ids``: of both.
    ``put``: what was recorded when it was put to the ballot (``events.ToBallot``); ``dissent``: what goes with it, as
    rows of subjects.
    """

    ids: tuple[int | None, int]
    label: str
    before: str
    in_short: str
    abstract: str
    asks: list[Any]
    write_up: dict[str, str] | None
    put: dict[str, str] | None
    dissent: list[Any]

    @property
    def answers(self) -> list[tuple[Text, str]]:
        """The shepherd's answers as pages show them."""
        return answered(self.write_up)

    @property
    def came_in(self) -> str:
        """What the responsible member said came in during the last call."""
        return (self.put or {}).get("came_in", "")

    def changes(self) -> str:
        """How many changes there are since ``before``, compared now where that was not done yet; '' without one."""
        older, newest = self.ids
        return self.in_short or ("" if older is None else changes_in_short(older, newest))


class Against(NamedTuple):
    """What stands against it, an objection or a Discuss: where it is, whose or which, what it says, how it stands."""

    url: str
    name: str
    text: str
    state: Text
    phase: str = "waiting"


def against(rows: Iterable[Any]) -> list[Against]:
    """Return objections and minority statements as what stands against it, by the rows of their subjects."""
    return [
        Against(url_of(row), labelled(WORKFLOWS[row.kind].name_of(row.ref), row.title), row.summary,
                state_label(row.kind, row.state), row.phase)
        for row in rows
    ]  # fmt: skip


class ToRead(NamedTuple):
    """What is read before a position is taken: the subject it is about, of a draft its text, what stands against it.

    ``unopposed``: what is said where nothing does; empty where nothing can. ``charter``: of a group the version of its
    charter.
    """

    about: Subject
    draft: DecidedText | None
    against: list[Against]
    unopposed: Text = _l("No objection stands against it.")
    charter: VersionToRead | None = None


def decided_on(draft_id: int, opened_at: datetime, seen_at: datetime | None) -> DecidedText:
    """Return what is read of a draft before it is decided on, in a call or ballot that was opened at a moment.

    ``seen_at``: when its reader took a position on it last. The newest is compared with the revision that was there at
    that moment, for who took none when it was opened; with the one before it, where that is the newest itself.
    """
    given = {"draft": draft_id, "at": opened_at, "here": draft_id, "seen": seen_at or opened_at,
             "view": VIEWS[0], "language": language()}  # fmt: skip
    rows = fetch(_decided_on(), given).all()
    one = rows[0]
    return DecidedText(
        (one.older_id, one.newest_id), cited(one.name, one.number),
        cited(one.older_name, one.older_number) if one.older_id else "", one.in_short or "",
        one.abstract, one.asks, one.write_up, one.put, [row for row in rows if row.id is not None],
    )  # fmt: skip


@prepared
def _decided_on() -> Listing:
    newest, older, seen = Revision.id == Draft.current_id, aliased(Revision), aliased(Revision)
    entry = (Event.subject_id == Draft.id, Event.kind == "draft.to-ballot", Event.at == bindparam("at"))
    put = select(Payload.data).join(Event, Event.id == Payload.event_id).where(*entry)
    last_seen = (
        select(func.max(seen.id))
        .where(seen.draft_id == Draft.id, seen.id < Draft.current_id, seen.at <= bindparam("seen", type_=seen.at.type))
        .correlate(Draft)
        .scalar_subquery()
    )
    kept = (
        (DraftComparison.from_id == older.id) & (DraftComparison.to_id == Draft.current_id)
        & (DraftComparison.view == bindparam("view")) & (DraftComparison.language == bindparam("language"))
    )  # fmt: skip
    return (
        select(
            Revision.id.label("newest_id"), Revision.name, Revision.number, older.id.label("older_id"),
            older.name.label("older_name"), older.number.label("older_number"),
            DraftComparison.summary.label("in_short"),
            Revision.abstract, Revision.asks, Draft.write_up, put.correlate(Draft).scalar_subquery().label("put"),
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.summary, Subject.state, Subject.phase,
        )
        .select_from(Draft)
        .join(Revision, newest)
        .outerjoin(older, older.id == last_seen)
        .outerjoin(DraftComparison, kept)
        .outerjoin(Subject, Subject.id.in_(on_the_way()) & (Subject.state != HIDDEN) & is_dissent())
        .where(Draft.id == bindparam("draft"))
        .order_by(Subject.id)
    )  # fmt: skip
