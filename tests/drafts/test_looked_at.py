"""The text of a draft, looked at as it will stand before anything is recorded: a revision is never changed."""

import re
from html import unescape
from io import BytesIO

from flask.testing import FlaskClient
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.drafts.models import Revision
from tests.drafts.making import draft_of, revise, submit
from tests.drafts.samples import GOOD

REVISE = "/drafts/draft-ines-landlocked/moves/revise"


def posted() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Revision)) or 0


def sent_on(page: str) -> dict[str, str]:
    """Return the answers that the page of the check carries on."""
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page)}


def test_a_new_draft_is_shown_as_it_will_stand(client: FlaskClient) -> None:
    page = submit(client, step="").text
    assert re.search(r'<article class="prose document" dir="auto">.*<p[^>]*>Publish prices\.</p>', page, re.DOTALL)
    assert "Note on this first revision" in page
    assert posted() == 0


def test_a_revision_can_be_looked_at_before_it_is_posted(client: FlaskClient) -> None:
    assert submit(client).status_code == 302
    form = client.get(REVISE).text
    assert "A revision is never changed; the next one gets the next number." in form
    assert "You see all of it once more" not in form
    assert '<button name="step" value="check" class="plain">Preview</button>' in form
    shown = revise(client, "Publish *prices* twice.", step="check")
    assert shown.status_code == 200
    assert "Nothing is recorded yet." in shown.text
    for said in ("Publish <em>prices</em> twice.", "<dt>What changed</dt>\n<dd>Twice a year</dd>"):
        assert said in shown.text, said
    assert "<dt>Name</dt>" not in shown.text
    assert posted() == 1
    assert client.post(REVISE, data=sent_on(shown.text) | {"step": "back"}).status_code == 200
    assert posted() == 1
    assert client.post(REVISE, data=sent_on(shown.text) | {"step": "done"}).status_code == 302
    assert "<em>prices</em> twice" in draft_of().current.html


def test_what_is_refused_is_no_text_to_look_at(client: FlaskClient) -> None:
    assert submit(client).status_code == 302
    for wrong, said in (({"note": ""}, "Say in a sentence what changed."), ({"source": "---\ntitle: x\n"}, "stops")):
        refused = revise(client, step="check", **wrong)
        assert (refused.status_code, said in refused.text) == (422, True), said
        assert "<article" not in refused.text
    same = revise(client, "Publish prices.", step="check")
    assert same.status_code == 422
    assert posted() == 1


def test_a_file_that_was_looked_at_is_what_is_posted(client: FlaskClient) -> None:
    assert submit(client).status_code == 302
    file = (BytesIO(GOOD.replace("Publish prices.", "Because of the sea.").encode()), "text.md")
    shown = client.post(REVISE, data={"note": "A file.", "step": "check", "source": "", "upload": file},
                        content_type="multipart/form-data")  # fmt: skip
    assert "Because of the sea." in shown.text
    assert client.post(REVISE, data=sent_on(shown.text) | {"step": "done"}).status_code == 302
    assert "Because of the sea." in draft_of().current.html
