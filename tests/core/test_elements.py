"""What is made in Python for pages escapes what people wrote, and says it once; templates speak each language."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from jinja2 import DictLoader
from markupsafe import Markup, escape

from igtf.core.clock import now
from igtf.core.i18n import gettext, in_language, pseudo
from igtf.core.moments import Due
from igtf.core.page import elements
from igtf.core.page.templates import Environment
from igtf.core.wording import keeping_way
from igtf.subject.elements import comment_body, why

EVIL = "<script>alert('1')</script> & \"co\""
MOMENT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def all_with(text):
    who = {"kind": "person", "handle": "ada", "name": text}
    return [
        elements.badge(text, "work"), elements.kicker([text, (text, "/issues/1")]),
        elements.options([(text, text)], text), elements.person(who, {"label": text, "unconfirmed": True}),
        elements.person(who, {"label": text}), why(text, text),
    ]  # fmt: skip


def test_what_people_wrote_is_escaped_once(built):
    for made in all_with(EVIL):
        assert isinstance(made, Markup)
        assert "<script" not in made
        assert str(escape(EVIL)) in made
    for made in all_with(escape(EVIL)):
        assert "&amp;lt;" not in made


def test_what_acts_of_the_program_is_named_in_the_language_of_who_reads(built, monkeypatch):
    monkeypatch.setitem(built.config, "LANGUAGES", "en,pseudo")
    with in_language("pseudo"):
        for kind, name, said in (("clock", "The clock", "The clock"), ("importer", "Importer", "The importer")):
            assert f"<bdi>{pseudo(said)}</bdi>" in elements.person({"kind": kind, "handle": None, "name": name})
        assert "<bdi>Importer</bdi>" in elements.person({"kind": "person", "handle": "ada", "name": "Importer"})


@pytest.mark.parametrize(
    ("code", "words", "is_kept"),
    [("ar", "1. Prices fell.", True), ("ar", "١. هبطت الأسعار.", False), ("ar", "12.5 %", False), ("ar", "", False),
     ("en", "Prices fell.", False), ("en", "(هبطت الأسعار.)", True), ("fr", "המחירים ירדו.", True),
     ("ar", "See https://prices.example/fell", False)],
)  # fmt: skip
def test_words_that_run_the_other_way_keep_it_within_a_sentence(built, code, words, is_kept):
    """As UAX #9 has it: what begins with a strong letter of the other direction stands between FSI and PDI."""
    with in_language(code):
        assert keeping_way(words) == (f"\u2068{words}\u2069" if is_kept else words)


def test_a_state_begins_with_a_capital_and_a_thing_to_do_says_whose_it_is(built):
    assert elements.badge("promised", "work") == '<span class="badge work">Promised</span>'
    comment = SimpleNamespace(id=7, actor_id=1, html="<p>So.</p>", edited_at=None, hidden_at=None)
    made = comment_body(comment, "", SimpleNamespace(id=None, moderates=False), EVIL)
    assert f'<a href="/comments/7" aria-label="Link: {escape(EVIL)}">Link</a>' in made
    assert "Report" not in made


@pytest.mark.parametrize("title", [EVIL, f"{EVIL}\0{EVIL}"])
def test_a_row_holds_the_text_of_each_of_its_parts(built, title):
    made = elements.rows([{"kicker": ["#1", EVIL], "url": "/issues/1?a=1&b=2", "title": title, "meta": ["", EVIL]}])
    words = escape(EVIL)
    assert made == (
        f'<ul class="rows"><li><div><p class="kicker"><b><bdi>#1</bdi></b><span><bdi>{words}</bdi></span></p>'
        f'<a class="t" href="/issues/1?a=1&amp;b=2"><bdi>{escape(title)}</bdi></a>'
        f'<p class="small"><bdi>{words}</bdi></p></div><div class="end"></div></li></ul>'
    )


def test_a_moment_has_its_machine_form_and_words(built):
    assert elements.time(MOMENT, "day") == '<time datetime="2026-11-25T10:00:00+00:00">25 November 2026</time>'
    assert 'title="2026-11-25 10:00 UTC"' in elements.time(MOMENT)
    assert "Wednesday 25 November 2026, 10:00 UTC" in elements.time(MOMENT, "both")


def test_a_deadline_says_what_for_while_it_is_ahead(built):
    ahead, past = now() + timedelta(days=3, hours=1), now() - timedelta(days=3)
    assert ">closes <time" in elements.deadline(ahead, "closes")
    assert "in 3 days" in elements.deadline(ahead, "closes")
    assert "closes" not in elements.deadline(past, "closes")
    assert "overdue by 3 days" in elements.deadline(past, "closes")
    assert f'title="due \u2066{past:%Y-%m-%d %H:%M} UTC\u2069"' in elements.deadline(past, "closes"), "paper says this"
    assert f'title="{ahead:%Y-%m-%d %H:%M} UTC"' in elements.deadline(ahead, "closes")
    begins = Due("begins", "was to begin")
    assert ">begins <time" in elements.deadline(ahead, begins)
    assert ">was to begin <time" in elements.deadline(past, begins)
    assert "3 days ago" in elements.deadline(past, begins)
    assert "<b>3 days ago</b>" in elements.due(past, begins, "both")
    row = {"url": "/calls/1", "title": "A call", "deadline": ahead, "due_word": EVIL}
    assert f"</svg>{escape(EVIL)} <time" in elements.rows([row])


@pytest.fixture
def spoken(built, monkeypatch):
    """Return a function: what a template says with ``name``, in a language."""
    monkeypatch.setitem(built.config, "LANGUAGES", "en,pseudo,pseudo-rtl")
    environment = Environment(built, autoescape=lambda name: name.endswith(".html"), extensions=["jinja2.ext.i18n"])
    environment.install_gettext_callables(gettext, lambda one, many, n: one if n == 1 else many, newstyle=True)
    source = '{{ _("Hello & %(name)s", name=name) }}{{ _("100%% sure") }}{% set x = _("Open") %}{{ x }}{{ _(other) }}'
    environment.loader = DictLoader({"a.html": source, "a.txt": source})

    def say(language, template):
        with in_language(language):
            return environment.get_template(template).render(name="<b>", other="Close")

    return say


def test_a_template_is_compiled_for_each_language(spoken):
    assert spoken("en", "a.html") == "Hello & &lt;b&gt;100% sureOpenClose"
    assert spoken("en", "a.txt") == "Hello & <b>100% sureOpenClose"
    strange = spoken("pseudo", "a.html")
    assert strange.count("[") == 4
    assert "&lt;b&gt;" in strange
    assert spoken("en", "a.html") == "Hello & &lt;b&gt;100% sureOpenClose"


def test_what_was_said_has_a_direction_of_its_own_behind_its_label(built):
    assert why("السبب", "Add it.") == '<p class="why"><span class="small">السبب:</span> <bdi>Add it.</bdi></p>'
    assert why("Is it clear?", "Yes.") == '<p class="why"><span class="small">Is it clear?</span> <bdi>Yes.</bdi></p>'
    assert why("", "Add it.") == '<p class="why" dir="auto">Add it.</p>'
