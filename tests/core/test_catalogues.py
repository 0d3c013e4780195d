"""The catalogues of the languages: whole, with the placeholders of the English texts, and found by their readers."""

import ast
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import igtf
from igtf.core import clock, moments
from igtf.core.i18n import OWN_NAMES, PSEUDO, in_language

_FOLDER = Path(igtf.__file__).parent / "translations"
_LANGUAGES = sorted(path.name for path in _FOLDER.iterdir())
_NAMED = re.compile(r"%\((\w+)\)")
_GETTEXT = {"_", "_l", "_ln", "_lp", "gettext", "ngettext", "pgettext", "lazy_gettext"}
_KEYWORDS = [word for name in ("_l", "_ln:1,2", "_lp:1c,2") for word in ("--keywords", name)]
_LEAST = 0.95
"""How much of the program a catalogue says at least; a text that it lacks is shown in English."""
_UNWRITTEN = {
    "ar": "\u064b\u0627|[\u0600-\u06ff][,;?]",
    "es": "^[^¿]*\\?|¿[^?]*$|^[^¡]*!|[“”]",
    "fr": "[ \u202f][;:?!»]|«[^\u00a0]|[“”]",
    "ru": "[“”]|[а-я] [-–] ",
    "zh": "[\u4e00-\u9fff][,;?!]|你",
}
"""Language → what nobody writes in it: marks of another language, and a space at which a line would break."""


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> set[object]:
    """Return the texts of the program with their contexts, collected as `make messages` does."""
    template = tmp_path_factory.mktemp("texts") / "messages.pot"
    collect = ["extract", "--mapping-file", "pyproject.toml", *_KEYWORDS, "--output-file", str(template), "."]
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "--quiet"]
    subprocess.run([*pybabel, *collect], cwd=_FOLDER.parent.parent, check=True)
    return {(message.context, message.id) for message in _read(template) if message.id}


@pytest.fixture(params=_LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """Return the catalogue of each language."""
    return _read(_FOLDER / request.param / "LC_MESSAGES" / "messages.po")


def test_every_language_is_offered_by_the_name_that_it_gives_itself(built):
    cldr = {code: Locale.parse(code) for code in ("en", *_LANGUAGES)}
    assert {code: (str(own.display_name).capitalize(), own.text_direction) for code, own in cldr.items()} == OWN_NAMES
    assert set(built.config["LANGUAGES"].split(",")) == {"en", *_LANGUAGES} - set(PSEUDO)


def test_a_catalogue_says_what_the_program_says(catalogue, texts):
    whole = (m for m in catalogue if m.id and all([m.string] if isinstance(m.string, str) else m.string))
    said = {(message.context, message.id) for message in whole}
    assert len(texts & said) >= _LEAST * len(texts)
    assert len(texts) > 5000


def test_placeholders_are_those_of_the_english_text(catalogue):
    for message in filter(lambda message: message.id, catalogue):
        assert not message.fuzzy, message.id
        assert list(message.check(catalogue)) == [], message.id
        named = set(_NAMED.findall(message.id[-1] if message.pluralizable else message.id))
        forms = message.string if message.pluralizable else [message.string]
        assert all(set(_NAMED.findall(form)) <= named for form in forms), message.id
        assert not forms[-1] or set(_NAMED.findall(forms[-1])) == named, message.id


@pytest.mark.parametrize("language", _UNWRITTEN)
def test_texts_are_written_with_the_marks_of_their_language(language):
    texts = [m.string for m in _read(_FOLDER / language / "LC_MESSAGES" / "messages.po") if m.id]
    forms = [form for text in texts for form in ([text] if isinstance(text, str) else text)]
    assert [form for form in forms if re.search(_UNWRITTEN[language], form)] == []


def test_arabic_numbers_from_eleven_on_take_the_accusative_and_hundreds_do_not():
    counted = [m for m in _read(_FOLDER / "ar" / "LC_MESSAGES" / "messages.po") if m.pluralizable and m.id]
    assert [m.string[4] for m in counted if re.search(r"%\(num\)d \w+اً", m.string[4])] == []
    assert sum(bool(re.search(r"%\(num\)d \w+اً", m.string[5])) for m in counted) > 30


def test_no_text_is_said_within_a_formatted_string():
    """What collects the texts does not look there."""
    hidden = [
        f"{path}: {ast.unparse(call)}"
        for path in _FOLDER.parent.rglob("*.py")
        for formatted in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(formatted, ast.JoinedStr)
        for call in ast.walk(formatted)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _GETTEXT
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("accepted", "code", "direction", "issues"),
    [("fr-SN,fr;q=0.9,en;q=0.5", "fr", "ltr", "Dossiers"), ("ar", "ar", "rtl", "المسائل"),
     ("zh-CN,zh;q=0.9", "zh", "ltr", "议题"), ("sw,es;q=0.4", "es", "ltr", "Cuestiones"),
     ("ru", "ru", "ltr", "Вопросы"), ("sw", "en", "ltr", "Issues")],
)  # fmt: skip
def test_readers_get_the_page_in_their_language(app, db, accepted, code, direction, issues):
    page = app.test_client().get("/issues/", headers={"Accept-Language": accepted}).text
    assert re.search(rf'<html[^>]* lang="{code}"[^>]* dir="{direction}"', page)
    assert f">{issues}</h1>" in page


@pytest.mark.parametrize(
    ("code", "month", "moment", "before", "after"),
    [("en", "November 2026", "Thursday 5 November 2026, 14:03 UTC", "3 days ago", "in 45 days"),
     ("fr", "novembre 2026", "jeudi 5 novembre 2026, 14:03 UTC", "il y a 3 jours", "dans 45 jours"),
     ("es", "noviembre de 2026", "jueves, 5 de noviembre de 2026, 14:03 UTC", "hace 3 días", "dentro de 45 días"),
     ("ru", "ноябрь 2026", "четверг, 5 ноября 2026, 14:03 UTC", "3 дня назад", "через 45 дней"),
     ("ar", "نوفمبر 2026", "الخميس، 5 نوفمبر 2026، 14:03 UTC", "قبل 3 أيام", "خلال 45 يومًا"),
     ("zh", "2026年11月", "2026年11月5日星期四 14:03 UTC", "3天前", "45天后")],
)  # fmt: skip
def test_moments_are_written_as_the_language_writes_them(app, code, month, moment, before, after):
    at = datetime(2026, 11, 5, 14, 3, tzinfo=UTC)
    with app.test_request_context("/"), in_language(code):
        now = clock.now()
        written = [text.replace("\u202f", " ") for text in (moments.month(at), moments.moment_text(at))]
        assert written == [month, moment]
        assert moments.ago(now - timedelta(days=3)) == before
        assert moments.until(now + timedelta(days=45, minutes=1)) == after
        assert month.split()[0][:3] in moments.day(at)


def test_the_first_of_a_month_is_an_ordinal_in_french(app):
    with app.test_request_context("/"), in_language("fr"):
        days = [moments.day(date(2026, month, number)) for month, number in ((1, 1), (11, 1), (1, 11), (1, 21))]
        assert days == ["1er janvier 2026", "1er novembre 2026", "11 janvier 2026", "21 janvier 2026"]
        assert moments.moment_text(datetime(2021, 8, 1, 14, 3, tzinfo=UTC)) == "dimanche 1er août 2021, 14:03 UTC"
        assert moments.month(date(2021, 1, 1)) == "janvier 2021"
