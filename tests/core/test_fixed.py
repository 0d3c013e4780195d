"""Queries in which what never changes is written out."""

import pytest
from sqlalchemy import Integer, bindparam, column, select, union_all

from igtf.core.clock import NOW
from igtf.core.fixed import written_out


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_words_and_numbers_are_written_and_all_else_is_bound(engine):
    me = bindparam("me", type_=Integer())
    first = select(column("a")).where(column("a").in_(("x y", "z")), column("b") == me, column("c") == 7)
    second = select(column("a")).where(column("d") < NOW, column("e") == "it\u2019s")
    made = written_out(union_all(first, second), engine).compile()
    text = " ".join(made.string.split())
    assert "a IN ('x y', 'z') AND b = :me AND c = 7" in text
    assert "it" not in text
    assert text.count(" :") == 3
    asked, now, word = (made.binds[name] for name in ("me", "param_1", "e_1"))
    assert (asked.required, now.callable, word.value) == (True, NOW.callable, "it\u2019s")
