"""The demonstration story: the article's own world in our own words, told by plainly fictional persons.

Everything is made by the commands, through the same forms as on the pages. The acts end yesterday, so that three
calls and a ballot are open today.
"""

from collections.abc import Callable

from sqlalchemy import select

from config import CannotStart
from igtf.cli.demo import (
    appealing,
    bodies,
    changing,
    choosing,
    clearing,
    consulting,
    council,
    selecting,
    sitting,
    today,
    working,
)
from igtf.cli.demo.cast import CAST, address_of, gather
from igtf.cli.demo.telling import Story
from igtf.core.db import session
from igtf.figures.commands import keep_figures
from igtf.notice.sequencer import give_places
from igtf.people.models import Address, Person


def fill(*, say: Callable[[str], None] = lambda _line: None) -> bool:
    """Tell the story into an empty database; False, and nothing done, when it is in it already.

    Raises CannotStart for the database of a site.
    """
    if is_told():
        return False
    say("Telling the demonstration story.")
    story = Story()
    gather(story)
    parts = (selecting, clearing, working, today, council, choosing, changing, sitting, bodies, appealing, consulting)
    for chapter in (chapter for part in parts for chapter in part.CHAPTERS):
        say(f"  {(chapter.__doc__ or '').strip().splitlines()[0]}")
        chapter(story)
    while give_places():
        pass
    keep_figures()
    return True


def is_told() -> bool:
    """Return whether the story is in the database; CannotStart when it is that of a site, with real persons."""
    if session.scalar(select(Person.id).limit(1)) is None:
        return False
    if session.scalar(select(Address.id).where(Address.email.in_(map(address_of, CAST))).limit(1)):
        return True
    raise CannotStart(
        "This is the database of a site: its clock is not moved, and nobody becomes another here. Leave IGTF_DEMO out, "
        "or choose another folder (IGTF_VAR) or another database (IGTF_DATABASE_URL) for the demonstration."
    )
