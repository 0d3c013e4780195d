"""Everything is killed in turn under load: nothing acknowledged is lost or doubled, and reading goes on."""

import time

import pytest

from tests.failover import report
from tests.failover.load import Load
from tests.failover.proof import let_workers_finish, mails, nothing_lost_or_doubled
from tests.failover.rounds import kill
from tests.failover.site import cluster
from tests.replicas import wait_for_replica

ROUNDS = 1


@pytest.mark.long
def test_everything_is_killed_in_turn_under_load(tmp_path):
    began = time.monotonic()
    with cluster(tmp_path) as own:
        with Load(own, "comment") as seen:
            rounds = [kill(own, seen, name) for _round in range(ROUNDS) for name in own.victims()]
        assert seen.failed == []
        assert seen.unseen == []
        let_workers_finish(own)
        events = nothing_lost_or_doubled(own, seen)
        wait_for_replica(own.primary, own.replica)
        assert own.replica.ask("SELECT count(*) FROM event") == events
        kills = sum(one.name.startswith("worker") + 2 * (one.name == "primary") for one in rounds)
        sent = mails(own, most_twice=kills)
    report.write_failover(rounds, seen, sent, time.monotonic() - began)
