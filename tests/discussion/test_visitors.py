"""What a visitor is shown of a subject: what everybody who takes part may do, ways that lead back, a description."""

from datetime import timedelta
from html import unescape

from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.transports import address
from igtf.record.models import Event
from igtf.record.queries import subject_of
from igtf.subject.navigation import ABOUT, MAIN, WITHIN
from tests.factories import by, issue_form, make_person, sign_in

ISSUE = "/issues/1"


def described(page):
    return unescape(page.partition('<meta name="description" content="')[2].partition('">')[0])


def test_a_visitor_sees_what_all_who_take_part_may_do_and_is_led_back_to_it(app, db):
    ines = sign_in(app, make_person("ines"))
    assert ines.post("/issues/new", data=issue_form(summary="Ports are <dear>. " * 20)).status_code == 302
    visitor = app.test_client()
    page = visitor.get(ISSUE).text
    panel = page.partition('<section class="next"')[2].partition("</section>")[0]
    offered = panel.partition("<details><summary>")[0]
    assert f'href="/sign-in?next={ISSUE}/moves/support"' in offered
    assert "<form" not in panel
    assert "/moves/hide" not in panel
    assert "/moves/accept" not in panel
    assert "withdraw" not in offered.casefold()
    assert "not open to you" in panel
    assert visitor.post(f"{ISSUE}/moves/support", data={}).status_code == 403
    amina = make_person("amina")
    given = {"login": "amina", "password": "a long enough password", "next": f"{ISSUE}/moves/support"}
    there = visitor.post("/sign-in", data=given)
    assert there.location == f"{ISSUE}/moves/support"
    assert visitor.get(there.location).status_code == 200
    assert visitor.post(there.location, data={}).status_code == 302
    assert session.query(Event.actor_id).filter(Event.kind == "issue.support").all() == [(amina.id,)]
    assert f'action="{ISSUE}/moves/support"' in sign_in(app, make_person()).get(ISSUE).text, "a member presses a button"
    assert described(page).startswith("Ports are <dear>. Ports")
    assert len(described(page)) < 260


def test_who_signs_in_to_comment_or_to_follow_comes_back_to_it(app, db):
    ines = sign_in(app, make_person("ines"))
    assert ines.post("/issues/new", data=issue_form()).status_code == 302
    visitor = app.test_client()
    page = visitor.get(ISSUE).text
    for place in ("comment", "follow"):
        assert f'href="/sign-in?next={ISSUE}%23{place}"' in page
    given = {"login": "ines", "password": "a long enough password", "next": f"{ISSUE}#comment"}
    assert visitor.post(f"/sign-in?next={ISSUE}%23comment", data=given).location == f"{ISSUE}#comment"
    assert 'id="comment"' in visitor.get(ISSUE).text


def test_a_visitor_of_a_call_is_shown_what_this_kind_of_call_takes(app, db):
    lead, closes_at = make_person(roles=("council", "council-chair")), now() + timedelta(days=14)
    assert sign_in(app, lead).post("/issues/new", data=issue_form()).status_code == 302
    for kind, offered, other, taken in (
        ("question", "take-position", "choose", "Positions and objections are taken."),
        ("options", "choose", "take-position", "Choices among the options are taken; nothing is decided by them."),
    ):
        call = open_call(
            subject_of("issue", "1"), kind=kind, question=f"{kind}?", closes_at=closes_at, by=by(lead),
            options=["One", "Two"] if kind == "options" else [],
        )  # fmt: skip
        page = app.test_client().get(f"/calls/{call.subject.ref}").text
        assert f'/moves/{offered}"' in page
        assert f'/moves/{other}"' not in page
        assert described(page) == taken, "what a link to it shows of it elsewhere"


def test_what_each_page_leads_to_says_in_a_description_what_it_is(app, db):
    visitor, said = app.test_client(), {}
    for place in (*MAIN, *WITHIN, *ABOUT):
        page = visitor.get(place)
        assert page.status_code == 200, place
        said[place] = described(page.text)
        assert 20 < len(said[place]) < 500, place
        assert said[place].split()[0] in page.text.partition("</h1>")[2], "which is also said below its heading"
        in_french = described(visitor.get(place, headers={"Accept-Language": "fr"}).text)
        assert in_french not in ("", said[place]), place
    assert len(set(said.values())) == len(said), "each is another page"
    kind = visitor.get("/how-it-works/ballot").text
    assert described(kind).startswith("The states that it goes through")
    assert described(kind) in kind.partition("</h1>")[2]
    assert said["/contact"] == f"Write to the secretariat: {address(app.config)}"
