"""Files that are written whole or not at all, and over nothing unless that is asked for."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from kamplan.plan import Fault, PlanError


def write_whole(target: Path, replace: bool, make: Callable[[Path], None]) -> None:
    """Let `make` write a file beside its place, and put it there when it is whole.

    Raises PlanError where that is not possible, or something is there that is not to be replaced.
    """
    try:
        _write(target.absolute(), replace, make)
    except FileExistsError:
        raise PlanError([Fault("report-there", str(target))]) from None
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(target), values=values)]) from None


def _write(target: Path, replace: bool, make: Callable[[Path], None]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent
    )
    os.close(handle)
    made = Path(name)
    try:
        make(made)
        made.chmod(0o644)
        if not replace:
            # Fails where something has come there meanwhile.
            target.open("x").close()
        os.replace(made, target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
