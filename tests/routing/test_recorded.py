"""What is recorded in a body's name: who did it and on what evidence, shown beside it and told to the contacts."""

import io
import re

import pytest

from igtf.routing.bodies import add_contact
from igtf.routing.statements import approve, draft
from tests.factories import by, letters, make_person, sign_in
from tests.routing.acts import day, links, make_body, name_contact, reload, sent_statement


@pytest.fixture
def people(db):
    return make_person("aino", roles=("secretariat",)), make_person(roles=("council-chair",))


def test_what_the_secretariat_records_is_named_and_told_to_each_contact_in_their_language(app, people):
    body = make_body()
    name_contact(body, people[0])
    add_contact(body, name="Amélie Exemple", role="", email="amelie@lamp.example", language="fr", evidence="A letter.",
                by=by(people[0]))  # fmt: skip
    sent_statement(*people)
    desk, outside = sign_in(app, people[0]), app.test_client()
    moves = "/statements/1/moves"
    assert desk.post(f"{moves}/acknowledge", data={"evidence": ""}).status_code == 422
    assert letters("statement-recorded") == []
    check = desk.get(f"{moves}/answer").text
    assert "Told: the contact of the body" in check
    assert desk.post(f"{moves}/acknowledge", data={"evidence": "A call of Monday."}).status_code == 302
    assert "recorded by the secretariat for LAMP, on: <bdi>A call of Monday.</bdi>" in outside.get("/statements/1").text
    taken = {"evidence": "Their minutes.", "reference": "L/7"}
    assert desk.post(f"{moves}/in-process", data=taken).status_code == 302
    done = {"answers-0-answer": "done", "answers-0-text": "See the report.", "evidence": "A letter of May."}
    assert desk.post(f"{moves}/answer", data=done).status_code == 302
    page = outside.get("/statements/1").text
    for evidence in ("A call of Monday.", "Their minutes.", "A letter of May."):
        assert f"recorded by the secretariat for LAMP, on: <bdi>{evidence}</bdi>" in page
    assert desk.post(f"{moves}/answer", data=done | {"evidence": "A second letter."}).status_code == 302
    page = outside.get("/statements/1").text
    assert "for LAMP, on: <bdi>A second letter.</bdi>" in page
    assert "for LAMP, on: <bdi>A letter of May.</bdi>" not in page, "beside the answer that counts"
    assert desk.post(f"{moves}/close", data={"evidence": "All is done."}).status_code == 302
    mails = letters("statement-recorded")
    assert [mail.to for mail in mails] == ["desk@lamp.example", "amelie@lamp.example"] * 5
    assert {mail.subject for mail in mails[::2]} == {"LS-1 (liaison statement): Lamps at landing stations"}
    assert {mail.headers["References"] for mail in [*mails, *letters("statement-letter")]} == {
        mails[0].headers["In-Reply-To"]
    }, "one thread"
    texts = [mail.text for mail in mails]
    assert "Evidence: A letter of May." in texts[4]
    assert "1. Answer. Done (See the report.)" in texts[4]
    assert "All is done." in texts[8]
    assert all("not by the link of a contact" in text for text in texts[::2])
    assert all("/notice/stop/" not in text and "/account/" not in text for text in texts)
    assert "Otso Esimerkki," in texts[0]
    assert "Amélie Exemple," in texts[1]
    assert not texts[1].startswith("Dear"), "in French"
    assert all("List-Unsubscribe" not in mail.headers for mail in mails)


def test_what_a_contact_does_by_the_link_is_told_to_the_contact(app, people):
    name_contact(make_body(), people[0])
    sent_statement(*people)
    (link,) = links()
    outside = app.test_client()
    assert outside.post(f"{link}/propose-date", data={"propose-date-deadline": day(-1)}).status_code == 422
    assert letters("statement-recorded") == []
    later = {"propose-date-deadline": day(50), "propose-date-reason": "Our plenary."}
    declined = {"answer-answers-0-answer": "declined", "answer-answers-0-text": "Not ours."}
    for name, given in (("acknowledge", {}), ("propose-date", later), ("answer", declined)):
        assert outside.post(f"{link}/{name}", data=given).status_code == 302
    page = outside.get("/statements/1").text
    assert page.count("recorded by <bdi>Otso Esimerkki (LAMP)") == 2, "receipt, and the answer"
    assert "by the secretariat for" not in page
    assert outside.get(link).text.count("recorded by <bdi>Otso Esimerkki (LAMP)") == 1
    texts = [mail.text for mail in letters("statement-recorded")]
    assert len(texts) == 3
    assert all("It was done by the link of Otso Esimerkki (LAMP)." in text for text in texts)
    assert "Our plenary." in texts[1]
    assert "Not ours." in texts[2]


def test_what_a_body_writes_keeps_its_paragraphs_and_its_links(app, people):
    name_contact(make_body(), people[0])
    sent_statement(*people, asks=("Answer.", "And this."))
    (link,) = links()
    outside = app.test_client()
    text = "First <b>part</b>:\n- one\n- two (https://lamp.example/a?b=1&c=2.)\n\nSecond part."
    given = {f"answer-answers-{place}-answer": "comments" for place in (0, 1)}
    given |= {"answer-answers-0-text": text, "answer-answers-1-text": "Yes."}
    assert outside.post(f"{link}/answer", data=given).status_code == 302
    said = (
        'First &lt;b&gt;part&lt;/b&gt;:<br>- one<br>- two (<a href="https://lamp.example/a?b=1&amp;c=2" '
        'class="bare" rel="nofollow ugc noopener">https://lamp.example/a?b=1&amp;c=2</a>.)'
    )
    page = outside.get("/statements/1").text
    assert f'<p dir="auto">{said}</p><p dir="auto">Second part.</p>' in page
    assert f'<p class="why">1. Answer. Commented ({said}</p>' in page, "in the timeline"
    assert '<p class="why">2. And this. Commented (Yes.)</p>' in page, "each point for itself"
    assert said in outside.get(link).text
    (mail,) = letters("statement-recorded")
    assert f"{text})\n\n2. And this." in mail.text
    closed = {"evidence": "It is done:\nhttps://lamp.example/done"}
    assert sign_in(app, people[0]).post("/statements/1/moves/close", data=closed).status_code == 302
    page = outside.get("/statements/1").text
    assert page.count("It is done:<br><a href=") == 2, "below the answers, and in the timeline"


def test_an_empty_answer_is_said_at_the_first_point_and_files_may_come_later(app, people):
    name_contact(make_body(), people[0])
    sent_statement(*people, asks=("Answer.", "And this.", "And that."))
    (link,) = links()
    outside = app.test_client()
    empty = outside.post(f"{link}/answer", data={"answer-answers-1-answer": ""})
    assert empty.status_code == 422
    assert 'href="#answer-answers-0-answer"' in empty.text
    assert empty.text.count("Answer at least one point; what you leave out stays open.") == 2, (
        "on top, and at the field"
    )
    assert empty.text.count('aria-invalid="true"') == 1
    described = "answer-answers-0-answer-hint answer-answers-0-answer-error"
    assert re.search(f'<select aria-describedby="{described}" aria-invalid="true"', empty.text)
    desk = sign_in(app, people[0])
    assert 'href="#answers-0-answer"' in desk.post("/statements/1/moves/answer", data={"evidence": "A letter."}).text

    alone = {"answer-files-0-file": (io.BytesIO(b"Figures."), "figures.txt")}
    assert outside.post(f"{link}/answer", data=alone).status_code == 422
    all_of_them = {f"answer-answers-{place}-answer": "comments" for place in range(3)}
    all_of_them |= {f"answer-answers-{place}-text": "Yes." for place in range(3)}
    assert outside.post(f"{link}/answer", data=all_of_them).status_code == 302
    page = outside.get(link).text
    assert "No answer yet" not in page
    assert page.count("Leave our answer as it is") == 3
    assert page.index("Your answers so far") < page.index("What you can do")
    nothing = outside.post(f"{link}/answer", data={})
    assert nothing.status_code == 422
    assert '<a href="#answer-answers">' in nothing.text
    assert "no file was added, so nothing was recorded" in nothing.text
    before = len(letters("statement-recorded"))
    late = {"answer-files-0-file": (io.BytesIO(b"Figures."), "figures.txt")}
    assert outside.post(f"{link}/answer", data=late).status_code == 302
    assert "figures.txt" in outside.get("/statements/1").text
    mails = letters("statement-recorded")
    assert len(mails) == before + 1
    assert "Files: figures.txt, 8 bytes" in mails[-1].text
    assert "recorded by <bdi>Otso Esimerkki (LAMP)" in outside.get("/statements/1").text


def test_the_page_of_a_contact_begins_with_the_letter_and_says_what_follows(app, people):
    name_contact(make_body(), people[0])
    sent_statement(*people, asks=("Answer.", "And this."))
    (link,) = links()
    outside = app.test_client()
    page = outside.get(f"{link}?lang=en").text
    begins = [page.index(words) for words in ("<summary>The letter of ", "What is asked", "What you can do")]
    assert begins == sorted(begins)
    assert '<li><span dir="auto">And this.</span></li>' in page
    assert "<bdi>2. And this.</bdi></label>" in page
    for name in ("Point 2", "File 1"):
        assert f'aria-label="{name}"' in page
    assert "Your answer to each point 1" not in page
    assert page.index("<summary>Add files</summary>") < page.index('type="file"')
    assert "It counts at once: your answer is waited for until that day" in page
    given = {"answer-answers-0-answer": "", "answer-answers-1-answer": "declined"}
    wrong = outside.post(f"{link}/answer", data=given).text
    assert "Point 2, Explanation: Say why." in wrong
    moved = {"propose-date-deadline": day(50), "propose-date-reason": "Our plenary."}
    done = outside.post(f"{link}/propose-date", data=moved, follow_redirects=True).text
    notice = done[done.index('role="status"') :].partition("</div>")[0]
    for words in ("Recorded: Propose another date.", "nobody has to agree", "Told: the contact of the body"):
        assert words in notice


def test_whom_a_statement_reaches_is_shown_before_it_is_sent(app, people):
    secretary, chair = people
    body, tree = make_body(), make_body("tree", "Plants trees.")
    statement = draft(body="lamp", purpose="comment", subject="Lamps", text="See.", cc=["tree"], by=by(secretary))
    approve(statement, by=by(chair))
    desk, path = sign_in(app, secretary), "/statements/1/moves/send"
    lonely = desk.get(path).text
    assert "LAMP has no contact, so no mail can reach it." in lonely
    assert 'value="mail"' not in lonely
    assert 'value="other"' in lonely
    assert tree.subject.title in lonely
    assert desk.post(path, data={"channel": "mail"}).status_code == 422
    adding = re.search(r'href="(/bodies/lamp/moves/add-contact[^"]*)"', lonely)[1]
    contact = {"name": "Otso Esimerkki", "email": "desk@lamp.example", "language": "en", "evidence": "A letter."}
    assert desk.post(adding, data=contact).location == path
    known = desk.get(path).text
    assert "has no contact" not in known
    assert "Otso Esimerkki" in known
    check = desk.post(path, data={"channel": "mail"}).text
    assert "Nothing is recorded yet." in check
    for words in ("Otso Esimerkki", body.subject.title, '<article class="document letter"',
                  "Told: the contact, where it goes by mail"):  # fmt: skip
        assert words in check
    assert "Otso Esimerkki" not in desk.post(path, data={"channel": "other", "evidence": "A receipt."}).text
    assert 'id="letter"' in desk.get("/statements/1").text
    assert reload(statement).sent_at is None


def test_the_table_of_a_body_names_liaison_statements_by_their_own_word(app, people):
    name_contact(make_body(), people[0])
    for _each in "ab":
        sent_statement(*people)
    page = app.test_client().get("/bodies/lamp?lang=fr").text
    assert '<th scope="col">Note de liaison</th>' in page
    assert ">Avis<" not in page, "that is the word for minority statements"
    assert '<div class="prose lead" lang="en"><p dir="auto">' in page, "mandates are in English"
