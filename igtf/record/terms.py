"""The terms of the field that a newcomer meets: each is explained where it is first met, and all on one page."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from igtf.core.i18n import Text, Worded
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import labelled


@dataclass(frozen=True)
class GlossaryTerm:
    """A term, one sentence that says what it means, and the RFC that it comes from, if from one."""

    word: Text
    meaning: Text
    rfc: int = 0


TERMS: Mapping[str, GlossaryTerm] = {
    "outcome": GlossaryTerm(
        _l("Outcome"),
        _l("What a meeting elsewhere, such as a forum or a regional initiative, left behind: here it waits to become "
           "an issue.")),
    "mag": GlossaryTerm(
        _l("MAG"),
        _l("The Multistakeholder Advisory Group, which makes the programme of the Internet Governance Forum.")),
    "clearing-house": GlossaryTerm(
        _l("Clearing house"),
        _l("The council and the secretariat, who look for a body that can take care of an issue, and send it there.")),
    "unhoused": GlossaryTerm(
        _l("Unhoused"),
        _l("An issue that no existing body can take care of; that finding is public, with its reasons.")),
    "hat": GlossaryTerm(
        _l("Hat"),
        _l("For whom somebody speaks: a stakeholder group, and an organisation or nobody but themselves.")),
    "stakeholder-group": GlossaryTerm(
        _l("Stakeholder group"),
        _l("Governments, intergovernmental organisations, private sector, civil society, technical and academic "
           "community: they take part on an equal footing.")),
    "statement-of-interest": GlossaryTerm(
        _l("Statement of interest"),
        _l("What somebody says in public about whom they work for and what could sway them. Who stands for a seat on "
           "the council has to give one; everybody else may.")),
    "two-steps": GlossaryTerm(
        _l("In two steps"),
        _l("One member of the clearing house proposes a decision, with the reason; it takes effect after some days "
           "unless others object, or comes to a ballot.")),
    "bof": GlossaryTerm(
        _l("BoF"),
        _l("Short for “birds of a feather”: a meeting to find out whether a proposed group should be formed, and who "
           "would do its work."),
        rfc=2418),
    "charter": GlossaryTerm(
        _l("Charter"),
        _l("What a working group is to do and what not, by when, and with whom; the council ballots on it."),
        rfc=2418),
    "responsible-member": GlossaryTerm(
        _l("Responsible member"),
        _l("The member of the council who looks after a group and its drafts, and opens ballots on them.")),
    "milestone": GlossaryTerm(
        _l("Milestone"),
        _l("What a group promises to finish by a given month; the responsible member approves it."),
        rfc=2418),
    "directorate": GlossaryTerm(
        _l("Directorate"),
        _l("A group of reviewers who read the drafts of others on one question, such as human rights or development.")),
    "adoption": GlossaryTerm(
        _l("Call for adoption"),
        _l("The chair asks the group whether it takes a text up as its own, to work on it together."),
        rfc=7221),
    "last-call": GlossaryTerm(
        _l("Last call"),
        _l("The last time to comment on a text before it is decided: first in the group, then by everybody."),
        rfc=2418),
    "hum": GlossaryTerm(
        _l("Hum"),
        _l("A show of opinion in a meeting that counts nobody by name: it tells the chair how the room feels, and "
           "decides nothing."),
        rfc=7282),
    "rough-consensus": GlossaryTerm(
        _l("Rough consensus"),
        _l("Each objection was dealt with, though perhaps not met; a chair finds it by the reasons, and never by a "
           "count."),
        rfc=7282),
    "minority-statement": GlossaryTerm(
        _l("Minority statement"),
        _l("What those who do not agree add to a text, in their words; it goes wherever the text goes.")),
    "ask": GlossaryTerm(
        _l("Ask"),
        _l("One thing that a recommendation wants done: who should do what, until when, and what would show it.")),
    "shepherd": GlossaryTerm(
        _l("Shepherd"),
        _l("Who brings a draft of a group through the council, and writes up for it how it came about."),
        rfc=4858),
    "base": GlossaryTerm(
        _l("Base"),
        _l("The seats that count in a ballot: those that are held until it closes, without those that are recused.")),
    "discuss": GlossaryTerm(
        _l("Discuss"),
        _l("A position in a ballot that holds the decision up until who took it is satisfied, or the "
           "council sets it aside.")),
    "block": GlossaryTerm(
        _l("Block"),
        _l("A position in a ballot on a charter that holds it up as a Discuss does, until who took it is satisfied, or "
           "the council sets it aside.")),
    "recuse": GlossaryTerm(
        _l("Recuse"),
        _l("To take no part in a decision, because one is too close to what it is about.")),
    "liaison-statement": GlossaryTerm(
        _l("Liaison statement"),
        _l("A formal letter between the council or a group and a body: what is asked, and by when, or the answer."),
        rfc=4053),
}  # fmt: skip
"""In the order in which an issue meets them; the keys are their anchors on that page."""


class Explained(Worded):
    """A term and what it means, with a link to all of them on pages. KeyError for one that the table does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(_said, TERMS[name])
        self.name = name

    def __html__(self) -> str:
        term = TERMS[self.name]
        linked = Markup('<a href="/how-it-works/words#{}">{}</a>').format(self.name, term.word)
        return labelled(linked, escape(term.meaning))


def _said(term: GlossaryTerm) -> str:
    return labelled(term.word, term.meaning)
