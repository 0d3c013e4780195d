"""The acts in calls: opening, positions, choices, objecting, extending, reminding, closing, withdrawing."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from igtf.consensus import events, lookups
from igtf.consensus.closing import ASKED_IN, is_passed_over, set_closing
from igtf.consensus.due import silent_people
from igtf.consensus.models import Call, OptionChoice, Position
from igtf.consensus.objecting import raise_objection
from igtf.consensus.positions import check_hat, put_position
from igtf.consensus.renewing import start_anew
from igtf.consensus.states import CALL
from igtf.consensus.words import CHOICE_WORDS
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.forms import LONGEST_OPEN
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.text.plaintext import shorten
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out, creates
from igtf.record.subjects import next_number, open_subject, relate, touch


def open_call(
    subject: Subject, *, kind: str, question: str, closes_at: datetime, by: By, revision_number: int | None = None,
    options: list[str] | None = None, group_id: int | None = None, note: str = "",
) -> Call:  # fmt: skip
    """Open a call of ``kind`` about a draft or group and return it. For the commands of the moves that ask.

    ``group_id`` is the subject id of the group whose call it is (None: everybody's). Invalid when the closing time
    is not ahead, or an options poll has less than two options or one twice.
    """
    options = [" ".join(option.split()) for option in options or () if option.strip()]
    if closes_at <= by.at:
        raise Invalid(days=_("A call has to close in the future."))
    if kind == "options" and not 2 <= len(options) <= 20:
        raise Invalid(options=_("Give from 2 to 20 options, one on a line."))
    if len(set(options)) < len(options):
        raise Invalid(options=_("An option is there twice; each has to be different."))
    opened: Call = opening(
        subject=subject, kind=kind, question=question, closes_at=closes_at, by=by, revision_number=revision_number,
        options=options, group_id=group_id, note=note,
    )  # fmt: skip
    return opened


@creates(CALL, "open")
def opening(
    *, subject: Subject, kind: str, question: str, closes_at: datetime, by: By, revision_number: int | None,
    options: list[str], group_id: int | None, note: str,
) -> tuple[Call, events.Opened]:  # fmt: skip
    """Open a call; who opens it follows it. Use ``open_call``, which checks what is given.

    Its title says of what it asks, so that calls with the same question are told apart in lists.
    """
    title = f"{subject.title}: {question}"
    own = open_subject(
        "call", str(next_number("call")), shorten(title, 250), "open", by=by, topic=kind, group_id=group_id,
        due_at=closes_at,
    )  # fmt: skip
    call = Call(
        id=own.id, subject=own, about=subject, kind=kind, question=question, note=note, opens_at=by.at,
        closes_at=closes_at, revision_number=revision_number, options=options,
    )  # fmt: skip
    session.add(call)
    session.flush()
    relate(own.id, "asks-about", subject.id, at=by.at)
    if (subject.kind, kind) in ASKED_IN:
        subject.due_at = closes_at  # it is about to enter the state in which it waits for the call
    search.put(own.id, title, "\n".join([note, *options]))
    follow(own.id, person_id=by.author, by=by)
    return call, events.Opened(
        kind, question, closes_at.isoformat(), f"{subject.kind} {subject.ref}", revision_number, options,
        own.procedure, asked_group(group_id, subject),
    )  # fmt: skip


def asked_group(group_id: int | None, about: Subject) -> str:
    """Return the name of the group that a call asks; empty for everybody, and where it asks the group about itself."""
    return "" if group_id in (None, about.id) else session.get_one(Subject, group_id).title


@carries_out(CALL, "take-position")
def take_position(call: Call, *, position: str, by: By, reason: str = "") -> events.PositionTaken:
    """Take a position, or change it; each change is an entry of the record."""
    return put_position(call, position, reason, by)


@carries_out(CALL, "object")
def object_in(call: Call, *, reason: str, change: str, by: By) -> events.Objected:
    """Object: an objection is raised, and the position is to object. In the review of a late revision it starts
    the call anew, unless what it asks about went on without it."""
    check_hat(call, by)
    raised = raise_objection(call=call, reason=reason, change=change, by=by)
    put_position(call, "object", shorten(reason, 300), by, again=True)
    if call.review_until and not is_passed_over(call):
        start_anew(call, why=_l("A new objection was raised in the review of a late revision."), by=by)
    return events.Objected(raised.subject.ref, reason, change)


@carries_out(CALL, "choose")
def choose(call: Call, *, choices: list[dict[str, int | str | None]], by: By) -> events.Chosen:
    """Choose among the options of a poll; what is left open counts for nothing, earlier choices are replaced.

    Invalid where no option is chosen, and where nothing changes.
    """
    hat_id = check_hat(call, by)
    chosen = {int(row["option"] or 0): str(row["value"]) for row in choices if row.get("value")}
    known = set(chosen) <= set(range(1, len(call.options) + 1)) and set(chosen.values()) <= {*CHOICE_WORDS}
    if not chosen or not known:
        raise Invalid(choices=_("Choose prefer, can live with or reject for at least one of the options listed."))
    if chosen == lookups.choices_of(call.id, by.author):
        raise Invalid({"": [_("These are your choices already, so nothing was recorded.")]})
    session.execute(delete(OptionChoice).where(OptionChoice.call_id == call.id, OptionChoice.person_id == by.author))
    session.add_all(
        OptionChoice(call_id=call.id, person_id=by.author, option=option, hat_id=hat_id, value=value, at=by.at)
        for option, value in chosen.items()
    )
    return events.Chosen({str(option): value for option, value in sorted(chosen.items())})


@carries_out(CALL, "extend")
def extend(call: Call, *, days: int, reason: str, by: By) -> events.Extended:
    """Let a call close ``days`` later than said before. Invalid when that is more than a year ahead."""
    before, later = call.closes_at, call.closes_at + timedelta(days=days)
    if later > by.at + LONGEST_OPEN:
        raise Invalid(days=_("No call is open for so long. Give fewer days."))
    set_closing(call, later)
    touch(call.about_id, by.at)
    return events.Extended(reason, call.closes_at.isoformat(), before.isoformat())


@carries_out(CALL, "remind")
def remind(call: Call, *, by: By) -> events.Reminded:
    """Remind whoever is asked and has not answered; once for each end that the call is given."""
    call.reminded_at = by.at
    return events.Reminded(len(silent_people(call.id)))


def end(call: Call, by: By) -> None:
    """Say that nothing more falls due in a call. For commands."""
    set_closing(call, None)
    touch(call.about_id, by.at)


@carries_out(CALL, "close")
def close(call: Call, *, by: By) -> tuple[events.Closed, str]:
    """Close a call at its time; an options poll is counted, the others wait for the declaration."""
    end(call, by)
    if call.kind == "options":
        people = session.scalar(
            select(func.count(OptionChoice.person_id.distinct())).where(OptionChoice.call_id == call.id)
        )
        return events.Closed(people or 0), "counted"
    held = (Position.call_id == call.id) & (Position.round == call.round)
    people = session.scalar(select(func.count()).select_from(Position).where(held))
    return events.Closed(people or 0), "closed"


@carries_out(CALL, "withdraw")
def withdraw(call: Call, *, reason: str, by: By) -> Reasoned:
    """Withdraw the call; what it asked about stays where it is."""
    end(call, by)
    return Reasoned(reason)


@carries_out(CALL, "end-with-group")
def end_with_group(call: Call, *, reason: Text, by: By) -> Reasoned:
    """Withdraw the call because the group that was asked ended."""
    end(call, by)
    return Reasoned(reason)
