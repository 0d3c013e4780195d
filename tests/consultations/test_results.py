"""What is made of replies: counts, baskets, statements, the summary, issues; through the front door."""

import re

from sqlalchemy import func, select

from igtf.consultations.models import DrawnStatement, Reply, Sorted, Stance
from igtf.core.db import session
from igtf.people.commands import add_hat
from igtf.record.models import Event, Relation
from igtf.record.queries import subject_of
from tests.api.kit import Caller, is_problem
from tests.consultations.making import PAGE, act, drafted, opened, replier, rows
from tests.factories import broken_promises, by, issue_form, later, mails_to, make_person, sign_in, state_of, tick
from tests.reading import read

BASKETS = [{"number": "", "name": "Costs", "note": "Who pays."}, {"number": "", "name": "Languages", "note": ""}]
SUMMARY = {
    "asked": "Four questions.", "replied": "Four people.", "found": "## Costs\n\nAll pay.",
    "follows": "We *file* an issue.",
}  # fmt: skip


def places(*given):
    """Return the rows that lay answers into baskets: (question, basket, …)."""
    found = {}
    for at, (question, *baskets) in enumerate(given):
        found[f"places-{at}-question"] = str(question)
        found[f"places-{at}-baskets"] = [str(basket) for basket in baskets]
    return found


def test_answers_are_counted_by_group_and_region_and_who_was_not_heard_is_named(app, db):
    _who, asking = opened(app)
    for answer in ("4", "2", "5"):
        client = sign_in(app, make_person(group="technical", country="FR"))
        assert act(client, "reply", q2=answer, q1=["1"], q4="1") == 302
    replier(app, group="government", country="KE")
    page = app.test_client().get(PAGE).text
    assert "Technical and academic community <b><bdi>4</bdi></b>" in page
    assert "Government <b>" not in page
    assert "for a score" not in page, "nothing has one"
    assert page.count("<b>Too few for a middle answer:</b> Government (1; 3 needed)") == 1, "of the scale alone"
    assert "Heard little from" not in page
    little = "<b>Heard little from:</b> Government (1; 3 needed)"
    assert asking.get(PAGE).text.count(little) == 1, "for who may give them time"
    assert "Private sector" in page
    questions = page[page.index('id="questions"') : page.index('id="replies"')]
    assert "%" not in questions
    costs = questions[questions.index(">Cost<") :]
    assert costs[: costs.index("</tr>")].count(">1<") == 1
    assert costs[: costs.index("</tr>")].count(">3<") == 1
    assert "1 answer" in page


def cells(page, question, part):
    """Return the table of a question's options by stakeholder group or by region: row → its numbers."""
    table = page[page.index(f"Question {question} by {part}</caption>") :]
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", read(table[: table.index("</tbody>")]))
    return {re.sub("<.*?>", "", name): [int(n) for n in re.findall(r"(\d+)</", row)] for name, row in rows}


def test_who_chose_the_same_together_and_apart_adds_up_and_what_is_hidden_does_not_count(app, db):
    opened(app)
    moderator = sign_in(app, make_person(roles=("moderator",)))
    for q1, country in ((["1"], "FR"), (["1"], "FR"), (["1", "3"], "FR"), (["2", "3"], "KE"), ([], "KE")):
        client = sign_in(app, make_person(group="technical", country=country))
        assert act(client, "reply", q1=q1, q2="3", q3="Said.") == 302
    shown = {"Cost": [3, 3], "Language": [1, 1], "Time": [2, 2], "Answered": [4, 4]}
    page = app.test_client().get(PAGE).text
    assert cells(page, 1, "stakeholder group") == shown
    assert cells(page, 1, "region")["Cost"] == [0, 3, 3]
    assert cells(page, 2, "stakeholder group")["Answered"] == [5, 5]
    assert act(moderator, "hide-reply", reply="3", reason="Insults.") == 302
    page = app.test_client().get(PAGE).text
    assert cells(page, 1, "stakeholder group") == {
        "Cost": [2, 2], "Language": [1, 1], "Time": [1, 1], "Answered": [3, 3],
    }  # fmt: skip
    assert "4 answers" in page
    assert act(moderator, "show-reply", reply="3", reason="It was none.") == 302
    assert act(client, "reply", q1=["2"], q2="3", q3="Said.") == 302
    assert cells(app.test_client().get(PAGE).text, 1, "stakeholder group") == shown | {
        "Language": [2, 2], "Answered": [5, 5],
    }  # fmt: skip


def test_the_newest_replies_stand_on_the_page_and_all_of_them_page_by_page(app, db):
    opened(app)
    for _number in range(14):
        replier(app)
    page = app.test_client().get(PAGE).text
    assert "Shown here: 12 of 14." in page
    assert f'href="{PAGE}/replies/14"' in page
    newest = page[page.index('id="replies"') : page.index(f'href="{PAGE}/replies"')]
    assert f'href="{PAGE}/replies/2"' not in newest
    assert f'href="{PAGE}/replies/3"' in newest
    every = app.test_client().get(f"{PAGE}/replies").text
    assert every.index("Reply 14<") < every.index("Reply 1<")
    caller = Caller(app)
    detail = caller.get("/consultations/1").json["details"]
    assert [row["number"] for row in detail["replies"]] == list(range(1, 15))
    assert detail["replies_all"] == 14
    first = caller.get("/consultations/1/replies?limit=10").json
    assert first["items"] == detail["replies"][:10]
    assert caller.get(first["next"].removeprefix("/api/v1")).json["items"] == detail["replies"][10:]
    assert is_problem(caller.get("/consultations/1/replies?after=x"), 422)
    assert is_problem(caller.get("/consultations/9/replies"), 404)


def test_answers_are_sorted_into_baskets_by_those_who_ask(app, db):
    _member, asks = opened(app)
    assert act(asks, "sort", reply="1") == 403
    other = replier(app, group="government", country="KE")
    replier(app)
    assert act(other, "set-baskets", **rows("baskets", BASKETS)) == 403
    assert act(asks, "set-baskets", **rows("baskets", [])) == 422
    assert act(asks, "set-baskets", **rows("baskets", [BASKETS[0], BASKETS[0]])) == 422
    assert act(asks, "set-baskets", **rows("baskets", [BASKETS[0], {"name": "", "note": "Without a name."}])) == 422
    assert "Name the baskets first." in asks.get(f"{PAGE}/moves/sort").text
    assert act(asks, "sort", reply="1", **places((0, 1))) == 403
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    form = asks.get(f"{PAGE}/moves/sort").text
    assert "Ask *more* people." in form
    assert "3. What should be done?" in form
    assert act(asks, "sort", reply="1", **places((2, 1))) == 422
    assert act(asks, "sort", reply="1", **places((3, 7))) == 422
    assert act(asks, "sort", reply="9", **places((3, 1))) == 422
    assert act(other, "sort", reply="1", **places((3, 1))) == 403
    assert act(asks, "sort", reply="1", **places((0, 2), (3, 1, 2))) == 302
    assert act(asks, "sort", reply="1", **places((0, 2), (3, 1, 2))) == 422
    assert 'value="2"' in asks.get(f"{PAGE}/moves/sort").text
    assert act(asks, "sort", reply="2", **places((3, 1))) == 302
    page = app.test_client().get(PAGE).text
    assert "2 people: Government 1; Civil society 1" in page
    basket = app.test_client().get(f"{PAGE}/baskets/1").text
    assert basket.count("<em>more</em>") == 2
    assert "Whole replies" in app.test_client().get(f"{PAGE}/baskets/2").text
    assert app.test_client().get(f"{PAGE}/baskets/9").status_code == 404
    assert "In the baskets:" in app.test_client().get(f"{PAGE}/replies/1").text
    gone = [{"number": "1", "name": "", "note": ""}, {"number": "2", "name": "Tongues", "note": ""}]
    assert act(asks, "set-baskets", **rows("baskets", gone)) == 422
    assert act(asks, "sort", reply="1", **places((0, 2))) == 302
    assert act(asks, "sort", reply="2", **places()) == 302
    assert act(asks, "set-baskets", **rows("baskets", gone)) == 302
    session.rollback()
    assert session.execute(select(Sorted.question, Sorted.basket)).all() == [(0, 2)]
    assert "Tongues" in app.test_client().get(f"{PAGE}/baskets/2").text
    assert broken_promises() == []


def test_a_text_that_is_taken_back_lies_in_no_basket(app, db):
    _member, asks = opened(app)
    other = replier(app, group="government", country="KE")
    replier(app)
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    assert act(asks, "sort", reply="1", **places((0, 2), (3, 1))) == 302
    assert act(asks, "sort", reply="2", **places((3, 1))) == 302
    assert "2 people: Government 1; Civil society 1" in app.test_client().get(PAGE).text
    assert act(other, "reply", q1=["1", "3"], q2="4", q3="Ask *other* people.") == 302
    assert "2 people: Government 1; Civil society 1" in app.test_client().get(PAGE).text
    assert "<em>other</em>" in app.test_client().get(f"{PAGE}/baskets/1").text
    assert act(other, "reply", q1=["1", "3"], q2="4", q3="") == 302
    assert broken_promises() == []
    page = app.test_client().get(PAGE).text
    assert "1 person: Civil society 1" in page
    assert "1 person: Government 1" in page, "the whole reply stays where it lies"
    assert app.test_client().get(f"{PAGE}/baskets/1").text.count("<em>") == 1
    assert "<em>other</em>" in app.test_client().get(f"{PAGE}/replies/1").text, "a former wording"


def test_statements_are_agreed_with_or_not_and_passing_counts_neither_way(app, db):
    _member, asks = opened(app)
    author = make_person("author", group="civil")
    assert act(sign_in(app, author), "reply", q2="4", q3="Prices fall.") == 302
    stranger = sign_in(app, make_person())
    assert act(stranger, "take-stance", **rows("stances", [{"statement": "1", "value": "agree"}])) == 403
    assert act(stranger, "draw-statement", reply="1", text="Prices fall.") == 403
    assert act(asks, "draw-statement", reply="8", text="Prices fall.") == 422
    assert act(asks, "draw-statement", reply="1", text="Prices fall.") == 302
    assert act(asks, "draw-statement", reply="1", text="prices fall.") == 422
    assert any("drew a statement from a reply" in mail.text for mail in mails_to(app, author.actor.handle))
    for group, value in zip(["civil"] * 3 + ["technical"] * 3, ["agree"] * 5 + ["disagree"], strict=True):
        client = sign_in(app, make_person(group=group))
        assert act(client, "take-stance", **rows("stances", [{"statement": "1", "value": value}])) == 302
    before = app.test_client().get(PAGE).text
    score = before[before.index("Weakest:") : before.index("</b>", before.index("Weakest:"))]
    passing = make_person(group="technical")
    client = sign_in(app, passing)
    assert act(client, "take-stance", **rows("stances", [{"statement": "7", "value": "pass"}])) == 422
    assert act(client, "take-stance", **rows("stances", [{"statement": "1", "value": "perhaps"}])) == 422
    assert act(client, "take-stance", **rows("stances", [{"statement": "1", "value": "pass"}])) == 302
    assert act(client, "take-stance", **rows("stances", [{"statement": "1", "value": "pass"}])) == 422
    after = app.test_client().get(PAGE).text
    assert score in after
    assert "Pass 1" in after
    assert act(client, "take-stance", **rows("stances", [{"statement": "1", "value": "agree"}])) == 302
    add_hat(passing, stakeholder_group="civil", capacity="personal", organisation="", by=by(passing))
    wrong = rows("stances", [{"statement": "1", "value": "pass"}]) | {"hat": str(by(passing).hat_id)}
    assert act(client, "take-stance", **wrong) == 422
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Stance)) == 7
    with later(app, 31):
        tick()
        given = rows("stances", [{"statement": "1", "value": "disagree"}])
        assert act(sign_in(app, make_person()), "take-stance", **given) == 302
        assert act(sign_in(app, _member), "sum-up", **SUMMARY) == 302
        assert act(sign_in(app, make_person()), "take-stance", **given) == 409
    assert session.scalar(select(func.count()).select_from(DrawnStatement)) == 1
    assert broken_promises() == []


def test_a_summary_ends_it_and_whoever_replied_is_told(app, db):
    member, asks = opened(app)
    author = make_person("author")
    assert act(sign_in(app, author), "reply", q2="4", q3="Prices fall.") == 302
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    assert act(asks, "sum-up", **SUMMARY) == 409
    with later(app, 31):
        tick()
        asks = sign_in(app, member)
        form = asks.get(f"{PAGE}/moves/sum-up").text
        assert "1. Which barriers do you meet?" in form
        assert "1 reply." in form
        assert "## Costs" in form
        missing = asks.post(f"{PAGE}/moves/sum-up", data=SUMMARY | {"follows": ""})
        assert missing.status_code == 422
        assert b"Say what follows from it; those who replied wait for that." in missing.data
        assert b"All pay." in missing.data
        assert act(sign_in(app, author), "sum-up", **SUMMARY) == 403
        check = asks.post(f"{PAGE}/moves/sum-up", data=SUMMARY)
        assert b"<em>file</em>" in check.data
        assert act(asks, "sum-up", **SUMMARY) == 302
        assert state_of("consultation", "1") == "summed-up"
        told = [mail for mail in mails_to(app, author.actor.handle) if "published the summary" in mail.text]
        assert len(told) == 1
        led = re.search(r"http://127\.0\.0\.1:8000(/record/[0-9]+)\n", told[0].text)[1]
        assert app.test_client().get(led).location.startswith(f"{PAGE}#")
        assert "you replied to the consultation" in told[0].text
        assert act(asks, "withdraw", reason="Too late.") == 409
    page = app.test_client().get(PAGE).text
    assert "<em>file</em>" in page
    assert page.index("What was asked") < page.index("What follows") < page.index('id="questions"')
    assert "/consultations/1" in app.test_client().get("/search?q=%22All+pay%22").text
    assert broken_promises() == []


def test_an_issue_is_filed_from_a_reply_or_a_basket_and_both_show_each_other(app, db):
    _member, asks = opened(app)
    author = make_person("author")
    assert act(sign_in(app, author), "reply", q2="4", q3="Prices fall in some countries.") == 302
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    client = sign_in(app, make_person())
    form = client.get(f"{PAGE}/moves/file-issue?reply=1").text
    assert "Prices fall in some countries." in form
    assert "Reply 1 to consultation 1" in form
    assert "Who pays." in client.get(f"{PAGE}/moves/file-issue?basket=1").text
    assert act(app.test_client(), "file-issue", **issue_form(reply="1")) == 403
    assert act(client, "file-issue", **issue_form()) == 422
    assert act(client, "file-issue", **issue_form(reply="1", basket="1")) == 422
    assert act(client, "file-issue", **issue_form(reply="5")) == 422
    assert act(client, "file-issue", **issue_form(basket="5")) == 422
    given = issue_form(reply="1", source="Reply 1 to consultation 1")
    assert act(client, "file-issue", **given) == 302
    assert act(client, "file-issue", **issue_form(basket="1", title="Who pays for languages?")) == 302
    session.rollback()
    number = subject_of("issue", "1").id
    assert session.get(Relation, (number, "from-consultation", subject_of("consultation", "1").id))
    assert "/consultations/1" in app.test_client().get("/issues/1").text
    assert "Reply 1 to consultation 1" in app.test_client().get("/issues/1").text
    page = app.test_client().get(PAGE).text
    assert "Issues that it led to" in page
    assert "/issues/2" in page
    assert any("filed an issue from it" in mail.text for mail in mails_to(app, author.actor.handle))
    assert broken_promises() == []


def test_the_page_of_a_reply_offers_to_each_what_they_may_do(app, db):
    _member, asks = opened(app)
    own, moderator = replier(app), sign_in(app, make_person(roles=("moderator",)))

    def steps(client):
        return re.findall(rf'href="{PAGE}/moves/([a-z-]+)\?reply=1"', client.get(f"{PAGE}/replies/1").text)

    assert steps(app.test_client()) == []
    assert steps(own) == ["reply", "file-issue"]
    assert steps(asks) == ["draw-statement", "file-issue", "report-reply"], "there is no basket yet"
    assert act(asks, "set-baskets", **rows("baskets", BASKETS)) == 302
    assert steps(asks) == ["sort", "draw-statement", "file-issue", "report-reply"]
    assert steps(moderator) == ["file-issue", "report-reply", "hide-reply", "warn", "pause"]
    assert act(moderator, "hide-reply", reply="1", reason="Rude.") == 302
    assert steps(moderator) == ["show-reply", "warn", "pause"]
    assert steps(own) == steps(asks) == []
    assert act(moderator, "show-reply", reply="1", reason="A second look.") == 302
    assert act(asks, "withdraw", reason="Asked elsewhere.") == 302
    assert steps(own) == []
    assert steps(asks) == ["report-reply"]
    assert steps(moderator) == ["report-reply", "hide-reply", "warn", "pause"], "it stays readable"


def test_a_reply_is_reported_and_the_moderators_decide_on_it(app, db):
    _member, asks = opened(app)
    author, reporter = make_person("author"), make_person("reporter")
    for words in ("Mere dissent.", "Rude words."):
        assert act(sign_in(app, author if "Rude" in words else make_person()), "reply", q2="4", q3=words) == 302
    client, moderator = sign_in(app, reporter), make_person("judge", roles=("moderator",))
    judge, reader = sign_in(app, moderator), app.test_client()
    assert act(reader, "report-reply", reply="1", reason="Rude.") == 403
    assert act(judge, "keep-reply", reply="1", reason="Fine.") == 403, "nobody reported it"
    assert f'{PAGE}/moves/report-reply?reply=1"' in client.get(f"{PAGE}/replies/1").text
    assert "stands in the public record, with your name" in client.get(f"{PAGE}/moves/report-reply?reply=1").text
    assert act(client, "report-reply", reply="1", reason="") == 422
    assert act(client, "report-reply", reply="7", reason="Rude.") == 422
    for number in (1, 2):
        assert act(client, "report-reply", reply=str(number), reason=f"Why {number}.") == 302
    again = client.post(f"{PAGE}/moves/report-reply", data={"reply": "1", "reason": "Rude.", "step": "done"})
    assert (again.status_code, "You reported this reply already." in again.text) == (422, True)
    assert f"{PAGE}/moves/report-reply" not in client.get(f"{PAGE}/replies/1").text
    assert "Why 1." not in reader.get("/record").text + reader.get("/api/v1/events?limit=100").text
    assert "reported a reply to the moderators" in reader.get("/record").text
    asked = [mail for mail in mails_to(app, moderator.actor.handle) if "A reply was reported" in mail.subject]
    assert ["/comments/reported" in mail.text and not re.search(r"Why \d", mail.text) for mail in asked] == [True, True]
    assert ["/comments/reported" in who.get("/desk").text for who in (judge, asks)] == [True, False]
    waiting = judge.get("/comments/reported").text
    assert all(said in waiting for said in ("Rude words.", "Why 2.", "Mere dissent.", "Reporter Exemplar"))
    assert f'<a href="{PAGE}/replies/1">Reply 1 to consultation 1: <bdi>What stands in the way?</bdi></a>' in waiting
    assert act(asks, "keep-reply", reply="1", reason="Fine.") == 403
    assert act(judge, "keep-reply", reply="1", reason="") == 422
    assert act(judge, "keep-reply", reply="1", reason="It is an opinion.") == 302
    assert act(judge, "keep-reply", reply="1", reason="Again.") == 422
    assert act(judge, "hide-reply", reply="2", reason="It insults.") == 302
    assert "No report waits" in judge.get("/comments/reported").text
    told = " ".join(mail.text for mail in mails_to(app, reporter.actor.handle))
    assert ["It is an opinion." in told, "It insults." in told] == [True, True]
    assert "has hidden your reply" in " ".join(mail.text for mail in mails_to(app, author.actor.handle))
    assert act(client, "report-reply", reply="1", reason="New grounds.") == 302, "it can be asked anew"
    assert broken_promises() == []


def test_a_moderator_stands_aside_where_their_own_reply_was_reported(app, db):
    opened(app)
    own = sign_in(app, make_person("both", roles=("moderator",)))
    other = sign_in(app, make_person(roles=("moderator",)))
    assert act(own, "reply", q2="1", q3="Rude words.") == 302
    assert act(sign_in(app, make_person()), "report-reply", reply="1", reason="Rude.") == 302
    refused = own.post(f"{PAGE}/moves/keep-reply", data={"reply": "1", "reason": "Mine.", "step": "done"})
    assert (refused.status_code, "aside here: you wrote this reply" in refused.text) == (422, True)
    page = own.get("/comments/reported").text
    assert ["aside here: you wrote this reply" in page, "/moves/keep-reply" in page] == [True, False]
    assert ["/comments/reported" in client.get("/desk").text for client in (own, other)] == [False, True]
    assert act(other, "keep-reply", reply="1", reason="It is an opinion.") == 302


def test_a_moderator_stands_aside_where_their_own_reply_is_hidden(app, db):
    opened(app)
    own = sign_in(app, make_person("both", roles=("moderator",)))
    other = sign_in(app, make_person(roles=("moderator",)))
    assert act(own, "reply", q2="1", q3="Rude words.") == 302
    assert act(other, "hide-reply", reply="1", reason="It insults.") == 302
    refused = own.post(f"{PAGE}/moves/show-reply", data={"reply": "1", "reason": "It does not.", "step": "done"})
    assert (refused.status_code, "aside here: you wrote this reply" in refused.text) == (422, True)
    assert "Rude words." not in own.get(f"{PAGE}/replies/1").text
    assert act(other, "show-reply", reply="1", reason="A second look.") == 302
    assert "Rude words." in own.get(f"{PAGE}/replies/1").text
    assert broken_promises() == []


def test_a_moderator_hides_a_reply_which_then_counts_and_is_found_nowhere(app, db):
    _member, asks = opened(app)
    author = make_person("author")
    assert act(sign_in(app, author), "reply", q2="4", q3="Rude words.") == 302
    assert act(asks, "draw-statement", reply="1", text="Rude words.") == 302
    assert "Rude words." in asks.get(f"{PAGE}/moves/take-stance").text
    moderator = sign_in(app, make_person("moderator", roles=("moderator",)))
    assert act(asks, "hide-reply", reply="1", reason="Rude.") == 403
    assert act(moderator, "show-reply", reply="1", reason="Fine.") == 403
    assert act(moderator, "hide-reply", reply="1", reason="") == 422
    assert act(moderator, "hide-reply", reply="1", reason="Rude.") == 302
    reader = app.test_client()
    shown = reader.get(f"{PAGE}/replies/1").text
    assert "A moderator hid this reply:" in shown
    for address in (PAGE, f"{PAGE}/replies/1", f"{PAGE}/questions/3", "/api/v1/consultations/1",
                    "/api/v1/events?limit=100", "/feeds/consultations/1.atom", "/record"):  # fmt: skip
        assert "Rude words." not in reader.get(address).text, address
    assert '<section aria-labelledby="statements">' not in reader.get(PAGE).text
    stance = rows("stances", [{"statement": "1", "value": "agree"}])
    assert "Rude words." not in asks.get(f"{PAGE}/moves/take-stance").text
    assert act(asks, "take-stance", **stance) == 403, "nothing is left to agree with"
    assert act(sign_in(app, make_person("second")), "reply", q2="1", q3="Kind words.") == 302
    assert act(asks, "draw-statement", reply="2", text="Kind words.") == 302
    assert act(asks, "take-stance", **stance) == 409, "of the hidden one"
    assert act(asks, "take-stance", **rows("stances", [{"statement": "2", "value": "agree"}])) == 302
    own = sign_in(app, author)
    assert f"{PAGE}/moves/reply" not in own.get(PAGE).text, "what is refused is not offered"
    refused = own.post(f"{PAGE}/moves/reply", data={"q2": "1"})
    assert (refused.status_code, "it cannot be revised" in refused.text) == (403, True)
    concerned = mails_to(app, author.actor.handle)[-1]
    assert "has hidden your reply" in concerned.text
    assert "you can appeal it until" in concerned.text
    assert act(moderator, "show-reply", reply="1", reason="A second look.") == 302
    assert "Rude words." in reader.get(f"{PAGE}/replies/1").text
    assert "Revise it until the end" in own.get(PAGE).text
    assert act(asks, "take-stance", **stance) == 302
    assert act(sign_in(app, author), "reply", q2="1") == 302
    own = sign_in(app, make_person("both", roles=("moderator",)))
    assert act(own, "reply", q2="1") == 302
    assert act(own, "hide-reply", reply="3", reason="Mine.") == 422
    assert broken_promises() == []


def test_the_api_shows_and_does_the_same(app, db):
    member, _asks = drafted(app)
    caller, guest = Caller(app, member), Caller(app, make_person("guest"))
    assert caller.post("/consultations/1/moves/open", {"days": 30}).status_code == 200
    fields = guest.get("/consultations/1").json["moves"]
    (reply,) = [move for move in fields if move["name"] == "reply"]
    assert [(field["name"], field["type"], field["required"]) for field in reply["fields"]] == [
        ("q1", "array", False), ("q2", "choice", True), ("q3", "text", False), ("q4", "choice", False),
    ]  # fmt: skip
    assert is_problem(guest.post("/consultations/1/moves/reply", {"q3": "Words."}), 422, "Question 2")
    assert is_problem(guest.post("/consultations/1/moves/reply", {"q9": "Words."}), 422)
    given = {"q1": ["1", "3"], "q2": "4", "q3": "Words."}
    assert guest.post("/consultations/1/moves/reply", given).status_code == 200
    baskets = {"baskets": [{"name": "Costs", "note": ""}]}
    assert is_problem(guest.post("/consultations/1/moves/set-baskets", baskets), 403)
    assert caller.post("/consultations/1/moves/set-baskets", baskets).status_code == 200
    sorting = {"reply": 1, "places": [{"question": 3, "baskets": ["1"]}]}
    assert caller.post("/consultations/1/moves/sort", sorting).status_code == 200
    drawn = {"reply": 1, "text": "Words help."}
    assert caller.post("/consultations/1/moves/draw-statement", drawn).status_code == 200
    stance = {"stances": [{"statement": 1, "value": "agree"}]}
    assert guest.post("/consultations/1/moves/take-stance", stance).status_code == 200
    details = Caller(app).get("/consultations/1").json["details"]
    assert details["questions"][1]["options"] == ["not at all", "fully"]
    (one,) = details["replies"]
    assert (one["by"], one["answers"]) == ("guest", {"q1": [1, 3], "q2": [4], "q3": "Words."})
    assert details["baskets"] == [{"number": 1, "name": "Costs", "note": "", "people": {"civil": 1}}]
    assert details["statements"][0]["agree"] == {"civil": 1}
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Reply)) == 1
    assert session.scalars(select(Event.kind).where(Event.kind == "consultation.sort")).all() == ["consultation.sort"]
