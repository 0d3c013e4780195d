"""What a ballot decides on, as its page and the forms of its moves show it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_login import current_user

from igtf.core import clock
from igtf.core.wording import labelled
from igtf.council.models import Ballot
from igtf.council.purposes import PURPOSES
from igtf.council.rollcall import shown
from igtf.drafts.decided import Against, Decided, ToRead, against, decided_on
from igtf.issues.page import head_of
from igtf.record.moves import url_of


def proposed_in(ballot: Ballot) -> Sequence[Any]:
    """Return what the clearing house was asked to decide, and the objections to it; (None, []) in other ballots."""
    return head_of(ballot.decides_on_id)[-2:] if PURPOSES[ballot.purpose].of_clearing_house else (None, [])


def draft_in(ballot: Ballot, seen_at: datetime | None = None) -> Decided | None:
    """Return the draft that a ballot decides on, compared with the revision seen at a moment; None without a draft."""
    return decided_on(ballot.decides_on_id, ballot.opens_at, seen_at) if ballot.decides_on.kind == "draft" else None


def decided_by(ballot: Ballot) -> ToRead:
    """Return what the present reader reads before taking a position: what it decides on, Discusses, and dissent."""
    lines, url = shown(ballot, clock.now()), url_of(ballot.subject)
    seen_at = next((line.at for line in lines.lines if line.holder_id == current_user.id), None)
    draft = draft_in(ballot, seen_at)
    standing = [
        Against(f"{url}/seats/{line.number}", line.name, labelled(line.ground_label, line.text), line.label)
        for line in lines.discusses
    ]
    return ToRead(ballot.decides_on, draft, [*standing, *against(draft.dissent if draft else ())])
