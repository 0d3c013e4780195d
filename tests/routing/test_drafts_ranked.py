"""The bodies that a draft could be sent to are shown with the reason, by its words and those of its issues."""

from tests.drafts.making import draft_of, revise, submit
from tests.drafts.neighbours import put
from tests.drafts.samples import GOOD
from tests.factories import issue_form, make_person, sign_in
from tests.routing.acts import make_body

PATH = "/drafts/draft-ines-landlocked"


def test_bodies_are_ranked_for_a_draft_with_the_reason(app, db):
    client = sign_in(app, make_person("ines"))
    client.post("/issues/new", data=issue_form(title="Lamps of quays", summary="Who lights the quays at night?"))
    assert submit(client).status_code == 302
    reader = app.test_client()
    assert f'href="{PATH}/bodies"' in reader.get(PATH).text
    assert "No body found" in reader.get(f"{PATH}/bodies").text
    make_body("quay", "Lights quays at night and writes standards for the lamps of quays.")
    make_body("pasta", "Writes standards for pasta.")
    for number in range(12):  # a word that all mandates have says nothing
        make_body(f"none{number}", f"Writes standards for things of kind {number}.")
    with_words = reader.get(f"{PATH}/bodies").text
    assert "its mandate speaks of: " in with_words
    assert 'href="/bodies/quay"' in with_words
    assert "pasta" not in with_words
    assert reader.get("/drafts/draft-ines-nothing/bodies").status_code == 404
    assert revise(client, source=GOOD.replace("addresses: [1]\n", "")).status_code == 302
    assert 'href="/bodies/quay"' not in reader.get(f"{PATH}/bodies").text, "the issues that it answers count"
    put(draft_of().id, "submitted")
    assert f'href="{PATH}/bodies"' not in reader.get(PATH).text
