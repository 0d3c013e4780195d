"""Two who sort at once: none takes over, or undoes in silence, what the other made of the replies."""

import re

import pytest
from sqlalchemy import select

from igtf.consultations.models import Basket, Sorted, Stance
from igtf.core.db import session
from tests.api.kit import Caller, is_problem
from tests.consultations.making import PAGE, act, consultation, opened, replier, rows
from tests.consultations.test_results import BASKETS, places
from tests.databases import upgraded_from_before
from tests.factories import broken_promises, issue_form, mails_to, make_person, sign_in

AGAIN = "Revised since it was sorted"


def sent(client, move, **changed):
    """Return the answers that the form of a move begins with, as a browser would send them."""
    page = client.get(f"{PAGE}/moves/{move}").text
    return given_by(page) | changed


def given_by(page):
    form = page[page.index('<form class="form"') :]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form[: form.index("</form>")]):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if named["type"] != "checkbox" or " checked" in tag:
            found.setdefault(named["name"], []).append(named.get("value", ""))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def named():
    session.rollback()
    return [tuple(row) for row in session.execute(select(Basket.number, Basket.name).order_by(Basket.number))]


def lying():
    session.rollback()
    return [tuple(row) for row in session.execute(select(Sorted.question, Sorted.basket).order_by(Sorted.basket))]


def test_who_names_a_basket_in_an_empty_row_takes_none_over(app, db):
    _member, asks = opened(app)
    other = sign_in(app, make_person(roles=("council",)))
    replier(app)
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    one, two = (sent(client, "set-baskets") | {"baskets-2-name": name}
                for client, name in ((asks, "Access"), (other, "Privacy")))  # fmt: skip
    assert asks.post(f"{PAGE}/moves/set-baskets", data=one).status_code == 302
    assert act(asks, "sort", reply="1", **places((3, 3))) == 302
    stale = other.post(f"{PAGE}/moves/set-baskets", data=two)
    assert (stale.status_code, "Meanwhile" in stale.text, "Privacy" in stale.text) == (409, True, True)
    anew = given_by(stale.text)
    assert other.post(f"{PAGE}/moves/set-baskets", data=anew).status_code == 302
    assert named() == [(1, "Costs"), (2, "Languages"), (3, "Access"), (4, "Privacy")]
    assert lying() == [(3, 3)]
    twice = sent(other, "set-baskets") | {"baskets-4-name": "access"}
    refused = other.post(f"{PAGE}/moves/set-baskets", data=twice)
    assert (refused.status_code, "each differently" in refused.text) == (422, True)
    assert broken_promises() == []


def test_a_name_in_an_empty_row_does_not_rename_the_one_that_was_cleared(app, db):
    member, asks = opened(app)
    replier(app)
    three = [*BASKETS, {"number": "", "name": "Access", "note": ""}]
    assert act(asks, "set-baskets", **rows("baskets", three)) == 302
    assert act(asks, "set-baskets", **rows("baskets", [{"number": "2", "name": ""}])) == 302
    assert named() == [(1, "Costs"), (3, "Access")], "what no row numbers stays"
    assert act(asks, "sort", reply="1", **places((3, 3))) == 302
    given = sent(asks, "set-baskets")
    assert given["baskets-1-name"] == "Access"
    given |= {"baskets-1-name": "", "baskets-2-name": "Privacy"}
    refused = asks.post(f"{PAGE}/moves/set-baskets", data=given)
    assert (refused.status_code, "in which something lies keeps a name" in refused.text) == (422, True)
    assert act(asks, "sort", reply="1", **places()) == 302
    assert asks.post(f"{PAGE}/moves/set-baskets", data=given).status_code == 302
    assert named() == [(1, "Costs"), (4, "Privacy")], "no basket has the number of a former one"
    assert app.test_client().get(f"{PAGE}/baskets/3").status_code == 404
    all_gone = [{"number": "1", "name": ""}, {"number": "4", "name": ""}]
    assert act(asks, "set-baskets", **rows("baskets", all_gone)) == 422
    program = Caller(app, member)
    many = {"baskets": [{"name": f"Basket {number}"} for number in range(28)]}
    assert program.post("/consultations/1/moves/set-baskets", many).status_code == 200
    one_more = {"baskets": [{"name": "One more"}]}
    assert is_problem(program.post("/consultations/1/moves/set-baskets", one_more), 422, "at most 30")


def test_consultations_that_are_there_know_the_highest_number_of_their_baskets(app, db, db_url):

    _member, asks = opened(app)
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    upgraded_from_before(db_url, "0062")
    assert consultation().last_basket == 2
    assert act(asks, "set-baskets", **rows("baskets", [{"number": "", "name": "Access", "note": ""}])) == 302
    assert named()[2:] == [(3, "Access")]


def test_who_sorts_a_reply_that_was_sorted_meanwhile_is_told(app, db):
    member, asks = opened(app)
    other = sign_in(app, make_person(roles=("council",)))
    replier(app)
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    one, two = sent(asks, "sort"), sent(other, "sort")
    assert [given["reply"] for given in (one, two)] == ["1", "1"], "both begin with the same"
    assert asks.post(f"{PAGE}/moves/sort", data=one | places((0,), (3, 1))).status_code == 302
    late = other.post(f"{PAGE}/moves/sort", data=two | places((0,), (3, 2)))
    assert (late.status_code, "Meanwhile this reply was sorted into Costs." in late.text) == (409, True)
    assert lying() == [(3, 1)]
    anew = given_by(late.text)
    assert anew["places-1-baskets"] == "2", "what was ticked stays"
    assert other.post(f"{PAGE}/moves/sort", data=anew).status_code == 302
    assert lying() == [(3, 2)]
    late = asks.post(f"{PAGE}/moves/sort", data=one | {"once": "again"} | places((0, 1)))
    assert (late.status_code, "sorted into Languages" in late.text) == (409, True)
    begun = sent(other, "sort?reply=1")
    assert act(asks, "sort", reply="1", **places()) == 302
    gone = other.post(f"{PAGE}/moves/sort", data=begun | places((3, 1)))
    assert (gone.status_code, "taken out of its baskets" in gone.text) == (409, True)
    program = Caller(app, member)
    given = {"reply": 1, "places": [{"question": 3, "baskets": ["1"]}]}
    assert is_problem(program.post("/consultations/1/moves/sort", given | {"lay": "3:2"}), 412, "out of its baskets")
    assert program.post("/consultations/1/moves/sort", given | {"lay": ""}).status_code == 200
    assert lying() == [(3, 1)]


def test_who_sorts_reads_which_replies_were_revised_since_they_were_sorted(app, db):
    """The one who replied may change their mind until the end; where the former words lay says nothing of the new."""
    _member, asks = opened(app)
    author = replier(app)
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    assert act(asks, "sort", reply="1", **places((3, 1))) == 302
    begun = sent(asks, "sort?reply=1")
    nothing = asks.post(f"{PAGE}/moves/sort", data=begun | {"once": "same"})
    assert (nothing.status_code, "Nothing was changed" in nothing.text) == (422, True)
    assert "Each reply lies in a basket" in asks.get(f"{PAGE}/moves/sort").text
    assert AGAIN not in app.test_client().get(f"{PAGE}/replies/1").text
    assert act(author, "reply", q1=["1", "3"], q2="4", q3="Ask *fewer* people.") == 302
    late = asks.post(f"{PAGE}/moves/sort", data=begun | places((3, 2)))
    assert (late.status_code, "Meanwhile this reply was revised" in late.text) == (409, True)
    assert lying() == [(3, 1)], "it lies where it lay"
    for page in (f"{PAGE}/replies/1", f"{PAGE}/baskets/1"):
        assert AGAIN in app.test_client().get(page).text
    assert app.test_client().get("/api/v1/consultations/1").json["details"]["replies"][0]["sort_again"] is True
    anew = sent(asks, "sort")
    assert (anew["reply"], AGAIN in asks.get(f"{PAGE}/moves/sort").text) == ("1", True), "it waits for that again"
    assert asks.post(f"{PAGE}/moves/sort", data=anew).status_code == 302, "it lies there rightly"
    assert lying() == [(3, 1)]
    assert "Each reply lies in a basket" in asks.get(f"{PAGE}/moves/sort").text
    for page in (f"{PAGE}/replies/1", f"{PAGE}/baskets/1"):
        assert AGAIN not in app.test_client().get(page).text
    assert broken_promises() == []


def test_a_statement_is_withdrawn_by_who_asks_or_whose_words_it_was_and_is_asked_no_more(app, db):
    member, asks = opened(app)
    author, stranger = make_person("author"), make_person("stranger")
    for person, said in ((author, "Prices fall."), (make_person("second"), "They rise.")):
        assert act(sign_in(app, person), "reply", q2="4", q3=said) == 302
    own, other = sign_in(app, author), sign_in(app, stranger)
    assert act(asks, "withdraw-statement", statement="1", reason="A typo.") == 403, "there is none"
    for reply, text in (("1", "Pirces fall."), ("2", "They rise."), ("1", "All is well.")):
        assert act(asks, "draw-statement", reply=reply, text=text) == 302
    agreed = rows("stances", [{"statement": str(number), "value": "agree"} for number in (1, 2, 3)])
    assert act(other, "take-stance", **agreed) == 302
    refused = other.post(f"{PAGE}/moves/withdraw-statement", data={"statement": "1", "reason": "No."})
    assert (refused.status_code, "by who wrote the reply that it was drawn from" in refused.text) == (403, True)
    asked = own.get(f"{PAGE}/moves/withdraw-statement").text
    assert ["They rise." in asked, "All is well." in asked] == [False, True]
    assert act(own, "withdraw-statement", statement="2", reason="Not mine.") == 422
    assert act(asks, "withdraw-statement", statement="9", reason="A typo.") == 422
    assert act(asks, "withdraw-statement", statement="1", reason="") == 422
    assert act(asks, "withdraw-statement", statement="1", reason="It had a typo.") == 302
    assert act(asks, "withdraw-statement", statement="1", reason="Again.") == 422
    assert "It had a typo." in mails_to(app, author.actor.handle)[-1].text
    assert act(own, "withdraw-statement", statement="3", reason="I never said so.") == 302
    told = " ".join(mails_to(app, member.actor.handle)[-1].text.split())
    assert "withdrew a statement that was drawn from a reply" in told
    assert "I never said so." in told
    page = app.test_client().get(PAGE).text
    stand, gone = page[page.index('id="statements"') :].split("2 statements were withdrawn")
    assert ["They rise." in stand, "Pirces fall." in stand, "All is well." in stand] == [True, False, False]
    assert all(said in gone for said in ("Pirces fall.", "It had a typo.", "All is well.", "I never said so."))
    assert "Pirces" not in other.get(f"{PAGE}/moves/take-stance").text
    changed = rows("stances", [{"statement": "1", "value": "disagree"}])
    assert act(other, "take-stance", **changed) == 409
    shown = Caller(app).get("/consultations/1").json["details"]["statements"]
    assert [(row["withdrawn_reason"], row["agree"]) for row in shown] == [
        ("It had a typo.", {}), (None, {"civil": 1}), ("I never said so.", {}),
    ]  # fmt: skip
    assert act(asks, "draw-statement", reply="1", text="Pirces fall.") == 302, "drawn anew, under another number"
    assert 'id="statement-4"' in app.test_client().get(PAGE).text
    session.rollback()
    assert len(session.scalars(select(Stance.statement)).all()) == 3
    assert broken_promises() == []


@pytest.mark.parametrize("gone", ["withdrawn", "hidden"])
def test_who_answers_a_statement_that_is_gone_meanwhile_is_told_and_keeps_what_they_say_of_the_others(app, db, gone):
    member, asks = opened(app)
    for number, said in enumerate(("Prices fall.", "They rise."), 1):
        replier(app)
        assert act(asks, "draw-statement", reply=str(number), text=said) == 302
    reader, program = sign_in(app, make_person()), Caller(app, member)
    begun = sent(reader, "take-stance", **{"stances-0-value": "agree", "stances-1-value": "disagree"})
    if gone == "withdrawn":
        assert act(asks, "withdraw-statement", statement="2", reason="A typo.") == 302
    else:
        judge = sign_in(app, make_person(roles=("moderator",)))
        assert act(judge, "hide-reply", reply="2", reason="Spam.") == 302
    late = reader.post(f"{PAGE}/moves/take-stance", data=begun)
    assert (late.status_code, "not asked about one of these statements any more" in late.text) == (409, True)
    assert "They rise." not in late.text
    anew = given_by(late.text)
    assert "stances-1-value" not in anew
    said = re.findall(r'<input (?=[^>]*name="stances-0-value")(?=[^>]*\bchecked)[^>]*value="(\w+)"', late.text)
    assert said == ["agree"], "what was said stays"
    assert reader.post(f"{PAGE}/moves/take-stance", data=anew | {"stances-0-value": "agree"}).status_code == 302
    given = [{"statement": 2, "value": "agree"}]
    assert is_problem(program.post("/consultations/1/moves/take-stance", {"stances": given}), 412, "not asked about")
    nowhere = [{"statement": 9, "value": "agree"}]
    assert is_problem(program.post("/consultations/1/moves/take-stance", {"stances": nowhere}), 422, "listed")


def hidden_in_basket(app):
    """Return clients of who asks and of a moderator, once a hidden reply lies alone in basket 1; another reply is
    there."""
    _member, asks = opened(app)
    judge = sign_in(app, make_person(roles=("moderator",)))
    assert act(sign_in(app, make_person("rude")), "reply", q2="4", q3="Rude words.") == 302
    replier(app)
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    assert act(asks, "sort", reply="1", **places((3, 1))) == 302
    assert act(judge, "hide-reply", reply="1", reason="It insults.") == 302
    return asks, judge


def test_a_basket_in_which_a_hidden_reply_lies_alone_goes_and_the_reply_is_sorted_anew(app, db):
    asks, judge = hidden_in_basket(app)
    gone = rows("baskets", [{"number": "1", "name": ""}, {"number": "2", "name": "Languages"}])
    assert "Nothing lies in it" in asks.get(f"{PAGE}/baskets/1").text
    assert act(asks, "sort", reply="2", **places((3, 1))) == 302
    refused = asks.post(f"{PAGE}/moves/set-baskets", data=gone)
    assert (refused.status_code, "in which something lies keeps a name" in refused.text) == (422, True)
    assert act(asks, "sort", reply="2", **places((3, 2))) == 302
    assert act(asks, "set-baskets", **gone) == 302
    assert (named(), lying()) == ([(2, "Languages")], [(3, 2)])
    assert act(judge, "show-reply", reply="1", reason="They are not so rude.") == 302
    assert sent(asks, "sort")["reply"] == "1", "it lies in no basket, so it is the next to sort"
    assert act(asks, "sort", reply="1", **places((3, 2))) == 302
    assert broken_promises() == []


def test_who_wrote_a_hidden_reply_is_told_of_no_issue_from_the_basket_where_it_lay(app, db):
    _asks, judge = hidden_in_basket(app)
    mine = "it comes from your reply"
    for title, told in (("Spam costs", False), ("Post costs", True)):
        if told:
            assert act(judge, "show-reply", reply="1", reason="They are not so rude.") == 302
        assert act(sign_in(app, make_person()), "file-issue", **issue_form(title=title), basket="1") == 302
        assert (mine in " ".join(mail.text for mail in mails_to(app, "rude"))) is told


def test_a_statement_about_which_nobody_is_asked_any_more_can_be_drawn_from_another_reply(app, db):
    asks, judge = hidden_in_basket(app)
    assert act(judge, "show-reply", reply="1", reason="Not yet.") == 302
    assert act(asks, "draw-statement", reply="1", text="Prices should fall.") == 302
    again = {"reply": "2", "text": "prices should fall."}
    refused = asks.post(f"{PAGE}/moves/draw-statement", data=again)
    assert (refused.status_code, "This statement is there already." in refused.text) == (422, True)
    assert act(judge, "hide-reply", reply="1", reason="It insults.") == 302
    assert "Prices should fall." not in asks.get(PAGE).text
    assert act(asks, "draw-statement", **again) == 302
    assert (
        act(sign_in(app, make_person()), "take-stance", **rows("stances", [{"statement": "2", "value": "agree"}]))
        == 302
    )
