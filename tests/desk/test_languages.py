"""What one did is read by the others in their own language; and what the program says itself is right in each."""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any, ClassVar

import pytest
from flask import render_template_string
from markupsafe import escape
from wtforms.validators import StopValidation

from igtf.core.db import session
from igtf.core.forms import AtMost
from igtf.core.i18n import Text, in_language, pgettext
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.wording import Listed, Numeral, as_data, in_english, in_turn
from igtf.core.workflow import WORKFLOWS
from igtf.council.elements import POSITIONS
from igtf.people.models import Person
from igtf.record.kinds import EventKind, texts_of
from igtf.record.models import Payload, Subject
from tests.appeals.house import GROUND, House, decision
from tests.consensus.test_openings import GROUP_FORM
from tests.consultations.making import opened
from tests.factories import issue_form, mails_to, make_person, sign_in
from tests.groups.making import active_group

IN_FRENCH = {"headers": {"Accept-Language": "fr"}}


@dataclass(frozen=True)
class Sample:
    """A payload with each kind of value."""

    SHOWN: ClassVar[dict[str, Text]] = dict.fromkeys(("key", "said", "names", "at", "month", "many", "number"), "")
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"key": {"done": _l("Done")}}
    DAYS: ClassVar[tuple[str, ...]] = ("at", "month")
    key: str
    said: Any
    names: Any
    at: str
    month: str
    many: int
    number: str


def french(data: dict[str, Any]) -> list[str]:
    with in_language("fr"):
        return [str(text) for _label, text in texts_of(EventKind("sample", "did", Sample), data)]


def test_a_payload_is_read_in_the_language_of_the_reader(app, db):
    said = in_turn([_l("The proposal is dropped."), _ln("%(num)d comment", "%(num)d comments", 2)])
    names = Listed([_l("nobody"), "Ada, of Geneva"])
    data = {"key": "done", "said": as_data(said), "names": as_data(names), "at": "2026-11-30 10:01 UTC",
            "month": "2027-09", "many": 5000, "number": "2027-09"}  # fmt: skip
    with in_language("fr"):
        assert data["said"] == as_data(said)
    assert french(data) == [
        "Fait", "La proposition est abandonnée. 2 commentaires", "personne\u00a0; Ada, of Geneva",
        "lundi 30 novembre 2026, 10:01 UTC", "septembre 2027", "5\u202f000", "2027-09",
    ]  # fmt: skip
    assert in_english(said) == "The proposal is dropped. 2 comments"
    assert in_english(_l("%(size)s bytes", size=Numeral(5000))) == "5,000 bytes"


@pytest.mark.parametrize(
    ("code", "kind", "state", "said"),
    [("ru", "meeting", "called", "Созвано"), ("ru", "procedure-change", "called", "Вынесено на опрос"),
     ("es", "issue", "hidden", "Oculta"), ("es", "draft", "hidden", "Oculto"), ("ar", "group", "hidden", "مخفي"),
     ("fr", "appeal", "filed", "Formé")],
)  # fmt: skip
def test_one_english_word_for_two_things_is_two_words_elsewhere(app, db, code, kind, state, said):
    with in_language(code):
        assert str(WORKFLOWS[kind].state_by_name[state].label) == said


def test_an_entry_of_former_times_is_read_as_it_was_written(app, db):
    words = ["Termin\u00e9", "Yes 17, No objection 16", "1 amadou", "Monday 30 November 2026, 10:01 UTC", "12:30", "12",
             "2026-11-31"]  # fmt: skip
    assert french(dict(zip(Sample.SHOWN, words, strict=True))) == words


def test_what_people_write_is_no_markup_within_a_sentence_of_the_program(app, db):
    """Each text goes onto pages escaped, whether its values came from the record or were just given."""
    said = _l("%(name)s (%(why)s)", name="<b>Ada</b>", why=_l("nobody"))
    ((_label, kept),) = texts_of(EventKind("sample", "did", Sample), {"said": as_data(said)})
    assert escape(said) == escape(kept) == "&lt;b&gt;Ada&lt;/b&gt; (nobody)"


def test_who_appeals_in_french_leaves_no_french(app, db):
    house = House()
    house.accepted()
    form = {"decision": str(decision("issue.accept").id), "step": "done"} | GROUND
    assert sign_in(app, house.appellant).post("/appeals/new", data=form, **IN_FRENCH).status_code == 302
    session.rollback()
    title = session.query(Subject.title).filter(Subject.kind == "appeal").scalar()
    assert title == "#1: accepted the issue"
    for row in session.query(Payload.data):
        assert "dossier" not in str(row.data)
    reader = app.test_client()
    assert "Des avis n’ont pas été pris en considération" in reader.get("/appeals/1", **IN_FRENCH).text
    assert "Views were not considered" in reader.get("/appeals/1").text


def test_the_end_of_a_ballot_is_read_in_each_language(app, db):
    house = House()
    issue = house.accepted()
    house.do(house.person(issue.assigned_id), "issue", "propose-decline", issue, reason="No.")
    for member in house.council:
        if member.id != issue.assigned_id and issue.subject.due_at:
            house.do(member, "issue", "object", issue, reason="I object.")
    house.vote(house.newest("ballot"))
    reader = app.test_client()
    assert "The issue is declined as out of scope; who filed it is told why." in reader.get("/ballots/1").text
    shown = reader.get("/ballots/1", **IN_FRENCH).text
    said = (
        "Positions\u00a0:</span> <bdi>Oui ",
        "Toutes les conditions sont remplies.",
        "Le dossier est refusé comme hors champ",
    )
    for words in said:
        assert words in shown, words
    listed = reader.get("/ballots/", **IN_FRENCH).text
    assert ">#1<" in listed
    assert "sur issue" not in listed


def test_a_group_is_of_the_same_kind_in_each_language(app, db):
    make_person("chair")
    council = sign_in(app, make_person(roles=("council",)))
    assert council.post("/groups/new/establish", data=GROUP_FORM, **IN_FRENCH).status_code == 302
    assert "<bdi>Correspondence group</bdi>" in app.test_client().get("/groups/costs").text
    assert "<bdi>Groupe de correspondance</bdi>" in app.test_client().get("/groups/costs", **IN_FRENCH).text


def test_a_relation_is_read_in_each_language(app, db):
    client = sign_in(app, make_person())
    for _each in range(2):
        client.post("/issues/new", data=issue_form())
    client.post("/issues/2/moves/relate", data={"relation": "says-the-same", "other": "1"})
    client.post("/issues/2/moves/relate", data={"relation": "depends-on", "other": "1"}, **IN_FRENCH)
    assert "depends on #1" in app.test_client().get("/issues/2").text
    assert "dépend de #1" in app.test_client().get("/issues/2", **IN_FRENCH).text


def test_numbers_are_written_as_the_language_writes_them(app, db):
    for code, said in (("en", "5,000"), ("fr", "5\u202f000"), ("es", "5.000"), ("ru", "5\u00a0000")):
        with in_language(code), pytest.raises(StopValidation) as refused:
            AtMost(5000)(None, type("Field", (), {"data": "a" * 6000}))
        assert said in str(refused.value), code


def test_the_search_finds_by_the_names_that_its_hint_gives(app, db):
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    reader = app.test_client()
    assert "LS-3 et Appel 9 se trouvent" in reader.get("/search", **IN_FRENCH).text
    for words in ("Issue+1", "Dossier+1", "%231"):
        assert 'class="t" href="/issues/1"' in reader.get(f"/search?q={words}", **IN_FRENCH).text, words


def test_a_word_of_two_meanings_is_said_by_what_is_meant(app, db):
    meant = {("letter", "To"): "À", ("which one", "Number"): "Numéro", ("position", "Object"): "Objection",
             ("act", "Change"): "Modifier", ("somebody", "answered"): "a répondu"}  # fmt: skip
    with in_language("fr"):
        assert {key: pgettext(*key) for key in meant} == meant
    with in_language("en"):
        assert pgettext("letter", "To") == "To"
    account = sign_in(app, make_person()).get("/account/", **IN_FRENCH).text
    assert ">Modifier<span" in account
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    shown = app.test_client().get("/issues/1", **IN_FRENCH).text
    assert "Cette page sous d’autres formes" in shown


@pytest.mark.parametrize(
    ("code", "issue", "consultation"),
    [("ar", "مفتوحة", "مفتوحة"), ("fr", "Ouvert", "Ouverte"), ("ru", "Открыто", "Открыто")],
)
def test_a_state_agrees_with_what_it_is_the_state_of(app, db, code, issue, consultation):
    opened(app)
    House().accepted()
    reader = app.test_client()
    for address, word in (("/issues/1", issue), ("/consultations/1", consultation)):
        page = reader.get(f"{address}?lang={code}").text
        assert re.search(rf'<span class="badge[^>]*>.*?{word}</span>', page), address
    heard = reader.get(f"/?lang={code}").text
    group = {"ar": "المجموعة", "fr": "Groupe", "ru": "Группа"}[code]
    assert f'<th scope="col">{group}</th>' in heard, "of stakeholders, not a working group"


def test_a_report_is_a_document_where_one_is_written(app, db):
    chair = make_person("lead")
    group = active_group(app, chair)
    form = sign_in(app, chair).get(f"/groups/{group.subject.ref}/moves/conclude", **IN_FRENCH).text
    assert "Rapport" in form
    assert "Signaler" not in form


def test_a_deadline_is_put_together_as_the_language_does(app, db):
    opened(app)
    page = app.test_client().get("/consultations/1?lang=zh").text
    assert re.search(r"结束：<time[^>]*><b>\d+天后</b>", page)
    assert re.search(r"closes <time[^>]*><b>in \d+ days</b>", app.test_client().get("/consultations/1").text)


def test_a_comma_between_clauses_is_not_that_of_a_list(app, db):
    House().accepted()
    page = app.test_client().get("/issues/1?lang=zh").text
    way = page.partition('<p class="small told" aria-hidden="true">')[2].partition("</p>")[0]
    assert "</b>，" in way
    assert "</a>，" in page.partition('href="/appeals/new')[2]


def test_marks_between_words_are_those_of_the_language(app, db):
    reader = app.test_client()
    assert "، " in reader.get("/how-it-works", headers={"Accept-Language": "ar"}).text
    assert " → " not in reader.get("/how-it-works").text


def test_a_deadline_in_the_record_is_read_in_each_language(app, db):
    house = House()
    issue = house.accepted()
    house.do(house.person(issue.assigned_id), "issue", "propose-decline", issue, reason="No.")
    day = house.at + timedelta(days=7)
    shown = app.test_client().get("/issues/1", headers={"Accept-Language": "zh"}).text
    assert f"{day.year}年{day.month}月{day.day}日" in shown


def test_a_comma_of_the_program_is_that_of_the_language(app, db):
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    page = app.test_client().get("/issues/1?lang=ar").text
    way = page.partition('<p class="small told" aria-hidden="true">')[2].partition("</p>")[0]
    assert "</b>، " in way
    assert "</b>, " not in way


def test_who_chooses_a_language_is_asked_whether_mails_come_in_it_too(app, db):
    person = make_person("ines")
    client, other = sign_in(app, person), app.test_client()
    asks = re.compile(r'<form class="notice" method="post" action="([^"]+)".*?</form>', re.DOTALL)

    def own():
        session.rollback()
        return session.get_one(Person, person.id).language

    assert not asks.search(client.get("/issues/?lang=en").text), "mails are in English already"
    chosen = client.get("/issues/?state=open&lang=fr")
    form = asks.search(chosen.text)
    assert "anglais" in form[0]
    assert own() is None, "to look changes nothing"
    assert not asks.search(client.get("/issues/").text), "asked once"
    assert not asks.search(other.get("/issues/?lang=fr").text)
    assert other.post("/account/language", data={"language": "fr"}).status_code == 302
    assert client.post("/account/language", data={"language": "tlh"}).status_code == 422
    assert own() is None
    (code,) = re.findall('name="language" value="([^"]+)"', form[0])
    assert client.post(unescape(form[1]), data={"language": code}).location == "/issues/?state=open"
    assert own() == "fr"
    assert '<div class="notice message" role="status">' in client.get("/issues/?state=open").text
    assert not asks.search(client.get("/issues/?lang=fr").text)


def test_the_language_of_the_account_is_that_of_its_pages(app, db):
    client = sign_in(app, make_person("ines"))
    assert 'lang="fr" dir' in client.get("/account/?lang=fr").text
    page = client.get("/account/language").text
    assert re.search('<option selected value="en">', page)
    client.post("/account/language", data={"language": "es"})
    assert '<html lang="es"' in client.get("/account/").text


STRIP = dict.fromkeys(("support", "live_with", "object", "abstain", "more_time"), 9)
SEATS = [{"name": "Ada", "position": position, "url": None} for position in POSITIONS]
PICTURES = """{% from "components/pictures.html" import strips %}{{ strips([strip]) }}
{{ seats([{"label": "All", "count": "9", "seats": held}]) }}"""


@pytest.mark.parametrize("code", ["en", "fr", "es", "ru", "zh", "ar"])
def test_the_letters_of_a_picture_are_those_of_its_language(app, db, code):
    with app.test_request_context(f"/?lang={code}"):
        made = render_template_string(PICTURES, strip={"label": "All", **STRIP}, held=SEATS)
    strips = re.findall(r"<text [^>]*>(\D+) 9</text>", made)
    seats = re.findall('<li><span class="seat [^"]*">([^<]*)</span>', made)
    assert len(strips) == len(set(strips)) == len(STRIP)
    assert len(seats) == len(set(seats)) == len(SEATS)
    for letter in (*seats, *strips):
        assert code in ("en", "fr", "es") or not re.search("[A-Za-z]", letter)


@pytest.mark.parametrize(
    "reason", ["2026-11-31", "2026-02-30", "2026-12-01 14:30–16:00", "2026-11", "2026-11-30", "٢٠٢٦-11-30"]
)
def test_what_people_write_is_read_as_they_wrote_it_also_where_it_looks_like_a_day(app, db, reason):
    filer, reader = sign_in(app, make_person()), make_person("reader")
    filer.post("/issues/new", data=issue_form())
    sign_in(app, reader).post("/issues/1/follow")
    assert filer.post("/issues/1/moves/withdraw", data={"reason": reason, "step": "done"}).status_code == 302
    mail = mails_to(app, "reader")[-1]
    for said in (mail.text, *(app.test_client().get(path).text for path in ("/issues/1", "/feeds/issues/1.atom"))):
        assert reason in said
