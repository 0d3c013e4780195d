"""What the checks know of what a draft names, and what they say to input that is far too much."""

import pytest
from sqlalchemy import func, select
from werkzeug.test import EnvironBuilder

from igtf.core.clock import now
from igtf.core.db import session
from igtf.drafts.models import Draft
from igtf.record.by import by_importer
from igtf.routing.bodies import seed_bodies
from tests.drafts.samples import DUE, GOOD
from tests.timing import cpu_seconds

URL = "/drafts/draft-ines-landlocked"


def submit(client, source, step=""):
    return client.post("/drafts/new", data={"name": "landlocked", "source": source, "step": step})


def test_who_and_what_is_named_is_looked_up(client, ines):
    strange = GOOD.replace("Ines Exemplar", "Ines Beispiel").replace(
        "    organisation: Transit Watch", "    hat: everybody"
    )
    page = submit(client, strange).text
    assert "“ITU” is no body of the list here" in page
    assert "“Private sector”" not in page
    assert "Ines Beispiel is named as an author, and has not confirmed it." in page
    assert "The hat of Ines Beispiel, “everybody”, is no stakeholder group." in page
    assert "warns" in page
    seed_bodies(by_importer(now()))
    page = submit(client, GOOD).text
    assert "is no body" not in page
    assert "has not confirmed" not in page
    refused = submit(client, GOOD.replace("addresses: [1]", "addresses: [1, 77, 9]"), "done")
    assert refused.status_code == 422
    assert "There is no issue 9, 77." in refused.text
    assert "stops" in refused.text


def test_a_body_is_named_by_its_acronym_or_its_name(client):
    seed_bodies(by_importer(now()))
    named = "[ITU, coe, Council of Europe, council of EUROPE, Council of Nobody]"
    page = submit(client, GOOD.replace("[ITU]", named)).text
    assert "“Council of Nobody” is no body of the list here" in page
    assert page.count("is no body of the list here") == 1


def test_a_day_that_has_passed_is_said_before_the_council_asks_for_it(client):
    assert "which has passed" not in submit(client, GOOD).text
    slip = GOOD.replace(f"due: {DUE}", "due: 2017-12-31")
    page = submit(client, slip).text
    for said in ("Ask 1 is due on", " 2017, which has passed.", "Give a day that is still to come, or none.", "warns"):
        assert said in page, said
    assert submit(client, slip, "done").status_code == 302, "it is the author's to say"
    again = client.post(f"{URL}/moves/revise", data={"source": slip + "More.", "note": ""})
    assert " 2017, which has passed." in again.text


def test_two_authors_of_one_name_are_told_apart(client):
    twice = GOOD.replace(
        "addresses: [1]", "  - name: N. N.\n    email: one@else.example\n  - name: N. N.\naddresses: [1]"
    )
    refused = submit(client, twice, "done")
    assert (refused.status_code, "“N. N.” is named as an author twice. Name each" in refused.text) == (422, True)
    assert submit(client, twice.replace("N. N.", "N. M. N.", 1), "done").status_code == 302


def test_a_changed_title_is_said(client):
    assert submit(client, GOOD, "done").status_code == 302
    changed = {"source": GOOD.replace("title: Inter", "title: The inter"), "note": ""}
    page = client.post(f"{URL}/moves/revise", data=changed)
    assert page.status_code == 422
    assert "The title changes: it was “Interconnection of landlocked countries”." in page.text
    same = client.post(f"{URL}/moves/revise", data={"source": GOOD + "More.", "note": ""})
    assert "The title changes" not in same.text


BAD = {
    "5 MB": ("text " * 1_000_000, "characters; at most 500,000."),
    "one line of 1 MB": (GOOD + "x" * 1_000_000, "characters; at most 500,000."),
    "10,000 headings": (GOOD + "\n# heading\n" * 10_000, "The draft has 10,002 headings; 1,000 are accepted."),
    "nested quotes": (GOOD + "\n" + ">" * 25_000 + " a", "Line 28 is nested deeper than 20 levels."),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_too_much_is_a_clear_sentence_in_time_and_the_text_is_kept(client, name, kind):
    source, sentence = BAD[name]
    given = {"name": "landlocked", "source": source, "step": "done"}
    environ = EnvironBuilder("/drafts/new", method="POST", data=given, content_type=kind).get_environ()
    answers = []
    assert cpu_seconds(lambda: answers.append(client.open(environ)), tries=1) < 2
    environ["wsgi.input"].close()
    (answer,) = answers
    assert answer.status_code == 422
    assert sentence in answer.text
    assert source[-200:].strip().replace(">", "&gt;") in answer.text
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
