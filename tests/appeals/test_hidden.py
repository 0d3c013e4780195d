"""Who decides on an appeal about what a moderator hid reads it; nobody else does, and nothing that is kept has it."""

from typing import Any

import pytest

from igtf.appeals.climbing import members
from igtf.discussion.commands import comment, hide_comment
from tests.appeals.house import House, appealed, decided, decision
from tests.appeals.test_annulling import hidden_reply, propose_group, submitted
from tests.counting import reads
from tests.factories import make_person, sign_in

WORDS = "Zanzibarium"


def hides_comment(house: House, judge: Any) -> str:
    said = comment(house.issue().subject, text=f"{WORDS} for sale.", by=house.by(house.appellant))
    hide_comment(said, reason="Rude.", by=house.by(judge))
    return "comment.hide"


def hides_reply(house: House, judge: Any) -> str:
    hidden_reply(house, house.appellant, judge, text=f"{WORDS} for sale.")
    return "consultation.hide-reply"


def hides_issue(house: House, judge: Any) -> str:
    issue = house.issue(title=f"{WORDS} for sale")
    house.do(judge, "issue", "hide", issue, reason="Spam.")
    return "issue.hide"


def hides_group(house: House, judge: Any) -> str:
    house.do(judge, "group", "hide", propose_group(house, title=f"{WORDS} for sale"), reason="Spam.")
    return "group.hide"


def hides_draft(house: House, judge: Any) -> str:
    house.do(judge, "draft", "hide", submitted(house), reason="Spam.")
    return "draft.hide"


WORDS_OF = {"draft": "Lamps at landing stations"}
HIDES = {"comment": hides_comment, "reply": hides_reply, "issue": hides_issue, "group": hides_group,
         "draft": hides_draft}  # fmt: skip


@pytest.mark.parametrize("what", HIDES)
def test_who_decides_reads_what_was_hidden_and_nobody_else(app, db, what):
    house = House()
    judges = [make_person(roles=("moderator",)) for _each in range(4)]
    kind = HIDES[what](house, judges[0])
    appeal = appealed(house, decision(kind))
    path, about = f"/appeals/{appeal.subject.ref}", WORDS_OF.get(what, WORDS)
    hidden = f"/{appeal.about.kind}s/{appeal.about.ref}"
    house.tick()
    first = [sign_in(app, house.person(row.person_id)) for row in members(appeal)]
    assert first
    for client in (*first, sign_in(app, judges[0])):
        with reads(app) as sent:
            page = client.get(path).text
        assert (about in page, len(sent) <= 10) == (True, True), sent
    decided(house, appeal, "denied")
    house.do(house.appellant, "appeal", "next-rung", appeal, reason="They were wrong.")
    house.tick()
    panel = [sign_in(app, house.person(row.person_id)) for row in members(appeal)]
    others = [
        app.test_client(),
        sign_in(app, house.appellant),
        sign_in(app, make_person()),
        *(sign_in(app, one) for one in house.panel if one.id not in {row.person_id for row in members(appeal)}),
    ]
    assert panel
    for client in panel:
        assert about in client.get(path).text
        assert client.get(hidden).status_code == 200
    for client in others:
        assert about not in client.get(path).text
    whole = what in ("issue", "group", "draft")
    assert [client.get(hidden).status_code for client in (others[0], others[2])] == [410 if whole else 200] * 2
    assert about not in "".join(app.test_client().get(f"{prefix}{path}").text for prefix in ("/api/v1", ""))
    decided(house, appeal, "denied")
    assert not any(about in client.get(path).text for client in panel), "it is over"
    assert {client.get(hidden).status_code for client in panel} == {410 if whole else 200}
