"""Countries: the table, its groups, and reading free text."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from igtf.people.countries import COUNTRIES, M49, REGION_LABELS, REGIONS, Region, country, country_name, read_countries
from tests.shared_data import real_file, shared

CONTRIBUTIONS = "netmundial2014/contributions.json"


def test_the_table_holds_the_groups_of_the_united_nations() -> None:
    counted = Counter(found.un_regional_group for found in COUNTRIES.values())
    assert counted == {
        Region.AFRICAN: 54,
        Region.ASIA_PACIFIC: 54,
        Region.EASTERN_EUROPEAN: 23,
        Region.GRULAC: 33,
        Region.WEOG: 29,
        Region.NONE: 56,
    }
    assert sum(found.ldc for found in COUNTRIES.values()) == 44
    assert sum(found.lldc for found in COUNTRIES.values()) == 32
    assert set(REGION_LABELS) == set(Region) == {*REGIONS, Region.NONE}


def test_each_country_lies_in_a_region_of_m49_as_the_united_nations_list_it() -> None:
    counted = Counter(found.m49 for found in COUNTRIES.values())
    assert counted == {"002": 60, "019": 57, "142": 51, "150": 51, "009": 29, "": 1}
    known = {"KE": "002", "US": "019", "CY": "142", "RU": "150", "NZ": "009", "AQ": ""}
    assert {code: COUNTRIES[code].m49 for code in known} == known
    assert [COUNTRIES[code].m49_region for code in ("KE", "AQ")] == ["Africa", ""]
    assert {*M49, ""} == set(counted)


def test_developing_is_who_is_not_of_high_income_or_least_developed() -> None:
    assert [code for code in ("KE", "SN", "TV", "DE", "SG", "VA") if COUNTRIES[code].is_developing] == [
        "KE",
        "SN",
        "TV",
    ]
    assert replace(COUNTRIES["TV"], income="high").is_developing
    assert not replace(COUNTRIES["KE"], income="").is_developing


def test_a_country_is_found_by_code_in_any_case_and_nothing_else() -> None:
    assert (found := country(" sn ")) is not None
    assert (found.iso2, found.un_regional_group, found.ldc) == ("SN", Region.AFRICAN, True)
    assert [country(code) for code in ("", None, "XX", "Senegal")] == [None] * 4


def test_names_come_in_the_readers_language() -> None:
    assert country_name("DE", "fr") == "Allemagne"
    assert country_name("DE", "en") == "Germany"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kenya, Africa", ["KE"]),
        ("UK / Italy", ["GB", "IT"]),
        ("CHILE", ["CL"]),
        ("Brasil", ["BR"]),
        ("Deutschland und Schweiz", ["DE", "CH"]),
        ("People?s Republic of China", ["CN"]),
        ("Sngal", ["SN"]),
        ("Cte d'Ivoire", ["CI"]),
        ("Congo", ["CG"]),
        ("Democratic Republic of the Congo", ["CD"]),
        ("South Sudan", ["SS"]),
        ("Papua New Guinea", ["PG"]),
        ("Trinidad and Tobago", ["TT"]),
        ("Korea, Republic of", ["KR"]),
        ("St. Lucia", ["LC"]),
        ("Chile and chile", ["CL"]),
        ("Atlanta, Georgia, USA", ["US"]),
        ("Tbilisi, Georgia", ["GE"]),
        ("San Francisco, CA, USA", ["US"]),
        ("CA", ["CA"]),
        ("IN/BR", ["IN", "BR"]),
        ("headquarters in the U.S.", ["US"]),
        ("for all of us", []),
        ("Europe, Middle East", []),
        ("Global", []),
        ("Federal Ministry of Transport", []),
        ("person@example.org", []),
        ("", []),
    ],
)
def test_free_text_is_read(text: str, codes: list[str]) -> None:
    assert read_countries(text) == codes


@real_file(CONTRIBUTIONS)
def test_the_reading_of_real_rows_agrees_with_the_collectors() -> None:
    path = shared(CONTRIBUTIONS)
    assert path is not None
    rows = json.loads(path.read_text("utf-8"))
    disagreeing = [row["n"] for row in rows if set(read_countries(row["region"])) != set(row["iso2"])]
    assert (len(rows), disagreeing) == (187, [])
