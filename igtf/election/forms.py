"""Forms of elections of the chair: shape and messages."""

from typing import Any

from wtforms.widgets import CheckboxInput, ListWidget

from igtf.core import clock
from igtf.core.forms import Choice, MoveForm, Paragraphs, Several
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.election import lookups

NOBODY = "-"


class NominateForm(MoveForm):
    """Which member, and why."""

    person = Choice(_l("Member"), needed=_l("Choose a member of the council."))
    reason = Paragraphs(_l("Why this member"), needed=_l("Say why; the reason is public."), most=2_000, rows=3)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.person.choices = lookups.to_nominate(thing.id, visitor.id)


class StandForm(MoveForm):
    """What a member who stands wants to say."""

    reason = Paragraphs(_l("Why you stand"), needed=_l("Say why you stand; it is public."), most=2_000, rows=4)


class VoteForm(MoveForm):
    """Whom a member accepts as chair."""

    accepts = Several(
        _l("I accept as chair"), needed=_l("Choose all whom you accept, or: none of them."),
        widget=ListWidget(), option_widget=CheckboxInput(), hint=_l("As many as you like; the vote is public."),
    )  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Begin with the vote that the seat has, where nothing is given."""
        rows = lookups.candidates(thing.id, clock.now())
        able = lookups.able(rows, thing.last_group)
        self.candidates = [row for row in rows if row.Actor.handle in able]
        self.accepts.choices = [*able.items(), (NOBODY, _("None of them"))]
        own = lookups.mine(thing.id, visitor.id) if self.accepts.raw_data is None and visitor.id else None
        if own and own.accepts is not None:
            self.accepts.data = own.accepts or [NOBODY]

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: none of them, and somebody, exclude each other."""
        if not super().validate(extra_validators):
            return False
        if NOBODY in (self.accepts.data or ()) and len(self.accepts.data or ()) > 1:
            self.accepts.errors = [_("Choose either candidates, or: none of them.")]
            return False
        return True
