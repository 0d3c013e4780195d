"""Choices of filters by topic, layer and language."""

from collections.abc import Mapping
from typing import Any

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.page.elements import Choices
from igtf.issues.topics import TOPICS
from igtf.issues.words import LAYERS
from igtf.people.spoken import spoken_by_name
from igtf.record.narrowed import ALL

TOPIC_CHOICES = Choices((ALL, *((topic.slug, topic.label) for topic in TOPICS.values())))
TOPIC_OR_NONE = Choices((*TOPIC_CHOICES, ("unclassified", _l("Unclassified"))))
LAYER_CHOICES = Choices((ALL, *LAYERS))


def by_language(asked: Mapping[str, Any]) -> dict[str, tuple[Text, Any]]:
    """Return the filter by language where it is ``asked`` for: always there, it would make each list longer."""
    return {"language": (_l("Language"), spoken_by_name())} if asked["language"] else {}
