"""Languages: what is filled in later stays, and so does what was asked for."""

import html
import re

import pytest

from igtf import create_app
from igtf.core.i18n import pseudo
from tests.conftest import SETTINGS


@pytest.mark.parametrize(
    ("message", "given"),
    [("revision %(n)02d", {"n": 3}), ("%(share).1f %% of all", {"share": 2.0}), ("by %(name)s", {"name": "Ines"})],
)
def test_a_placeholder_survives_with_its_format(message, given):
    assert message % given != pseudo(message) % given
    assert pseudo(message) % given


def test_the_links_to_other_languages_ask_for_the_same_page(db_url, tmp_path):
    app = create_app({**SETTINGS, "DATABASE_URL": db_url, "VAR": str(tmp_path), "LANGUAGES": "en,pseudo"})
    reader = app.test_client()
    page = reader.get("/search?q=root+%22zone%22&state=open&lang=en").text
    links = re.findall('href="([^"]*lang=pseudo)"', page)
    assert links == ["?q=root+%22zone%22&amp;state=open&amp;lang=pseudo"]
    assert 'value="root &#34;zone&#34;"' in reader.get(f"/search{html.unescape(links[0])}").text
    assert re.findall('href="([^"]*lang=pseudo)"', reader.get("/issues/").text) == ["?lang=pseudo"]
    app.extensions["igtf.db"].dispose()
