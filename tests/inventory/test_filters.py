"""What a list is filtered by on its page leaves the same rows in the API, and is known to its feed and calendar."""

import html
import re
from urllib.parse import urlencode

from flask import Flask

from igtf.core.workflow import WORKFLOWS

SELECT = re.compile(r'<select name="(\w+)">(.*?)</select>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]+)"')
ROW = re.compile(r'<a class="t" href="([^"]+)"')
ELSEWHERE = {
    "occasion": ["1", "2"], "stage": ["active", "forming", "ended"], "late": ["1"], "call": ["2"],
    "about": ["draft-igtf-newiss-first-home"], "body": ["itu"],
}  # fmt: skip
"""Filters that a list has as links and not among its fields."""


def offered(page: str, names: list[str]) -> list[tuple[str, str]]:
    """Return the filters that a list offers, with each value; states are left out: a phase has several of them."""
    form = page[: page.rindex("</form>")]
    fields = [(name, html.unescape(value)) for name, text in SELECT.findall(form) for value in OPTION.findall(text)]
    linked = [(name, value) for name in names for value in ELSEWHERE.get(name, [])]
    return [pair for pair in dict.fromkeys([*fields, *linked]) if pair[0] not in ("state", "handle", "topic")]


def test_each_filter_leaves_the_same_in_list_and_api(world: Flask) -> None:
    client, compared, fed = world.test_client(), 0, set()
    for workflow in WORKFLOWS.values():
        address = f"/{workflow.collection}/"
        page = client.get(address)
        if page.status_code != 200 or 'class="twins"' not in page.text.replace("small twins", "twins"):
            continue
        for name, value in offered(page.text, list(workflow.narrowing)):
            asked = urlencode({name: value})
            answer = client.get(f"/api/v1{address.rstrip('/')}?limit=100&{asked}")
            assert answer.status_code == 200, (address, asked, answer.text)
            shown = client.get(f"{address}?{asked}").text
            listed = set(ROW.findall(shown[shown.index("<main") : shown.index("</main>")]))
            if 'rel="next"' not in shown:
                assert listed == {item["url"] for item in answer.json["items"]}, (address, asked)
                compared += bool(listed)
            for form in () if (address, name) in fed else ("atom", "ics"):
                assert client.get(f"/feeds{address.rstrip('/')}.{form}?{asked}").status_code == 200, (address, asked)
            fed.add((address, name))
    assert compared > 60


def test_a_feed_has_what_its_list_has(world: Flask) -> None:
    client = world.test_client()
    forming, ended = (client.get(f"/feeds/groups.atom?stage={stage}").text for stage in ("forming", "ended"))
    assert "/groups/rules" in forming
    assert "/groups/rules" not in ended
    assert "/groups/cables" in ended
