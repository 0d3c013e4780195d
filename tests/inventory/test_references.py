"""Each kind that has a name in texts is found by the name that its pages show."""

from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import HIDDEN, Subject
from igtf.record.moves import url_of
from igtf.record.references import named_in

NAMED = {"issue", "draft", "recommendation", "call", "objection", "ballot", "statement", "appeal", "body-change",
         "procedure-change", "consultation"}  # fmt: skip


def test_each_kind_is_named_as_its_pages_name_it(story: Flask):
    with story.app_context():
        kinds = [workflow for workflow in WORKFLOWS.values() if workflow.cited]
        for workflow in kinds:
            for subject in session.scalars(select(Subject).where(Subject.kind == workflow.kind)):
                name = workflow.name_of(subject.ref)
                wanted = {} if subject.state == HIDDEN else {name: url_of(subject)}
                assert named_in(f"See {name}.") == wanted
        assert {workflow.kind for workflow in kinds} == NAMED
