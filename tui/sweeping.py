"""When Python looks for what is left over in memory: while the author rests, and not between a key and its frame.

To go through all that an open course has in memory takes a tenth of a second and more, for which everything waits.
Left to itself Python does it every other second while a section streams, whatever the author is at.
"""

import gc
import time
from collections.abc import Callable

SECONDS = 1.0
"""How often to look whether the author rests."""
_REST_SECONDS = 2.0
"""How long nothing has been typed or clicked then."""
_WORTH_IT = 30
"""After how many passes over what is new all is gone through, once the author rests; Python does it after ten."""
_AT_LAST = 120
"""After how many it is done all the same."""


class Sweeping:
    """Takes this over from Python, in a process that an app has for itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._touched = clock()

    def begin(self) -> None:
        """Begin: what is loaded by now is there to stay, and is not gone through again."""
        gc.freeze()
        new, young, _ = gc.get_threshold()
        gc.set_threshold(new, young, _AT_LAST)
        gc.enable()

    def put_off(self) -> None:
        """Take note that the author does something."""
        self._touched = self._clock()

    def look(self) -> bool:
        """Go through all, if the author rests and it is worth it; say whether."""
        if self._clock() - self._touched < _REST_SECONDS or gc.get_count()[2] < _WORTH_IT:
            return False
        gc.collect()
        return True
