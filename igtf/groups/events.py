"""What the moves of groups leave in the record, beside a plain reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.groups.kinds import KINDS
from igtf.people.roles import ROLES
from igtf.record.kinds import declare


@dataclass(frozen=True)
class Proposed:
    """A group as proposed: issues, second proposer, chairs named, the hash of the draft charter."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "issues": _l("Issues"),
        "second": _l("Proposed together with"),
        "chairs": _l("Chairs named"),
    }
    HANDLES: ClassVar[tuple[str, ...]] = ("second", "chairs")
    NAMES: ClassVar[tuple[str, ...]] = ("issues",)
    acronym: str
    issues: str
    second: str
    chairs: str
    charter: str


@dataclass(frozen=True)
class ProposalEdited:
    """What changed in a proposal and why, and what of it was other until then; '' where that is as it was."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "note": "",
        "title": _l("Name until then"),
        "summary": _l("Summary until then"),
        "issues": _l("Issues until then"),
    }
    NAMES: ClassVar[tuple[str, ...]] = ("issues",)
    note: str
    title: str
    summary: str
    issues: str


@dataclass(frozen=True)
class Established:
    """A group as established: its kind, when its report is due, its chairs, the hash of its mandate."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "kind": _l("Kind"),
        "parent": _l("Under"),
        "chairs": _l("Chairs"),
        "report_due": _l("Report due"),
    }
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"kind": {name: kind.label for name, kind in KINDS.items()}}
    HANDLES: ClassVar[tuple[str, ...]] = ("chairs",)
    DAYS: ClassVar[tuple[str, ...]] = ("report_due",)
    acronym: str
    kind: str
    parent: str
    chairs: str
    report_due: str
    charter: str


@dataclass(frozen=True)
class Supported:
    """Support of a proposal; ``would`` is write, review or follow."""

    SHOWN: ClassVar[dict[str, Text]] = {"would": _l("Would")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {
        "would": {"write": _l("write drafts"), "review": _l("review drafts"), "follow": _l("follow the discussion")}
    }
    would: str


@dataclass(frozen=True)
class BofApproved:
    """A BoF: what the thresholds said, and the reason where they were not needed."""

    SHOWN: ClassVar[dict[str, Text]] = {"counted": "", "reason": ""}
    counted: Text
    reason: str


@dataclass(frozen=True)
class BofRecorded:
    """What a BoF found, and the link to it."""

    SHOWN: ClassVar[dict[str, Text]] = {"found": "", "link": _l("Link")}
    number: int
    found: str
    link: str


@dataclass(frozen=True)
class CouncilAsked:
    """One more asks for a BoF after the refusal; ``asked`` says how many do, ``ballot`` names the one it opened."""

    SHOWN: ClassVar[dict[str, Text]] = {"ballot": _l("Ballot opened")}
    asked: int
    ballot: str


@dataclass(frozen=True)
class CharterMoved:
    """A revision of the charter enters a review, or the ballot."""

    SHOWN: ClassVar[dict[str, Text]] = {"number": _l("Version"), "until": _l("At least until")}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    number: int
    charter: str
    until: str


@dataclass(frozen=True)
class CharterAnnounced(CharterMoved):
    """A revision of the charter is in public review; ``contacts`` of bodies got a mail, ``quiet`` others want none."""

    SHOWN: ClassVar[dict[str, Text]] = {
        **CharterMoved.SHOWN, "contacts": _l("Contacts of bodies told"),
        "quiet": _l("Contacts who have stopped such mails"),
    }  # fmt: skip
    contacts: int
    quiet: int = 0


@dataclass(frozen=True)
class CharterFailed(Reasoned):
    """A charter that came back from its ballot: why, and which ballot it was."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "ballot": _l("Ballot")}
    PLACES: ClassVar[dict[str, str]] = {"ballot": "/ballots/{ballot}"}
    ballot: str = ""


@dataclass(frozen=True)
class Rechartered:
    """The revision of the charter that came into force, by number and hash."""

    SHOWN: ClassVar[dict[str, Text]] = {"number": _l("Version")}
    number: int
    charter: str


@dataclass(frozen=True)
class OfficerNamed:
    """A secretary or delegate who is named, or whose office ends."""

    SHOWN: ClassVar[dict[str, Text]] = {"person": "", "office": _l("Office")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"office": {name: label for name, (label, _by) in ROLES.items()}}
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    office: str


@dataclass(frozen=True)
class SteppedDown:
    """Who held an office leaves the group: the offices that end, and a word to the members."""

    SHOWN: ClassVar[dict[str, Text]] = {"offices": _l("Office"), "note": ""}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"offices": OfficerNamed.WORDS["office"]}
    offices: Sequence[str]
    note: str


@dataclass(frozen=True)
class SteppedAside:
    """Who was named does not become chair, or proposes the group no more: a word to those who named them."""

    SHOWN: ClassVar[dict[str, Text]] = {"note": ""}
    note: str


@dataclass(frozen=True)
class OthersNamed:
    """Who is named for a group from now on: the second proposer, the chairs; empty where they stay.

    ``former``: who was named in their place until then, as either; ``joined``: of the chairs, who was not.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "second": Proposed.SHOWN["second"], "chairs": Proposed.SHOWN["chairs"], "former": _l("Named until then"),
    }  # fmt: skip
    HANDLES: ClassVar[tuple[str, ...]] = (*Proposed.HANDLES, "former")
    second: str
    chairs: str
    former: str = ""
    joined: str = ""


@dataclass(frozen=True)
class MilestoneProposed:
    """A milestone as proposed, or as it would be worded."""

    SHOWN: ClassVar[dict[str, Text]] = {"deliverable": "", "month": _l("Month"), "drafts": _l("Drafts")}
    DAYS: ClassVar[tuple[str, ...]] = ("month",)
    number: int
    deliverable: str
    month: str
    drafts: str


@dataclass(frozen=True)
class MilestoneUpdated:
    """What changed of a milestone: its month (and the one before), its drafts, a note, that it is done.

    ``unapproved`` is the other wording that was given up with that.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "deliverable": "", "month": _l("Month"), "before": _l("Before"), "drafts": _l("Drafts"), "note": "",
        "done": _l("Done"), "unapproved": _l("Other wording, given up"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("month", "done", "before")
    number: int
    deliverable: str
    month: str
    drafts: str
    note: str
    done: str
    before: str = ""
    unapproved: str = ""


@dataclass(frozen=True)
class MilestoneDecided:
    """A milestone that was approved, declined or dropped."""

    SHOWN: ClassVar[dict[str, Text]] = {"deliverable": "", "reason": _l("Reason")}
    number: int
    deliverable: str
    reason: str = ""


@dataclass(frozen=True)
class MilestonesLate:
    """Milestones whose month is over."""

    SHOWN: ClassVar[dict[str, Text]] = {"milestones": ""}
    milestones: str


@dataclass(frozen=True)
class ReportLate:
    """The day on which the one report of a group was due."""

    SHOWN: ClassVar[dict[str, Text]] = {"report_due": _l("Report due")}
    DAYS: ClassVar[tuple[str, ...]] = ("report_due",)
    report_due: str


@dataclass(frozen=True)
class DraftsRelated:
    """One draft depends on another, or does no longer."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "draft": "",
        "depends_on": _l("Depends on"),
        "no_longer": _l("No longer depends on"),
    }
    draft: str
    depends_on: str
    no_longer: str


@dataclass(frozen=True)
class CharteringStarted:
    """The three answers that chartering starts with."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "understood": _l("Is the problem understood?"),
        "people": _l("Are there people to do the work?"),
        "formed": _l("Should a group be formed?"),
    }
    understood: str
    people: str
    formed: str


@dataclass(frozen=True)
class CharterRevised:
    """A new version of the draft charter: its number, what changed, its hash."""

    SHOWN: ClassVar[dict[str, Text]] = {"changed": _l("Changed")}
    number: int
    changed: str
    charter: str


@dataclass(frozen=True)
class Chartered:
    """The charter that came into force, by number and hash, and who took office."""

    SHOWN: ClassVar[dict[str, Text]] = {"chairs": _l("Chairs")}
    HANDLES: ClassVar[tuple[str, ...]] = ("chairs",)
    number: int
    charter: str
    chairs: str


@dataclass(frozen=True)
class Named:
    """A person named, by handle."""

    SHOWN: ClassVar[dict[str, Text]] = {"person": ""}
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    person: str


@dataclass(frozen=True)
class PassedOver(Named):
    """An announced chair who takes no office, by handle, and why."""

    SHOWN: ClassVar[dict[str, Text]] = {"person": "", "reason": ""}
    reason: Text


@dataclass(frozen=True)
class ChairProposed(Reasoned):
    """A chair put before the group, with the day of taking office and who makes room."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "person": _l("Chair"),
        "instead_of": _l("In place of"),
        "reason": "",
        "takes_office": _l("Takes office"),
    }
    HANDLES: ClassVar[tuple[str, ...]] = ("person", "instead_of")
    DAYS: ClassVar[tuple[str, ...]] = ("takes_office",)
    person: str
    instead_of: str
    takes_office: str


@dataclass(frozen=True)
class Asked:
    """A question put to the group, as a consensus call or an options poll."""

    SHOWN: ClassVar[dict[str, Text]] = {"question": ""}
    question: str


@dataclass(frozen=True)
class Absent:
    """A member's absence, from the first to the last day."""

    SHOWN: ClassVar[dict[str, Text]] = {"starts": _l("First day"), "ends": _l("Last day")}
    DAYS: ClassVar[tuple[str, ...]] = ("starts", "ends")
    starts: str
    ends: str


@dataclass(frozen=True)
class Concluded:
    """The report a group ends with; which issues return and which drafts become individual."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "report": "",
        "issues": _l("Issues that return"),
        "drafts": _l("Drafts that become individual"),
    }
    NAMES: ClassVar[tuple[str, ...]] = ("issues",)
    report: str
    issues: str
    drafts: str


@dataclass(frozen=True)
class IssueMoved:
    """An issue, by its ``number``, taken up by the group or returned from it; formerly as ``issue``, with its title."""

    SHOWN: ClassVar[dict[str, Text]] = {"number": "", "issue": ""}
    NAMES: ClassVar[tuple[str, ...]] = ("number",)
    number: str
    issue: str = ""


TAKEN_UP = declare("group.issue-taken-up", _l("took up an issue"), IssueMoved, ("members", "followers"))
RETURNED = declare("group.issue-returned", _l("returned an issue"), IssueMoved, ("members", "followers"))
DRAFT_FREED = declare(
    "draft.group-concluded", _l("made it an individual draft: its group concluded"), Named, ("followers", "filer")
)


@dataclass(frozen=True)
class MeetingCalled:
    """A meeting that was called: its number and when it begins."""

    SHOWN: ClassVar[dict[str, Text]] = {"when": _l("Begins")}
    DAYS: ClassVar[tuple[str, ...]] = ("when",)
    meeting: str
    when: str
