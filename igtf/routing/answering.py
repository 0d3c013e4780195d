"""The words of liaison: the answers a body can give to an ask (section 9; RFC 4053)."""

from collections.abc import Mapping
from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp

UNSAID: Mapping[str, str] = {
    "action": "Do what this letter asks.",
    "comment": "Comment on this letter.",
    "information": "Take note of this letter.",
    "response": "Take note of this letter.",
}
"""Purpose → the point that a body answers where a letter names none: in English, as letters are."""

UNANSWERED = _l("Answer each point that has no answer yet.")

STATUSES: Mapping[str, tuple[Text, str]] = {
    "open": (_l("Not answered yet"), "waiting"),
    "promised": (_l("Promised"), "work"),
    "in part": (_l("Done in part"), "work"),
    "done": (_lp("ask", "Done"), "decided"),
    "declined": (_lp("ask", "Declined"), "closed"),
    "passed on": (_l("Passed on"), "waiting"),
    "commented": (_l("Commented"), "decided"),
}
"""Status of an ask → its label, and the phase whose colour it is shown in."""


@dataclass(frozen=True)
class Answer:
    """An answer to an ask: the status it leads to, which field it ``needs``, and the sentence when missing."""

    name: str
    label: Text
    status: str
    needs: str
    missing: Text


ANSWERS: Mapping[str, Answer] = {
    answer.name: answer
    for answer in (
        Answer("by-date", _l("We will do it by a date"), "promised", "due",
               _l("Give the date by which it will be done.")),
        Answer("done", _l("It is done"), "done", "text",
               _l("Say what shows that it is done: a link, a document.")),
        Answer("in-part", _l("It is done in part"), "in part", "text",
               _l("Say which part is done, and what is left.")),
        Answer("declined", _l("We decline"), "declined", "text", _l("Say why.")),
        Answer("passed-on", _l("We pass it on to another body"), "passed on", "body",
               _l("Choose the body it is passed on to.")),
        Answer("comments", _l("We have comments only"), "commented", "text", _l("Write the comments.")),
    )
}  # fmt: skip
