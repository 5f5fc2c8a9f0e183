"""Saying that something takes long: on standard error, only after two seconds, only when somebody sits at a terminal."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType

__all__ = ["PROGRESS_AFTER", "Progress"]

PROGRESS_AFTER = 2.0
BETWEEN = 0.5  # seconds from one line to the next


class Progress:
    """One line on the terminal that tells what is being done, and how far it is where that is known.

    Used as a context. ``at`` may be called as often as one likes. Without a terminal nothing is ever written. Of several that are open
    one in the other, the outermost speaks.

    Parameters
    ----------
    what
        What is being done: "counting staff.csv".
    whole
        How much there is to do, in the unit that ``at`` is told; None when nobody knows.
    """

    _speaking = False

    def __init__(self, what: str, whole: int | None = None) -> None:
        self.what = what
        self.whole = whole
        self._begun = time.monotonic()
        self._last = 0.0
        self._written = False
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._terminal = False

    def __enter__(self) -> Progress:
        self._terminal = sys.stderr is not None and sys.stderr.isatty() and not Progress._speaking
        if self._terminal:
            Progress._speaking = True
            self._timer = threading.Timer(PROGRESS_AFTER, self._write, ("",))
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._timer is None:
            return
        self._timer.cancel()
        Progress._speaking = False
        with self._lock:
            if self._written:
                print(file=sys.stderr, flush=True)
            self._terminal = False  # a timer that is running already stays silent

    def at(self, done: int, words: str = "") -> None:
        """Tell how much is done, and perhaps how to say so."""
        now = time.monotonic()
        if not self._terminal or now - self._begun < PROGRESS_AFTER or now - self._last < BETWEEN:
            return
        self._last = now
        share = f" {100 * done // self.whole}%" if self.whole else ""
        self._write(f"{share}{', ' if share and words else ' ' if words else ''}{words}")

    def _write(self, tail: str) -> None:
        with self._lock:
            if self._terminal:
                print(f"\r\x1b[Kequitable: {self.what} …{tail}", end="", file=sys.stderr, flush=True)
                self._written = True
