"""The command line. Everything heavy is imported inside the commands: --help is instant."""

import gc
import signal
import sys
from types import FrameType

STOPPED = 4
YOUNG = 100_000
"""objects that are made before garbage is looked for. To load what a command needs makes as many
and no garbage; looking through them again and again took a tenth of the time until it began."""


def main() -> None:
    """Run a command; Ctrl-C while the program is still being loaded ends it quietly, too."""
    # A KeyboardInterrupt that passes through generated code, such as a dataclass being made,
    # lets Python end by the signal, whoever catches it.
    signal.signal(signal.SIGINT, _stop)
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    try:
        from kamplan.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(STOPPED)


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(STOPPED)
