"""How long something takes, as far as it is its own doing."""

import gc
import time
from collections.abc import Callable


def cpu_seconds(act: Callable[[], object], tries: int = 3) -> float:
    """Return the least processor time in seconds that ``act`` took: what else runs here can only add to it.

    As in the server, the collector leaves alone what was there before: after many tests, that is much.
    """

    def once() -> float:
        gc.freeze()
        start = time.process_time()
        try:
            act()
            return time.process_time() - start
        finally:
            gc.unfreeze()

    return min(once() for _try in range(tries))
