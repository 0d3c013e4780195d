"""What the secretariat may do with accounts, hats and roles (procedure, section 1)."""

from dataclasses import dataclass

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import YES, Decision, aside, check


@dataclass(frozen=True)
class AccountFacts:
    """What decisions on an account need to know of the actor and the account.

    ``is_own``: it is the actor's; ``is_claimed``: somebody signs in with it; ``ends``: the role that would end, where
    one would. ``chairs_council``: the actor does; ``council_is_led``: somebody does. ``has_given``: the actor has a
    role that the council gives.
    """

    is_secretariat: bool
    is_last_secretariat: bool = False
    is_closed: bool = False
    is_claimed: bool = True
    is_settled: bool = False
    is_own: bool = False
    ends: str = ""
    chairs_council: bool = False
    council_is_led: bool = False
    has_given: bool = False


_SECRETARIAT = _l("Only the secretariat does this.")
_CLOSED = _l("This account is closed; open it again first.")
UNCLAIMED = _l("This profile has no account yet: invite its person to it, at the secretariat's desk.")
SEAT_FIRST = _l("A seat of the council is held under this hat. First the seat ends, then the hat.")
LAST = _l("This is the last member of the secretariat; give the role to somebody else first.")


def can_administer(facts: AccountFacts) -> Decision:
    """The secretariat invites and sees what waits."""
    return check((facts.is_secretariat, _SECRETARIAT))


def makes_roles(facts: AccountFacts) -> Decision:
    """The council, through its chair; the secretariat at the start, until somebody chairs the council (section 1)."""
    return check(
        (facts.chairs_council if facts.council_is_led else facts.is_secretariat,
         _l("The council makes moderators and the secretariat; its chair records it. At the start the secretariat "
            "does, until somebody chairs the council.")),
    )  # fmt: skip


def can_give_role(facts: AccountFacts) -> Decision:
    """Who makes roles, but nobody for themselves; a role needs an account that is open, and somebody who signs in."""
    return makes_roles(facts) and check(
        aside(facts.is_own, _l("you would get this role")),
        (not facts.is_closed, _CLOSED),
        (facts.is_claimed, UNCLAIMED),
    )


def opens_end_role(facts: AccountFacts) -> Decision:
    """Who makes roles, or has one of them to lay down."""
    return YES if facts.has_given else makes_roles(facts)


def can_end_role(facts: AccountFacts) -> Decision:
    """Who makes roles, or who lays their own down. Somebody of the secretariat always remains."""
    return (YES if facts.is_own else makes_roles(facts)) and check(
        (facts.ends != "secretariat" or not facts.is_last_secretariat, LAST),
    )


@dataclass(frozen=True)
class HatFacts:
    """What decisions on a hat need to know of the actor and the hat.

    Of a hat *for* an organisation that has not ended: ``is_unconfirmed``, ``waits`` for the secretariat, ``counts`` as
    its group; ``is_seat``: a seat of the council is held under it.
    """

    is_secretariat: bool
    is_own: bool = False
    is_unconfirmed: bool = False
    waits: bool = False
    counts: bool = False
    is_seat: bool = False


def _of_others(facts: HatFacts) -> Decision:
    return check((facts.is_secretariat, _SECRETARIAT), aside(facts.is_own, _l("you wear this hat")))


def can_confirm_hat(facts: HatFacts) -> Decision:
    """A hat *for* an organisation is confirmed once, and by somebody else; also one that was refused before."""
    return _of_others(facts) and check(
        (facts.is_unconfirmed, _l("This hat needs no confirmation, or has ended.")),
    )


def can_refuse_hat(facts: HatFacts) -> Decision:
    """A hat that waits is not confirmed, with the reason."""
    return _of_others(facts) and check((facts.waits, _l("This hat does not wait for confirmation.")))


def can_take_back_hat(facts: HatFacts) -> Decision:
    """A confirmation is taken back with the reason, where no seat of the council hangs on it."""
    return _of_others(facts) and check(
        (facts.counts, _l("This hat is not confirmed, or has ended.")),
        (not facts.is_seat, SEAT_FIRST),
    )


def can_settle(facts: AccountFacts) -> Decision:
    """A claim is approved or refused once; approved where the profile was not closed."""
    return check(
        (facts.is_secretariat, _SECRETARIAT),
        (not facts.is_settled, _l("This was settled already.")),
        (not facts.is_closed, _CLOSED),
    )


def can_close(facts: AccountFacts) -> Decision:
    """An account is closed once, by its person or the secretariat, and never the last of the secretariat."""
    return check(
        (facts.is_own or facts.is_secretariat, _SECRETARIAT),
        (not facts.is_closed, _l("This account is closed already.")),
        (not facts.is_last_secretariat, LAST),
    )


def can_reopen(facts: AccountFacts) -> Decision:
    """The secretariat opens an account again that was closed."""
    return check((facts.is_secretariat, _SECRETARIAT), (facts.is_closed, _l("This account is not closed.")))
