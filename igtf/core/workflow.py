"""The procedure is data: states and moves of a kind of subject.

From these tables come the panel of what can happen next, the API's moves, *How it works* with its diagrams,
the table of who is told, and the tests. Nothing outside asks for a state by name to decide what is allowed.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.db import Base
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import YES, Decision, no
from igtf.core.titles import Titles
from igtf.core.wording import listed

F = TypeVar("F", bound=Callable[..., Any])

NUMBER = "([1-9][0-9]{0,8})"
"""The reference of a kind that is numbered, as its name in texts has it."""

ANYONE, CLOCK = _l("any participant"), _l("the clock")
"""Who makes a move, where it is everybody who takes part, and where it is nobody."""

Known = Collection[str] | Callable[[str], bool]
"""The values of a filter, or a test whether one is among them."""

PHASES = ("new", "work", "waiting", "decided", "closed")
UNDER_WAY, OVER = PHASES[1:3], PHASES[3:]
"""The phases of what somebody works on or waits for, and of what is done with."""


class StateRow(Base):
    """The states of all kinds, seeded from the workflows; (kind, state) of a subject refers to it."""

    __tablename__ = "state"
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    phase: Mapped[str]


@dataclass(frozen=True)
class State:
    """A state: its name, label, phase (one of PHASES), one line that explains it, and its station on the way bar.

    Without a ``station`` the page shows no way: what is asked or decided on the way of something else goes on with that
    one when it has come to its own end.
    ``passed``: a subject that closed so has its station behind it; with any other closed state it ended there.
    ``last``: none of the stations after it is ahead of the subject.
    ``straight``: the subject came there from where it began, by none of the stations between.
    ``undecided``: whether an existing body takes care of it, or a group has to, is not decided yet.
    ``due``: what the deadline of a subject is for in this state, as it stands before "in 3 days".
    ``reasoned``: a subject comes there for a reason that its page says beside the state.
    """

    name: str
    label: Text
    phase: str
    hint: Text
    station: str = ""
    passed: bool = False
    last: bool = False
    straight: bool = False
    undecided: bool = False
    due: Text = ""
    reasoned: bool = False


@dataclass(frozen=True)
class Nothing:
    """Payload of an event that has nothing to add to its kind."""


@dataclass(frozen=True)
class Reasoned:
    """Payload of an event that carries a reason; ``SHOWN`` labels the fields that the timeline quotes.

    Beside it a payload may have ``WORDS``, what the keys in a field stand for, ``HANDLES``, the fields that name people
    by handle, ``NAMES``, those that name subjects and nothing else, ``PLACES``, the paths of what fields number,
    ``APART``, the fields whose parts are paragraphs, ``UNSHOWN``, those with words that no timeline quotes, and
    ``IN_ROWS``, of those that are rows what in each are words. What the program says goes in as a lazy text, a day in
    ISO form: the record keeps neither in a language.
    """

    SHOWN: ClassVar[dict[str, Text]] = {"reason": ""}
    reason: Text


@dataclass(frozen=True)
class WordedBy:
    """The texts in which a move differs by what is known: ``texts`` are these, by the names of its fields, for each
    value of ``fact`` for which there are others; in the record, of the ``field`` of what it left.
    """

    fact: str
    texts: Mapping[Any, Mapping[str, Text]]
    field: str = ""


@dataclass(frozen=True)
class Move:
    """One move of the procedure.

    ``sources`` empty: it creates the subject. ``target`` None: the state stays; a tuple: the command chooses.
    ``label`` is what a button says, ``said`` what the timeline says, ``who`` and ``needs`` what *How it works* says.
    ``policy`` takes the facts of the subject's kind. ``form`` (a WTForms class) is what the move needs from the
    actor; its fields are the command's arguments. ``event`` is the dataclass of the payload it leaves. ``tells``
    names the audiences. ``follows``: nobody performs it by itself, it follows what this sentence names.
    ``then``: what becomes of the subject and who is asked next, said where a ballot brings it about; what happens next,
    said once it is made, of each that is offered and leaves the state as it is.
    ``clock``: only the clock performs it. ``main``: the way onward, offered first, and the first of these as a filled
    button: from wherever it starts, or from the states named. ``parting``: it ends, leaves or takes back: offered last.
    ``checked``: the page shows the answers once more before it is done.
    ``through``: the moves, as ``kind.name``, of what it opens or brings about, whose events tell first; ``tells`` names
    who is told beside, and whoever one of these reached gets no second mail of the same act.
    ``soon``: it reminds of a day that may be over when a digest comes, or sets another one; so it waits for none.
    ``names``: the audiences of those whom it names for something: they are told though they
    want no mail about the subject.
    ``appends``: it adds to the subject (a support, a position), so it never collides with an open edit.
    ``rewords``: it appends, to a text that an edit holds whole; so an edit that is open then collides with it.
    ``worded``: what the button, the sentences of the move and its entry say instead, by a fact of its kind.
    ``back``: it may also lead to a state that the subject had before; no diagram draws all of these.
    """

    name: str
    label: Text
    said: Text
    sources: tuple[str, ...]
    target: str | tuple[str, ...] | None
    who: Text
    policy: Callable[[Any], Decision]
    form: type | None = None
    event: type = Nothing
    tells: tuple[str, ...] = ("followers",)
    needs: Text = ""
    follows: Text = ""
    then: Text = ""
    through: tuple[str, ...] = ()
    clock: bool = False
    checked: bool = False
    main: bool | tuple[str, ...] = False
    parting: bool = False
    soon: bool = False
    names: tuple[str, ...] = ()
    appends: bool = False
    rewords: bool = False
    worded: WordedBy | None = None
    back: bool = False

    def worded_for(self, facts: Any) -> "Move":
        """Return the move with the texts that it has where these facts hold."""
        if self.worded is None:
            return self
        texts: Any = self.worded.texts.get(getattr(facts, self.worded.fact))
        return replace(self, **texts) if texts else self

    def said_in(self, data: Mapping[str, Any]) -> Text:
        """Return what the timeline says of an entry that left ``data``."""
        texts = self.worded.texts.get(data.get(self.worded.field)) if self.worded else None
        return texts.get("said", self.said) if texts else self.said

    def all_of(self, field: str) -> list[Text]:
        """Return all that a text of the move may read, the usual one first."""
        others = self.worded.texts.values() if self.worded else ()
        return [getattr(self, field), *(texts[field] for texts in others if field in texts)]

    @property
    def labels(self) -> str:
        """What the button says, in the present language, of a thing that is not known: all that it may say."""
        return " / ".join(map(str, self.all_of("label")))

    @property
    def targets(self) -> tuple[str, ...]:
        """The states this move may lead to; empty when the state stays."""
        if self.target is None:
            return ()
        return (self.target,) if isinstance(self.target, str) else self.target

    def leads_on(self, state: str) -> bool:
        """Return whether this move is the way onward from a state."""
        return self.main if isinstance(self.main, bool) else state in self.main

    @property
    def revises(self) -> bool:
        """Whether what is open of the subject elsewhere is older than what this move leaves."""
        return self.rewords or not self.appends

    @property
    def offered(self) -> bool:
        """Whether a person may choose this move by itself."""
        return not self.follows and not self.clock

    @property
    def invites(self) -> bool:
        """Whether this move is for everybody who takes part, so that a visitor is shown it too."""
        return self.who is ANYONE and not self.parting


@dataclass(frozen=True)
class Offer:
    """What the panel and the API show of a move for one actor and subject."""

    move: Move
    decision: Decision

    @property
    def allowed(self) -> bool:
        return self.decision.ok


@dataclass
class Workflow:
    """The table of one kind: ``collection`` is its place in URLs, ``prefix`` begins its short name on pages.

    ``cited``: the patterns of its name in texts, with the reference, and the number of a version if it has any, as
    groups; a kind with a prefix has one by that. ``versions``: the columns of reference and number of its versions,
    and of the subject's own number.
    ``alone``: there is one of its kind, as the council, and ``plural`` is its title on pages; the column of titles has
    an English one.
    ``titles``: those that the program makes, which are said in the language of whoever reads.
    ``narrowing``: what its list, feed and API are narrowed by beside state, phase, topic and group: name → the
    condition, as SQL, for a value; ``known``: which values these filters, and that of the topic, know.
    ``sorts``: the orders, beside those of all kinds, in which it can be asked for.
    """

    kind: str
    collection: str
    label: Text
    plural: Text
    states: Sequence[State]
    moves: Sequence[Move]
    prefix: str = ""
    alone: bool = False
    cited: Sequence[str] = ()
    versions: Sequence[Any] = ()
    titles: Titles = field(default_factory=Titles)
    commands: dict[str, Callable[..., Any]] = field(default_factory=dict)
    due: dict[str, Callable[..., list[Any]]] = field(default_factory=dict)
    narrowing: dict[str, Callable[[str], Any]] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    sorts: tuple[str, ...] = ()
    load: Callable[..., Any] = field(default=None)  # type: ignore[assignment]
    facts: Callable[..., Any] = field(default=None)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.state_by_name = {state.name: state for state in self.states}
        self.move_by_name = {move.name: move for move in self.moves}
        for move in self.moves:
            unknown = {*move.sources, *move.targets} - set(self.state_by_name)
            if unknown:
                raise ValueError(f"{self.kind}.{move.name} names unknown states {sorted(unknown)}")
        self.choices = {
            name: [move for move in self.moves if move.offered and name in move.sources] for name in self.state_by_name
        }
        if self.prefix and not self.cited:
            self.cited = (re.escape(self.prefix) + NUMBER,)
        WORKFLOWS[self.kind] = self

    def name_of(self, ref: str) -> str:
        """Return how a subject is called in one word or two: '#42', 'R-1', 'Call 9', 'draft-igtf-…'."""
        if self.prefix or not (ref.isdigit() or self.alone):
            return f"{self.prefix}{ref}"
        return self.full_name_of(ref)

    def full_name_of(self, ref: str) -> str:
        """Return this name with its kind, as it stands above a page: 'Issue #42', 'Call 9', 'Draft draft-igtf-…'."""
        name = self.name_within(ref)
        return f"{name[:1].upper()}{name[1:]}"

    def name_within(self, ref: str) -> str:
        """Return this name within a sentence, with its kind: 'issue #42', 'call 9', 'draft draft-igtf-…'.

        What is the only one of its kind, as the council, has no other name.
        """
        return str(self.label) if self.alone else f"{self.label} {self.prefix}{ref}"

    def kept_name_of(self, ref: str) -> Text:
        """Return this name for the record, in no language: '#42', 'call 9'."""
        if self.alone:
            return self.label
        return (
            f"{self.prefix}{ref}" if self.prefix or not ref.isdigit() else _l("%(kind)s %(n)s", kind=self.label, n=ref)
        )

    def title_of(self, title: str) -> str:
        """Return how pages, feeds and mails call a subject that has this title in its column."""
        return str(self.plural) if self.alone else self.titles.in_words(title)

    def loader(self, function: F) -> F:
        """Decorator: ``function(person_id, ref)`` loads one subject of this kind or raises NotFound."""
        self.load = function
        return function

    def facts_by(self, function: F) -> F:
        """Decorator: ``function(by, thing)`` returns the facts that the policies of this kind decide on."""
        self.facts = function
        return function

    def decide(self, move: Move, facts: Any, state: str | None) -> Decision:
        """Return whether ``move`` is possible in ``state`` (None: not yet filed) for whom the facts describe."""
        return self.possible(move, state) and move.policy(facts)

    def worded(self, move: Move, by: Any, thing: Any) -> Move:
        """Return ``move`` with the texts that it has for this actor and thing."""
        return move.worded_for(self.facts(by, thing)) if move.worded else move

    def possible(self, move: Move, state: str | None) -> Decision:
        """Return whether ``move`` starts from ``state``, with the sentence when it does not."""
        if not move.sources or state in move.sources:
            return YES
        wanted = listed(self.state_by_name[name].label for name in move.sources)
        now = self.state_by_name[state].label if state else "–"
        return no(
            _("This is possible only while the state is: %(wanted)s. It is now: %(now)s.", wanted=wanted, now=now)
        )

    def offers(self, facts: Any, state: str) -> list[Offer]:
        """Return every move that a person may choose in ``state``, each with its decision."""
        return [Offer(move.worded_for(facts), move.policy(facts)) for move in self.choices[state]]


WORKFLOWS: dict[str, Workflow] = {}


def workflow_of(collection: str) -> Workflow | None:
    """Return the workflow whose subjects are at /``collection``/…; None when there is none."""
    return next((workflow for workflow in WORKFLOWS.values() if workflow.collection == collection), None)


def unbound() -> list[str]:
    """Return what keeps the tables from being carried out: moves without command, kinds without loader."""
    missing = []
    for workflow in WORKFLOWS.values():
        if workflow.load is None or workflow.facts is None:
            missing.append(f"{workflow.kind}: loader or facts")
        for move in workflow.moves:
            if move.name not in workflow.commands:
                missing.append(f"{workflow.kind}.{move.name}: command")
            if move.clock and move.name not in workflow.due:
                missing.append(f"{workflow.kind}.{move.name}: what is due")
    return missing


def seed_states(connection: Connection) -> None:
    """Write the states of all workflows into the table of states; drop those no longer used by any subject."""
    wanted = {(w.kind, s.name): s.phase for w in WORKFLOWS.values() for s in w.states}
    rows = connection.execute(select(StateRow.kind, StateRow.name, StateRow.phase)).all()
    known = {(kind, name): phase for kind, name, phase in rows}
    changed = [key for key, phase in known.items() if wanted.get(key) != phase]
    for kind, name in changed:
        connection.execute(delete(StateRow).where(StateRow.kind == kind, StateRow.name == name))
    new = [key for key in wanted if key not in known or key in changed]
    if new:
        connection.execute(
            insert(StateRow), [{"kind": kind, "name": name, "phase": wanted[kind, name]} for kind, name in new]
        )
