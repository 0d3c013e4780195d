"""The page of a contact is one form: what was filled in for one act is lost neither by another nor since."""

import re
from html import unescape

from igtf.routing.statements import approve, draft, send
from tests.factories import by
from tests.routing.acts import day, links, make_body, name_contact, reload, sent_statement

REASON = "We meet in April, and the committee wants to see the draft first."
COMMENT = "Lamps at landing stations are on the agenda of our next session."


def kept(page) -> str:
    """Return what a page gives back of what was typed for a step that is over."""
    found = re.search(r'<textarea id="kept"[^>]*>\n?(.*?)</textarea>', page.text, re.DOTALL)
    return unescape(found[1]) if found else ""


def test_what_was_filled_in_for_another_act_stands_there_again(app, people):
    name_contact(make_body(), people[0])
    statement = sent_statement(*people)
    (link,) = links()
    outside = app.test_client()
    page = outside.get(link).text
    main = page.partition("<main")[2]
    assert main.count("<form") == 1
    for name in ("acknowledge", "answer", "in-process", "propose-date"):
        assert f'<button formaction="{link}/{name}">' in main
    assert main.index("<button disabled hidden>") < main.index("formaction"), "Return in a line does nothing"
    typed = {"answer-answers-0-answer": "comments", "answer-answers-0-text": COMMENT, "propose-date-reason": REASON,
             "answer-answers-0-due": "", "in-process-reference": ""}  # fmt: skip
    done = outside.post(f"{link}/acknowledge", data=typed | {"once": "k1"})
    assert (done.status_code, reload(statement).subject.state) == (200, "acknowledged")
    for words in ("Recorded: Acknowledge receipt", "It is not recorded yet.", f"{COMMENT}</textarea>",
                  f"{REASON}</textarea>", '<option selected value="comments">'):  # fmt: skip
        assert words in done.text, words
    again = outside.post(f"{link}/acknowledge", data=typed | {"once": "k1"})
    assert (again.status_code, "it was done once" in again.text, COMMENT in again.text) == (200, True, True)
    wrong = outside.post(f"{link}/propose-date", data=typed)
    assert (wrong.status_code, "Another date: Give the date." in wrong.text) == (422, True)
    assert f"{COMMENT}</textarea>" in wrong.text
    assert reload(statement).asks[0].status == "open"
    answered = outside.post(f"{link}/answer", data=typed)
    assert (answered.status_code, reload(statement).asks[0].answer) == (200, COMMENT)
    assert "Recorded: Answer" in answered.text
    assert "the step that it was for is over" in answered.text
    assert kept(answered) == REASON
    assert outside.post(f"{link}/answer", data={"answer-answers-0-answer": "comments", "answer-answers-0-text": "No.",
                                                "propose-date-reason": " "}).status_code == 302  # fmt: skip


def test_a_step_that_is_over_says_so_before_what_is_wrong_in_it_and_leads_back(app, people):
    name_contact(make_body(), people[0])
    sent_statement(*people)
    (link,) = links()
    outside = app.test_client()
    answer = {"answer-answers-0-answer": "comments", "answer-answers-0-text": COMMENT}
    assert outside.post(f"{link}/answer", data=answer).status_code == 302
    typed = {"propose-date-reason": REASON, "in-process-reference": "T/7", "answer-answers-0-answer": "declined"}
    for deadline in ("", day(40)):
        late = outside.post(f"{link}/propose-date", data=typed | {"propose-date-deadline": deadline})
        assert (late.status_code, "This step is not possible now" in late.text) == (409, True)
        said = kept(late)
        assert (REASON in said, "Reason:\n" in said, "T/7" in said, "declined" in said) == (True, True, True, False)
        assert f'href="{link}">Back to its page' in late.text
    assert f'href="{link}">Back to its page' in outside.post(f"{link}/acknowledge").text
    assert "Change an answer, or add files" in outside.get(link).text


def test_a_body_of_whom_no_answer_is_asked_is_not_told_that_one_is_waited_for(app, people):
    secretary, chair = people
    name_contact(make_body(), secretary)
    letter = draft(body="lamp", purpose="response", subject="On your letter", text="Thank you.", by=by(secretary))
    approve(letter, by=by(chair))
    send(letter, channel="mail", by=by(secretary))
    sent_statement(secretary, chair)
    outside, (unasked, asked) = app.test_client(), links()
    page = outside.get(unasked).text
    assert "No answer is asked for; you may give one all the same." in page
    assert "It says only that the letter arrived; no answer is waited for." in page
    assert "Your reference is public at once; no answer is waited for." in page
    assert "still waited for" not in page
    folded = page.partition("<summary>Answer all the same</summary>")
    assert folded[0].rpartition("<details")[2] == ">", "it is not open"
    assert "1. Take note of this letter." in folded[2]
    said = outside.post(f"{unasked}/acknowledge", follow_redirects=True).text
    assert ("no answer is waited for" in said, "still waited for" in said) == (True, False)
    page = outside.get(asked).text
    assert ("an answer is still waited for" in page, "No answer is asked for" in page) == (True, False)
