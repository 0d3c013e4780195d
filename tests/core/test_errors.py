"""Refusals are values too: what keeps one may copy it."""

from copy import deepcopy
from pickle import dumps, loads

import pytest

from igtf.core.errors import Invalid, NotAllowed, Refusal


@pytest.mark.parametrize(
    "refusal",
    [Refusal("It is over.", ("Look", "/")), NotAllowed("Not yet.", first=("Sign in", "/")), Invalid(seat="Nobody.")],
)
def test_a_copy_says_what_the_refusal_says(refusal: Refusal) -> None:
    for copied in (deepcopy(refusal), loads(dumps(refusal))):
        assert type(copied) is type(refusal)
        assert (str(copied), vars(copied)) == (str(refusal), vars(refusal))
