"""Paragraphs keep their number through the revisions; comments stand on them, follow them, and outlive them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from igtf.core.db import in_transaction, session
from igtf.core.text.markup import render_document
from igtf.discussion.models import Comment
from igtf.drafts import pairing
from igtf.drafts.beside import pieces
from igtf.drafts.margins import Margin
from igtf.drafts.models import Draft, Paragraph
from igtf.people.models import Person
from igtf.people.signins import make_token
from igtf.record.models import Event
from tests.drafts.samples import GOOD
from tests.factories import issue_form, make_person, sign_in

URL = "/drafts/draft-ines-landlocked"
LONG = "Landlocked countries depend on the goodwill of the countries around them for every packet they send."
FIRST = f"{GOOD}\n{LONG}\n\n- one thing\n- another thing\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
SECOND = FIRST.replace(f"{LONG}\n\n", "").replace("# Introduction", f"{LONG}\n\n# Introduction").replace(
    "Publish prices.", "Publish the prices of transit.\n\nA new paragraph that nobody has seen before."
)  # fmt: skip
THIRD = FIRST.replace(f"{LONG}\n\n", "")


@pytest.fixture
def client(app, db):
    ines = sign_in(app, make_person("ines"))
    ines.post("/issues/new", data=issue_form())
    assert ines.post("/drafts/new", data={"name": "landlocked", "source": FIRST, "step": "done"}).status_code == 302
    return ines


def revise(client, source: str) -> None:
    revision = re.search(r'name="revision" value="(\d+)"', client.get(f"{URL}/moves/revise").text)
    assert revision
    answer = client.post(f"{URL}/moves/revise",
                         data={"source": source, "note": "Other words.", "revision": revision[1]})  # fmt: skip
    assert answer.status_code == 302, answer.text


def numbers() -> dict[str, int]:
    """Return the number of each paragraph of the newest revision, by its words."""
    session.rollback()
    current = session.scalars(select(Draft.current_id)).one()
    those = select(Paragraph.text, Paragraph.number).where(Paragraph.revision_id == current)
    rows = session.execute(those.order_by(Paragraph.position))
    return {row.text: row.number for row in rows}


def test_paragraphs_are_compared_before_anybody_waits(client, monkeypatch):
    waited = []
    real = pairing.aligned
    monkeypatch.setattr(pairing, "aligned", lambda a, b: waited.append(in_transaction()) or real(a, b))
    before = numbers()
    revise(client, SECOND)
    assert numbers()[LONG] == before[LONG], "a paragraph that moved is compared too"
    assert waited == [False]


def say(client, number: int, text: str = "By when?"):
    return client.post(f"{URL}/comments", data={"body": text, "part": number})


def comment() -> Comment:
    session.rollback()
    return session.scalars(select(Comment)).one()


def test_a_paragraph_keeps_its_number_when_it_changes_moves_or_comes_back(client):
    first = numbers()
    assert list(first.values()) == list(range(1, len(first) + 1))
    revise(client, SECOND)
    second = numbers()
    assert second[LONG] == first[LONG]
    assert second["Publish the prices of transit."] == first["Publish prices."]
    assert second["A new paragraph that nobody has seen before."] == max(first.values()) + 1
    revise(client, THIRD)
    assert LONG not in numbers()
    revise(client, FIRST)
    assert numbers() == first


def test_the_address_of_a_paragraph_shows_its_history(client):
    number = numbers()["Publish prices."]
    revise(client, SECOND)
    page = client.get(f"{URL}/paragraphs/{number}")
    assert page.status_code == 200
    assert '<ins><bdi class="unseen">[inserted] </bdi>the ' in page.text
    assert "first text" in page.text
    assert f'id="para-{number}"' in client.get(URL).text
    assert f'id="para-{number}"' in client.get(f"{URL}/00").text
    assert client.get(f"{URL}/paragraphs/99").status_code == 404
    assert "¶" not in client.get(URL, headers={"Accept": "text/plain"}).text


def test_a_comment_follows_its_paragraph_and_shows_as_outdated_when_it_is_gone(app, client):
    number = numbers()[LONG]
    assert say(app.test_client(), number).status_code == 403
    assert say(client, 99).status_code == 422
    assert "There is no paragraph 99" in say(client, 99).text
    done = say(client, number)
    assert done.location == f"{URL}/paragraphs/{number}"
    assert (comment().part, comment().quoted) == (number, LONG)
    page = client.get(URL)
    assert "1 open comment on a paragraph" in page.text
    assert page.text.index('class="note"') > page.text.index(LONG)
    assert f"On paragraph {number}" in page.text  # in the one thread
    revise(client, SECOND)
    assert "1 open comment on a paragraph" in client.get(URL).text
    assert "gone" not in client.get(f"{URL}/paragraphs/{number}").text
    revise(client, THIRD)
    page = client.get(URL)
    assert "Comments on paragraphs that are gone" in page.text
    assert f"on paragraph {number}, which is gone" in page.text
    assert LONG in page.text
    gone = client.get(f"{URL}/paragraphs/{number}")
    assert "It stood last in" in gone.text
    assert 'name="body"' not in gone.text
    assert say(client, number).status_code == 422


def test_who_edits_resolves_and_who_wrote_opens_again(app, client):
    number = numbers()[LONG]
    reader = sign_in(app, make_person("otso"))
    say(reader, number)
    act = f"/comments/{comment().id}"
    assert reader.get(f"{act}/resolve").status_code == 403
    assert "The authors, editors and chairs" in reader.post(f"{act}/resolve", data={"reason": "Mine."}).text
    assert "resolve" not in reader.get(f"{URL}/paragraphs/{number}").text
    assert f"{act}/resolve" in client.get(f"{URL}/paragraphs/{number}").text
    assert client.post(f"{act}/resolve", data={"reason": ""}).status_code == 422
    assert client.post(f"{act}/resolve", data={"reason": "A date stands there now."}).location == f"{act}/part"
    assert client.post(f"{act}/resolve", data={"reason": "Again."}).status_code == 403
    page = reader.get(URL)
    assert "open comment on a paragraph" not in page.text
    assert "Resolved: <bdi>A date stands there now.</bdi>" in page.text
    assert reader.post(f"{act}/reopen", data={"reason": "Which date?"}).status_code == 302
    assert sign_in(app, make_person()).post(f"{act}/reopen", data={"reason": "No."}).status_code == 403
    assert comment().resolved_at is None
    kinds = session.scalars(select(Event.kind).where(Event.kind.like("comment.%")).order_by(Event.id)).all()
    assert kinds == ["comment.add", "comment.resolve", "comment.reopen"]
    assert reader.get(f"{act}/part").location == f"{URL}/paragraphs/{number}"


def test_a_comment_on_the_whole_is_resolved_by_nobody(client):
    client.post(f"{URL}/comments", data={"body": "On the whole."})
    act = f"/comments/{comment().id}"
    assert client.get(f"{act}/resolve").status_code == 403
    assert client.get(f"{act}/part").status_code == 404


def test_a_hidden_comment_stands_at_no_paragraph(app, client):
    number = numbers()[LONG]
    say(client, number, "Buy this now.")
    moderator = sign_in(app, make_person("mod", roles=("moderator",)))
    moderator.post(f"/comments/{comment().id}/hide", data={"reason": "An advertisement."})
    assert "Buy this" not in client.get(URL).text
    assert "Hidden by a moderator" in client.get(f"{URL}/paragraphs/{number}").text


@pytest.mark.parametrize(
    "text",
    ["# h\n\np\n", "- a\n\n  b\n- c\n  - d\n", "> q\n\n```\ncode\n```\n", "| a |\n|---|\n| b |\n",
     "term\n: what\n\n  more\n",
     "1. a\n   > q\n\n[^1]\n\n[^1]: note\n"],
)  # fmt: skip
def test_marks_and_notes_stand_in_the_right_places(app, text):
    with app.test_request_context("/"):
        document = render_document(text)
        margin = Margin({block.id: at for at, block in enumerate(document.blocks, 1)})
        margin.comments.update({at: [] for at in margin.numbers.values()})
        found = list(pieces(str(document.html), margin))
    assert "".join(piece.html for piece in found) == str(document.html)
    assert [piece.number for piece in found if piece.what == "mark"] == list(margin.numbers.values())
    assert sorted(piece.number for piece in found if piece.what == "notes") == list(margin.numbers.values())
    before = ""
    for piece in found:
        before += piece.html
        if piece.what == "notes":  # a note is a block: never within a paragraph, a heading or code
            assert all(
                len(re.findall(rf"<{tag}\b", before)) == before.count(f"</{tag}>")
                for tag in ("p", "h2", "pre", "table")
            )


WORDS = st.text(alphabet="<>&\"'= pliddhcode/0123", max_size=30)


@settings(max_examples=200)
@given(WORDS, st.lists(WORDS, max_size=5))
def test_pieces_joined_are_the_whole(html, ids):
    margin = Margin({ident: at for at, ident in enumerate(ids, 1)}, {1: []})
    assert "".join(piece.html for piece in pieces(html, margin)) == html


def test_programs_comment_on_a_paragraph(app, client):
    number, person = numbers()[LONG], session.scalars(select(Person).order_by(Person.id)).first()
    headers = {"Authorization": f"Bearer {make_token(person, 'test')}"}
    url = f"/api/v1{URL}/comments"
    made = app.test_client().post(url, json={"text": "By when?", "paragraph": number}, headers=headers)
    assert made.status_code == 201, made.text
    assert (made.json["paragraph"], made.json["quoted"]) == (number, LONG)
    for wrong in (99, "7", True, 0):
        refused = app.test_client().post(url, json={"text": "By when?", "paragraph": wrong}, headers=headers)
        assert refused.status_code == 422, wrong
