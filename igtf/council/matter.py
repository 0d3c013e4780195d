"""What a ballot decides on, as its page and the forms of its moves show it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from flask_login import current_user

from igtf.core import clock
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.wording import labelled
from igtf.council.models import Ballot
from igtf.council.purposes import PURPOSES
from igtf.council.rollcall import shown
from igtf.council.tally import STOPPED
from igtf.council.threads import HELD, SeatAct, records
from igtf.council.words import UNOPPOSED
from igtf.drafts.decided import Against, DecidedText, ToRead, against, decided_on
from igtf.groups.versions import VersionToRead, version_to_read
from igtf.issues.page import balloted
from igtf.record.models import Subject
from igtf.record.moves import url_of


def proposed_in(ballot: Ballot) -> Sequence[Any]:
    """Return what the clearing house was asked to decide, also when that is over, and the objections to it; (None, [])
    in other ballots."""
    of_house = PURPOSES[ballot.purpose].of_clearing_house
    return balloted(ballot.decides_on_id, ballot.opens_at) if of_house else (None, [])


def draft_in(ballot: Ballot, seen_at: datetime | None = None) -> DecidedText | None:
    """Return the draft that a ballot decides on, compared with the revision seen at a moment; None without a draft."""
    return decided_on(ballot.decides_on_id, ballot.opens_at, seen_at) if ballot.decides_on.kind == "draft" else None


def charter_in(ballot: Ballot) -> VersionToRead | None:
    """Return the version of a group's charter that a ballot decides on; None without one."""
    return version_to_read(ballot.decides_on, ballot.revision_number)


def decided_by(ballot: Ballot) -> ToRead:
    """Return what the present reader reads before taking a position: what it decides on, Discusses, and dissent."""
    lines, url = shown(ballot, clock.now()), url_of(ballot.subject)
    seen_at = next((line.at for line in lines.lines if line.holder_id == current_user.id), None)
    draft = draft_in(ballot, seen_at)
    standing = [
        Against(f"{url}/seats/{line.number}", line.name, labelled(line.ground_label, line.text), line.label)
        for line in lines.discusses
    ]
    dissent = against(draft.dissent if draft else ())
    stop = STOPPED.get(ballot.rule, "")
    return ToRead(
        ballot.decides_on, draft, [*standing, *dissent], unopposed=UNOPPOSED.get(stop, ""), charter=charter_in(ballot)
    )


Stating = Callable[[Ballot], list[SeatAct]]
"""Takes a ballot, and returns the entries of what it decides on that say what it is about."""


def _discuss_put(ballot: Ballot) -> list[SeatAct]:
    """Return the Discuss that an alternate ballot is about, as it stands or stood at the end, and why it was put."""
    over = ballot.closed_at
    for record in records(ballot.decides_on_id).values():
        put = [act for act in record.acts if act.kind == "ballot.put-to-alternate" and act.at == ballot.opens_at]
        held = (act for act in record.acts if act.kind in HELD and (over is None or act.at < over))
        if put:
            return [*islice(held, 1), *put]
    return []


STATED: dict[str, Stating] = {"alternate": _discuss_put}
"""Purpose → what its ballots are about, where what they decide on does not say it; a folder above adds its own."""


GOES_ON: dict[str, Callable[[Ballot], Text]] = {}
"""Purpose → where what its ballots decided goes on, in a sentence, or nowhere; a folder above adds its own."""


def onward_of(ballot: Ballot) -> Text:
    """Return where what a ballot decided goes on: its page leads there. Empty where it does not."""
    return GOES_ON[ballot.purpose](ballot) if ballot.purpose in GOES_ON and ballot.closed_at else ""


def stated_in(ballot: Ballot) -> list[SeatAct]:
    """Return the entries that say what a ballot is about: of an appeal, or of a Discuss that was put to it."""
    return STATED[ballot.purpose](ballot) if ballot.purpose in STATED else []


def stated_for(subject: Subject) -> list[SeatAct]:
    """Return the same for the subject of a ballot, for the mail that tells that it opened."""
    return stated_in(session.get_one(Ballot, subject.id))
