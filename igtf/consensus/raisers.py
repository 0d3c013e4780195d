"""The raiser of an objection answers from the mail: a signed link that leads to a page with two buttons."""

from collections.abc import Mapping
from typing import Any

from igtf.consensus.models import Objection
from igtf.consensus.queries import get_objection_or_404
from igtf.consensus.states import OBJECTION
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.mail import absolute
from igtf.core.sent.submits import Submit
from igtf.people.addresses import mail_address
from igtf.people.entry import check_reads
from igtf.people.links import link_path, read_link
from igtf.record.by import By
from igtf.record.models import Actor, Subject
from igtf.record.moves import perform, url_of

PURPOSE = "does-this-answer"
ANSWERS: Mapping[str, Text] = {
    "confirm": _l("The objection is settled. While the call goes on, your position there is “Can live with” once no "
                  "other objection of yours is left."),
    "maintain": _l("The objection stands. Who leads the call answers it, asks for another revision, or decides about "
                   "it and says why; you get a mail of each."),
}  # fmt: skip
"""The moves that the link is good for, and what follows from each."""


def raiser_link(subject_id: int, person_id: int) -> str:
    """Return the address at which a raiser says whether a revision answers the objection, without a sign-in.

    The objection's own page, when nothing is asked any more.
    """
    objection = session.get_one(Objection, subject_id)
    if objection.person_id != person_id or objection.asked_about is None:
        return absolute(url_of(session.get_one(Subject, subject_id)))
    proof = {"objection": objection.subject.ref, "revision": objection.asked_about, "email": mail_address(person_id)}
    return absolute(link_path(PURPOSE, proof))


def objection_of(token: str) -> tuple[Objection, bool]:
    """Return the objection of a link, and whether its question is still open; LinkEnded for a link that is no good.

    Also where its raiser's account was closed, or lost the address that it was sent to. A link of before names the
    revision by its number alone.
    """
    data: dict[str, Any] = read_link(PURPOSE, token)
    objection = get_objection_or_404(None, str(data["objection"]))
    check_reads(objection.person_id, data.get("email", ""))
    label = objection.asked_about
    return objection, label is not None and data["revision"] in (label, int(label.rpartition("-")[2]))


def answer_by_link(objection: Objection, name: str, given: dict[str, Any], *, by: By, once: Submit | None) -> None:
    """Make a move of the raiser, whom the link has proven."""
    perform(OBJECTION, name, objection, given, by=by, once=once)


def raiser_of(objection: Objection) -> Actor:
    """Return who raised an objection."""
    return session.get_one(Actor, objection.person_id)
