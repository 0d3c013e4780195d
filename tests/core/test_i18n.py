"""Languages: what is filled in later stays, and so does what was asked for."""

import html
import re

import pytest
from flask import render_template_string

from igtf import create_app
from igtf.core.i18n import lazy_ngettext, ngettext, pseudo
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
    there = re.findall('href="([^"]*lang=pseudo)"', reader.get("/issues/").text)
    assert [link for link in there if not link.startswith("/feeds/")] == ["?lang=pseudo"]
    app.extensions["igtf.db"].dispose()


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "12,345 comments"), ("fr", "12\u202f345 commentaires"), ("ru", "12\xa0345 комментариев")],
)
def test_a_count_is_written_in_groups_of_digits_as_the_language_does(app, code, said):
    counted = '{{ ngettext("%(num)d comment", "%(num)d comments", 12345) }}'
    with app.test_request_context(f"/?lang={code}"):
        assert ngettext("%(num)d comment", "%(num)d comments", 12345) == said
        assert str(lazy_ngettext("%(num)d comment", "%(num)d comments", 12345)) == said
        assert render_template_string(counted) == said
        assert render_template_string(counted.replace("12345", "999")).startswith("999 ")
