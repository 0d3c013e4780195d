"""The pseudo-languages keep what is filled in later."""

import pytest

from igtf.core.i18n import pseudo


@pytest.mark.parametrize(
    ("message", "given"),
    [("revision %(n)02d", {"n": 3}), ("%(share).1f %% of all", {"share": 2.0}), ("by %(name)s", {"name": "Ines"})],
)
def test_a_placeholder_survives_with_its_format(message, given):
    assert message % given != pseudo(message) % given
    assert pseudo(message) % given
