"""Every main page as a newcomer meets it: one heading, narrow, accessible, in any language, empty, in error."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from igtf.core.db import session
from igtf.people.models import Person
from igtf.record.models import Actor
from igtf.subject.elements import SHOWN
from tests.browser.axe import axe_violations
from tests.browser.conftest import SMALL, WIDE, LiveServer, OpenPage
from tests.browser.shots import MORE, PAGES, visit
from tests.browser.walking import Walker
from tests.factories import sign_in

LISTS = (
    "/outcomes/", "/issues/", "/issues/queue", "/groups/", "/drafts/", "/calls/", "/objections/", "/reviews/",
    "/meetings/", "/minority-statements/",
    "/council/", "/ballots/", "/recommendations/", "/bodies/", "/statements/", "/people/", "/search?q=nothing",
    "/search?q=nothing&in=comments",
)  # fmt: skip
EVERY = PAGES | MORE
FORMS = ("/search", "/issues/", "/sign-in", "/register", "/reset")

# Texts that people wrote stand in bdi, dir=auto or lang; machine words in code; acronyms and names of drafts are names.
UNTRANSLATED = """() => {
  const own = "bdi, [dir=auto], main [lang], footer [lang], code, pre, time, svg, title, .brand, .mark";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.textContent.trim();
    if (node.parentElement.closest(own) || !node.parentElement.checkVisibility()) continue;
    if (/^\\(?[A-Z0-9&+-]{2,}\\)?$|^https?:|^draft-/.test(text)) continue;
    if (/[a-z]{3}/i.test(text) && !/[\\[\\]·ÅåËëÏïÖöÜüÇçÑñŠšÝýŽž]/.test(text)) found.push(text);
  }
  return found;
}"""

UNLABELLED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .filter(node => node.checkVisibility() && !node.labels.length && !node.ariaLabel)
  .map(node => node.name)"""

# A label in the page's language gives its direction to what a person wrote behind it, where both share one dir=auto.
LABELLED = """() => [...document.querySelectorAll("main [dir=auto]")].filter(own => {
  const walker = document.createTreeWalker(own, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.data.trim();
    if (text && node.parentElement.closest("bdi, [dir]") === own)
      return /^\\[.*[·ÅåËëÏïÖöÜüÇçÑñŠšÝýŽž]/.test(text) && own.textContent.trim() !== text;
  }
}).map(own => own.outerHTML)"""

# Whatever a person wrote on the page becomes one word, as long as a title may be.
WRITE_LONG_WORDS = """() => {
  for (const own of document.querySelectorAll("bdi, [dir=auto]")) {
    const walker = document.createTreeWalker(own, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (walker.currentNode.textContent.trim()) walker.currentNode.data = "W".repeat(120);
  }
}"""


# Words of a place that stand on two lines, though none is wider than the screen.
BROKEN_WORDS = """place => {
  const walker = document.createTreeWalker(document.querySelector(place), NodeFilter.SHOW_TEXT);
  const broken = [];
  while (walker.nextNode()) for (const word of walker.currentNode.data.matchAll(/[\\p{L}\\p{M}]+/gu)) {
    const range = document.createRange();
    range.setStart(walker.currentNode, word.index);
    range.setEnd(walker.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(part => Math.round(part.top / 6))).size > 1) broken.push(word[0]);
  }
  return broken;
}"""


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth"))


def resize(page: Page, width: int) -> None:
    """Look at the page through a window of another width."""
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("window.innerWidth") == width


def fits(page: Page) -> None:
    """The page has one heading, a title and its width."""
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert page.title().removesuffix(" · IGTF").strip()
    assert overflow(page) <= 0


def sound(page: Page) -> None:
    """It fits, and axe finds nothing."""
    fits(page)
    assert axe_violations(page) == []


@pytest.fixture
def live_server(story: LiveServer) -> LiveServer:
    """Return the site with the story, in place of an empty one."""
    return story


@pytest.fixture
def pseudo(live_server: LiveServer) -> Iterator[None]:
    """Offer a pseudo language that is written from right to left."""
    before = live_server.app.config["LANGUAGES"]
    live_server.app.config["LANGUAGES"] = "en,pseudo-rtl"
    yield
    live_server.app.config["LANGUAGES"] = before


@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)
def test_a_page_is_sound(live_server: LiveServer, page: Page, path: str) -> None:
    visit(page, live_server.url, path)
    sound(page)  # axe looks at the small ones below, from right to left
    resize(page, SMALL)
    fits(page)
    page.evaluate(WRITE_LONG_WORDS)
    for width in (SMALL, WIDE):
        resize(page, width)
        assert overflow(page) <= 0, f"long words at {width} px"


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)
def test_a_page_speaks_the_readers_language_from_the_right(
    live_server: LiveServer, small_page: Page, path: str
) -> None:
    small_page.goto("/")
    Walker(small_page).click(small_page.get_by_role("link", name="Pseudo, right to left"))
    visit(small_page, live_server.url, path)
    assert small_page.locator("html").get_attribute("dir") == "rtl"
    assert small_page.evaluate(UNTRANSLATED) == []
    assert small_page.evaluate(LABELLED) == []
    assert overflow(small_page) <= 0
    assert axe_violations(small_page) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_narrow_letter_names_its_body_in_whole_words(small_page: Page, language: str) -> None:
    small_page.goto(f"/statements/1?lang={language}")
    expect(small_page.locator(".letter")).to_contain_text("ITU Telecommunication Development Sector")
    assert small_page.evaluate(BROKEN_WORDS, ".letter") == []


@pytest.mark.parametrize(("path", "chart"), [("/calls/4", ".strips"), ("/council/", ".seats")])
@pytest.mark.parametrize("language", ["fr", "ru"])
def test_a_chart_names_its_groups_in_whole_words(open_page: OpenPage, language: str, path: str, chart: str) -> None:
    for width in (WIDE, SMALL):
        page = open_page(width)
        page.goto(f"{path}?lang={language}")
        assert page.evaluate(BROKEN_WORDS, chart) == []


# Places that overlap the next one, or whose letters are wider than they are.
TIGHT = """place => [...document.querySelectorAll(place)].filter(one => {
  const [here, next] = [one, one.nextElementSibling ?? one].map(each => each.getBoundingClientRect());
  const piled = one.nextElementSibling && here.top === next.top && next.left < here.right;
  return piled || one.scrollWidth > one.clientWidth;
}).length"""


@pytest.mark.parametrize("size", ["", "212%"])
def test_a_seat_holds_its_letters_whatever_their_size(page: Page, size: str) -> None:
    page.goto("/council/")
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
    assert page.locator(".seatrow .seat").count() > 40
    assert page.evaluate(TIGHT, ".seatrow .seat") == 0


# The cells whose number stands on another line than the first word of its label, or past the end of the cell.
FALLEN = """() => [...document.querySelectorAll("td[data-label]:is(.num, .balance *)")].filter(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const [number, box] = [range, cell].map(each => each.getBoundingClientRect());
  return cell.checkVisibility() && (number.top > box.top + 8 || number.right < box.right - 12);
}).map(cell => cell.dataset.label)"""


@pytest.mark.parametrize("path", ["/consultations/1", "/elections/1"])
def test_a_narrow_count_stands_beside_its_label(small_page: Page, path: str) -> None:
    small_page.goto(path)
    assert small_page.locator("td[data-label]:is(.num, .balance *):visible").count() > 10
    assert small_page.evaluate(FALLEN) == []


# The edges at which the paragraphs of a page begin that run from left to right.
EDGES = """() => [...new Set([...document.querySelectorAll("main .two > div > :is(p, .prose)[dir=auto]")]
  .filter(own => getComputedStyle(own).direction === "ltr")
  .map(own => Math.round(own.getBoundingClientRect().left - own.parentElement.getBoundingClientRect().left)))]"""


def test_english_paragraphs_of_an_arabic_page_begin_at_one_edge(page: Page) -> None:
    page.goto("/issues/4?lang=ar")
    assert page.evaluate(EDGES) == [0]


def test_a_narrow_screen_shows_the_newest_entries_first_and_the_others_when_asked(page: Page, small_page: Page) -> None:
    page.goto("/groups/newiss")
    small_page.goto("/groups/newiss")
    shown = ".time:not(.time .time) > li:visible"
    everything = page.locator(shown).count()
    assert small_page.locator(shown).count() == SHOWN < everything
    last = page.locator(shown).last.get_attribute("id")
    small_page.goto(f"/groups/newiss#{last}")
    expect(small_page.locator(f"#{last}")).to_be_visible()
    small_page.goto("/groups/newiss?show=all")
    small_page.get_by_text(f"{everything - SHOWN} more entries").click()
    assert small_page.locator(shown).count() == everything
    small_page.locator("#charter summary").click()
    expect(small_page.locator("#charter .document")).to_be_visible()


def test_somebody_signed_in_can_hit_whatever_needs_them(live_server: LiveServer, each_page: Page) -> None:
    with live_server.app.app_context():
        chair = session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "ines")).one()
        cookie = sign_in(live_server.app, chair).get_cookie("igtf")
    assert cookie is not None
    each_page.context.add_cookies([{"name": "igtf", "value": cookie.value, "url": live_server.url}])
    each_page.goto("/")
    expect(each_page.get_by_role("heading", name="What needs you")).to_be_visible()
    sound(each_page)


@pytest.mark.parametrize("path", ["/issues/1", "/issues/"])
def test_on_paper_a_moment_is_a_date(page: Page, path: str) -> None:
    page.goto(path)
    behind = "moments => moments.map(moment => getComputedStyle(moment, '::after').content)"
    moments = page.locator("main time[title]")
    assert set(moments.evaluate_all(behind)) == {"none"}
    page.emulate_media(media="print")
    titles = moments.evaluate_all("moments => moments.map(moment => moment.title)")
    assert moments.evaluate_all(behind) == [f'"{title}"' for title in titles]


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("path", ["/", "/how-it-works/objection"])
def test_words_longer_than_english_ones_fit_beside_an_open_menu(small_page: Page, path: str) -> None:
    for language in ("en", "pseudo-rtl"):
        small_page.goto(f"{path}?lang={language}")
        small_page.locator(".top details.fold summary").click()
        expect(small_page.locator(".top nav")).to_be_visible()
        assert overflow(small_page) <= 0
        beyond = "links => links.filter(link => link.scrollWidth > link.clientWidth).map(link => link.textContent)"
        assert small_page.locator(".top nav a").evaluate_all(beyond) == []


@pytest.mark.parametrize("path", FORMS)
def test_the_keyboard_reaches_the_page_first_and_every_control_has_a_label(page: Page, path: str) -> None:
    page.goto(path)
    page.keyboard.press("Tab")
    first = page.locator("a.skip")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    assert page.evaluate(UNLABELLED) == []
