"""Front matter that is written otherwise than most write it: nothing is lost of it, and no name becomes another."""

from tests.drafts.making import draft_of, revise, submit
from tests.drafts.samples import GOOD
from tests.drafts.test_authors import NAME, mails, named, rows

SEVERAL = named("  - name: N. Nemo", "    email:", "      - nemo@else.example", "      - n@else.example", "    hat: a")


def test_an_author_whose_addresses_stand_below_each_other_keeps_the_name_and_is_asked(app, client):
    assert submit(client, source=SEVERAL).status_code == 302
    assert [row.name for row in rows()] == ["Ines Exemplar", "N. Nemo"]
    assert [mail.to for mail in mails()] == ["nemo@else.example"]
    source = client.get(f"{NAME}/00.md").text
    assert "else.example" not in source
    assert "  - name: N. Nemo\n    hat: a\n" in source


def test_a_line_of_a_text_that_begins_as_an_address_does_stays(app, client):
    asked = "action: |\n      Collect the prices.\n      E-mail: answer within a day, from desk@else.example."
    source = GOOD.replace("action: Collect the prices of transit and publish them.", asked)
    assert submit(client, source=source).status_code == 302
    assert draft_of().current.asks[0]["action"] == "Collect the prices. E-mail: answer within a day, from ."
    assert "E-mail: answer within a day" in client.get(f"{NAME}/00.md").text


def test_an_entry_whose_name_is_a_list_keeps_nothing_from_being_posted_and_revised(app, client):
    odd = GOOD.replace("addresses: [1]", "? [contact, editor]\n: somebody\naddresses: [1]")
    assert submit(client, source=odd).status_code == 302
    assert "? [contact, editor]\n: somebody" in client.get(f"{NAME}/moves/revise").text
    assert revise(client, source=odd.replace("Publish prices.", "Publish them.")).status_code == 302
    assert client.get(f"{NAME}/compare").status_code == 200
    refused = submit(client, name="other", source=GOOD.replace("[1]", "&one [1]\nkeywords: *one"))
    assert refused.status_code == 422
    assert "YAML alias" in refused.text
