"""What the states and labels of an archive are here: tables and pure functions.

The labels are those that groups of the IETF use for their issues. A label that stands in no table and names no
topic has no meaning here; it stays named in the record of its issue.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from igtf.archives.reading import ArchivedIssue
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.text.markdown import slug
from igtf.issues.events import CLOSED_ELSEWHERE
from igtf.issues.topics import TOPICS

CALLS: dict[str, Text] = {
    "consensus": _l("Does the group agree on how this issue is to be settled?"),
    "consensus to reject": _l("Shall this issue be rejected?"),
}
"""Labels that say that consensus was declared → the question that was settled by it."""

RESULTS: dict[str, tuple[str, Text]] = {
    "consensus to reject": ("not", _l("The group considered and rejected it.")),
    "consensus": ("implemented", _l("There was agreement, and the issue was closed.")),
    "text approved: new draft needed": ("implemented", _l("Text for it was approved.")),
}
"""Labels of a closed issue that say what became of it → result and sentence, the strongest first."""

DUPLICATE = "duplicate"
_REPEATS = re.compile(r"duplicate of (?:issue\s*)?#?(\d{1,9})\b", re.IGNORECASE)
_TOPIC_BY_NAME = {name: topic.slug for topic in TOPICS.values() for name in (topic.slug, slug(str(topic.label)))}


@dataclass(frozen=True)
class Meaning:
    """What a row is here: state, result where it is resolved, the sentence that says why, topic, call.

    ``call`` is the label of a declared consensus, ``unused`` the labels that mean nothing here.
    """

    state: str
    result: str | None
    said: Text
    topic: str | None
    call: str | None
    unused: tuple[str, ...]


def original_of(row: ArchivedIssue) -> int | None:
    """Return the number of the issue that a closed row repeats, where a label and a text say so."""
    labelled = any(label.casefold() == DUPLICATE for label in row.labels)
    if not labelled or row.open:
        return None
    found = [int(match[1]) for text in (row.body, *(c.text for c in row.comments)) for match in _REPEATS.finditer(text)]
    return next((number for number in found if number != row.number), None)


def without_circles(repeats: Mapping[int, int]) -> dict[int, int]:
    """Return which number repeats which, without those whose chain comes back to them: they have no original."""
    known, circles = set[int](), set[int]()
    for number in repeats:
        chain: list[int] = []
        while number in repeats and number not in known:
            known.add(number)
            chain.append(number)
            number = repeats[number]
        if number in chain:
            circles.update(chain[chain.index(number) :])
    return {number: original for number, original in repeats.items() if number not in circles}


def meaning_of(row: ArchivedIssue, *, has_original: bool) -> Meaning:
    """Return what ``row`` is here; ``has_original``: the issue that it repeats is here too."""
    labels = {label.casefold(): label for label in row.labels}
    topics = [_TOPIC_BY_NAME[slug(label)] for label in row.labels if slug(label) in _TOPIC_BY_NAME]
    call = next((labels[name] for name in CALLS if name in labels), None)
    state, result, said = _state(row, set(labels), has_original=has_original)
    used = {*CALLS, *RESULTS, DUPLICATE}
    unused = tuple(
        label for label in row.labels
        if label.casefold() not in used and _TOPIC_BY_NAME.get(slug(label)) not in topics[:1]
    )  # fmt: skip
    return Meaning(state, result, said, topics[0] if topics else None, call, unused)


def _state(row: ArchivedIssue, labels: set[str], *, has_original: bool) -> tuple[str, str | None, Text]:
    if row.open:
        return "in-group", None, _l("It was open there: it is in the work of the group.")
    if row.merged:
        return "resolved", "implemented", _l("The change was made in the text: %(commit)s.", commit=row.merged)
    if row.is_pull:
        return "resolved", "not", _l("The change was closed without being made in the text.")
    if DUPLICATE in labels:
        if has_original:
            return "duplicate", None, _l("It was closed there as a duplicate.")
        return "resolved", CLOSED_ELSEWHERE, _l("It was closed there as a duplicate, of which issue is not said.")
    for name, (result, sentence) in RESULTS.items():
        if name in labels:
            return "resolved", result, sentence
    return "resolved", CLOSED_ELSEWHERE, _l("It was closed there; what was done is not said in the archive.")
