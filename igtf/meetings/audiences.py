"""The audiences that meetings add."""

from collections.abc import Iterable, Sequence

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.audiences import followers_of, group_of
from igtf.meetings.owners import OWNERS
from igtf.record.audiences import AUDIENCES, audience
from igtf.record.models import Event, StateChange, Subject


def _owner(subject: Subject) -> Subject | None:
    return session.get(Subject, subject.group_id) if subject.group_id else None


def _meets(subject: Subject) -> Subject | None:
    """Return who meets, for a meeting or for those who call one."""
    return subject if subject.kind in OWNERS else _owner(subject)


def _invited_to(subject: Subject) -> Sequence[Text]:
    owner = _meets(subject)
    return OWNERS[owner.kind].invited(owner) if owner else [AUDIENCES["invited"].label]


def _leading(subject: Subject) -> Sequence[Text]:
    owner = _meets(subject)
    return OWNERS[owner.kind].led_by(owner) if owner else [AUDIENCES["leaders"].label]


@audience(
    "invited",
    _l("the members of the group; of a BoF its proposers and supporters; of the council all who sit with it"),
    _l("you belong to those who meet"),
    _invited_to,
    ends_with="office",
)
def _invited(subject: Subject, _event: Event | None) -> Iterable[int]:
    owner = _owner(subject)
    return OWNERS[owner.kind].members(owner) if owner else []


@audience(
    "invited at last",
    _l("those who meet, once no decision waits any more"),
    AUDIENCES["invited"].why,
    ends_with="office",
)
def _invited_at_last(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return who is invited, of the act with which a meeting is done; nobody of one that leaves it as it is."""
    is_last = event is not None and session.get(StateChange, event.id) is not None
    return _invited(subject, event) if is_last else []


@audience(
    "leaders",
    _l("the chairs and delegates, or the responsible member of a group that has none; of a BoF that member and its "
       "proposers; of the council its chair and the secretariat"),
    _l("you lead the meetings of those who meet"),
    _leading,
    ends_with="office",
)  # fmt: skip
def _leaders(subject: Subject, _event: Event | None) -> Iterable[int]:
    owner = _owner(subject)
    return OWNERS[owner.kind].leaders(owner) if owner else []


followers_of(group_of, "followers of the group", _l("whoever follows those who meet"), _l("you follow those who meet"))

audience("who added the document", _l("who added the document"), _l("you added the document"), concerned=True)(
    AUDIENCES["whose entry"].members
)
