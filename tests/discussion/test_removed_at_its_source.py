"""Words that are removed from an outcome, a letter or a consultation go from the issue that was filed from it, too."""

from collections.abc import Callable

import pytest

from tests.appeals.house import House
from tests.appeals.test_annulling import hidden_reply
from tests.appeals.test_taken_back import OUTCOME, WORDS
from tests.discussion.test_removing import PATH, SECRET, given, held
from tests.factories import broken_promises, make_person, sign_in
from tests.routing.acts import make_body

SAID = {"title": f"On {SECRET}", "summary": f"Of {SECRET}."}


def an_outcome(house: House) -> str:
    outcome = house.do(house.filer, "outcome", "enter", **OUTCOME | {"text": f"Of {SECRET}."})
    house.do(house.member, "outcome", "become-issue", outcome, **WORDS | SAID)
    return "outcome.enter"


def a_letter(house: House) -> str:
    make_body()
    letter = house.do(house.desk, "statement", "receive", body="lamp", purpose="information", subject=f"On {SECRET}",
                      text=f"Of {SECRET}.", evidence="A letter.")  # fmt: skip
    house.do(house.member, "statement", "open-issue", letter, **WORDS | SAID)
    return "statement.receive"


def a_consultation(house: House) -> str:
    judge = make_person(roles=("moderator",))
    asked = hidden_reply(house, house.appellant, judge, text=f"Of {SECRET}.")
    house.do(judge, "consultation", "show-reply", asked, reply=1, reason="It is not.")
    house.do(house.filer, "consultation", "file-issue", asked, reply=1, **WORDS | SAID)
    return "consultation.reply"


@pytest.mark.parametrize("source", [an_outcome, a_letter, a_consultation])
def test_words_go_from_an_issue_with_what_it_was_filed_from(app, db, source: Callable[[House], str]) -> None:
    house, reader = House(), app.test_client()
    kind = source(house)
    assert SECRET in reader.get("/issues/1").text
    assert sign_in(app, make_person()).post(PATH, data=given(kind)).status_code == 403
    assert SECRET in reader.get("/issues/1").text
    assert sign_in(app, make_person(roles=("moderator",))).post(PATH, data=given(kind)).status_code == 302
    assert SECRET not in reader.get("/issues/1").text
    assert held(SECRET) == []
    assert broken_promises() == []
