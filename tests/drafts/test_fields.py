"""A draft written in fields: the program writes the front matter, and one reader reads it as one written by hand."""

import html
import re
from datetime import date
from functools import partial
from io import BytesIO

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.text.plaintext import normalise
from igtf.drafts import text
from igtf.drafts.addresses import clean
from igtf.drafts.forms_text import SECTIONS
from igtf.drafts.models import Draft, DraftComparison, Revision
from igtf.drafts.text import parse
from igtf.drafts.written import entries_of, in_one_order, taken_apart, with_front
from igtf.people.signins import make_token
from igtf.record.queries import subject_of
from igtf.record.subjects import relate
from tests.databases import upgraded_from_before
from tests.drafts.making import draft_of, submit
from tests.drafts.neighbours import make_group, put
from tests.drafts.samples import GOOD
from tests.drafts.test_text import OURS
from tests.factories import issue_form, make_person, sign_in

NAME = "/drafts/draft-ines-landlocked"
FIELDS = {
    "name": "landlocked", "step": "done",
    "title": "Interconnection: landlocked countries",
    "abstract": 'Transit countries should publish prices.\r\n\r\nAll of them: "soon".',
    "authors-0-name": "Ines Exemplar", "authors-0-organisation": "Transit Watch", "authors-1-name": "",
    "addresses": "1",
    "asks-0-addressee": "ITU", "asks-0-action": "Collect the prices of transit.",
    "asks-0-due": "2027-12-31", "asks-0-shown_by": "A public table of prices",
    "asks-1-addressee": "", "asks-1-action": "",
    "asks-2-addressee": "Private sector", "asks-2-action": "Publish offers: all of them.",
    "source": "# Introduction\r\n\r\nLandlocked countries pay more.",
}  # fmt: skip
SOURCE = """---
title: 'Interconnection: landlocked countries'
abstract: |-
  Transit countries should publish prices.

  All of them: "soon".
authors:
  - name: Ines Exemplar
    organisation: Transit Watch
addresses: [1]
asks:
  - addressee: ITU
    action: Collect the prices of transit.
    due: 2027-12-31
    shown_by: A public table of prices
  - addressee: Private sector
    action: 'Publish offers: all of them.'
---
# Introduction

Landlocked countries pay more."""
BY_HAND = """---
asks: [{addressee: ITU, action: Collect the prices of transit., due: "2027-12-31", shown_by: A public table of prices},
       {addressee: Private sector, action: "Publish offers: all of them."}]
addresses: "#1"
title: "Interconnection: landlocked countries"
authors: {name: Ines Exemplar, organisation: Transit Watch}
abstract: "Transit countries should publish prices.\\n\\nAll of them: \\"soon\\"."
---

# Introduction

Landlocked countries pay more.
"""


WITHOUT_HAT = OURS.replace("    hat: civil society\n    email: amadou@example.org\n", "")


def said(source):
    """Return what is read of a text, wherever in it that stands."""
    found = parse(source)
    front = found.front
    asks = [(ask.addressee, ask.action, ask.due, ask.shown_by) for ask in front.asks]
    return front.title, found.abstract, front.authors, front.addresses, front.addressees, asks, found.body.strip()


def send(client, path="/drafts/new", **changes):
    return client.post(path, data=FIELDS | {name.replace("__", "-"): value for name, value in changes.items()})


def revise(client, **changes):
    return send(client, f"{NAME}/moves/revise", **{"note": "More."} | changes)


def wrong(page):
    """Return what a page says beside its fields, by the field."""
    said = re.findall(r'<p class="wrong" id="([\w-]+)-error">.*?</span>([^<]*(?:<br>[^<]*)*)</span></p>', page)
    return dict(said)


def sources():
    session.rollback()
    return session.scalars(select(Revision.source).order_by(Revision.id)).all()


def shown_again(page):
    """Return what the fields of a page hold, as a browser would send it."""
    found = dict(re.findall(r'<input[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', page))
    return found | dict(re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL))


def test_fields_become_the_front_matter_that_one_would_write_by_hand(client):
    form = client.get("/drafts/new").text
    assert 'name="asks-2-action"' in form
    assert re.findall(r'<details class="entry"><summary>([^<]+)', form) == ["Ask 2", "Ask 3", "Author 2"], "folded"
    assert 'value="Ines Exemplar"' in form
    assert "still the one that the form begins with" in send(client, step="", source=SECTIONS).text
    checked = send(client, step="")
    assert "still the one that the form begins with" not in checked.text
    assert checked.status_code == 200
    assert "Publish offers: all of them." in checked.text
    assert "is no body of the list here" in checked.text
    assert send(client).status_code == 302
    assert sources() == [SOURCE]
    assert submit(client, name="by-hand", source=BY_HAND).status_code == 302
    session.rollback()
    ours, theirs = session.scalars(select(Draft).order_by(Draft.id)).all()
    for name in ("title", "abstract", "asks", "addressees", "html"):
        assert getattr(ours.current, name) == getattr(theirs.current, name)
    assert ours.current.asks[0]["due"] == "2027-12-31"
    issue = client.get("/issues/1").text
    assert "draft-ines-landlocked" in issue
    assert "draft-ines-by-hand" in issue


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": ""}, "title", "The draft has no title."),
        ({"abstract": " "}, "abstract", "The draft has no abstract."),
        ({"addresses": "1, one"}, "addresses", "“one” is not the number of an issue."),
        ({"addresses": "1, 77"}, "addresses", "There is no issue 77."),
        ({"asks-0-addressee": ""}, "asks-0-addressee", "Ask 1 does not say whom it asks."),
        ({"asks-2-action": ""}, "asks-2-action", "Ask 2 does not say what is asked."),
        ({"asks-0-due": "soon"}, "asks-0-due", "Write the date as year-month-day, such as 2026-11-30."),
        ({"authors-1-organisation": "Nobody’s"}, "authors-1-name", "Give the name of this author."),
        ({"authors-1-name": " Ines  Exemplar"}, "authors-1-name", "“Ines Exemplar” is named as an author twice."),
        ({"source": ""}, "source", "Write the text, or choose a file."),
        (
            {"source": "# One\n\nSee [that][nowhere]."},
            "source",
            "Line 3 has a link that leads nowhere: [that][nowhere].",
        ),
        ({"source": GOOD}, "source", "This text has front matter of its own"),
    ],
)
def test_a_refusal_stands_at_its_field_and_what_was_written_is_kept(client, changes, field, sentence):
    given_now = FIELDS | changes
    answer = client.post("/drafts/new", data=given_now)
    assert answer.status_code == 422
    found = wrong(answer.text)
    assert list(found) == [field]
    assert found[field].startswith(sentence)
    kept = shown_again(answer.text)
    for name in (
        "title",
        "authors-0-organisation",
        "addresses",
        "asks-0-action",
        "asks-2-addressee",
        "asks-0-shown_by",
    ):
        assert kept[name] == given_now[name]
    assert kept["source"].split() == given_now["source"].replace('"', "&#34;").replace("<", "&lt;").replace(
        ">", "&gt;").split()  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_there_is_room_for_one_more_ask_each_time(client):
    full = {"asks-1-addressee": "ICANN", "asks-1-action": "Report."}
    back = client.post("/drafts/new", data=FIELDS | full | {"step": "back"})
    assert back.status_code == 200
    assert 'name="asks-3-action"' in back.text
    assert 'name="asks-4-action"' not in back.text
    assert client.post("/drafts/new", data=FIELDS | full).status_code == 302
    assert [ask["addressee"] for ask in draft_of().current.asks] == ["ITU", "ICANN", "Private sector"]


def test_a_file_may_be_the_text_below_the_fields_or_the_whole(client):
    below = FIELDS | {"source": "", "upload": (BytesIO(b"# Why\n\nBecause."), "text.md")}
    assert client.post("/drafts/new", data=below, content_type="multipart/form-data").status_code == 302
    assert sources() == [SOURCE.partition("# Intro")[0] + "# Why\n\nBecause."]
    begun = {"name": "whole", "step": "done", "authors-0-name": "Ines Exemplar", "source": "# Introduction"}
    whole = begun | {"upload": (BytesIO(GOOD.encode()), "draft.md")}
    assert client.post("/drafts/new", data=whole, content_type="multipart/form-data").status_code == 302
    assert sources()[1].startswith("---\ntitle: Interconnection of landlocked countries\nabbrev: Landlocked")
    both = FIELDS | {"name": "both", "upload": (BytesIO(GOOD.encode()), "draft.md")}
    refused = client.post("/drafts/new", data=both, content_type="multipart/form-data")
    assert wrong(refused.text)["source"].startswith("This text has front matter of its own")
    assert shown_again(refused.text)["asks-0-action"] == FIELDS["asks-0-action"]


def test_the_issues_of_ones_groups_are_ticked_and_others_named(app, client, ines):
    for _more in range(2):
        client.post("/issues/new", data=issue_form())
    assert 'name="issues"' not in client.get("/drafts/new").text
    group = make_group("transit", ines)
    with writing():
        relate(group.id, "works-on", subject_of("issue", "2").id, at=now())
    put(subject_of("issue", "2").id, "in-group")
    assert 'href="/drafts/new?addresses=2">Write a draft on this issue<' in client.get("/issues/2").text
    assert "Write a draft on this issue" not in client.get("/issues/3").text
    page = client.get("/drafts/new?addresses=2,3").text
    assert re.search(r'<input checked[^>]* name="issues"[^>]* value="2"', page)
    assert shown_again(page)["addresses"] == "3"
    assert 'name="issues"' not in sign_in(app, make_person("other")).get("/drafts/new").text
    assert send(client, addresses="3", issues="2").status_code == 302
    assert "addresses: [2, 3]\n" in sources()[0]
    assert send(client, name="more", issues="1").status_code == 422
    assert send(client, name="commas", addresses="3، 1").status_code == 302
    assert "addresses: [3, 1]\n" in sources()[1]


def test_a_revision_is_written_in_the_same_fields(client):
    assert send(client).status_code == 302
    shown = shown_again(client.get(f"{NAME}/moves/revise").text)
    assert shown["title"] == FIELDS["title"]
    assert shown["asks-1-action"] == FIELDS["asks-2-action"]
    assert shown["asks-3-action"] == ""
    assert "further" not in shown
    assert shown["source"].startswith("# Introduction")
    same = revise(client)
    assert same.status_code == 422
    assert wrong(same.text) == {"source": "The text is the one of the newest revision, so nothing was recorded."}
    assert revise(client, title="").status_code == 422
    file = {"upload": (BytesIO(GOOD.encode()), "draft.md"), "note": "As a file."}
    assert client.post(f"{NAME}/moves/revise", data=FIELDS | file).status_code == 302
    assert sources()[1] == clean(GOOD).strip()


def test_each_text_is_read_once_in_a_request(client, monkeypatch):
    """Beside it the same with its lines counted otherwise, where a finding has to say one."""
    read, once = [], text.read_front

    def noted(source, first):
        read.append((source, first))
        return once(source, first)

    def reads():
        found = [(source.partition("\n")[0], first) for source, first in read]
        read.clear()
        return found

    monkeypatch.setattr(text, "read_front", noted)
    revised, at = FIELDS | {"title": "Prices", "note": "Shorter."}, f"{NAME}/moves/revise"
    assert client.post("/drafts/new", data=FIELDS).status_code == 302
    titled, anew = "title: 'Interconnection: landlocked countries'", "title: Prices"
    assert reads() == [(titled, 2)]
    assert client.get(at).status_code == 200
    assert reads() == [(titled, 2)], "the newest revision, which the fields begin with"
    assert client.post(at, data=revised).status_code == 302
    assert reads() == [(titled, 2), (anew, 2)]
    twice = revised | {"authors-1-name": "Ines Exemplar", "title": "Costs"}
    assert client.post(at, data=twice).status_code == 422
    assert reads() == [(anew, 2), ("title: Costs", 2), ("title: Costs", -17)], "so that its field is found"


def test_what_stands_elsewhere_in_the_front_matter_is_not_shown_as_changed(app, client, db_url):
    by_hand = GOOD.replace("title: ", "keywords: [transit]\ntitle: ")
    assert submit(client, source=by_hand).status_code == 302
    shown = shown_again(client.get(f"{NAME}/moves/revise").text)
    sent = {name: html.unescape(text) for name, text in shown.items()} | {"note": "Shorter.", "step": "done"}
    assert (
        client.post(f"{NAME}/moves/revise", data=sent | {"abstract": shown["abstract"] + " Soon."}).status_code == 302
    )
    assert sources()[0].splitlines()[1] != sources()[1].splitlines()[1], "the form writes it in its own order"
    addresses = {view: f"{NAME}/compare?from=00&to=01&view={view}" for view in ("side", "inline")}
    for address in addresses.values():
        page = app.test_client().get(address).text
        assert "<p>Paragraphs: 1 changed.</p>" in page
        assert "Soon." in page
    with writing():
        session.execute(update(DraftComparison).values(summary="As it was compared before."))
    assert "As it was compared before." in app.test_client().get(addresses["side"]).text
    upgraded_from_before(db_url, "0095")
    assert "<p>Paragraphs: 1 changed.</p>" in app.test_client().get(addresses["side"]).text


@pytest.mark.parametrize("source", ["", "No front.", "---\n---\nx", "---\ntitle: [\n---\nx", "---\ntitle: open\nx"])
def test_a_text_without_entries_that_can_be_read_is_compared_as_it_stands(source):
    assert in_one_order(source) == source


def test_entries_that_no_field_can_say_are_compared_in_the_same_order():
    more, less = "authors: [{name: Ada, role: writer}]\n", "abbrev: T\ncategory: x\n"
    texts = [f"---\n{head}title: A\nabstract: B.\n{tail}---\nC." for head, tail in ((less, more), (more, less))]
    assert taken_apart(texts[0]) is None
    assert in_one_order(texts[0]) == in_one_order(texts[1]) == texts[1].replace(more, "").replace("B.\n", f"B.\n{more}")


def test_what_has_no_field_is_kept_as_it_was_written(client):
    source = GOOD.replace("addressees:", "keywords: [transit,\n  prices]  # two\naddressees:")
    assert submit(client, source=source).status_code == 302
    shown = shown_again(client.get(f"{NAME}/moves/revise").text)
    assert shown["further"] == "abbrev: Landlocked\nkeywords: [transit,\n  prices]  # two\naddressees: [ITU]"
    assert shown["addresses"] == "1"
    sent = {name: html.unescape(text) for name, text in shown.items()} | {"note": "Yearly.", "step": "done"}
    unchanged = client.post(f"{NAME}/moves/revise", data=sent)
    assert "nothing was recorded" in unchanged.text
    assert client.post(f"{NAME}/moves/revise", data=sent | {"asks-1-due": "2028-01-31"}).status_code == 302
    unread = client.post(f"{NAME}/moves/revise", data=sent | {"further": "keywords: [one\nabbrev: x"})
    assert wrong(unread.text)["further"].startswith("These lines cannot be read.")
    missing = client.post(f"{NAME}/moves/revise", data=sent | {"further": "updates: [R-1]"})
    assert wrong(missing.text) == {"further": "There is no recommendation R-1."}
    twice = client.post(f"{NAME}/moves/revise", data=sent | {"further": "asks: [{}, {}, {}, {}]"})
    assert wrong(twice.text) == {"further": "What stands under “asks” has a field of its own; write it there."}
    divided = client.post(f"{NAME}/moves/revise", data=sent | {"further": "abbrev: x\n---\nabbrev: y"})
    assert wrong(divided.text)["further"].startswith("These lines cannot be read.")
    before, after = map(parse, sources())
    assert after.front.keywords == before.front.keywords == ("transit", "prices")
    assert after.front.abbrev == "Landlocked"
    assert (before.front.asks[1].due, after.front.asks[1].due) == (None, date(2028, 1, 31))
    assert after.body.strip() == before.body.strip()


def test_a_text_of_which_fields_cannot_say_all_is_revised_as_a_whole(client):
    for topic, line in (("landlocked", "initials: I."), ("prices", "hat: farmers")):
        source = GOOD.replace("    organisation: Transit Watch", f"    {line}")
        assert submit(client, name=topic, source=source).status_code == 302
        page = client.get(f"{NAME.rpartition('-')[0]}-{topic}/moves/revise").text
        assert 'name="title"' not in page
        assert line in shown_again(page)["source"]


def test_the_hat_of_an_author_has_a_field_and_is_shown_as_stated_wherever_the_revision_is(client):
    assert wrong(send(client, authors__0__hat="farmers").text) == {"authors-0-hat": "Choose one of the list."}
    source = GOOD.replace("    organisation: Transit Watch", "    organisation: Transit Watch\n    hat: Civil society")
    assert submit(client, source=source).status_code == 302
    page = client.get(f"{NAME}/moves/revise").text
    assert re.search('<option[^>]*value="civil"[^>]*>', page)[0].count("selected") == 1
    stated = "Civil society – stated, not confirmed"
    for path in (f"{NAME}/00", f"{NAME}/00.html"):
        shown = client.get(path).text
        assert stated in shown, path
        assert "Transit Watch" in shown
    assert "Ines Exemplar (Civil society, as stated)" in client.get(f"{NAME}/00.txt").text
    assert revise(client, authors__0__hat="technical").status_code == 302
    assert "hat: technical" in sources()[1]
    assert "Technical and academic community – stated, not confirmed" in client.get(f"{NAME}/01").text
    assert stated in client.get(f"{NAME}/00").text, "a revision goes on saying what it said"


def test_the_hat_that_somebody_else_is_named_with_stands_on_the_page_of_the_draft(client):
    both = "    organisation: Transit Watch\n    hat: civil\n  - name: Amadou Exemplar\n    hat: private sector"
    assert submit(client, source=GOOD.replace("    organisation: Transit Watch", both)).status_code == 302
    page = client.get(NAME).text
    assert "Private sector – stated, not confirmed" in page
    assert "Civil society – stated, not confirmed" not in page, "who is here shows the hat that is worn"
    told = client.get(f"/api/v1{NAME}").json["details"]["people"]
    assert [each["hat_stated"] for each in told] == ["civil", "private sector"]


def test_programs_send_the_whole_text_as_before(app, client, ines):
    key = {"Authorization": f"Bearer {make_token(ines, 'test')}"}
    send_json = partial(app.test_client().post, headers=key)
    assert send_json("/api/v1/drafts", json={"name": "landlocked", "source": GOOD}).status_code == 201
    bare = {"title": None, "abstract": None, "source": "No front matter.", "note": "x"}
    refused = send_json(f"/api/v1/drafts/{NAME[8:]}/moves/revise", json=bare)
    assert refused.status_code == 422
    assert set(refused.json["errors"]) == {"title", "abstract"}
    posted = {"source": GOOD + "More.", "note": "More."}
    assert send_json(f"/api/v1/drafts/{NAME[8:]}/moves/revise", json=posted).status_code == 200


SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="@")
LINES = st.text(SIGNS, max_size=60)
AWKWARD = st.sampled_from([
    "---", "...", "# no comment", "a: b", "- item", "'\"", '"', "*alias", "&anchor", "{x}", "[1, 2]", "yes", "12",
    "null", "2027-01-31", "email: nobody", "- e-mail: x\nb", "\u05d0\u05d1 \u200f\u0639\u0631",
    "\U0001f30d\U0001f468\u200d\U0001f469",
    "%", "`", "|", ">", "---\n---\n", "a\n\n\n  b\n---\n", "  leads", "ends  ", "tab\tbed", "\\n", "a #b", "\ufeff",
])  # fmt: skip
TEXTS = st.lists(LINES | AWKWARD, max_size=5).map("\n".join)


@given(TEXTS, TEXTS)
def test_any_text_survives_the_writing_of_the_front_matter(one, other):
    one, other = normalise(one), normalise(other)
    ask = {"addressee": "ITU", "action": other, "due": date(2027, 1, 31)}
    entries = {"title": one, "abstract": other, "asks": [ask]}
    source, first = with_front(entries, "", "# Body\n\nText.")
    front, _dashes, body = clean(source).removeprefix("---\n").partition("\n---\n")
    written = yaml.load(front, Loader=yaml.BaseLoader)
    assert written.get("title", "") == one
    assert written.get("abstract", "") == other
    assert written["asks"] == [{**ask, "due": "2027-01-31"}]
    assert body == "# Body\n\nText."
    assert parse(with_front({"abstract": other}, "", "Text.")[0]).body == "Text."
    read = parse(source, first)
    assert read.front.title == " ".join(one.split())
    assert read.abstract == other.strip()
    assert read.front.asks[0].action == " ".join(other.split())
    assert read.body_line == 1


@given(TEXTS, st.lists(st.tuples(LINES, LINES), max_size=3), LINES)
def test_what_was_written_in_fields_is_taken_apart_into_them(abstract, asks, body):
    rows = [{"addressee": f"B {to}".strip(), "action": f"A {what}".strip()} for to, what in asks]
    fields = {"title": "T", "abstract": abstract, "addresses": "3, 14", "authors": [{"name": "Ines"}], "asks": rows}
    source, _first = with_front(entries_of(fields), "", body)
    found = taken_apart(source)
    if found is None:
        assert parse(source).abstract != abstract  # its own section
        return
    again = with_front(entries_of(found), found["further"], found["source"])[0]
    assert said(again) == said(source)
    assert found["addresses"] == "3, 14"


@pytest.mark.parametrize("source", [WITHOUT_HAT, GOOD, BY_HAND])
def test_a_text_by_hand_reads_the_same_once_taken_apart(source):
    found = taken_apart(source)
    assert said(with_front(entries_of(found), found["further"], found["source"])[0]) == said(source)


@pytest.mark.parametrize(
    "source", [OURS, "no front matter", "---\ntitle: never closed", "---\n{title: x, abbrev: y}\n---\n"]
)
def test_what_has_no_fields_is_left_whole(source):
    assert taken_apart(source) is None
