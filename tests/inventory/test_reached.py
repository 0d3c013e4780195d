"""Each list is reached from the home page over other lists and the pages that explain, where lists are not empty."""

import re

from flask import Flask

from igtf.core.workflow import WORKFLOWS

LISTS = re.compile(r'href="(/[a-z-]+/?)"')
TELLS = {"/proposal"}
"""Links in it are examples in a story: nobody looks for a list there."""


def reached(app: Flask) -> set[str]:
    client, found, ahead = app.test_client(), {"/"}, ["/"]
    while ahead:
        links = set(LISTS.findall(client.get(ahead.pop()).text)) - found - TELLS
        found |= links
        ahead += links
    return found


def test_no_list_is_an_orphan(story: Flask) -> None:
    lists = {f"/{workflow.collection}/" for workflow in WORKFLOWS.values()} | {"/people/"}
    assert lists - reached(story) == set()
