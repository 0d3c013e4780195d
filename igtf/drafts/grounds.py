"""The permitted grounds of a Discuss, to which the return of a draft is tied too, and of a Block (section 6)."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

GROUNDS: dict[str, Text] = {
    "procedure": _l("The procedure was not followed"),
    "last-call": _l("A point from last call was not answered"),
    "review": _l("A point from its review was not answered"),
    "charter": _l("It is outside the charter"),
    "consensus": _l("Consensus is not shown"),
    "addressee": _l("The addressee lacks the mandate, or the action asked is not feasible"),
    "effects": _l("Its effect on openness, interoperability, human rights or equal footing was not considered"),
    "unclear": _l("It is too unclear to act on"),
}
"""Ground → its sentence. Style, preference and a point already answered are no grounds."""
OF_DISCUSS = {name: said for name, said in GROUNDS.items() if name != "review"}
OF_BLOCK = {name: said for name, said in GROUNDS.items() if name != "last-call"}
"""Those of a Discuss, and of a Block: a charter goes through a review in place of a last call."""
