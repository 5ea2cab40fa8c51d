"""A real terminal for a program: bytes in, bytes out, and when they came."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self


class Screen:
    """A program on a pseudo-terminal of 120 x 36. Times are seconds since it was started."""

    def __init__(self, command: Sequence[str], rows: int = 36, columns: int = 120) -> None:
        self.started = time.perf_counter()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "KAMPLAN_LANG": "en"}
            os.execvp(command[0], list(command))
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._file)

    def wait_for(self, text: str, seconds: float = 120.0) -> float:
        """Read until a text was written; the moment it came. Raises TimeoutError."""
        seen, end = b"", time.perf_counter() + seconds
        while text.encode() not in seen:
            if not self._readable(end - time.perf_counter()):
                raise TimeoutError(f"{text!r} was not written; last was {seen[-300:]!r}")
            seen += os.read(self._file, 1 << 16)
        return time.perf_counter() - self.started

    def wait_for_any(self, seconds: float = 10.0) -> float:
        """Read whatever is written next; the moment it came. Raises TimeoutError."""
        if not self._readable(seconds):
            raise TimeoutError("nothing was written")
        os.read(self._file, 1 << 16)
        return time.perf_counter() - self.started

    def rest(self, quiet: float = 0.15) -> None:
        """Read until nothing has been written for a while."""
        while self._readable(quiet):
            os.read(self._file, 1 << 16)

    def settle(self, quiet: float = 0.3) -> float:
        """Read until nothing has been written for a while; the moment of what came last.

        A screen that is made first can take longer than 0.1 s after the line above it is
        emptied: with a shorter quiet that line was taken for the picture.
        """
        last = self.wait_for_any()
        while self._readable(quiet):
            os.read(self._file, 1 << 16)
            last = time.perf_counter() - self.started
        return last

    def press(self, keys: str) -> float:
        """Type keys; the moment."""
        os.write(self._file, keys.encode())
        return time.perf_counter() - self.started

    def _readable(self, seconds: float) -> bool:
        return bool(select.select([self._file], [], [], max(seconds, 0.0))[0])
