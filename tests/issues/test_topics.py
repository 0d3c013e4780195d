"""Topics: the list is whole, and equal to the published one where that is at hand."""

import csv

from igtf.issues.topics import CLUSTERS, TOPICS, WGIG_AREAS, topics_of
from tests.shared_data import real_file, shared

TAXONOMY = "taxonomy_cstd2015.csv"


def test_every_topic_has_a_cluster_and_a_description() -> None:
    assert (len(CLUSTERS), len(TOPICS)) == (7, 40)
    assert [topic for slug in CLUSTERS for topic in topics_of(slug)] == list(TOPICS.values())
    assert all(str(topic.label) and str(topic.description).endswith(".") for topic in TOPICS.values())
    assert {topic.wgig for topic in TOPICS.values()} - {0} <= set(WGIG_AREAS)


@real_file(TAXONOMY)
def test_the_topics_are_those_of_the_published_list() -> None:
    path = shared(TAXONOMY)
    assert path is not None
    with path.open(encoding="utf-8") as lines:
        published = [
            (row["cluster_slug"], row["cluster"], row["issue"], row["layer_suggested"], row["wgig13"])
            for row in csv.DictReader(lines)
        ]
    assert published == [
        (
            topic.cluster,
            str(CLUSTERS[topic.cluster].label),
            str(topic.label),
            str(topic.layer),
            f"{topic.wgig} {WGIG_AREAS[topic.wgig]}" if topic.wgig else "",
        )
        for topic in TOPICS.values()
    ]
