"""Forms of recalls: shape and messages."""

from typing import Any

from igtf.core.forms import Choice, MoveForm, Paragraphs
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.recall import lookups


class FileForm(MoveForm):
    """Whom, and why."""

    person = Choice(_l("Member"), needed=_l("Choose a member of the council."))
    reason = Paragraphs(
        _l("Why this member should be recalled"), needed=_l("Say why; the reason is public."), most=5_000,
        hint=_l("What the member did or failed to do in the seat, with where it can be seen."),
    )  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.person.choices = [
            (row.handle, _("%(name)s, seat %(seat)d", name=row.name, seat=row.number)) for row in lookups.members()
        ]


class AnswerForm(MoveForm):
    """What the member says to a petition."""

    answer = Paragraphs(_l("Answer"), needed=_l("Write your answer; it is public."), most=5_000)
