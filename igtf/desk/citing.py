"""How subjects are cited: one table of the kinds that people cite, and one door for all of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app
from flask_login import current_user

from igtf.core.mail import absolute
from igtf.core.page.paging import fresh, version_tag, with_tag
from igtf.core.text.citation import ENDINGS, FORMS, Work, cited
from igtf.core.workflow import WORKFLOWS
from igtf.desk.queries import group_title, opener_name
from igtf.drafts.outputs import paper_of, published_paper, work_of
from igtf.drafts.queries import get_current_revision, get_published_revision
from igtf.issues.topics import TOPICS
from igtf.record.moves import url_of


def _work(thing: Any, author: str | None, at: datetime) -> Work:
    """Return how a subject is cited that is by ``author``, else by the site, and of the day of ``at``."""
    subject, site = thing.subject, current_app.config["SITE_NAME"]
    workflow, topic = WORKFLOWS[subject.kind], TOPICS.get(subject.topic or "")
    return Work(
        key=f"{subject.kind}-{subject.ref}", number=f"{workflow.prefix}{subject.ref}", title=subject.title,
        authors=(author or site,), day=at.date(), genre=str(workflow.label).capitalize(), publisher=site,
        url=absolute(url_of(subject)), abstract=subject.summary, keywords=(str(topic.label),) if topic else (),
    )  # fmt: skip


WORKS: dict[str, Callable[[Any], Work]] = {
    "issue": lambda issue: _work(issue, opener_name(issue.subject), issue.subject.opened_at),
    "outcome": lambda outcome: _work(outcome, outcome.occasion.name, outcome.subject.opened_at),
    "draft": lambda draft: work_of(paper_of(get_current_revision(draft))),
    "recommendation": lambda made: work_of(published_paper(made, get_published_revision(made))),
    "ballot": lambda ballot: _work(ballot, None, ballot.subject.state_since),
    "statement": lambda letter: _work(letter, letter.from_text, letter.sent_at or letter.subject.opened_at),
    "consultation": lambda asked: _work(
        asked, group_title(asked.subject), asked.summed_up_at or asked.opened_at or asked.subject.opened_at
    ),
    "call": lambda call: _work(call, group_title(call.subject), call.subject.state_since),
    "minority": lambda statement: _work(statement, opener_name(statement.subject), statement.subject.opened_at),
    "meeting": lambda meeting: _work(meeting, group_title(meeting.subject), meeting.starts_at),
    "appeal": lambda appeal: _work(appeal, None, appeal.subject.state_since),
}
"""Kind → how one of it is cited. What comes out is of the day on which it did, once it has."""


def cite(kind: str, ref: str, form: str) -> Response:
    """Give a subject as a citation."""
    text = cited(WORKS[kind](WORKFLOWS[kind].load(current_user.id, ref)), form)
    tag = version_tag(text, form)
    return fresh(tag) or with_tag(Response(text, mimetype=FORMS[form][0]), tag)


def add_routes(app: Flask) -> None:
    """Add the addresses of the citations of every kind that is cited, and tell templates which are."""
    for kind in WORKS:
        place = f"/{WORKFLOWS[kind].collection}/<ref>.<any({ENDINGS}):form>"
        app.add_url_rule(place, f"cite.{kind}", cite, defaults={"kind": kind})
    app.jinja_env.globals["cited_kinds"] = frozenset(WORKS)
