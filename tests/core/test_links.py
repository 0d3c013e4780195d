"""What is taken for a link, wherever one is entered."""

import pytest
from wtforms import Form, StringField

from igtf.core.text.links import begins_link, is_link, web_address, web_address_or_path

BROKEN = ("", "lamp.example", "ftp://lamp.example", "javascript:x", "https://", "https:///x", "http://a.sn/pa ge> <b>",
          "https://a.sn/x\ny", "https://a.sn/<b>", 'https://a.sn/"x"', "https://a.sn/'x'", " https://a.sn")  # fmt: skip


@pytest.mark.parametrize(
    "text", ["https://a.sn", "http://a.sn/x?y=1#z", "https://example.org/élan(1)", "https://例.org"]
)
def test_a_link_is_taken_as_it_is(text):
    assert is_link(text)
    assert begins_link(text)


@pytest.mark.parametrize("text", BROKEN)
def test_what_would_be_shown_half_linked_is_no_link(text):
    assert not is_link(text)


@pytest.mark.parametrize(
    ("text", "fits"), [("/meetings/3", True), ("https://a.sn/x", True), ("/a b", False), ("x", False)]
)
def test_a_form_says_what_a_link_is(built, text, fits):
    class Where(Form):
        link = StringField(validators=[web_address])
        place = StringField(validators=[web_address_or_path])

    form = Where(data={"link": "https://a.sn/ x", "place": text})
    assert not form.validate()
    assert "without blanks" in form.link.errors[0]
    assert bool(form.place.errors) != fits
