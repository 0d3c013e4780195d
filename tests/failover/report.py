"""docs/failover.md and docs/kills.md: the last results of the tests that kill parts of a site under load."""

import os

from config import ROOT
from tests.failover.load import Seen
from tests.failover.rounds import Round

FAILOVER, KILLS = ROOT / "docs/failover.md", ROOT / "docs/kills.md"

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


_KILLS_HEAD = """# Kills over one SQLite file: the last result

Made by `make test-long` (`tests/failover/test_one_file.py`); not written by hand. Two processes of `igtf web` and one
of `igtf worker` shared one SQLite file on one machine ({cores} cores), with an SMTP relay. Three programs and a browser
wrote comments, positions in a call and new issues. At random moments (seed {seed}) one of the processes was killed
(`kill -9`), and started again up to a second later. Of those who got no answer to a write, half sent it again under the
same key, and half never did.

| killed | times | written meanwhile | writes answered 503 | first write after the start, at most (s) |
|---|---|---|---|---|
"""

_KILLS_TAIL = """
In all {written} acts were acknowledged, in {seconds:.0f} seconds. Each of them is in the record exactly once. Of
{given_up} that got no answer and were not sent again {stood} stand, whole, and the others not at all; nothing else is
there. `igtf check` holds, over the search too, the {events:,} events have gapless places in the log, and `igtf verify`
finds all of them signed. Then everything was sent once more under its key: each program got the answer that it had
got, and each act stands once. No page that was only read failed ({read} were read).

{mails} mails went out, none was lost, {twice} came twice. The mail that is sent in the moment in which the worker is
killed can come twice; the copy has the same Message-ID.
"""


def write_failover(rounds: list[Round], seen: Seen, mails: tuple[int, int], seconds: float) -> None:
    """Write docs/failover.md."""
    lines = [
        f"| {one.name} | {one.written} | {one.refused} | {one.read} | {one.unread} | {one.back:.1f} |" for one in rounds
    ]
    tail = _TAIL.format(
        written=len(seen.acknowledged), read=seen.answers["read"], seconds=seconds, mails=mails[0], twice=mails[1],
        seen=seen.answers["own write seen"], slowest=seen.slowest["read"],
    )  # fmt: skip
    FAILOVER.write_text(_HEAD.format(cores=os.cpu_count()) + "\n".join(lines) + "\n" + tail)


def write_kills(
    rounds: list[Round], seen: Seen, mails: tuple[int, int], *, seed: int, stood: int, events: int, seconds: float
) -> None:
    """Write docs/kills.md; of the acts that were given up ``stood`` are in the record."""
    lines = []
    for name in sorted({one.name for one in rounds}):
        own = [one for one in rounds if one.name == name]
        written, refused = sum(one.written for one in own), sum(one.refused for one in own)
        lines.append(f"| {name} | {len(own)} | {written} | {refused} | {max(one.back for one in own):.1f} |")
    tail = _KILLS_TAIL.format(
        written=len(seen.acknowledged), given_up=len(seen.given_up), stood=stood, events=events, seconds=seconds,
        read=seen.answers["read"], mails=mails[0], twice=mails[1],
    )  # fmt: skip
    KILLS.write_text(_KILLS_HEAD.format(cores=os.cpu_count(), seed=seed) + "\n".join(lines) + "\n" + tail)
