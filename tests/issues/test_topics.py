"""Topics: the list is whole, and equal to the published one where that is at hand."""

import csv
import re
from itertools import groupby
from typing import Any

from flask import Flask

from igtf.issues.topics import CLUSTERS, TOPICS
from tests.factories import issue_form, make_person, sign_in
from tests.shared_data import real_file, shared

TAXONOMY = "taxonomy_cstd2015.csv"


def test_every_topic_has_a_cluster_and_a_description() -> None:
    clusters = [cluster for cluster, _topics in groupby(topic.cluster for topic in TOPICS.values())]
    assert (clusters, len(clusters), len(TOPICS)) == (list(CLUSTERS), 7, 40)
    assert all(str(topic.label) and str(topic.description).endswith(".") for topic in TOPICS.values())


def test_who_files_an_issue_chooses_among_the_topics_of_a_cluster(app: Flask, db: Any) -> None:
    page = sign_in(app, make_person()).get("/issues/new").text
    found = re.findall('<optgroup label="([^"]*)">(.*?)</optgroup>', page)
    assert [label for label, _topics in found] == [str(label) for label in CLUSTERS.values()]
    assert re.findall('<option value="([^"]+)"', "".join(topics for _label, topics in found)) == list(TOPICS)
    assert sign_in(app, make_person()).post("/issues/new", data=issue_form(topic="spam")).status_code == 302
    refused = sign_in(app, make_person()).post("/issues/new", data=issue_form(topic="security"))
    assert (refused.status_code, "Choose one of the list." in refused.text) == (422, True)


@real_file(TAXONOMY)
def test_the_topics_are_those_of_the_published_list() -> None:
    path = shared(TAXONOMY)
    assert path is not None
    with path.open(encoding="utf-8") as lines:
        published = [(row["cluster_slug"], row["cluster"], row["issue"]) for row in csv.DictReader(lines)]
    assert published == [(topic.cluster, str(CLUSTERS[topic.cluster]), str(topic.label)) for topic in TOPICS.values()]
