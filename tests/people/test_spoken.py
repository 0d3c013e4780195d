"""Languages that people speak are listed in the reader's language and order, those of the site first."""

import re

import pytest

from igtf.core.text.plaintext import alphabetical
from igtf.people.countries import country_choices
from igtf.people.spoken import SPOKEN
from tests.factories import make_person, sign_in

SITE = {"ar", "en", "es", "fr", "ru", "zh"}


@pytest.mark.parametrize(
    ("spoken", "site", "others"),
    [
        ("en", "English Arabic Chinese French Russian Spanish", "Bangla Dutch"),
        ("es", "español árabe chino francés inglés ruso", "alemán bengalí"),
        ("fr", "français anglais arabe chinois espagnol russe", "allemand bengali"),
        ("ar", "العربية الإسبانية الإنجليزية الروسية الصينية الفرنسية", "الألمانية الإندونيسية"),
        ("ru", "русский английский арабский испанский китайский французский", "бенгальский вьетнамский"),
        ("zh", "中文 阿拉伯语 俄语 法语 西班牙语 英语", "波兰语 波斯语"),
    ],
)
def test_the_languages_of_the_site_come_first_and_each_list_is_in_order(app, db, spoken, site, others):
    client = sign_in(app, make_person())
    form = client.get(f"/issues/new?lang={spoken}").text.partition('name="language"')[2].partition("</select>")[0]
    listed = re.findall(r'<option[^>]* value="(\w+)"[^>]*>([^<]+)', form)
    assert {code for code, _name in listed} == {*SPOKEN}
    names = [name for _code, name in listed]
    assert names[: len(SITE)] == site.split()
    assert names[len(SITE) : len(SITE) + 2] == others.split()
    profile = client.get(f"/account/profile?lang={spoken}").text
    assert re.findall(r'name="languages"[^>]* value="(\w+)"', profile) == [code for code, _name in listed]


def test_names_stand_in_the_order_of_their_alphabet():
    for names in ("alemán árabe Austria", "инди испанский итальянский йоруба китайский", "阿 波兰 德 中"):
        assert sorted(names.split(), key=alphabetical) == names.split()
    assert [country_choices(spoken)[0][0] for spoken in ("en", "fr", "zh")] == ["AF", "AF", "AL"]
    russian = [name for _code, name in country_choices("ru")]
    assert russian.index("Италия") < russian.index("Йемен") < russian.index("Казахстан")
