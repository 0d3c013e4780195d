"""A number that a sentence states: of the version that is spoken of, or of the one in force."""

import pytest

from igtf.core.clock import now
from igtf.core.i18n import in_language, lazy_gettext, lazy_ngettext
from igtf.record import numbers
from igtf.record.models import Subject
from igtf.record.stated import Stated, speaking_of
from igtf.record.values import FIRST, VALUES
from tests.council.councils import make_council
from tests.procedure.changing import adopt

CALL = lazy_gettext("at least %(days)d days", days=Stated("call_days"))
ANEW = lazy_gettext("at least %(days)d days", days=Stated("call_days", in_force=True))
SHARE = lazy_gettext("%(share)s of the base", share=Stated("base_share"))


def said() -> list[str]:
    return [str(text) for text in (CALL, ANEW, SHARE)]


def test_it_is_said_with_the_number_of_the_version_spoken_of(app, db):
    members = make_council(1)[1]
    first = ["at least 14 days", "at least 14 days", "2/3 of the base"]
    assert said() == first
    adopt(members, {"call_days": "21", "base_share": "3/5"}, now())
    second = ["at least 21 days", "at least 21 days", "3/5 of the base"]
    assert said() == second
    with speaking_of(Subject(procedure=FIRST)):
        assert said() == ["at least 14 days", "at least 21 days", "2/3 of the base"]
        with speaking_of(None):
            assert said() == second
        assert said()[0] == first[0]
    assert said() == second


COUNTED = lazy_ngettext(
    "a consensus call of at least %(num)d day", "a consensus call of at least %(num)d days", Stated("call_days")
)


@pytest.mark.parametrize(
    ("code", "days", "said"),
    [("en", 1, "of at least 1 day"), ("en", 14, "of at least 14 days"),
     ("fr", 1, "d’au moins 1 jour"), ("fr", 14, "d’au moins 14 jours"),
     ("ru", 14, "не менее 14\u00a0дней"), ("ru", 21, "не менее 21\u00a0дня"),
     ("ar", 2, "مدته يومان على الأقل"), ("ar", 7, "مدته 7 أيام على الأقل"), ("ar", 14, "مدته 14 يوماً على الأقل")],
)  # fmt: skip
def test_a_sentence_has_the_form_for_the_number_of_the_version(app, db, monkeypatch, code, days, said):
    monkeypatch.setattr(numbers, "VALUES", VALUES | {"call_days": days})
    with in_language(code), speaking_of(Subject(procedure=FIRST)):
        assert str(COUNTED).endswith(said)


def test_outside_any_application_it_is_the_first_version():
    assert said() == ["at least 14 days", "at least 14 days", "2/3 of the base"]


def test_a_name_that_the_table_does_not_have_is_an_error_at_once():
    with pytest.raises(KeyError):
        Stated("fortnights")
