"""How long something takes, as far as it is its own doing."""

import time
from collections.abc import Callable


def cpu_seconds(act: Callable[[], object], tries: int = 3) -> float:
    """Return the least processor time in seconds that ``act`` took: what else runs here can only add to it."""

    def once() -> float:
        start = time.process_time()
        act()
        return time.process_time() - start

    return min(once() for _try in range(tries))
