"""The kinds of relation between subjects, each with its name from either side."""

from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class RelationKind:
    """A relation as read from its subject and, in reverse, from its target."""

    name: str
    label: Text
    reverse: Text


MENTIONS = "mentions"
"""The relation of a subject to those that its texts name; it is shown on their pages only (``record.mentions``)."""

RELATIONS = {
    kind.name: kind
    for kind in (
        RelationKind("from-outcome", _l("from outcome"), _l("became issue")),
        RelationKind("attached-to", _l("attached to"), _l("has attached")),
        RelationKind("duplicate-of", _l("duplicate of"), _l("has duplicate")),
        RelationKind("says-the-same", _l("says the same as"), _l("says the same as")),
        RelationKind("depends-on", _l("depends on"), _l("is needed by")),
        RelationKind("part-of", _l("part of"), _l("has part")),
        RelationKind("contradicts", _l("contradicts"), _l("contradicts")),
        RelationKind("addresses", _l("addresses"), _l("addressed by")),
        RelationKind("works-on", _l("works on"), _l("in the work of")),
        RelationKind("worked-on", _l("worked on"), _l("was in the work of")),
        RelationKind("asks-about", _l("asks about"), _l("asked in")),
        RelationKind("reviews", _l("reviews"), _l("reviewed in")),
        RelationKind("objects-in", _l("objects in"), _l("objection")),
        RelationKind("discusses", _l("discusses"), _l("discussed in")),
        RelationKind("dissents-in", _l("dissents in"), _l("minority statement")),
        RelationKind("dissents-on", _l("dissents on"), _l("minority statement")),
        RelationKind("decides-on", _l("decides on"), _l("balloted in")),
        RelationKind("made-from", _l("made from"), _l("published as")),
        RelationKind("would-replace", _l("says that it replaces"), _l("said to be replaced by")),
        RelationKind("replaces", _l("replaces"), _l("replaced by")),
        RelationKind("would-update", _l("would update"), _l("would be updated by")),
        RelationKind("would-supersede", _l("would supersede"), _l("would be superseded by")),
        RelationKind("updates", _l("updates"), _l("updated by")),
        RelationKind("supersedes", _l("supersedes"), _l("superseded by")),
        RelationKind("refers", _l("refers"), _l("referred by")),
        RelationKind("suggests", _l("suggests"), _l("suggested by")),
        RelationKind("carries", _l("carries"), _l("carried by")),
        RelationKind("sent-to", _l("sent to"), _l("received")),
        RelationKind("answers", _l("answers"), _l("answered by")),
        RelationKind("passes-on", _l("passes on"), _l("passed on by")),
        RelationKind("appeals-against", _l("appeals against"), _l("appealed in")),
        RelationKind("holds-up", _l("holds up"), _l("held up by")),
        RelationKind("annuls", _l("annulled"), _l("annulled in")),
        RelationKind("corrects", _l("corrects"), _l("corrected by")),
        RelationKind("under", _l("under"), _l("above")),
        RelationKind("copied-to", _l("copied to"), _l("received a copy of")),
        RelationKind("encloses", _l("encloses"), _l("enclosed in")),
        RelationKind("see-also", _l("see also"), _l("see also")),
        RelationKind("from-body", _l("came from"), _l("sent us")),
        RelationKind("from-statement", _l("raised by"), _l("raised")),
        RelationKind("from-consultation", _l("came up in"), _l("led to")),
        RelationKind("invites", _l("invites"), _l("invited to")),
        RelationKind("concerns", _l("is about"), _l("spoken of in")),
        RelationKind("would-change", _l("change of"), _l("proposed change")),
        RelationKind(MENTIONS, _l("mentions"), _l("mentioned in")),
    )
}
