"""docs/failover.md: the last result of the test that kills everything in turn."""

import os
from typing import Any

from config import ROOT
from tests.failover.load import Seen

REPORT = ROOT / "docs/failover.md"

_HEAD = """# Failover: the last result

Made by `make test-long` (`tests/failover/test_failover.py`); not written by hand. A primary and a streaming replica,
Redis, an SMTP relay, three web processes and two workers ran on one machine ({cores} cores). Three programs and a
browser wrote comments, three readers read pages; each part was killed (`kill -9`) in turn, stayed away for 2.5
seconds and was started again. Whoever got no answer to a write sent it again under the same key.

| killed | written meanwhile | writes answered 503 | pages read | pages not read | first write after the start (s) |
|---|---|---|---|---|---|
"""

_TAIL = """
In all {written} acts were acknowledged and {read} pages read, in {seconds:.0f} seconds. Each of the acts is in the
record exactly once, and nothing else is; the events' places in the log are gapless; `igtf check` holds; the replica
has them all. The browser saw its own comment on the next page each time ({seen} times). The slowest page took
{slowest:.1f} s.

{mails} mails went out, none was lost, {twice} came twice. A mail can come twice when a worker or the primary is killed
between the relay's answer and the mark that it was sent; the copy has the same Message-ID.
"""


def write(rounds: list[Any], seen: Seen, mails: tuple[int, int], seconds: float) -> None:
    """Write the report."""
    lines = [
        f"| {one.name} | {one.written} | {one.refused} | {one.read} | {one.unread} | {one.back:.1f} |" for one in rounds
    ]
    tail = _TAIL.format(
        written=len(seen.acknowledged), read=seen.answers["read"], seconds=seconds, mails=mails[0], twice=mails[1],
        seen=seen.answers["own write seen"], slowest=seen.slowest["read"],
    )  # fmt: skip
    REPORT.write_text(_HEAD.format(cores=os.cpu_count()) + "\n".join(lines) + "\n" + tail)
