"""Recommendations: asks with their history, commitments, what is overdue, and what takes the place of what."""

import json
import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.stopping import stop_url
from igtf.drafts.models import Ask, AskAnswer, Commitment, Draft, Recommendation
from igtf.notice.models import DigestItem
from igtf.people.commands import add_hat
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Event, Hat
from igtf.record.queries import subject_of
from igtf.routing import bodies
from igtf.routing.models import Statement
from igtf.routing.naming import bodies_named
from igtf.routing.queries import body_by
from tests.api.test_tables import rows_in
from tests.drafts.neighbours import make_ballot, make_call, make_objection, put
from tests.drafts.samples import GOOD
from tests.factories import (
    acts_of,
    by,
    issue_form,
    later,
    mails_to,
    make_person,
    set_pace,
    sign_in,
    state_of,
    tick,
)
from tests.issues.telling import told_of
from tests.routing.acts import day, make_body

URL = "/recommendations/1"


def publish(app, desk, author, topic: str, source: str = GOOD, number: str = "1", meanwhile=lambda: None) -> None:
    """Submit a draft and publish it, as if calls and ballots had passed it; something happens ``meanwhile``."""
    answer = author.post("/drafts/new", data={"name": topic, "source": source, "step": "done"})
    assert answer.status_code == 302, answer.text
    meanwhile()
    draft = session.scalars(select(Draft).order_by(Draft.id.desc())).first()
    call = make_call(number, "last-call", draft.id, desk, state="consensus")
    make_objection(number, call, desk, "outweighed")
    make_ballot(number, draft.id, desk, "passed")
    put(draft.id, "approved")
    with later(app, 15):
        path = f"/drafts/{draft.subject.ref}/moves/publish"
        done = sign_in(app, desk).post(path, data={"step": "done"})
        assert done.status_code == 302, done.text
    session.rollback()


@pytest.fixture
def published(app, db):
    """Return the secretariat and the author, with R-1, which asks something of the ITU and of the private sector."""
    bodies.seed_bodies(by_importer(now()))
    desk, author = make_person(roles=("secretariat",)), sign_in(app, make_person("ines"))
    author.post("/issues/new", data=issue_form())
    publish(app, desk, author, "landlocked")
    return desk, author


def member_of(name: str, *, confirmed: bool = True):
    person = make_person(group="private")
    add_hat(person, stakeholder_group="private", capacity="for", organisation=name, by=by(person), confirmed=confirmed)
    return person


def test_who_filed_the_issue_reads_on_the_desk_whom_it_waits_for(app, published):
    _desk, author = published
    assert "Waits for those whom its recommendation asks" in author.get("/desk").text
    with writing():
        session.execute(update(Ask).values(status="done"))
    desk = author.get("/desk").text
    assert "Waits for those whom its recommendation asks" not in desk
    assert "Waits for the clearing house" in desk


def test_an_issue_that_was_merged_is_recommended_as_the_one_that_it_became(app, db):
    bodies.seed_bodies(by_importer(now()))
    desk, author = make_person(roles=("secretariat",)), sign_in(app, make_person("ines"))
    for title in ("Costs of transit", "Prices of transit", "Transit", "Roots"):
        author.post("/issues/new", data=issue_form(title=title))
    for ref, other in (("1", "2"), ("2", "3")):
        merged = author.post(f"/issues/{ref}/moves/merge", data={"other": other, "reason": "It asks the same."})
        assert merged.status_code == 302, merged.text
    publish(app, desk, author, "landlocked")
    assert [state_of("issue", ref) for ref in "1234"] == ["duplicate", "duplicate", "recommended", "submitted"]
    assert "R-1" in app.test_client().get("/issues/3").text
    page = app.test_client().get(URL).text
    assert ('href="/issues/1"' in page, 'href="/issues/3"' in page) == (True, True)


def test_organisations_commit_report_and_withdraw(app, published):
    person, other = member_of("Transit Exemplar"), member_of("Other Exemplar", confirmed=False)
    hat = str(by(person).hat_id)
    given = {"ask": "2", "what": "We publish reference offers.", "due": day(0), "hat": hat, "step": "done"}
    refused = sign_in(app, other).post(f"{URL}/moves/commit", data=given | {"hat": str(by(other).hat_id)})
    assert refused.status_code == 403
    assert "commits under a confirmed hat" in refused.text
    client = sign_in(app, person)
    personal = str(min(row.id for row in person_hats(person)))
    for wrong, words in (({"hat": personal}, "it has to be confirmed"), ({"due": "2020-01-01"}, "still to come"),
                         ({"ask": "9"}, ""), ({"what": ""}, "Say what your organisation will do.")):  # fmt: skip
        answer = client.post(f"{URL}/moves/commit", data=given | wrong)
        assert answer.status_code == 422, answer.text
        assert words in answer.text
    assert session.query(Commitment).count() == 0
    assert client.post(f"{URL}/moves/commit", data=given).status_code == 302
    again = client.post(f"{URL}/moves/commit", data=given)
    assert "has committed to this ask already" in again.text
    page = app.test_client().get(URL).text
    assert "We publish reference offers." in page
    assert "Transit Exemplar" in page
    with later(app, 70):
        overdue = "Report what your organisation did"
        assert overdue in sign_in(app, person).get("/desk").text
        assert overdue in sign_in(app, member_of("transit exemplar")).get("/desk").text
        assert overdue not in sign_in(app, other).get("/desk").text
        with writing():
            session.execute(update(Hat).where(Hat.id == int(hat)).values(ended_at=now()))
        assert overdue not in sign_in(app, person).get("/desk").text
        with writing():
            session.execute(update(Hat).where(Hat.id == int(hat)).values(ended_at=None))
    number = str(session.scalars(select(Commitment.id)).one())
    told = {"commitment": number, "result": "done", "report": "They are on our site.", "hat": hat}
    assert sign_in(app, other).post(f"{URL}/moves/report", data=told).status_code == 403
    unshown = client.post(f"{URL}/moves/report", data=told)
    assert "Give the evidence that it is done." in unshown.text
    ended = {"commitment": number, "reason": "The market was sold.", "hat": hat, "step": "done"}
    assert client.post(f"{URL}/moves/report", data=told | {"result": "in part"}).status_code == 302
    for who, wrong, status in ((other, {}, 403), (person, {"reason": ""}, 422), (person, {"commitment": "99"}, 422)):
        assert sign_in(app, who).post(f"{URL}/moves/withdraw-commitment", data=ended | wrong).status_code == status
    assert client.post(f"{URL}/moves/withdraw-commitment", data=ended).status_code == 302
    assert client.post(f"{URL}/moves/withdraw-commitment", data=ended).status_code == 403
    assert "The market was sold." in app.test_client().get(URL).text
    assert client.post(f"{URL}/moves/report", data=told).status_code == 403
    kinds = list(session.scalars(select(Event.kind).where(Event.kind.like("recommendation.%")).order_by(Event.id)))
    assert kinds[-3:] == ["recommendation.commit", "recommendation.report", "recommendation.withdraw-commitment"]


def test_an_organisation_is_the_same_however_its_name_is_written(app, published):
    first, colleague = member_of("Exemplar École"), member_of("EXEMPLAR  école")
    given = {"ask": "2", "what": "We publish reference offers.", "step": "done"}
    client, other = sign_in(app, first), sign_in(app, colleague)
    hat = {"hat": str(by(colleague).hat_id)}
    assert client.post(f"{URL}/moves/commit", data=given | {"hat": str(by(first).hat_id)}).status_code == 302
    twice = other.post(f"{URL}/moves/commit", data=given | hat)
    assert twice.status_code == 422
    assert "has committed to this ask already" in twice.text
    session.rollback()
    number = str(session.scalars(select(Commitment.id)).one())
    told = {"commitment": number, "result": "in part", "report": "The first is on our site.", "step": "done"} | hat
    assert sign_in(app, member_of("Exemplar")).post(f"{URL}/moves/report", data=told).status_code == 403
    assert other.post(f"{URL}/moves/report", data=told).status_code == 302


def person_hats(person):
    return session.scalars(select(Hat).where(Hat.actor_id == person.id)).all()


def where(app, path):
    """Return what a page says of where its subject stands."""
    return app.test_client().get(path).text.partition('<div class="wayfind">')[2].partition("</div>")[0]


def test_it_is_cited_by_its_own_name_and_the_day_of_its_publication(app, published):
    made = session.scalars(select(Recommendation)).one()
    of_draft, of_day = ((now() + timedelta(days=days)).date() for days in (0, 15))
    assert made.subject.opened_at.date() == of_day
    reader, draft = app.test_client(), "/drafts/draft-ines-landlocked/00"
    texts = {form: reader.get(f"{URL}.{form}").text for form in ("txt", "bib", "ris", "csl.json", "html")}
    assert f"\nR-1  {of_day}\n" in texts["txt"]
    assert f"\ndraft-ines-landlocked-00  {of_draft}\n" in reader.get(f"{draft}.txt").text
    assert f"month = {{{of_day.month}}},\n  day = {{{of_day.day}}}," in texts["bib"]
    assert f"DA  - {of_day:%Y/%m/%d}" in texts["ris"]
    (item,) = json.loads(texts["csl.json"])
    assert item["issued"] == {"date-parts": [[of_day.year, of_day.month, of_day.day]]}
    assert f'<time datetime="{of_day}">' in texts["html"]
    assert f"DA  - {of_draft:%Y/%m/%d}" in reader.get(f"{draft}.ris").text
    assert str(of_draft) not in "".join(texts.values())


def test_the_way_and_the_asks_follow_the_letters(app, published):
    desk, _author = published
    bodies.add_contact(
        body_by("itu"), name="Otso Esimerkki", role="", email="desk@itu.example", language="en",
        evidence="A letter.", by=by(desk),
    )  # fmt: skip
    page = app.test_client().get(URL).text
    assert "Stands at: Council. State: Published. The council has no chair, who would approve" in where(app, URL)
    assert "Stands at: Council." in where(app, "/issues/1")
    assert "Not sent yet" in page
    assert "Its asks are before their addressees" not in page
    letter = session.scalars(select(Statement)).one()
    assert f'<a href="/statements/{letter.subject.ref}">LS-{letter.subject.ref}</a>' in page
    assert "Answer wanted by" in page
    chair = make_person(roles=("council", "council-chair"))
    assert "Stands at: Council." in where(app, "/statements/1")
    assert sign_in(app, chair).post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    sent = sign_in(app, desk).post("/statements/1/moves/send", data={"channel": "mail", "step": "done"})
    assert sent.status_code == 302
    assert "Stands at: Sent. State: Published. Its asks are before their addressees." in where(app, URL)
    assert "Stands at: Sent." in where(app, "/issues/1")
    waits = app.test_client().get(URL).text
    assert "Not sent yet" not in waits
    assert "addressees is overdue" not in waits
    with later(app, 100):
        owes = app.test_client().get(URL).text
        assert "1 of 2 addressees is overdue" in owes
        assert '<span class="badge late">Overdue</span>' in owes
        assert '<a href="/statements/1">LS-1</a> <span class="badge late">Overdue</span>' in owes
        assert "overdue by" in owes.partition('id="ask-1"')[2].partition("</section>")[0]
        assert_one_meaning_of_overdue(app)
    assert counts(app) == [(2, 0, 0)]
    for number in (1, 2):
        answer = {f"answers-{at}-answer": "declined" for at in range(number)}
        answer |= {f"answers-{at}-text": "Not ours." for at in range(number)} | {"evidence": "Their letter."}
        if sign_in(app, desk).post("/statements/1/moves/answer", data=answer).status_code == 302:
            break
    assert "Stands at: Answered. State: Published. Every letter is answered." in where(app, URL)


def stand(app) -> list[str]:
    """Return what the page of issue 1 says of those whom its recommendation asks, as R-1's own page has it."""
    shown, own = (app.test_client().get(path).text for path in ("/issues/1", URL))
    head = shown.partition('<p class="state')[2].partition("</ul>")[0]
    assert ("How those stand whom" in head) == (f'<a href="{URL}#asks">R-1</a>' in head)
    lines = [" ".join(re.sub("<[^>]+>", " ", line).split()) for line in head.split("<li>")[1:]]
    badges = [re.findall(r'<span class="badge[^>]*>[^<]*</span>', part)[0] for part in own.split('id="ask-')[1:3]]
    assert sorted(re.findall(r'<span class="badge[^>]*>[^<]*</span>', head)[1:]) == sorted(badges)
    return lines


def test_the_issue_says_how_each_addressee_of_its_recommendation_stands_and_until_when(app, published):
    desk, _author = published
    itu, private = "ITU", "Private sector"
    before = stand(app)
    assert [line.startswith(itu) for line in before] == [False, True], "who is waited for, then who is not asked yet"
    assert (before[0].startswith(private), "Not sent yet" in before[1]) == (True, True)
    assert before[1] == f"{itu} Not sent yet : LS-1"
    send_letter(app, desk)
    (due,) = session.scalars(select(Statement.answer_by))
    day_said = f"{due.day} {due:%B %Y}"
    waits = stand(app)
    assert f"{itu} Open until {day_said}: LS-1" in waits
    with later(app, 100):
        late = stand(app)
        assert late[0] == f"{itu} Overdue since {day_said}: LS-1"
        assert len(late) == 2
    promised = now() + timedelta(days=200)
    promise = {"answers-0-answer": "by-date", "answers-0-due": day(200), "evidence": "Their letter."}
    assert sign_in(app, desk).post("/statements/1/moves/answer", data=promise).status_code == 302
    assert f"{itu} Promised until {promised.day} {promised:%B %Y}: LS-1" in stand(app)
    with later(app, 202):
        assert stand(app)[0].startswith(f"{itu} Overdue since {promised.day} {promised:%B %Y}")
    done = {"answers-0-answer": "done", "answers-0-text": "A public table.", "evidence": "Their letter."}
    assert sign_in(app, desk).post("/statements/1/moves/answer", data=done).status_code == 302
    assert f"{itu} Done : LS-1" in stand(app)


@pytest.mark.parametrize(("own_days", "of_letter"), [(40, False), (80, True)])
def test_an_ask_is_overdue_since_the_first_of_its_days_that_passed(app, published, own_days, of_letter):
    """Its own day and that of its letter: the issue, the recommendation and the API say the same, and which it is."""
    desk, _author = published
    own = (now() + timedelta(days=own_days)).date()
    session.scalars(select(Ask).where(Ask.number == 1)).one().due = own
    session.commit()
    send_letter(app, desk)
    of_its_letter = session.scalars(select(Statement.answer_by)).one().date()
    first = min(own, of_its_letter)
    assert (first == of_its_letter) is of_letter
    assert since(app) == (f"ITU Open until {said(first)}: LS-1", None), "by then the letter is waited for too"
    for days in (own_days + 1, 100):
        with later(app, days):
            named = ": LS-1" if of_letter else ""
            assert since(app) == (f"ITU Overdue since {said(first)}{named}", first)


def said(day) -> str:
    """Return a day as pages write it."""
    return f"{day.day} {day:%B %Y}"


def since(app) -> tuple[str, date | None]:
    """Return what the page of issue 1 says of the ITU, and the day since which R-1's own page and the API say it is
    overdue."""
    (line,) = (line for line in stand(app) if line.startswith("ITU"))
    own = app.test_client().get(URL).text.partition('id="ask-1"')[2].partition("</h3>")[2].partition("<dl")[0]
    first, _second = app.test_client().get(f"/api/v1{URL}").json["details"]["asks"]
    found = date.fromisoformat(first["overdue_since"]) if first["overdue_since"] else None
    assert re.findall(r'datetime="(\d{4}-\d\d-\d\d)', own) == ([str(found)] if found else [])
    assert ("overdue by" in own, first["late"]) == (found is not None,) * 2
    return line, found


def send_letter(app, desk, number: int = 1) -> None:
    """Approve and send a letter: the first one carries R-1 to the ITU."""
    head, path = sign_in(app, make_person(roles=("council-chair",))), f"/statements/{number}/moves"
    assert head.post(f"{path}/approve", data={"step": "done"}).status_code == 302
    sent = {"channel": "other", "evidence": "Receipt 7.", "step": "done"}
    assert sign_in(app, desk).post(f"{path}/send", data=sent).status_code == 302


def test_what_a_body_says_of_a_thing_done_is_told_once(app, published):
    desk, _author = published
    send_letter(app, desk)
    done = {"answers-0-answer": "done", "answers-0-text": "A public table.", "evidence": "Their letter."}
    assert sign_in(app, desk).post("/statements/1/moves/answer", data=done).status_code == 302
    first = session.scalars(select(Ask).where(Ask.status == "done")).one()
    assert (first.answer, first.evidence) == ("A public table.", "")
    asked = app.test_client().get(URL).text.partition('id="asks"')[2].partition("</section>")[0]
    assert ("Evidence" in asked, asked.count("A public table.")) == (False, 1)
    session.execute(update(Ask).values(evidence=Ask.answer))  # as it was kept before
    session.execute(update(AskAnswer).values(evidence=AskAnswer.text))
    session.commit()
    with later(app, 1):
        asked = app.test_client().get(URL).text.partition('id="asks"')[2].partition("</section>")[0]
    assert ("Evidence" in asked, asked.count("A public table.")) == (False, 1)


WAITS = "Record what was done, once it is"
SETTLED = "Resolve it: nothing is open any more of what its recommendation asks"


def test_an_issue_comes_to_its_end_once_nothing_that_its_recommendation_asks_is_open(app, published):
    desk, _author = published
    client, supporter = sign_in(app, desk), make_person("supporter")
    assert sign_in(app, supporter).post("/issues/1/moves/support").status_code == 302
    send_letter(app, desk)
    assert "Stands at: Sent." in where(app, "/issues/1")
    done = {"answers-0-answer": "done", "answers-0-text": "A public table.", "evidence": "Their letter."}
    assert client.post("/statements/1/moves/answer", data=done).status_code == 302
    assert {"ines", "supporter"} <= told_of(app, "statement.answer"), "who brought it hears"
    assert "gave the answer of a body on this issue" in app.test_client().get("/issues/1").text
    assert "Stands at: Answered." in where(app, "/issues/1")
    assert (WAITS in acts_of(desk), SETTLED in acts_of(desk)) == (True, False), "the private sector was asked too"
    told = {"ask": "2", "status": "done", "answer": "Offers are out.", "evidence": "https://offers.example"}
    assert client.post(f"{URL}/moves/record-answer", data=told).status_code == 302
    assert (WAITS in acts_of(desk), SETTLED in acts_of(desk)) == (False, True)
    assert SETTLED not in acts_of(make_person(roles=("council",))), "it is for the assigned member"
    resolved = {"result": "implemented", "done": "Prices are public.", "evidence": "Their table.", "step": "done"}
    assert client.post("/issues/1/moves/resolve", data=resolved).status_code == 302
    assert SETTLED not in acts_of(desk)


def test_who_wants_no_mail_about_an_issue_that_they_support_gets_none_about_its_letters(app, published):
    """The link that stops mail ends it in any role; who stops following on the page goes on as who supports it."""
    desk, _author = published
    supporters = {handle: make_person(handle) for handle in ("quiet", "again", "unfollowing", "weekly")}
    clients = {handle: sign_in(app, person) for handle, person in supporters.items()}
    set_pace(supporters["weekly"], "weekly")
    for client in clients.values():
        assert client.post("/issues/1/moves/support").status_code == 302
    send_letter(app, desk)

    def stops(handle: str) -> None:
        with app.test_request_context("/"):
            link = urlsplit(stop_url(supporters[handle].id, subject_of("issue", "1").id)).path
        assert app.test_client().post(link).status_code == 200

    for handle in ("quiet", "again"):
        stops(handle)
    assert clients["again"].post("/issues/1/follow").status_code == 302
    assert clients["unfollowing"].post("/issues/1/follow", data={"stop": "1"}).status_code == 302
    done = {"answers-0-answer": "done", "answers-0-text": "A public table.", "evidence": "Their letter."}
    assert sign_in(app, desk).post("/statements/1/moves/answer", data=done).status_code == 302
    assert told_of(app, "statement.answer") & {*supporters} == {"again", "unfollowing"}
    mails_to(app, "weekly")
    session.rollback()
    waits = session.scalars(select(DigestItem.audience).where(DigestItem.person_id == supporters["weekly"].id)).all()
    assert "concerned" in waits
    stops("weekly")
    with later(app, 8):
        texts = [mail.text for mail in mails_to(app, "weekly") if mail.key.startswith("digest:")]
    assert "A public table." not in "".join(texts), "what waited goes too"


def test_an_issue_waits_for_nobody_once_its_recommendation_is_superseded(app, published):
    desk, author = published
    send_letter(app, desk)
    assert (WAITS in acts_of(desk), SETTLED in acts_of(desk)) == (True, False)
    other = GOOD.replace("addresses: [1]", "addresses: []").replace("addressees: [ITU]",
                                                                    "addressees: [ITU]\nsupersedes: [R-1]")  # fmt: skip
    session.rollback()
    publish(app, desk, author, "better", other, "2")
    assert (WAITS in acts_of(desk), SETTLED in acts_of(desk)) == (False, True)
    assert "Stands at: Sent." in where(app, "/issues/1"), "nobody answered"


def test_nothing_that_a_superseded_recommendation_asked_is_overdue_anywhere(app, published):
    desk, author = published
    send_letter(app, desk)
    told = {"ask": "2", "status": "promised", "answer": "They will.", "evidence": "Minutes", "due": day(30)}
    assert sign_in(app, desk).post(f"{URL}/moves/record-answer", data=told).status_code == 302

    def late() -> tuple[list[str], list[bool], list[bool], bool, list[str]]:
        reader = app.test_client()
        listed = [row["late"] for row in rows_in(reader.get("/api/v1/recommendations.csv")) if row["ref"] == "1"]
        asks = [ask["late"] for ask in reader.get(f"/api/v1{URL}").json["details"]["asks"]]
        table = [row["late"] == "true" for row in rows_in(reader.get(f"/api/v1{URL}/asks.csv"))]
        found = [item["ref"] for item in reader.get("/api/v1/recommendations?ask=overdue").json["items"]]
        return listed, asks, table, "verdue" in reader.get(URL).text, found

    with later(app, 800):
        assert late() == (["2"], [True, True], [True, True], True, ["1"])
    publish(app, desk, author, "better", GOOD.replace("addressees: [ITU]", "addressees: [ITU]\nsupersedes: [R-1]"), "2")
    with later(app, 800):
        assert late() == (["0"], [False, False], [False, False], False, ["2"])
        statuses = [ask["status"] for ask in app.test_client().get(f"/api/v1{URL}").json["details"]["asks"]]
        assert statuses == ["open", "promised"]


def assert_one_meaning_of_overdue(app) -> None:
    """Let the letter of the first ask be late: page, list, filter, table and API say so of that ask alone."""
    reader, title = app.test_client(), "Interconnection of landlocked countries"
    assert counts(app) == [(2, 0, 1)]
    assert "1 overdue" in reader.get("/recommendations/").text
    assert title in reader.get("/recommendations/?ask=overdue").text
    assert [row["late"] for row in rows_in(reader.get("/api/v1/recommendations.csv"))] == ["1"]
    assert [item["ref"] for item in reader.get("/api/v1/recommendations?ask=overdue").json["items"]] == ["1"]
    first, second = reader.get(f"/api/v1{URL}").json["details"]["asks"]
    assert [(ask["status"], ask["late"]) for ask in (first, second)] == [("overdue", True), ("open", False)]
    letter = {"ref": "1", "late": True, "url": "/statements/1"}
    assert [letter.items() <= row.items() for row in first["letters"]] == [True]
    due_at = reader.get("/api/v1/statements/1").json["due_at"]
    assert (first["answer_wanted_by"], second["answer_wanted_by"], second["letters"]) == (due_at, None, [])
    assert [row["late"] for row in rows_in(reader.get(f"/api/v1{URL}/asks.csv"))] == ["true", "false"]
    side = reader.get(URL).text.partition("<h2>Facts</h2>")[2]
    assert "<dt>Overdue</dt><dd>1</dd>" in side


def counts(app) -> list[tuple[int, int, int]]:
    """Return how many asks the list of the API says of each recommendation: all, done, late."""
    items = app.test_client().get("/api/v1/recommendations").json["items"]
    return [(item["asks"], item["done"], item["late"]) for item in items]


def test_the_latest_answer_counts_and_what_is_late_is_said_once(app, published):
    desk, author = published
    client, member = sign_in(app, desk), make_person(roles=("council",))
    path, given = f"{URL}/moves/record-answer", {"ask": "2", "answer": "They will.", "evidence": "Minutes, page 3"}
    assert author.post(path, data=given | {"status": "done"}).status_code == 403
    assert client.post(path, data=given | {"status": "promised"}).status_code == 422
    assert client.post(path, data=given | {"status": "done", "evidence": ""}).status_code == 422
    assert client.post(path, data=given | {"status": "promised", "due": day(30)}).status_code == 302
    with later(app, 40):
        run_due(by_clock(now()))
        run_due(by_clock(now()))
        assert session.query(Event).filter(Event.kind == "recommendation.fall-overdue").count() == 1
        session.rollback()
        page = app.test_client().get(URL).text
        assert "overdue" in page
        assert "1 overdue" in app.test_client().get("/recommendations/?ask=overdue").text
        assert counts(app) == [(2, 0, 1)]
        assert "An ask is overdue" in sign_in(app, member).get("/desk").text
        done = {"status": "done", "answer": "Offers are out.", "evidence": "https://offers.example"}
        assert sign_in(app, member).post(path, data=given | done).status_code == 302
        page = app.test_client().get(URL).text
        assert "2 answers, newest first" in page
        assert page.index("Offers are out.") < page.index("They will.")
        shown = app.test_client().get(f"/api/v1{URL}").json["details"]["asks"][1]
        assert shown["status"] == "done"
        assert [row["status"] for row in shown["answers"]] == ["done", "promised"]
        assert counts(app) == [(2, 1, 0)]
        for asked, found in (("ask=done", True), ("ask=overdue", False), ("addressee=private", True),
                             ("addressee=itu", True), ("addressee=itu&ask=overdue", False),
                             ("state=superseded", False)):  # fmt: skip
            listed = app.test_client().get(f"/recommendations/?{asked}").text
            assert ("Interconnection of landlocked countries" in listed) is found, asked


LATE = "An ask is overdue: record what became of it"


def test_an_ask_that_nobody_answers_ends_without_an_answer(app, published):
    desk, _author = published
    client, path = sign_in(app, desk), f"{URL}/moves/record-answer"
    given = {"ask": "2", "answer": "Nothing was heard.", "evidence": "Two letters to their associations."}
    promised = given | {"status": "promised", "due": day(30)}
    assert client.post(path, data=promised).status_code == 302
    given["status"] = "no answer"
    early = client.post(path, data=given)
    assert (early.status_code, "The day that is waited for has not passed." in early.text) == (422, True)
    with later(app, 40):
        tick()
        assert LATE in acts_of(desk)
        client = sign_in(app, desk)
        assert client.post(path, data=given | {"evidence": ""}).status_code == 422
        assert client.post(path, data=given).status_code == 302
        tick()
        assert LATE not in acts_of(desk)
        assert session.query(Event).filter(Event.kind == "recommendation.fall-overdue").count() == 1
        reader = app.test_client()
        asks = [ask["status"] for ask in reader.get(f"/api/v1{URL}").json["details"]["asks"]]
        assert asks == ["open", "no answer"]
        assert '<span class="badge closed">No answer</span>' in reader.get(URL).text
        for asked, found in (("no+answer", True), ("overdue", False)):
            listed = reader.get(f"/recommendations/?ask={asked}").text
            assert ("Interconnection of landlocked countries" in listed) is found, asked
        assert client.post(path, data=given | {"status": "done"}).status_code == 302, "the latest answer counts"
        assert reader.get(f"/api/v1{URL}").json["details"]["asks"][1]["status"] == "done"


def test_a_letter_that_is_closed_without_an_answer_settles_what_it_asks(app, published):
    desk, _author = published
    client = sign_in(app, desk)
    send_letter(app, desk)
    told = {"ask": "2", "status": "declined", "answer": "Not theirs.", "evidence": "Their letter."}
    assert client.post(f"{URL}/moves/record-answer", data=told).status_code == 302
    with later(app, 600):
        tick()
        assert (LATE in acts_of(desk), SETTLED in acts_of(desk)) == (True, False)
        closed = sign_in(app, desk).post("/statements/1/moves/close", data={"evidence": ""})
        assert closed.status_code == 302
        assert (LATE in acts_of(desk), SETTLED in acts_of(desk)) == (False, True)
        tick()
        first, second = app.test_client().get(f"/api/v1{URL}").json["details"]["asks"]
        assert (first["status"], second["status"]) == ("no answer", "declined")
        assert [(row["status"], row["evidence"]) for row in first["answers"]] == [("no answer", "LS-1")]
        kinds = session.scalars(select(Event.kind).where(Event.kind.like("recommendation.%")).order_by(Event.id))
        assert list(kinds)[-2:] == ["recommendation.fall-overdue", "recommendation.ask-status"]


def test_an_ask_whose_day_is_still_to_come_waits_on_after_its_letter_is_closed(app, published):
    desk, _author = published
    send_letter(app, desk)
    with later(app, 600) as at:
        with writing():
            first = session.scalars(select(Ask).order_by(Ask.number)).first()
            first.due = at.date() + timedelta(days=1)
        tick()
        assert sign_in(app, desk).post("/statements/1/moves/close", data={"evidence": ""}).status_code == 302
        assert app.test_client().get(f"/api/v1{URL}").json["details"]["asks"][0]["status"] == "open"


def test_a_letter_that_nothing_is_waited_for_any_more_is_closed_with_evidence(app, published):
    desk, author = published
    head = sign_in(app, make_person(roles=("council-chair",)))
    assert head.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    sent = {"channel": "other", "evidence": "Receipt 7.", "step": "done"}
    client = sign_in(app, desk)
    assert client.post("/statements/1/moves/send", data=sent).status_code == 302
    early = client.post("/statements/1/moves/close", data={"evidence": "Superseded."})
    assert (early.status_code, "not before" in early.text) == (403, True)
    publish(app, desk, author, "better", GOOD.replace("addressees: [ITU]", "addressees: [ITU]\nsupersedes: [R-1]"), "2")
    assert client.post("/statements/1/moves/close", data={"evidence": ""}).status_code == 422
    assert client.post("/statements/1/moves/close", data={"evidence": "R-2 asks instead."}).status_code == 302
    assert "No answer was waited for any more" in app.test_client().get("/statements/1").text


def test_a_later_recommendation_supersedes_or_updates_earlier_ones(app, published):
    desk, author = published
    second = GOOD.replace("addressees: [ITU]", "addressees: [ITU]\nsupersedes: [R-1]")
    for wrong, words in (("R-9", "There is no recommendation R-9."), ("one", "is not the number of a recommendation")):
        source = second.replace("[R-1]", f"[{wrong}]")
        answer = author.post("/drafts/new", data={"name": "better", "source": source, "step": "done"})
        assert answer.status_code == 422
        assert words in answer.text
    publish(app, desk, author, "better", second, "2")
    publish(app, desk, author, "more", second.replace("supersedes: [R-1]", "updates: [2]"), "3")
    send_letter(app, desk, 3)
    other = GOOD.replace("ITU", "ICANN").replace("addressees:", "supersedes: [R-3]\naddressees:")
    publish(app, desk, author, "other", other, "4")
    reader = app.test_client()
    first, two, three = (reader.get(f"/recommendations/{n}").text for n in (1, 2, 3))
    said = "published a recommendation that supersedes this one"
    assert re.search(rf'<p class="line">.*{desk.actor.name}.* {said}', first)
    assert first.index("Superseded by") < first.index("What it asks")
    assert "It supersedes" in two
    assert "Updated by" in two
    assert "It updates" in three
    assert "Interconnection" in reader.get("/recommendations/?state=superseded").text
    states = [row.subject.state for row in session.scalars(select(Recommendation).order_by(Recommendation.id))]
    assert states == ["superseded", "published", "superseded", "published"]
    kinds = list(session.scalars(select(Event.kind).where(Event.kind.like("recommendation.be-%")).order_by(Event.id)))
    assert kinds == ["recommendation.be-superseded", "recommendation.be-updated", "recommendation.be-superseded"]
    texts = session.scalars(select(Statement.text).order_by(Statement.id)).all()
    assert "It supersedes R-1." in texts[1]
    told = [(row.body.subject.ref, row.purpose) for row in session.scalars(select(Statement).order_by(Statement.id))]
    assert told[3:] == [("icann", "action"), ("itu", "information")]
    assert "no longer waited for" in texts[4]
    assert reader.get("/api/v1/recommendations/1").json["details"]["superseded"] == [2]
    person = member_of("Transit Exemplar")
    late = {"ask": "2", "what": "Offers.", "hat": str(by(person).hat_id), "step": "done"}
    assert sign_in(app, person).post(f"{URL}/moves/commit", data=late).status_code == 409
    for part in ("Issues", "Drafts", "Calls", "Objections", "Ballots", "Statements and answers"):
        assert f"<dt>{part}</dt>" in two
    assert ">Dissent</h2>" in two
    for form in ("bib", "ris", "csl.json", "txt", "md"):
        assert reader.get(f"/recommendations/2.{form}").status_code == 200
    assert "supersed" in reader.get("/feeds/recommendations.atom").text


def test_who_never_got_what_is_superseded_is_not_told_that_it_no_longer_counts(app, published):
    desk, author = published
    other = GOOD.replace("ITU", "ICANN").replace("addressees:", "supersedes: [R-1]\naddressees:")
    publish(app, desk, author, "other", other, "2")
    told = [(row.body.subject.ref, row.purpose) for row in session.scalars(select(Statement).order_by(Statement.id))]
    assert told == [("itu", "action"), ("icann", "action")]


def test_who_was_not_told_that_something_is_superseded_is_told_when_what_took_its_place_is_too(app, published):
    desk, author = published
    send_letter(app, desk)
    other = GOOD.replace("ITU", "ICANN").replace("addressees:", "supersedes: [R-1]\naddressees:")
    publish(app, desk, author, "other", other, "2")
    publish(app, desk, author, "third", other.replace("R-1", "R-2"), "3")

    def told() -> list[tuple[str, str, str]]:
        session.rollback()
        rows = session.scalars(select(Statement).order_by(Statement.id).where(Statement.purpose == "information"))
        return [(row.subject.ref, row.body.subject.ref, row.text.partition("\n")[0]) for row in rows]

    first, second = told()
    assert first[:2] == ("3", "itu")
    head = sign_in(app, make_person(roles=("council-chair",)))
    assert head.post("/statements/3/moves/approve", data={"step": "done"}).status_code == 403, "its matter is over"
    assert second[:2] == ("5", "itu")
    assert second[2].endswith("It supersedes R-2. What R-1 asked of you is no longer waited for.")
    send_letter(app, desk, 5)
    publish(app, desk, author, "fourth", other.replace("R-1", "R-3"), "4")
    assert told() == [first, second], "the body knows already"


def test_a_body_that_was_renamed_meanwhile_gets_what_is_asked_of_it_by_its_former_name(app, db):
    make_body("lamp", acronym="ULM")
    desk, author = make_person(roles=("secretariat",)), sign_in(app, make_person("ines"))
    author.post("/issues/new", data=issue_form())
    entry = {"name": "Union of lamp makers", "kind": "technical", "mandate": "Writes standards for street lamps."}

    def rename(acronym, number):
        client, said = sign_in(app, desk), entry | {"acronym": acronym, "reason": "Renamed."}
        assert client.post("/bodies/lamp/moves/propose-change", data=said).status_code == 302
        assert client.post(f"/body-changes/{number}/moves/approve", data={"step": "done"}).status_code == 302

    publish(app, desk, author, "lamps", GOOD.replace("ITU", "ULM"), meanwhile=lambda: rename("FIL", 1))
    (made,) = session.scalars(select(Statement)).all()
    assert (made.body.subject.ref, [ask.ask_id is not None for ask in made.asks]) == ("lamp", [True])
    rename("LUX", 2)
    assert bodies_named(["ULM", "fil", "Lux", "Union of lamp makers"]) == dict.fromkeys(
        ("ULM", "fil", "Lux", "Union of lamp makers"), "lamp"
    )
    make_body("post", acronym="ULM")  # who has a name now comes before who had it
    assert bodies_named(["ULM", "FIL"]) == {"ULM": "post", "FIL": "lamp"}
