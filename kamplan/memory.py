"""Answers that are remembered between commands: what has been explored once is not solved again.

They lie in a folder of the user's, each under a digest of everything it depends on, software
included. The oldest go when there are too many. Losing them costs time, nothing else.
"""

import contextlib
import gzip
import hashlib
import json
import os
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

import solver
from kamplan.plan import Plan, PlanError
from kamplan.planning import all_versions
from kamplan.report.documents import solve_document
from kamplan.restoring import restore_solved
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.committed import Committed
from kamplan.whatif.figures import Solved
from kamplan.whatif.inputs import fingerprint, inputs_of
from kamplan.whatif.scenario import Scenario

# Where they lie instead; "off": nowhere.
VARIABLE = "KAMPLAN_CACHE"
# Bytes that all of them may take.
MOST = 256 << 20


@cache
def _program() -> list[tuple[str, int, int]]:
    """What the program is made of: another build may solve otherwise under the same version."""
    folders = [Path(__file__).parent, Path(solver.__file__).parent]
    files = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return [
        (path.name, status.st_size, status.st_mtime_ns) for path in files if (status := path.stat())
    ]


class DiskMemory:
    """Solved scenarios on the disk. Of a disk that fails nothing is said: it only takes longer."""

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        """`fresh`: nothing is recalled, and what is solved anew takes the place of what was."""
        self.folder, self._fresh = folder, fresh

    @classmethod
    def of_user(cls, fresh: bool = False) -> "DiskMemory | None":
        """The user's; None where it is switched off."""
        place = os.environ.get(VARIABLE, "")
        if place == "off":
            return None
        return cls(Path(place) if place else user_cache_path("kamplan") / "answers", fresh)

    def recall(self, plan: Plan, scenario: Scenario, committed: Committed | None) -> Solved | None:
        """The answer to the same question; None where there is none."""
        path = self._path(plan, scenario, committed)
        if self._fresh or not path.exists():
            return None
        try:
            document = json.loads(gzip.decompress(path.read_bytes()))
            changed = apply_scenario(plan, scenario)
            solved = restore_solved(changed, scenario.name, document)
        except (OSError, ValueError, EOFError, zlib.error, PlanError):
            # Damaged, or of a program that wrote it otherwise: it is solved again.
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return replace(solved, seconds={**solved.seconds, "load": 0.0})

    def keep(
        self, plan: Plan, scenario: Scenario, committed: Committed | None, solved: Solved
    ) -> None:
        """Remember an answer that is final."""
        if solved.result.status not in ("optimal", "infeasible") and committed is None:
            return
        path = self._path(plan, scenario, committed)
        text = json.dumps(solve_document(solved), ensure_ascii=False, allow_nan=False)
        part = path.with_suffix(f".{os.getpid()}.part")
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(gzip.compress(text.encode(), compresslevel=1))
            part.replace(path)
            self._make_room()

    def _path(self, plan: Plan, scenario: Scenario, committed: Committed | None) -> Path:
        held = None
        if committed is not None:
            held = [sorted(committed.spend.items()), sorted(committed.visits.items())]
        inputs = fingerprint(inputs_of(plan, scenario))
        parts = [inputs, held, sorted(all_versions().items()), _program()]
        digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
        return self.folder / f"{digest}.json.gz"

    def _make_room(self) -> None:
        found = [(path.stat(), path) for path in self.folder.glob("*.json.gz")]
        total = sum(status.st_size for status, _ in found)
        for status, path in sorted(found, key=lambda each: each[0].st_mtime):
            if total <= MOST:
                return
            path.unlink(missing_ok=True)
            total -= status.st_size
