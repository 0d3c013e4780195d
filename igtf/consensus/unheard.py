"""What is said of a closed call in whose present round nobody took a position: why nothing is declared of it."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

_NOTHING_TO_DECLARE: dict[tuple[bool, bool], Text] = {
    (False, False): _l("Nobody took a position, so there is nothing to declare. Withdraw the call; it can be asked "
                       "again."),
    (True, False): _l("Nobody took a position, so there is nothing to declare. The draft can go to the ballot "
                      "without."),
    (False, True): _l("Nobody took a position since the call started anew, so there is nothing to declare. Withdraw "
                      "the call; it can be asked again."),
    (True, True): _l("Nobody took a position since the call started anew, so there is nothing to declare. The draft "
                     "can go to the ballot without."),
}  # fmt: skip
"""Whether it is the council's last call, and whether it started anew → why nothing is declared."""
_GONE: dict[bool, Text] = {
    False: _l("Nobody took a position, and what it asked about has gone on without."),
    True: _l("Nobody took a position since the call started anew, and what it asked about has gone on without."),
}
"""Whether the call started anew → the same where what it asked about went on."""


def unheard(*, council: bool, anew: bool, gone: bool) -> Text:
    """Return why nothing is declared of a call: of the council's last one, one that started anew, or whose matter is
    ``gone`` on."""
    return _GONE[anew] if gone else _NOTHING_TO_DECLARE[council, anew]
