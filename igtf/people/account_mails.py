"""Mails to a person about their own account: what the secretariat did with it. For commands."""

from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.mail import queue_mail
from igtf.people.models import Address, Person
from igtf.record.appealable import appeal_until
from igtf.record.models import Event

SAID: dict[str, Text] = {
    "confirm-hat": _l("That you act for %(what)s is confirmed: your hat counts as its stakeholder group from now on."),
    "refuse-hat": _l("That you act for %(what)s is not confirmed: your hat goes on counting as not stated. If you can "
                     "show that you act for it, answer this mail."),
    "take-back-hat": _l("That you act for %(what)s is confirmed no longer: from now on your hat counts as not stated. "
                        "What was counted stays. If this is wrong, answer this mail."),
    "ask-hat-again": _l("That you act for %(what)s is looked at anew: the decision not to confirm it is annulled. "
                        "Until it is confirmed your hat goes on counting as not stated."),
    "give-role": _l("You have a role from now on: %(what)s. If you do not want it, answer this mail."),
    "end-role": _l("Your role has ended: %(what)s."),
    "close": _l("Your account is closed, and your roles have ended. The reason is public: %(what)s"),
    "leave": _l("You have closed your account: your addresses, sign-ins, tokens and what you followed are removed. "
                "If it was not you, answer this mail at once."),
    "address-added": _l("An address was added to your account, to which a link for a new password can go: %(what)s. If "
                        "it was not you, choose a new password at once, then remove the address."),
    "factor-added": _l("A second factor was added to your account: %(what)s. If it was not you, answer this mail at "
                       "once."),
    "factor-removed": _l("A second factor of your account was removed: %(what)s. If it was not you, answer this mail "
                         "at once."),
    "codes-made": _l("Your account has new recovery codes; the former ones work no longer. If it was not you, answer "
                     "this mail at once."),
    "code-used": _l("Somebody signed in to your account with one of its recovery codes. If it was not you, answer this "
                    "mail at once."),
    "wrong-codes": _l("Somebody gave your password and then wrong codes, several times today. If it was not you, "
                      "choose a new password at once."),
    "factors-lost": _l("The second factors and recovery codes of your account were removed, as you had lost them. If "
                       "you did not ask for it, answer this mail at once."),
    "hook-paused": _l("Your webhook is paused, as its server has not taken our messages: %(what)s. Nothing is lost: it "
                      "goes on where it stopped when you send it a test in your account, under Webhooks."),
    "hook-stopped": _l("Your webhook about what you follow is paused, as every API token of your account has ended: "
                       "%(what)s. If you added it, nothing is lost: it goes on where it stopped when you send it a "
                       "test in your account, under Webhooks. If not, remove it there: it told somebody what you "
                       "follow."),
    "reopen": _l("Your account is open again, without its former roles."),
    "pause-goes-on": _l("The pause of your posting goes on until %(what)s: the decision to end it is annulled."),
}  # fmt: skip


def tell_person(
    person: Person, said: str, act: int | str, what: Any = "", *, reason: str = "", everywhere: bool = False,
    appeal: str = "",
) -> None:  # fmt: skip
    """Queue the mail that tells a person, at their main address if they have one, of an act on their account.

    ``act`` is the number of its event, or what tells it from others where it leaves none. ``reason``: why, where it
    has a public one that its sentence does not quote. ``everywhere``: at each verified address, whichever is the main
    one now. ``appeal``: the name of the appeal that it follows from. Where the act can be appealed, as what they did
    themselves cannot, the mail says until when, and leads there.
    """
    event = session.get(Event, act) if isinstance(act, int) else None
    until = appeal_until(event.kind, event.at, None) if event and event.actor_id != person.id else None
    where = Address.verified_at.is_not(None) if everywhere else Address.is_main
    for email in session.scalars(select(Address.email).where(Address.person_id == person.id, where)):
        queue_mail(to=email, template="account", key=f"account:{act}:{email}", language=person.language,
                   said=SAID[said], what=what, reason=reason, person=person.actor, decision=act,
                   until=until, appeal=appeal)  # fmt: skip
