"""A field is called the same wherever it means the same: on pages, in the API, and in what calls its command."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from flask import Flask
from wtforms import Field, FieldList, Form, FormField

from igtf.core.forms import Day, MoveForm, Whole
from igtf.core.sent.rows import sample
from igtf.core.workflow import WORKFLOWS

DAYS = {
    "due": "by when somebody will have done something", "deadline": "by when a letter wants its answer",
    "report_due": "by when a group owes its report", "starts": "the first day", "until": "the last day",
    "day": "the day of a meeting",
}  # fmt: skip
COUNTED = {"days": "for how many days something is open", "length": "how many minutes something takes"}
PERSON = "person"
"""Whom an act is about; who takes part in it beside is called by what they do: second, shepherd, reviewer."""

APART = {
    "Decision": {"text", "verdict", "decision"},  # its words; what is decided; which one is meant
    "From": {"body", "sender"},  # a letter to us is from a body, one of ours from whom it is sent by
    "Link": {"link", "url"},  # to what is evidence or a document; of an outcome it is where it is published
    "Name": {"title", "name"},  # what a subject is headed with; the last part of a draft's; a person's, a body's
    "Options": {"options", "choices"},  # those that there are, and what is thought of each
    "Question": {"question", "text"},  # of a call; one of those that are set
    "Result": {"result", "verdict"},  # of a call; what a review finds
    "Source": {"source", "name"},  # where it is from; one of the sources of a draw, by name
    "Statement": {"text", "statement"},  # its words; which one is meant
    "Text": {"source", "text"},  # Markdown with front matter; any other
    "What was done": {"done", "report"},  # about an issue; about what was promised
}
"""Labels that stand for several things, with the names of these."""


def fields_of(form: Form) -> Iterator[Field]:
    """Give the fields of a form, and those of the rows in it."""
    for field in form:
        yield field
        entry = sample(field) if isinstance(field, FieldList) else field
        if isinstance(entry, FormField):
            yield from fields_of(entry.form)


@pytest.fixture
def fields(built: Flask) -> list[Field]:
    with built.test_request_context():
        offered = [move for workflow in WORKFLOWS.values() for move in workflow.moves if move.offered]
        return [field for move in offered for field in fields_of((move.form or MoveForm)())]


def test_what_is_labelled_the_same_is_called_the_same(fields: list[Field]):
    called = defaultdict(set)
    for field in fields:
        called[str(field.label.text)].add(field.short_name)
    assert {label: names for label, names in called.items() if len(names) > 1 and label} == APART


def test_days_lengths_and_people_have_one_name_for_each_meaning(fields: list[Field]):
    assert {field.short_name for field in fields if isinstance(field, Day)} == {*DAYS}
    lasting = ("days", "minutes")
    lengths = {
        field.short_name for field in fields
        if isinstance(field, Whole) and any(unit in str(field.label.text).casefold() for unit in lasting)
    }  # fmt: skip
    assert lengths == {*COUNTED}
    one = ("Person", "Member", "Nominee", "Council member", "Reviewer")
    assert {field.short_name for field in fields if str(field.label.text) in one} == {PERSON}


BEHIND_THE_REASON = {
    "call.object": ["change"],  # what is wrong, then what would be right
    "body-change.propose": ["source"], "body.propose-change": ["source"],  # where the reason is to be read
    "statement.revoke-link": ["again"],
}  # fmt: skip
"""What a form asks behind its reason; only those that declare both themselves."""


def test_the_reason_is_the_last_that_a_form_asks_for(app: Flask) -> None:
    found = {}
    for workflow in WORKFLOWS.values():
        for move in workflow.moves:
            names = [name for name, _field in move.form()._unbound_fields] if move.form else []
            if "reason" in names and names[-1] != "reason":
                found[f"{workflow.kind}.{move.name}"] = names[names.index("reason") + 1 :]
    assert found == BEHIND_THE_REASON
