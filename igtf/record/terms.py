"""The terms of the field that a newcomer meets: each is explained where it is first met, and all on one page."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from igtf.core.i18n import Text, Worded
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import labelled


@dataclass(frozen=True)
class Term:
    """A term, one sentence that says what it means, and the RFC that it comes from, if from one."""

    word: Text
    meaning: Text
    rfc: int = 0


TERMS: Mapping[str, Term] = {
    "clearing-house": Term(
        _l("Clearing house"),
        _l("The council and the secretariat, who look for a body that can take care of an issue, and send it there.")),
    "unhoused": Term(
        _l("Unhoused"),
        _l("An issue that no existing body can take care of; that finding is public, with its reasons.")),
    "hat": Term(
        _l("Hat"),
        _l("For whom somebody speaks: a stakeholder group, and an organisation or nobody but themselves.")),
    "bof": Term(
        _l("BoF"),
        _l("Short for “birds of a feather”: a meeting to find out whether a proposed group should be formed, and who "
           "would do its work."),
        rfc=2418),
    "charter": Term(
        _l("Charter"),
        _l("What a working group is to do and what not, by when, and with whom; the council ballots on it."),
        rfc=2418),
    "rough-consensus": Term(
        _l("Rough consensus"),
        _l("Each objection was dealt with, though perhaps not met; a chair finds it by the reasons, and never by a "
           "count."),
        rfc=7282),
    "shepherd": Term(
        _l("Shepherd"),
        _l("Who brings a draft of a group through the council, and writes up for it how it came about."),
        rfc=4858),
    "base": Term(
        _l("Base"),
        _l("The seats that count in a ballot: those that are held until it closes, without those that are recused.")),
    "discuss": Term(
        _l("Discuss"),
        _l("A position in a ballot that holds the decision up until what it names has been talked about.")),
    "recuse": Term(
        _l("Recuse"),
        _l("To take no part in a decision, because one is too close to what it is about.")),
    "liaison-statement": Term(
        _l("Liaison statement"),
        _l("A letter from the council to a body: what is asked of it, and by when."),
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


def _said(term: Term) -> str:
    return labelled(term.word, term.meaning)
