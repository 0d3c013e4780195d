"""Topics: the list is whole, and equal to the published one where that is at hand."""

import csv
from itertools import groupby

from igtf.issues.topics import TOPICS, WGIG_AREAS
from tests.shared_data import real_file, shared

TAXONOMY = "taxonomy_cstd2015.csv"


def test_every_topic_has_a_cluster_and_a_description() -> None:
    clusters = [cluster for cluster, _topics in groupby(topic.cluster for topic in TOPICS.values())]
    assert (len(clusters), len(set(clusters)), len(TOPICS)) == (7, 7, 40)
    assert all(str(topic.label) and str(topic.description).endswith(".") for topic in TOPICS.values())
    assert {topic.wgig for topic in TOPICS.values()} - {0} <= set(WGIG_AREAS)


@real_file(TAXONOMY)
def test_the_topics_are_those_of_the_published_list() -> None:
    path = shared(TAXONOMY)
    assert path is not None
    with path.open(encoding="utf-8") as lines:
        published = [
            (row["cluster_slug"], row["issue"], row["layer_suggested"], row["wgig13"]) for row in csv.DictReader(lines)
        ]
    assert published == [
        (
            topic.cluster,
            str(topic.label),
            str(topic.layer),
            f"{topic.wgig} {WGIG_AREAS[topic.wgig]}" if topic.wgig else "",
        )
        for topic in TOPICS.values()
    ]
