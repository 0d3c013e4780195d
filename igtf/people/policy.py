"""What the secretariat may do with accounts, hats and roles (procedure, section 1)."""

from dataclasses import dataclass

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, aside, check


@dataclass(frozen=True)
class AccountFacts:
    """What decisions on an account need to know of the actor and the account; ``is_own``: it is the actor's."""

    is_secretariat: bool
    is_last_secretariat: bool = False
    is_closed: bool = False
    is_confirmed: bool = False
    is_settled: bool = False
    is_own: bool = False


_SECRETARIAT = _l("Only the secretariat does this.")
_CLOSED = _l("This account is closed; open it again first.")
_LAST = _l("This is the last member of the secretariat; give the role to somebody else first.")


def can_administer(facts: AccountFacts) -> Decision:
    """The secretariat invites and sees what waits."""
    return check((facts.is_secretariat, _SECRETARIAT))


def can_give_role(facts: AccountFacts) -> Decision:
    """A role needs an account that is open."""
    return check(
        (facts.is_secretariat, _SECRETARIAT),
        (not facts.is_closed, _CLOSED),
    )


def can_end_role(facts: AccountFacts) -> Decision:
    """Somebody always remains who can give roles."""
    return check((facts.is_secretariat, _SECRETARIAT), (not facts.is_last_secretariat, _LAST))


def can_confirm_hat(facts: AccountFacts) -> Decision:
    """A hat *for* an organisation is confirmed once, and by somebody else."""
    return check(
        (facts.is_secretariat, _SECRETARIAT),
        aside(facts.is_own, _l("wear this hat")),
        (not facts.is_confirmed, _l("This hat needs no confirmation, or has ended.")),
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
        (not facts.is_last_secretariat, _LAST),
    )
