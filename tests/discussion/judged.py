"""What moderators do about whatever anybody opens, the same for proposed groups and drafts: parts of their tests."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import mails_to

QUEUE = "/comments/reported"
WORD = "Zanzibarium"
"""A word of what is reported that stands nowhere else."""


def reported_to(app, handle):
    """Return whether a moderator got a mail about a report."""
    return any("was reported" in mail.subject for mail in mails_to(app, handle))


def act_at(path: str, client: FlaskClient, move: str, **given: Any) -> TestResponse:
    """Take a step of the subject at a path, with a reason."""
    return client.post(f"{path}/moves/{move}", data={"reason": f"Because of {move}.", "step": "done"} | given)


@dataclass(frozen=True)
class Judged:
    """What ``ines`` opened at ``path``, whose title has ``WORD`` and whose text ``says`` something.

    ``noun``: what it is called. ``own`` says that it is the reader's; ``reported`` and ``warned`` are subjects of
    mails, ``named`` is how a mail to its opener calls it.
    """

    path: str
    noun: str
    says: str
    own: str
    reported: str
    warned: str
    named: str


def reported_once_and_left(
    app: Flask, it: Judged, ines: FlaskClient, reporter: FlaskClient, judge: FlaskClient, others: Sequence[FlaskClient]
) -> None:
    """Report it, read the report as a moderator, leave it with a reason; nothing of that waits for ``others``."""
    assert act_at(it.path, app.test_client(), "report").status_code == 403
    own = act_at(it.path, ines, "report")
    assert (own.status_code, it.own in own.text) == (403, True)
    assert f"No report of this {it.noun} waits for a decision." in act_at(it.path, judge, "keep").text
    assert act_at(it.path, reporter, "report", reason="").status_code == 422
    assert act_at(it.path, reporter, "report", reason="It sells lamps.").status_code == 302
    again = act_at(it.path, reporter, "report", reason="Lamps!")
    assert (again.status_code, f"You reported this {it.noun} already." in again.text) == (403, True)
    page = app.test_client().get(it.path).text
    assert f"reported the {it.noun} to the moderators" in page
    assert "It sells lamps." not in page
    assert QUEUE in judge.get("/desk").text
    assert [QUEUE in who.get("/desk").text for who in (ines, reporter, *others)] == [False] * (2 + len(others))
    waiting = judge.get(QUEUE).text
    assert all(said in waiting for said in (WORD, "It sells lamps.", "Ines Exemplar", it.says))
    steps = re.findall(rf'href="{it.path}/moves/([a-z-]+)\?back=/comments/reported"', waiting)
    assert steps == ["hide", "keep", "warn", "pause"]
    assert "It sells lamps." in judge.get(f"{it.path}/moves/keep").text
    told = [mail for mail in mails_to(app, "judge") if it.reported in mail.subject]
    assert [QUEUE in mail.text and "It sells lamps." not in mail.text for mail in told] == [True]
    refused = act_at(it.path, reporter, "keep")
    assert (refused.status_code, f"Only a moderator decides on {it.noun}s" in refused.text) == (403, True)
    assert act_at(it.path, judge, "keep", reason="It asks something.").status_code == 302
    assert "No report waits" in judge.get(QUEUE).text
    assert "It asks something." in mails_to(app, "reporter")[-1].text


def warned_and_paused_once(
    app: Flask, it: Judged, ines: FlaskClient, reporter: FlaskClient, judge: FlaskClient,
    open_another: Callable[[], TestResponse], another: str,
) -> None:  # fmt: skip
    """Warn who opened it, and pause their posting once; they open another one, at ``another``, before and after."""
    for move in ("warn", "pause", "end-pause"):
        for who in (ines, reporter):
            refused = act_at(it.path, who, move, days="3")
            assert (refused.status_code, f"Only a moderator decides on {it.noun}s" in refused.text) == (403, True)
    assert "is not paused" in act_at(it.path, judge, "end-pause").text
    assert act_at(it.path, judge, "warn", reason="No advertising.").status_code == 302
    assert it.warned in mails_to(app, "ines")[-1].subject
    assert act_at(it.path, judge, "hide").status_code == 302
    assert act_at(it.path, judge, "pause", days="31").status_code == 422
    assert act_at(it.path, judge, "pause", days="3", reason="Again.").status_code == 302, "though it is hidden"
    told = mails_to(app, "ines")[-1]
    assert "Your posting is paused until" in told.subject
    assert f"for {it.named}." in " ".join(told.text.split())
    assert "warned before: 1" not in judge.get(QUEUE).text
    assert f'href="{it.path}/moves/end-pause?back={QUEUE}"' in judge.get(QUEUE).text
    paused = open_another()
    assert (paused.status_code, "Your posting is paused until" in paused.text) == (403, True)
    assert act_at(it.path, judge, "end-pause").status_code == 302
    once_more = act_at(it.path, judge, "pause", days="3")
    assert (once_more.status_code, "For this the posting" in once_more.text) == (403, True)
    assert open_another().status_code == 302
    assert act_at(another, reporter, "report").status_code == 302
    assert "warned before: 1, paused before: 1" in judge.get(QUEUE).text
