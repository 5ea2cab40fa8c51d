"""The program on a terminal of its own, killed at any moment: what it showed as saved is there."""

import contextlib
import os
import random
import re
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kamplan.desk import Desk
from kamplan.plan import PlanError
from tests.cli.running import COMMAND, ENVIRONMENT, run
from tests.desk.desks import SHORT, assert_same_plan, assert_whole, value
from tests.tui.apps import SMALL, festival, tiny, tiny_with

if sys.platform == "win32":
    pytest.skip("needs the terminals of POSIX", allow_module_level=True)

import fcntl
import pty
import termios

PATIENCE = 30.0
"""seconds that anything may take on a busy machine."""
F4, F9, DOWN, RIGHT = "\x1bOS", "\x1b[20~", "\x1b[B", "\x1b[C"
NEXT_SHEET, CTRL_E, CTRL_Q, ENTER = "\x1b[6;5~", "\x05", "\x11", "\r"
ESCAPES = re.compile(r"\x1b(\[[0-9;:<=>?]*[ -/]*[@-~]|[P\]_^].*?(\x1b\\|\x07)|[ -/]*[0-~])", re.S)


class Terminal:
    """A process of the program, what it wrote, and a keyboard."""

    def __init__(self, folder: Path) -> None:
        self.keyboard, end = pty.openpty()
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", SMALL[1], SMALL[0], 0, 0))
        self.process = subprocess.Popen(
            [*COMMAND, "tui", str(folder)], stdin=end, stdout=end, stderr=end,
            env={**ENVIRONMENT, "TERM": "xterm-256color"}, start_new_session=True,
        )  # fmt: skip
        os.close(end)
        self._written = b""

    @property
    def text(self) -> str:
        """Everything that was written so far, without what only moves and colours."""
        return ESCAPES.sub("", self._written.decode(errors="replace"))

    def read(self, seconds: float) -> None:
        """Take what is written in the next moment."""
        if select.select([self.keyboard], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                self._written += os.read(self.keyboard, 65536)

    def until(self, shown: Callable[[str], object]) -> None:
        """Wait for something to be shown."""
        end = time.monotonic() + PATIENCE
        while not shown(self.text):
            assert time.monotonic() < end, self.text[-2000:]
            self.read(0.1)

    def see(self, words: str) -> None:
        """Wait for words that were not there before."""
        before = self.text.count(words)
        self.until(lambda text: text.count(words) > before)

    def press(self, *keys: str) -> None:
        """Press keys."""
        os.write(self.keyboard, "".join(keys).encode())

    def watch(self, seconds: float) -> None:
        """Go on reading for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    @property
    def children(self) -> set[int]:
        """Processes that it has begun."""
        found = set()
        for status in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parts = status.read_text().rpartition(")")[2].split()
                if int(parts[1]) == self.process.pid:
                    found.add(int(status.parent.name))
        return found

    def kill(self) -> None:
        """Without a warning."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        # What it had written before it died.
        while select.select([self.keyboard], [], [], 0.0)[0]:
            length = len(self._written)
            self.read(0.0)
            if len(self._written) == length:
                break


@contextmanager
def terminal(folder: Path) -> Iterator[Terminal]:
    """The program, open."""
    opened = Terminal(folder)
    try:
        opened.until(lambda text: "✓ saved" in text)
        yield opened
    finally:
        if opened.process.poll() is None:
            opened.kill()
        os.close(opened.keyboard)


def is_alive(process: int) -> bool:
    """Whether a process is there and not only waiting to be forgotten."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def start_again(folder: Path) -> None:
    """The program opens the folder and can be left."""
    with terminal(folder) as opened:
        opened.press(CTRL_Q)
        end = time.monotonic() + PATIENCE
        while opened.process.poll() is None:
            assert time.monotonic() < end
            opened.read(0.1)
        assert opened.process.returncode == 0


@pytest.mark.parametrize("scenario", ["base", "short"])
def test_killed_while_typing(tmp_path: Path, scenario: str) -> None:
    draw = random.Random(scenario)
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    with terminal(folder) as opened:
        if scenario != "base":
            opened.press(CTRL_E)
            opened.see("Which scenario")
            opened.press(DOWN, ENTER)
            opened.see("▸ short ▾")
        # Supply of q, whose only week is then the total of the row, shown with a separator.
        opened.press(F4, *[NEXT_SHEET] * 3, DOWN, RIGHT, RIGHT, RIGHT)
        opened.see("total")
        opened.press("1001", ENTER)
        opened.see("1,001")
        last = 1001 + draw.randint(5, 15)
        for number in range(1002, last + 1):
            opened.press(str(number), ENTER)
            opened.watch(draw.uniform(0.0, 0.12))
        opened.kill()
        shown = [int(found.replace(",", "")) for found in re.findall(r"1,0\d\d", opened.text)]
    desk = Desk.open(folder)
    desk.activate(scenario)
    assert max(shown) <= value(desk.state.plan, "supply", "q 2026-W53", "units") <= last
    assert_whole(desk)
    desk.undo()
    assert_whole(desk)
    desk.close()


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="asks Linux for processes")
def test_killed_while_solving(tmp_path: Path) -> None:
    draw = random.Random(5)
    folder = festival(tmp_path / "plan")
    with terminal(folder) as opened:
        opened.press(F9)
        opened.see("⟳ base")
        opened.watch(draw.uniform(0.0, 1.5))
        children = opened.children
        assert children
        opened.kill()
    end = time.monotonic() + PATIENCE
    while any(is_alive(child) for child in children):
        assert time.monotonic() < end, "a solver is left over"
        time.sleep(0.05)
    desk = Desk.open(folder)
    assert_whole(desk)
    assert set(desk.answers()) <= {"base"}
    desk.close()
    start_again(folder)


def test_killed_while_a_folder_is_imported(tmp_path: Path) -> None:
    draw = random.Random(7)
    folder, workspace = tiny(tmp_path / "plan"), tmp_path / "all.kamplan"
    started = time.monotonic()
    run_to_end = subprocess.run(
        [*COMMAND, "import", str(folder), str(tmp_path / "whole.kamplan")],
        env=ENVIRONMENT, capture_output=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    took = time.monotonic() - started
    assert run_to_end.returncode == 0
    for share in (draw.uniform(0.6, 0.8), draw.uniform(0.8, 1.0)):
        command = [*COMMAND, "import", str(folder), str(workspace)]
        with subprocess.Popen(
            command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as importing:
            with contextlib.suppress(subprocess.TimeoutExpired):
                importing.wait(took * share)
            importing.kill()
        with contextlib.suppress(PlanError):
            # Either there is nothing, or the whole of it.
            desk = Desk.open(workspace)
            assert desk.state.base.settings.name == "Tiny"
            desk.close()
    done = run("import", folder, workspace)
    assert done.exit_code in (0, 2)
    assert done.exit_code == 0 or "in the workspace already" in done.stderr
    desk, wanted = Desk.open(workspace), Desk.open(folder)
    assert_same_plan(desk.state.base, wanted.state.base)
    assert_whole(desk)
    desk.close()
    wanted.close()
