"""Authors named by others: asked by mail and on the desk, shown as not confirmed, and what waits for them."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.drafts.authors import MOST_ASKED, contacts_in
from igtf.drafts.models import Draft, DraftAuthor, Revision
from igtf.people.models import Address, Person
from igtf.people.roles import give_role
from igtf.people.signins import make_token
from igtf.record.models import Actor, Event, Payload
from tests.drafts.making import draft_of
from tests.drafts.neighbours import make_call, make_group, put
from tests.drafts.samples import GOOD
from tests.drafts.test_way import list_bodies
from tests.factories import events, later, leave_address, make_person, sign_in

NAME = "/drafts/draft-ines-landlocked"
QUESTIONS = {"asks": "Prices.", "openness": "Yes.", "objections": "None.", "feasibility": "Yes."}


def named(*authors: str) -> str:
    """Return a source with further authors."""
    return GOOD.replace("addresses: [1]", "\n".join([*authors, "addresses: [1]"]))


WITH_OTSO = named("  - name: O. Muster", "    email: Otso@people.example")
UNKNOWN = named("  - name: N. Nemo", "    email: nemo@else.example")


def submit(client, source):
    answer = client.post("/drafts/new", data={"name": "landlocked", "source": source, "step": "done"})
    assert answer.status_code == 302, answer.text


def rows() -> list[DraftAuthor]:
    session.rollback()
    return list(session.scalars(select(DraftAuthor).order_by(DraftAuthor.position)))


def mails() -> list[Mail]:
    session.rollback()
    return list(session.scalars(select(Mail).order_by(Mail.id)))


def link() -> str:
    return re.search(r"/authorship/\S+", mails()[-1].text)[0]


def test_an_author_named_by_address_is_asked_once_and_confirms_from_the_mail(app, client):
    otso = make_person("otso")
    submit(client, WITH_OTSO)
    assert [(row.person_id, bool(row.confirmed_at)) for row in rows()][1:] == [(otso.id, False)]
    assert "named as author; not confirmed" in client.get(NAME).text
    again = client.post(f"{NAME}/moves/revise", data={"source": WITH_OTSO + "\nMore.", "note": "More"})
    assert again.status_code == 302
    assert [mail.to for mail in mails()] == ["otso@people.example"]
    assert " Exemplar named you as an author" in mails()[-1].text
    path, anybody = link(), app.test_client()
    assert anybody.get(path).status_code == 200
    assert rows()[1].confirmed_at is None
    assert anybody.post(f"{path}/nothing").status_code == 404
    assert anybody.get(path[:-3] + "xyz").status_code == 410
    done = anybody.post(f"{path}/confirm-authorship")
    assert done.status_code == 302
    assert rows()[1].confirmed_at is not None
    event = session.scalars(select(Event).where(Event.kind == "draft.confirm-authorship")).one()
    assert event.actor_id == otso.id
    assert session.get_one(Payload, event.id).data == {"author": "O. Muster"}
    assert "not confirmed" not in client.get(NAME).text
    again = anybody.post(f"{path}/confirm-authorship")
    assert (again.status_code, f'href="{path}">Back to its page' in again.text) == (403, True)
    assert "signed out" not in again.text
    kept = client.post(f"{NAME}/moves/revise", data={"source": WITH_OTSO + "\nEven more.", "note": "More"})
    assert kept.status_code == 302
    assert rows()[1].confirmed_at is not None
    assert len(mails()) == 1


def test_an_author_confirms_on_the_page_and_from_the_desk(app, client):
    otso, stranger = make_person("otso"), sign_in(app, make_person())
    submit(client, named(f"  - name: {otso.actor.name}"))
    assert [mail.to for mail in mails()] == ["otso@people.example"]
    desk = sign_in(app, otso)
    assert "Say whether you are an author" in desk.get("/desk").text
    assert desk.post(f"{NAME}/moves/revise", data={"source": GOOD, "note": "Mine"}).status_code == 403
    assert stranger.post(f"{NAME}/moves/confirm-authorship").status_code == 403
    assert desk.post(f"{NAME}/moves/confirm-authorship").status_code == 302
    assert "Say whether you are an author" not in desk.get("/desk").text


def test_an_address_is_written_to_once_for_each_draft_under_whatever_names(app, client):
    names = [line for number in range(5) for line in (f"  - name: N. Nemo {number}", "    email: nemo@else.example")]
    submit(client, named(*names))
    (mail,) = mails()
    assert mail.to == "nemo@else.example"
    assert "ines named you" in mail.text
    assert "Ines Exemplar" not in mail.text, "no words of the sender reach a stranger"
    otso = make_person("otso")
    client.post("/drafts/new", data={"name": "other", "source": WITH_OTSO, "step": "done"})
    assert "Ines Exemplar named you" in mails()[-1].text
    assert mails()[-1].to == f"{otso.actor.handle}@people.example"


def test_a_name_that_is_corrected_is_asked_about_anew_by_a_link_that_works(app, client):
    submit(client, UNKNOWN)
    former = link()
    corrected = UNKNOWN.replace("N. Nemo", "Nemo Nobody")
    given = {"source": f"{corrected}\nMore.", "note": "A name.", "authors_reason": "It was misspelt."}
    answer = client.post(f"{NAME}/moves/revise", data=given)
    assert answer.status_code == 302, answer.text
    assert len(mails()) == 2
    stranger = app.test_client()
    assert (stranger.get(former).status_code, stranger.get(link()).status_code) == (410, 200)


def test_whose_an_address_is_nobody_reads_before_its_owner_says_so(app, client):
    otso, chair = make_person("otso"), make_person("mwana")
    submit(client, WITH_OTSO)
    draft, group = draft_of(), make_group("transit", chair)
    put(draft.id, "call-for-adoption")
    put(make_call("1", "adoption", draft.id, chair, group_id=group.id).id, "consensus")
    readers, desk = (app.test_client(), client), sign_in(app, chair)
    paths = (NAME, f"{NAME}/00", f"{NAME}/people", f"{NAME}.txt", f"/api/v1{NAME}")
    pages = "".join(reader.get(path).text for reader in readers for path in paths)
    assert "O. Muster" in pages
    for owner in ("Otso Exemplar", "@otso", "/people/otso", '"otso"'):
        assert owner not in pages, owner
    assert re.search(r'name="editors"[^>]* value="ines"', desk.get(f"{NAME}/moves/adopt").text)
    assert sign_in(app, otso).post(f"{NAME}/moves/confirm-authorship").status_code == 302
    assert "/people/otso" in app.test_client().get(NAME).text
    named = [row["handle"] for row in app.test_client().get(f"/api/v1{NAME}").json["details"]["people"]]
    assert named[:2] == ["ines", "otso"]
    assert re.search(r'name="editors"[^>]* value="ines, otso"', desk.get(f"{NAME}/moves/adopt").text)


def at(*addresses: str) -> str:
    """Return a source with an author for each address."""
    return named(*(f"  - name: N. Nemo {number}\n    email: {each}" for number, each in enumerate(addresses)))


def test_one_person_asks_at_so_many_addresses_in_a_day(app, client):
    def sent(topic, *numbers, by=client):
        source = at(*(f"nemo{each}@else.example" for each in numbers))
        return by.post("/drafts/new", data={"name": topic, "source": source, "step": "done"})

    assert sent("one", *range(MOST_ASKED - 1)).status_code == 302
    refused = sent("two", 90, 91)
    assert refused.status_code == 422
    assert "are asked for you within a day: 20 at most" in refused.text
    assert len(mails()) == MOST_ASKED - 1
    assert sent("two", 90).status_code == 302
    assert sent("two", 92, by=sign_in(app, make_person())).status_code == 302, "each is counted alone"
    assert sent("three", 93).status_code == 422
    with later(app, 1.1):
        assert sent("three", 93).status_code == 302


def test_no_check_of_a_draft_tells_which_addresses_have_an_account(app, client, ines):
    otso = make_person("otso")
    others = [f"nemo{each}@else.example" for each in range(MOST_ASKED)]
    known, unknown = "otso@people.example", "nobody@else.example"

    def checked(source: str, path: str = "/drafts/new", **given: str) -> int:
        answer = client.post(path, data={"name": "other", "source": source, "step": "check"} | given)
        return answer.status_code

    def own(address: str) -> str:
        return at(*others).replace("name: Ines Exemplar", f"name: Ines Exemplar\n    email: {address}")

    assert checked(at(*others)) == 200
    assert [checked(at(*others, each)) for each in (known, unknown)] == [422, 422]
    assert [checked(own(each)) for each in (known, unknown)] == [422, 422], "under one's own name"
    assert checked(own("ines@people.example")) == 200, "one's own address asks nobody"
    by_name = f"  - name: {otso.actor.name}"
    submit(client, named(by_name, "  - name: N. Nemo 30", f"    email: {known}"))
    assert [mail.to for mail in mails()] == [known, known]
    again = at(*others[1:])
    for name in (otso.actor.name, "N. Nemo 31"):
        sources = [again.replace("addresses: [1]", f"  - name: {name}\n    email: {each}\naddresses: [1]")
                   for each in (known, unknown)]  # fmt: skip
        more = {"note": "More.", "authors_reason": "They wrote."}
        found = [checked(source, f"{NAME}/moves/revise", **more) for source in sources]
        assert len(set(found)) == 1, (name, found)


def test_under_ones_own_name_an_address_that_is_not_ones_own_is_asked(app, client, ines):
    source = GOOD.replace("name: Ines Exemplar", "name: Ines Exemplar\n    email: desk@else.example")
    submit(client, source)
    assert [mail.to for mail in mails()] == ["desk@else.example"]
    assert [(row.person_id, row.confirmed_at) for row in rows()] == [(None, None)]
    assert client.post(f"{NAME}/moves/revise", data={"source": GOOD + "\nMore.", "note": "More."}).status_code == 302
    assert [(row.person_id, row.confirmed_at) for row in rows()] == [(None, None)], "it means the address still"
    page = client.get(NAME).text
    assert "Named as authors, without having answered: Ines Exemplar." in page
    assert "If one of the names is yours, give it with an address of your account." in page
    own = source.replace("desk@else.example", "ines@people.example")
    assert (
        client.post(f"{NAME}/moves/revise", data={"source": own + "\nEven more.", "note": "Mine."}).status_code == 302
    )
    assert [(row.person_id, row.confirmed_at is None) for row in rows()] == [(ines.id, False)]
    assert "without having answered" not in client.get(NAME).text


@pytest.mark.parametrize(("address", "account"), [("otso@people.example", True), ("otso@people.example", False)])
def test_who_has_not_answered_is_asked_anew_when_the_link_works_no_longer(app, client, ines, address, account):
    otso = make_person("otso") if account else None
    source, bare = (named("  - name: O. Muster", *more) for more in ([f"    email: {address}"], []))

    def post(text: str, number: int) -> int:
        given = {"source": f"{text}\n{number}.", "note": "More."}
        assert sign_in(app, ines).post(f"{NAME}/moves/revise", data=given).status_code == 302
        return len(mails())

    submit(client, source)
    assert post(source, 1) == 1
    with later(app, 89):
        assert post(source, 2) == 1
    with later(app, 91) as then:
        assert post(bare, 3) == 1, "no address is kept to ask at"
        assert post(source, 4) == 1, "the former mail is forgotten, as all are by then"
        assert mails()[0].queued_at >= then
        assert post(source, 5) == 1
        assert app.test_client().get(link()).status_code == 200
    page = client.get(NAME).text
    assert "Named as authors, without having answered: O. Muster." in page
    assert "once 90 days have passed since the last mail" in page
    for reader in (app.test_client(), sign_in(app, otso or make_person())):
        assert "without having answered" not in reader.get(NAME).text


def test_who_is_meant_by_name_is_asked_anew_by_a_later_revision(app, client, ines):
    otso = make_person("otso")
    source = named(f"  - name: {otso.actor.name}")
    submit(client, source)
    first = mails()[0].queued_at
    for days, anew in ((80, False), (91, True)):
        with later(app, days):
            given = {"source": f"{source}\n{days}.", "note": "More."}
            assert sign_in(app, ines).post(f"{NAME}/moves/revise", data=given).status_code == 302
            (mail,) = mails()
            assert (mail.to, mail.queued_at > first) == ("otso@people.example", anew)
    assert sign_in(app, otso).post(f"{NAME}/moves/deny-authorship").status_code == 302
    assert "without having answered" not in client.get(NAME).text


def test_a_link_ends_when_another_address_is_given_and_is_good_for_who_registers(app, client):
    submit(client, UNKNOWN)
    former, stranger = link(), app.test_client()
    nemo = make_person("nemo")
    with writing():
        session.scalars(select(Address).where(Address.person_id == nemo.id)).one().email = "nemo@else.example"

    def post(text: str) -> None:
        given = {"source": f"{text}\n{events()}.", "note": "More."}
        assert client.post(f"{NAME}/moves/revise", data=given).status_code == 302

    post(UNKNOWN)
    assert [row.person_id for row in rows()][1:] == [nemo.id]
    assert stranger.get(former).status_code == 200, "it reached the address before it had an account"
    post(UNKNOWN.replace("nemo@", "other@"))
    assert (stranger.get(former).status_code, stranger.get(link()).status_code) == (410, 200)
    post(UNKNOWN + "\nAgain.")
    done = sign_in(app, nemo).post(f"{former}/confirm-authorship")
    assert (done.status_code, [bool(row.confirmed_at) for row in rows()][1:]) == (302, [True])
    assert stranger.get(former).status_code == 410, "an answer stands"


def test_no_mail_goes_to_what_is_no_address(app, client):
    submit(client, UNKNOWN.replace("nemo@else.example", '"nemo\\nBcc: otso@people.example"'))
    assert mails() == []


def test_an_author_without_an_account_is_asked_in_the_language_of_who_names_them(client, ines):
    with writing():
        session.get_one(Person, ines.id).language = "fr"
    submit(client, UNKNOWN)
    assert (mails()[-1].to, mails()[-1].subject.startswith("Êtes-vous auteur")) == ("nemo@else.example", True)


def test_nobody_takes_the_authorship_of_another_one_of_the_same_name(app, client):
    otso, namesake = make_person("otso"), make_person("otso2")
    with writing():
        namesake.actor.name = otso.actor.name
    submit(client, named(f"  - name: {otso.actor.name}", "    email: otso@people.example"))
    assert [(row.person_id, bool(row.confirmed_at)) for row in rows()][1:] == [(otso.id, False)]
    session.rollback()
    with writing():
        give_role(namesake.id, "editor", at=now(), subject_id=session.scalars(select(Draft.id)).one())
    theirs = sign_in(app, namesake)

    def post(words: str, *more: str) -> tuple[int | None, bool]:
        given = {"source": named(f"  - name: {otso.actor.name}", *more) + f"\n{words}", "note": words}
        assert theirs.post(f"{NAME}/moves/revise", data=given).status_code == 302
        return rows()[1].person_id, bool(rows()[1].confirmed_at)

    assert post("More.") == (otso.id, False)
    assert post("Even more.", "    email: otso@people.example") == (otso.id, False)
    assert sign_in(app, otso).post(f"{NAME}/moves/deny-authorship").status_code == 302
    assert post("Once more.") == (namesake.id, True)  # it means nobody else


def test_an_address_in_a_text_that_one_posts_oneself_means_who_has_it(app, client):
    otso, namesake = make_person("otso"), make_person("otso2")
    with writing():
        namesake.actor.name = otso.actor.name
    source = GOOD.replace("name: Ines Exemplar", f"name: {otso.actor.name}")
    theirs = sign_in(app, namesake)
    addressed = source.replace("addresses: [1]", "    email: otso@people.example\naddresses: [1]")
    assert theirs.post("/drafts/new", data={"name": "one", "source": addressed, "step": "done"}).status_code == 302
    assert [(row.person_id, bool(row.confirmed_at)) for row in rows()] == [(otso.id, False)]
    assert theirs.post("/drafts/new", data={"name": "two", "source": source, "step": "done"}).status_code == 302
    assert {(row.person_id, bool(row.confirmed_at)) for row in rows()} == {(otso.id, False), (namesake.id, True)}


def test_who_denies_keeps_the_draft_until_the_name_is_out(app, client):
    otso, member = make_person("otso"), sign_in(app, make_person(roles=("council",)))
    submit(client, WITH_OTSO)
    refused = member.post(f"{NAME}/moves/sponsor", data=QUESTIONS)
    assert refused.status_code == 403
    assert "Named as authors, and not confirmed: O. Muster." in refused.text
    two = named("  - name: Z. Zweite", "  - name: O. Muster", "    email: Otso@people.example")
    given = {"source": two, "note": "Two", "authors_reason": "Both wrote it."}
    assert client.post(f"{NAME}/moves/revise", data=given).status_code == 302
    refused = member.post(f"{NAME}/moves/sponsor", data=QUESTIONS)
    assert "Named as authors, and not confirmed: Z. Zweite, O. Muster." in refused.text
    assert sign_in(app, otso).post(f"{NAME}/moves/deny-authorship").status_code == 302
    assert "says not to be one" in client.get(NAME).text
    assert member.post(f"{NAME}/moves/sponsor", data=QUESTIONS).status_code == 403
    reason = {"note": "Without O. Muster", "authors_reason": "Not an author."}
    assert client.post(f"{NAME}/moves/revise", data={"source": GOOD} | reason).status_code == 302
    list_bodies()
    assert member.post(f"{NAME}/moves/sponsor", data=QUESTIONS).status_code == 302


def test_a_link_confirms_nothing_for_an_account_that_was_closed(app, client):
    make_person("otso")
    submit(client, WITH_OTSO)
    path, desk = link(), sign_in(app, make_person(roles=("secretariat",)))
    close = {"person": "otso", "reason": "Not a person.", "step": "done"}
    assert desk.post("/secretariat/close", data=close).status_code == 302
    assert app.test_client().get(path).status_code == 410
    assert app.test_client().post(f"{path}/confirm-authorship").status_code == 410
    assert [bool(row.confirmed_at) for row in rows()][1:] == [False]


def test_a_link_confirms_nothing_once_the_address_that_it_went_to_has_left_the_account(app, client):
    otso = make_person("otso")
    submit(client, WITH_OTSO)
    path, anybody = link(), app.test_client()
    assert anybody.get(path).status_code == 200
    leave_address(app, otso)
    refused = anybody.get(path)
    assert (refused.status_code, 'href="/sign-in"' in refused.text) == (410, True)
    assert anybody.post(f"{path}/confirm-authorship").status_code == 410
    assert [bool(row.confirmed_at) for row in rows()][1:] == [False]
    assert sign_in(app, otso).post(f"{NAME}/moves/confirm-authorship", data={"step": "done"}).status_code == 302


def test_nothing_is_published_under_a_name_that_is_not_confirmed(app, client):
    secretary = sign_in(app, make_person(roles=("secretariat",)))
    submit(client, UNKNOWN)
    session.rollback()
    put(session.scalars(select(Draft.id)).one(), "approved")
    refused = secretary.get(f"{NAME}/moves/publish")
    assert refused.status_code == 403


def test_an_author_without_account_registers_and_then_confirms(app, client):
    submit(client, UNKNOWN)
    assert [mail.to for mail in mails()] == ["nemo@else.example"]
    assert "Landlocked" not in mails()[0].text  # no words of the sender's own to strangers
    path, anybody = link(), app.test_client()
    page = anybody.get(path).text
    assert f"/register?next={path}" in page
    assert "confirm-authorship" not in page
    assert anybody.post(f"{path}/confirm-authorship").location.startswith("/sign-in?next=/authorship/")
    nemo = make_person("nemo")
    signed_in = sign_in(app, nemo)
    assert "confirm-authorship" in signed_in.get(path).text
    done = signed_in.post(f"{path}/confirm-authorship", follow_redirects=True).text
    assert "Recorded: Confirm that you are an author. Thank you." in done
    assert "You stand among its authors, and may post revisions until it is approved." in done
    assert "Told: its authors and editors." in done
    assert rows()[1].person_id == nemo.id
    assert sign_in(app, make_person()).get(path).status_code == 410


def test_the_page_of_a_link_offers_what_can_still_be_said(app, client):
    make_person("otso")
    submit(client, WITH_OTSO)
    path, anybody = link(), app.test_client()
    for offered in (["confirm-authorship", "deny-authorship"], ["confirm-authorship"], []):
        assert re.findall(rf'action="{re.escape(path)}/([a-z-]+)"', anybody.get(path).text) == offered
        if offered:
            assert anybody.post(f"{path}/{offered[-1]}").status_code == 302


@pytest.mark.parametrize(("source", "handle"), [(WITH_OTSO, "otso"), (UNKNOWN, "nemo")])
def test_the_page_of_a_link_says_why_nothing_can_be_said_any_more(app, client, source, handle):
    if handle == "otso":
        make_person("otso")
    submit(client, source)
    path = link()
    put(rows()[0].draft_id, "withdrawn")
    page = app.test_client().get(path).text
    assert "This is possible only while the state is" in page
    assert ("confirm-authorship" in page, "/register?next=" in page) == (False, False)


@pytest.mark.parametrize(("source", "handle"), [(WITH_OTSO, "otso"), (UNKNOWN, "nemo")])
def test_who_clicks_twice_on_being_an_author_is_told_that_it_was_received(app, client, source, handle):
    person = make_person(handle) if handle == "otso" else None
    submit(client, source)
    path = link()
    author = sign_in(app, person or make_person(handle))
    keys = set(re.findall(r'name="once" value="([^"]+)"', author.get(path).text))
    given = {"once": keys.pop()}
    for said in ("Recorded: Confirm that you are an author.", "This was received before; it was done once."):
        page = author.post(f"{path}/confirm-authorship", data=given, follow_redirects=True)
        assert (page.status_code, said in page.text, page.request.path) == (200, True, NAME)
    acts = select(Event.id).where(Event.kind == "draft.confirm-authorship")
    assert len(session.scalars(acts).all()) == 1
    again = author.post(f"{path}/confirm-authorship")
    assert again.status_code == (403 if person else 410), "a form that was opened anew is another submit"


@pytest.mark.parametrize("door", ["form", "upload", "API", "revision"])
def test_addresses_are_out_of_the_front_matter_whatever_the_way_in(app, client, door):
    secret = named("  - name: N. Nemo", "    e-mail: nemo@else.example", "contact: desk@else.example")
    if door == "form":
        submit(client, secret)
    elif door == "upload":
        data = {"name": "landlocked", "upload": (BytesIO(secret.encode()), "draft.md"), "step": "done"}
        assert client.post("/drafts/new", data=data, content_type="multipart/form-data").status_code == 302
    elif door == "API":
        ines = session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "ines")).one()
        token = make_token(ines, "test")
        answer = app.test_client().post(
            "/api/v1/drafts", json={"name": "landlocked", "source": secret, "note": ""},
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        assert answer.status_code == 201, answer.text
    else:
        submit(client, GOOD)
        data = {"source": secret, "note": "With N.", "authors_reason": "Wrote it."}
        assert client.post(f"{NAME}/moves/revise", data=data).status_code == 302
    session.rollback()
    newest = session.scalars(select(Revision).order_by(Revision.id.desc())).first()
    assert "else.example" not in newest.source + newest.html + newest.text
    assert "else.example" not in str(session.scalars(select(Payload.data)).all())


def test_contacts_are_read_as_the_front_matter_is():
    assert contacts_in(WITH_OTSO) == {"O. Muster": "otso@people.example"}
    kramdown = "---\nauthor:\n -\n    ins: I. Beispiel\n    Email:\n     - a@else.example\n     - b@else.example\n---\n"
    assert contacts_in(kramdown) == {"I. Beispiel": "a@else.example"}
    other = WITH_OTSO.replace("Otso@people.example", "Otso@b\u00fccher.example")
    assert contacts_in(other) == {"O. Muster": "otso@xn--bcher-kva.example"}
    assert contacts_in(WITH_OTSO.replace("Otso@", "J\u00fcrgen@")) == {}
    for none in (
        '"a\\nb@else.example"',
        '"\\x01a@else.example"',
        "=?utf-8?q?otso=40people.example?=@else.example",
        "a@b@c",
    ):
        assert contacts_in(WITH_OTSO.replace("Otso@people.example", none)) == {}, none
    assert contacts_in("---\nauthors: Ines\n---\n") == {}
    assert contacts_in("# No front matter") == {}
