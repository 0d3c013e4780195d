"""Mails, calendars and desks say of a deadline what the page of its subject says: what it is for, and none that is
over."""

import re

import pytest

from tests.factories import later, mails_to, make_person, responsible_of, sign_in
from tests.groups.making import active_group, step
from tests.groups.test_charters import NEW
from tests.routing.acts import make_body, name_contact
from tests.routing.test_over import house, letter_on

__all__ = ["house"]


def said_in_mail(app, person) -> str:
    """Return what the newest mail to somebody says behind the state: 'Closes'; empty where it says nothing."""
    lines = mails_to(app, person.actor.handle)[-1].text.partition("State now:")[2].splitlines()
    return lines[1].partition(":")[0] if lines[1] else ""


def said_on_page(client, path: str) -> str:
    """Return what the head of a page says that its deadline is for."""
    found = re.search(r"([a-z ]+) <time", client.get(path).text.partition("since")[2].partition("</p>")[0])
    return found[1].strip() if found else ""


def said_in_calendar(client, path: str) -> list[str]:
    """Return what the entries of a calendar are for: 'icost, closes'."""
    text = client.get(path).text.replace("\r\n ", "").replace("\\,", ",")
    return re.findall(r"SUMMARY:(.*?):", text)


@pytest.fixture
def group(app, db):
    """Return the client of a group's responsible member, that of its chair, and a member."""
    chair, member = make_person(), make_person()
    made = active_group(app, chair)
    assert step(sign_in(app, member), "join").status_code == 302
    overseer = responsible_of(made)
    return sign_in(app, overseer), sign_in(app, chair), member


def test_a_mail_and_a_calendar_say_when_a_chair_takes_office_as_the_page_does(app, group):
    overseer, _chair, member = group
    new = make_person(group="private")
    assert step(overseer, "propose-chair", person=new.actor.handle, reason="Good.").status_code == 302
    assert said_on_page(overseer, "/groups/icost") == "chair takes office"
    assert said_in_mail(app, member) == "Chair takes office"
    for path in ("/feeds/groups.ics", "/feeds/groups/icost.ics"):
        assert said_in_calendar(overseer, path) == ["icost, chair takes office"]


def test_a_mail_tells_of_no_deadline_that_is_over_where_the_page_shows_none(app, group):
    overseer, chair, member = group
    assert step(chair, "revise-charter", **NEW).status_code == 302
    assert step(overseer, "charter-internal-review").status_code == 302
    assert said_in_mail(app, member) == "Charter review ends"
    with later(app, 8):
        assert chair.post("/groups/icost/comments", data={"body": "And now?"}).status_code == 302
        assert said_on_page(chair, "/groups/icost") == ""
        assert said_in_mail(app, member) == ""


def test_what_an_issue_waits_for_is_said_the_same_on_page_and_desk_in_mail_and_calendar(app, house):
    secretary, _chair, filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    client = sign_in(app, filer)
    assert said_on_page(client, "/issues/1") == "answer due"
    assert "answer due <time" in client.get("/desk").text
    assert said_in_mail(app, filer) == "Answer due"
    assert said_in_calendar(client, "/feeds/issues.ics") == ["#1, answer due"]
