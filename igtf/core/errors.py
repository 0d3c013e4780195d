"""What can go wrong, as exceptions that carry the sentence shown to people and their HTTP status."""

import copyreg
from collections.abc import Callable, Mapping
from typing import Any

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l


class Refusal(Exception):
    """Base of all refusals: ``message`` is a sentence for people, ``status`` the HTTP status.

    ``way_on`` leads to what can be done instead: (label, path). ``first`` leads to what has to be done before.
    """

    status = 400
    first: tuple[Text, str] | None = None
    title: Text = _l("This could not be done")

    def __init__(self, message: str, *way_on: tuple[str, str]) -> None:
        super().__init__(message)
        self.message, self.way_on = message, way_on

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a refusal be copied as it is, without its ``__init__``, which in those below asks for other things."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class UnknownHost(Refusal):
    """The site was asked under a name that is not its own."""

    title: Text = _l("This site does not answer under this name")


class NotAllowed(Refusal):
    """The actor may not do this; the message says why."""

    status = 403
    title: Text = _l("This is not open to you")

    def __init__(self, message: str, *, first: tuple[Text, str] | None = None) -> None:
        super().__init__(message)
        self.first = first


class NotFound(Refusal):
    """There is no such thing, or it is not visible to the reader."""

    status = 404
    title: Text = _l("There is no such page")


class Hidden(NotFound):
    """There was such a thing, and a moderator hid it; only its trace is left."""

    status = 410
    title: Text = _l("A moderator hid this")


class WrongState(Refusal):
    """The subject has left the states from which this move is possible."""

    status = 409
    title: Text = _l("This step is not possible now")


class Stale(Refusal):
    """The subject changed since the form was opened; nothing was written."""

    status = 409
    title: Text = _l("Somebody changed this meanwhile")


class AlreadyDone(Refusal):
    """The same submit was received before; ``url`` is where its result is."""

    status = 409
    title: Text = _l("This was received before")

    def __init__(self, url: str) -> None:
        super().__init__(_("This was received before; it was done once."))
        self.url = url


class Invalid(Refusal):
    """Some input cannot be used; ``errors`` maps field names to sentences ('' is the whole form)."""

    status = 422
    title: Text = _l("Something has to be corrected")

    def __init__(self, errors: Mapping[str, list[str]] | None = None, **fields: str) -> None:
        self.errors: dict[str, list[str]] = dict(errors or {}) | {k: [v] for k, v in fields.items()}
        super().__init__(" ".join(dict.fromkeys(sentence for found in self.errors.values() for sentence in found)))


class Reused(Invalid):
    """Something else was asked, and done, under the key of this submit; nothing was written."""

    def __init__(self) -> None:
        super().__init__({"": [_("This page was sent before with other answers, and that was done. Send these now if "
                                 "you mean them too.")]})  # fmt: skip


class Unchanged(Invalid):
    """The act would leave everything as it is: that is no act. ``field`` is where it is said, '' the whole form."""

    def __init__(self, field: str = "") -> None:
        super().__init__({field: [_("Nothing was changed, so nothing was recorded.")]})


def gathered(*lookups: Callable[[], Any]) -> list[Any]:
    """Return what each of ``lookups`` returns; Invalid with all that they refuse, where one of them does."""
    found: list[Any] = []
    refused: dict[str, list[str]] = {}
    for look_up in lookups:
        try:
            found.append(look_up())
        except Invalid as refusal:
            for name, sentences in refusal.errors.items():
                refused[name] = [*refused.get(name, []), *sentences]
    if refused:
        raise Invalid(refused)
    return found


class Gone(Refusal):
    """There was such a thing, and it has ended: a link that expired or was revoked."""

    status = 410
    title: Text = _l("This has ended")


class Unreachable(Refusal):
    """The database that this needs does not answer at present; nothing was written."""

    status = 503
    title: Text = _l("The database is not reachable")


class Unsure(Unreachable):
    """The connection broke while a write was being confirmed: it may stand or not."""

    def __init__(self) -> None:
        super().__init__(_("It is not known whether this was written. Look whether it is there, else send it again."))
