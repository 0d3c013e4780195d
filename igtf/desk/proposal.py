"""The idea of 2013 as steps, each with the live page that does it. Facts, in our own words."""

from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.record.stated import Stated


@dataclass(frozen=True)
class ProposalStep:
    """A step of the proposal: what was asked for, what this site does, and where."""

    title: Text
    asked: Text
    done: Text
    links: tuple[tuple[str, Text], ...]


STEPS = (
    ProposalStep(
        _l("Two layers, two functions"),
        _l("The working group of 2005 told apart the evolution of the Internet from its use, and the forum, where "
           "things are discussed, from oversight, on which it could not agree: it left four models."),
        _l("Each issue names its layer, and may name its function. The four models can be weighed in an options poll."),
        (("/issues/", _l("Issues")), ("/calls/", _l("Calls and polls"))),
    ),
    ProposalStep(
        _l("Proceed with what forums bring out"),
        _l("The forum's programme has had its committee since 2006. Nobody was charged with what follows from the "
           "outcomes of a forum: that was to be the new council's first task."),
        _l("Outcomes of every occasion are entered or imported. None is forgotten: each waits until it becomes an "
           "issue, joins one, is suggested to the MAG for the programme of the next forum, or is noted with a reason."),
        (("/outcomes/", _l("Outcomes")),),
    ),
    ProposalStep(
        _l("A clearing house first"),
        _l("Most issues have a home already, in an intergovernmental or another organisation. A council made up of "
           "all stakeholders would recommend an issue to the one that can take care of it."),
        _ln("Bodies are ranked by their mandates, with the reason. The clearing house refers in the open: a decision "
            "in two steps that %(num)d member of different stakeholder groups can stop.",
            "Bodies are ranked by their mandates, with the reason. The clearing house refers in the open: a decision "
            "in two steps that %(num)d members of different stakeholder groups can stop.",
            Stated("two_step_stoppers")),
        (("/issues/queue", _l("Clearing house queue")), ("/bodies/", _l("Bodies"))),
    ),
    ProposalStep(
        _l("A process of its own where there is no home"),
        _l("Where no existing body can take an issue up, a bottom-up process would begin, modelled on the working "
           "groups of the IETF."),
        _l("The finding that no body can is recorded with the bodies considered. Then anyone may propose a group: "
           "support, a first meeting, a charter, drafts, and rough consensus rather than votes."),
        (("/groups/", _l("Groups")), ("/drafts/", _l("Drafts"))),
    ),
    ProposalStep(
        _l("All stakeholders on an equal footing"),
        _l("Stakeholders from developing countries were under-represented in every existing institution. The council "
           "would be made up like the working group on enhanced cooperation of 2013: 42 seats, 22 of them of "
           "governments, five each of the private sector, civil society, the technical and academic community, and "
           "intergovernmental organisations."),
        _l("Everyone acts under a declared hat. A decision of the council needs support within each stakeholder "
           "group, and every call shows who has not been heard."),
        (("/council/", _l("The council")), ("/statistics", _l("Statistics"))),
    ),
    ProposalStep(
        _l("Recommendations that are answered"),
        _l("The council would recommend, not command. Since 2005 the Tunis Agenda asks the organisations concerned "
           "for a report each year."),
        _l("A recommendation is a list of asks. Each goes out as a liaison statement, and its answer is followed "
           "until it is done or declined with a reason."),
        (("/recommendations/", _l("Recommendations")), ("/statements/", _l("Statements"))),
    ),
)  # fmt: skip
