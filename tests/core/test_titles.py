"""A title that the program makes is kept in English, and said in the language of whoever reads."""

from hypothesis import given
from hypothesis import strategies as st

from igtf.core.i18n import gettext as _
from igtf.core.i18n import in_language
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import dated
from igtf.core.titles import Titles
from igtf.core.wording import in_english
from tests.council.councils import make_ballot, make_council
from tests.factories import sign_in

ANY = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
MADE = Titles()
RECALL = MADE.add(_l("Recall of %(name)s, seat %(seat)s"))
TERMS = MADE.add(_l("Members of the council, terms from %(day)s"), day=dated)
ACT = MADE.add(_l("%(what)s: %(act)s"), act=_)


@given(name=ANY, seat=ANY)
def test_whatever_stands_in_a_title_it_reads_in_english_as_it_is_kept(name, seat):
    assert MADE.in_words(in_english(RECALL.of(name=name, seat=seat))) == f"Recall of {name}, seat {seat}"


def test_it_is_said_in_the_language_of_whoever_reads_with_what_is_in_it(app):
    kept = [
        in_english(title)
        for title in (RECALL.of(name="R. 100 % Exemplar (A|B)", seat=7), TERMS.of(day="2026-01-08"),
                      ACT.of(what="#42", act=_l("declared the result")))
    ]  # fmt: skip
    assert kept == ["Recall of R. 100 % Exemplar (A|B), seat 7", "Members of the council, terms from 2026-01-08",
                    "#42: declared the result"]  # fmt: skip
    with app.app_context(), in_language("fr"):
        recall, terms, act = map(MADE.in_words, kept)
    assert recall == "Révocation de R. 100 % Exemplar (A|B), siège 7"
    assert terms.endswith("8 janvier 2026")
    assert act == "#42\u00a0: a déclaré le résultat"
    kept = in_english(ACT.of(what="lamps", act=_l("chartered the group: the ballot passed")))
    with app.app_context(), in_language("fr"):
        assert MADE.in_words(kept).startswith("lamps\u00a0: a donné sa charte")


def test_what_people_call_something_stays_as_it_is(app):
    with app.app_context(), in_language("fr"):
        assert MADE.in_words("Lamps for everybody") == "Lamps for everybody"


def test_calendars_and_the_home_page_say_it_as_the_desk_does(app, db):
    _chair, members = make_council()
    make_ballot(members)
    said, reader = "Le dossier 1, «\u00a0Costs of interconnection\u00a0», doit-il être traité", sign_in(app, members[1])
    for path in ("/", "/desk", "/feeds/ballots.ics", "/feeds/all.ics"):
        page = reader.get(f"{path}?lang=fr").text.replace("\r\n ", "").replace("\\,", ",")
        assert said in page, path
        assert "Shall issue" not in page, path
