"""The picture of a group's drafts: whatever the relations are, each draft is drawn once, below what it needs."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from igtf.groups.picture import DraftNode, Tie, layers, picture


def node(number: int) -> DraftNode:
    return DraftNode(number, f"draft-igtf-x-{number}", f"<b>&{number}", "work")


NUMBERS = st.integers(1, 9)
ties = st.lists(st.tuples(st.sampled_from(("depends-on", "replaces")), NUMBERS, NUMBERS), max_size=20)


@given(ties)
def test_each_draft_stands_in_one_layer(found):
    made = [Tie(kind, node(here), node(there)) for kind, here, there in found]
    rows = layers(made)
    drawn = [one.id for row in rows for one in row]
    assert sorted(drawn) == sorted({one.id for tie in made for one in (tie.here, tie.there)})


@given(ties)
def test_without_circles_each_stands_below_what_it_needs(found):
    made = [Tie(kind, node(max(a, b)), node(min(a, b))) for kind, a, b in found if a != b]
    level = {one.id: place for place, row in enumerate(layers(made)) for one in row}
    assert all(level[tie.here.id] > level[tie.there.id] for tie in made)


def test_the_picture_is_well_formed_and_titled(app):
    with app.test_request_context("/"):
        for mirror in (False, True):
            html = picture([Tie("replaces", node(1), node(2)), Tie("depends-on", node(2), node(1))], mirror=mirror)
            tree = ElementTree.fromstring(html)
            assert tree.find(".//title").text
            assert len(tree.findall(".//a")) == 2
        assert picture([]) == ""
