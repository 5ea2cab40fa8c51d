"""HiGHS through PuLP: one live solver that is asked, changed and asked again.

PuLP holds the model; this is the only place where it is handed to HiGHS and where status,
solution and duals are read, all from HiGHS itself. PuLP's own reading flips dual signs
when maximising (3.x) and calls an interrupted solve optimal.
"""

import time
import weakref
from dataclasses import dataclass, field
from enum import Enum
from threading import Event
from typing import Any

import highspy
import numpy as np

from solver.model.core import Model
from solver.options import OPTIONS
from solver.problem import Floats, Ints
from solver.progress import Reporter
from solver.ranging import Vertex
from solver.result import SolverTrouble

# HiGHS drops coefficients that are no larger.
SMALLEST = 1e-9
# What a smaller one is rounded to where that only loosens its row: large enough to be kept.
ROUNDED = 2.0 * SMALLEST
# Where coefficients are no more than so many times as large as one another HiGHS need not scale
# them: the model counts in money that is moved, and scaling costs a fifth of a solve. Beyond ten
# times this, plans are lost without it.
UNSCALED = 1e7
# HiGHS's numbers for its simplex strategies.
DUAL, PRIMAL = 1, 4
# What HiGHS says where its numbers have run away.
LOST = (highspy.HighsModelStatus.kUnknown, highspy.HighsModelStatus.kSolveError)
IMPOSSIBLE = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


class Outcome(Enum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Stop:
    """When to give up: a moment on the monotonic clock, or a flag that another thread sets;

    and whom to tell how it goes: a listener that fails stops the solve, too.
    """

    deadline: float = np.inf
    flag: Event | None = None
    reporter: Reporter = field(default_factory=Reporter)

    @property
    def now(self) -> bool:
        """True once the time is up or the solve was told to stop."""
        return self.remaining <= 0.0 or self.told

    @property
    def told(self) -> bool:
        """True once the flag is set or the listener has failed."""
        flagged = self.flag is not None and self.flag.is_set()
        return flagged or self.reporter.failure is not None

    @property
    def remaining(self) -> float:
        """Seconds left, inf without a deadline."""
        return self.deadline - time.monotonic()


# Places in a basis, by HiGHS's numbers.
LOWER, BASIC, UPPER = (
    int(getattr(highspy.HighsBasisStatus, name)) for name in ("kLower", "kBasic", "kUpper")
)
_STATUS = np.array(sorted(highspy.HighsBasisStatus.__members__.values(), key=int), dtype=object)


@dataclass(frozen=True)
class Basis:
    """Where columns and rows are in a basis: basic, or at one of their limits."""

    columns: Ints
    """of each of the model's columns; -1 for numbers."""
    rows: Ints
    """of each row, added ones included."""


class Session:
    """A HiGHS instance holding a Model, plus the rows added to it since.

    Raises SolverTrouble where HiGHS refuses an option or a change, or ends in error.
    """

    def __init__(self, model: Model, stop: Stop) -> None:
        self.stop = stop
        self.highs = highspy.Highs()
        self.exact = True
        """False where HiGHS has dropped coefficients: that nothing is possible is then no proof."""
        for name, value in OPTIONS.items():
            self._option(name, value)
        self._values: Floats | None = None
        """read once: HiGHS gives a list."""
        self._of = np.array([each is not None for each in model.columns], dtype=bool)
        self._numbers = np.concatenate(
            [model.numbers, np.full(len(model.columns) - len(model.numbers), np.nan)]
        )
        self._place = np.cumsum(self._of) - 1
        """column of HiGHS for each of the model's that is no number."""
        self._never_negative = np.zeros(len(self._of), dtype=bool)
        self._pass(model)
        self._watch()

    def solve(
        self, mip_gap: float | None = None, primal: bool = False, presolve: bool = False
    ) -> Outcome:
        """Maximise from the last basis; with `mip_gap` whole numbers are kept whole.

        `primal` suits a start that keeps every row, not one whose rows have just been cut. With
        `presolve` a program in whole numbers may be quicker, and nothing is proven by it: the
        presolve of HiGHS 1.15 has called plans impossible and lesser ones the best.
        """
        # HiGHS counts its time limit over the life of the instance, not of one run.
        spent = self.highs.getRunTime()
        self._option("time_limit", spent + float(np.clip(self.stop.remaining, 0.0, 1e9)))
        self._option("presolve", "choose" if presolve else OPTIONS["presolve"])
        self._option("simplex_strategy", PRIMAL if primal else DUAL)
        if mip_gap is not None:
            self._option("mip_rel_gap", float(mip_gap))
        started = time.perf_counter()
        self._values = None
        self.highs.run()
        status = self.highs.getModelStatus()
        if status in LOST:
            # Lost its way from the last basis: once more from nothing.
            self.highs.clearSolver()
            self._option("presolve", "choose")
            self.highs.run()
        elif presolve and status in IMPOSSIBLE:
            self._option("presolve", OPTIONS["presolve"])
            self.highs.run()
        self.stop.reporter.ran(self.pivots, time.perf_counter() - started)
        return self._outcome()

    @property
    def objective(self) -> float:
        """Objective of the last solve, the constant included."""
        return float(self.highs.getInfo().objective_function_value)

    @property
    def pivots(self) -> int:
        """Simplex iterations of the last solve: 0 where the old solution was still right."""
        return int(self.highs.getInfo().simplex_iteration_count)

    @property
    def bound(self) -> float:
        """Proven upper bound of the last solve with whole numbers."""
        return float(self.highs.getInfo().mip_dual_bound)

    @property
    def has_plan(self) -> bool:
        """True where the last solve left values that keep every rule."""
        feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
        return int(self.highs.getInfo().primal_solution_status) == feasible

    def values(self) -> Floats:
        """Value of every column."""
        if self._values is None:
            values = self._numbers.copy()
            values[self._of] = self.highs.getSolution().col_value
            self._values = values
        return self._values.copy()

    def row_duals(self) -> Floats:
        """Objective gained by one more on each row's right-hand side (maximising)."""
        return np.array(self.highs.getSolution().row_dual, dtype=float)

    def column_duals(self) -> Floats:
        """Objective gained by one more of each column, the rest adjusting; nan for numbers."""
        return self._spread(np.array(self.highs.getSolution().col_dual, dtype=float))

    def cost_at(self, prices: Floats) -> Floats:
        """[columns] objective of one unit of each column, what it uses of the first rows taken
        off at these prices; nan for numbers."""
        lp = self.highs.getLp()
        matrix = lp.a_matrix_
        start, index = np.array(matrix.start_), np.array(matrix.index_)
        value, outer = np.array(matrix.value_), np.repeat(np.arange(len(start) - 1), np.diff(start))
        by_row = matrix.format_ == highspy.MatrixFormat.kRowwise
        row, column = (outer, index) if by_row else (index, outer)
        mine = row < len(prices)
        used = prices[row[mine]] * value[mine]
        taken = np.bincount(column[mine], weights=used, minlength=lp.num_col_)
        return self._spread(np.array(lp.col_cost_) - taken)

    def _spread(self, of_variables: Floats) -> Floats:
        found = np.full(len(self._of), np.nan)
        found[self._of] = of_variables
        return found

    def set_bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Replace the bounds of some columns; a number stays what it is."""
        free = self._of[columns]
        columns = self._place[columns[free]].astype(np.int32)
        self._check(
            self.highs.changeColsBounds(len(columns), columns, lower[free], upper[free]),
            "new bounds",
        )

    def vertex(self) -> Vertex:
        """Where the last solve stands, for asking how far its duals hold."""
        return Vertex.of(self.highs, self._of)

    def basis(self) -> Basis:
        """The basis of the last solve."""
        found = self.highs.getBasis()
        columns = np.full(len(self._of), -1)
        columns[self._of] = np.fromiter(map(int, found.col_status), np.int64)
        return Basis(columns, np.fromiter(map(int, found.row_status), np.int64))

    def start_from(self, basis: Basis) -> None:
        """Start the next solve from a basis. One that is singular, or has too many or too few
        that are basic, is mended by HiGHS."""
        start = highspy.HighsBasis()
        start.col_status = _STATUS[basis.columns[self._of]].tolist()
        start.row_status = _STATUS[basis.rows].tolist()
        start.valid = True
        self._check(self.highs.setBasis(start), "the starting basis")

    @property
    def row_count(self) -> int:
        """Rows of the model, and those added since."""
        return int(self.highs.getNumRow())

    def set_whole(self, columns: Ints, whole: bool) -> None:
        """Declare columns to be whole numbers, or not."""
        kind = highspy.HighsVarType
        code = kind.kInteger if whole else kind.kContinuous
        columns = self._place[columns[self._of[columns]]].astype(np.int32)
        self._check(
            self.highs.changeColsIntegrality(len(columns), columns, np.full(len(columns), code)),
            "whole numbers",
        )

    def row_bounds(self, row: int) -> tuple[float, float]:
        """(lower, upper) limit of a row."""
        _, lower, upper, _ = self.highs.getRow(row)
        return float(lower), float(upper)

    def set_row_bounds(self, row: int, lower: float, upper: float) -> None:
        """Replace the limits of a row."""
        self._check(self.highs.changeRowBounds(row, lower, upper), "new limits")

    def set_rows_upper(self, rows: Ints, upper: Floats) -> None:
        """Replace the upper limits of rows that have no lower one."""
        if len(rows):
            self._check(
                self.highs.changeRowsBounds(
                    len(rows), rows.astype(np.int32), np.full(len(rows), -highspy.kHighsInf), upper
                ),
                "new limits",
            )

    def add_rows(self, columns: Ints, coefficients: Floats, upper: Floats) -> Ints:
        """Add rows sum(coefficients * columns) <= upper; columns and coefficients [n, width].

        A coefficient of 0 is passed over, its column may be anything valid. One that HiGHS would
        drop is rounded so that the row allows no less. Returns the new rows' numbers.
        """
        before = self.highs.getNumRow()
        count = len(upper)
        if count == 0:
            return np.zeros(0, dtype=np.int64)
        number = ~self._of[columns] & (coefficients != 0.0)
        if number.any():
            known = np.where(number, self._numbers[columns], 0.0)
            upper = upper - (known * coefficients).sum(axis=1)
        coefficients = self._loosened(columns, coefficients)
        keep = (coefficients != 0.0) & ~number
        self.exact = self.exact and bool(np.all(np.abs(coefficients[keep]) > SMALLEST))
        starts = np.concatenate([[0], np.cumsum(keep.sum(axis=1))[:-1]])
        self._check(
            self.highs.addRows(
                count,
                np.full(count, -highspy.kHighsInf),
                upper,
                int(keep.sum()),
                starts.astype(np.int32),
                self._place[columns[keep]].astype(np.int32),
                coefficients[keep],
            ),
            "new rows",
        )
        return np.arange(before, before + count)

    def _loosened(self, columns: Ints, coefficients: Floats) -> Floats:
        """Coefficients of rows with an upper limit, those that HiGHS would drop rounded down.

        Of a column that is never negative, less of it in such a row allows whatever the row
        allowed: a cut stays valid, and a bound a bound. Dropped, a term that lets a little more
        in would have cut off plans: next to nothing of them, but then that nothing is possible
        would be no proof. A tangent at next to no money has such a term for its switch.
        """
        tiny = self._never_negative[columns] & (np.abs(coefficients) <= SMALLEST)
        if not tiny.any():
            return coefficients
        return np.where(tiny, np.where(coefficients < 0.0, -ROUNDED, 0.0), coefficients)

    def _pass(self, model: Model) -> None:
        lp = as_arrays(model)
        # Bounds are narrowed later and opened again, never further than here.
        self._never_negative[self._of] = np.array(lp.col_lower_) >= 0.0
        sizes = np.abs(np.array(lp.a_matrix_.value_))
        self.exact = self.exact and bool(np.all(sizes > SMALLEST))
        if sizes.max(initial=0.0) <= UNSCALED * sizes.min(initial=np.inf):
            self._option("simplex_scale_strategy", 0)
        self._check(self.highs.passModel(lp), "the model")

    def _watch(self) -> None:
        """Let HiGHS look at the stop flag while it runs (it does so without Python's lock),

        and tell how it goes: after every pivot or node, so it must cost next to nothing.
        """
        kinds = highspy.cb.HighsCallbackType
        branching = int(kinds.kCallbackMipInterrupt)
        # HiGHS keeps what it calls where Python's collector does not look: were this session kept
        # by it, neither would ever be freed.
        session = weakref.proxy(self)

        def look(kind: int, _text: str, out: Any, answer: Any, _user: Any) -> None:
            stop: Stop = session.stop
            # Assigned either way: HiGHS remembers it from one run to the next.
            answer.user_interrupt = stop.told
            if not stop.reporter.due:
                return
            if kind == branching:
                bound = float(out.mip_dual_bound)
                proven = bound if np.isfinite(bound) else None
                stop.reporter.running(int(out.mip_node_count), proven)
            else:
                stop.reporter.running(int(out.simplex_iteration_count))

        self._check(self.highs.setCallback(look, None), "the stop flag")
        for name in ("kCallbackSimplexInterrupt", "kCallbackIpmInterrupt", "kCallbackMipInterrupt"):
            self._check(self.highs.startCallback(getattr(kinds, name)), name)

    def _option(self, name: str, value: Any) -> None:
        self._check(self.highs.setOptionValue(name, value), f"option {name}")

    def _outcome(self) -> Outcome:
        status, kind = self.highs.getModelStatus(), highspy.HighsModelStatus
        if status in (kind.kOptimal, kind.kModelEmpty):
            return Outcome.OPTIMAL
        if status in IMPOSSIBLE:
            # Every decision is bounded by demand, supply and budgets, so the second means
            # infeasible as well; an objective that could run away is a defect, not a plan.
            return Outcome.INFEASIBLE
        if status in (kind.kInterrupt, kind.kTimeLimit):
            return Outcome.STOPPED
        raise SolverTrouble(f"HiGHS ended with {self.highs.modelStatusToString(status)}")

    @staticmethod
    def _check(status: highspy.HighsStatus, what: str) -> None:
        if status == highspy.HighsStatus.kError:
            raise SolverTrouble(f"HiGHS refused {what}")


def as_arrays(model: Model) -> highspy.HighsLp:
    """The PuLP program as one HiGHS model in arrays: row by row takes as long as solving."""
    variables = [variable for variable in model.columns if variable is not None]
    # By hash, which is a number of its own for each variable: PuLP 4 makes name and object anew
    # each time they are asked for.
    index = {hash(variable): column for column, variable in enumerate(variables)}
    inf = highspy.kHighsInf
    lp = highspy.HighsLp()
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.offset_ = float(model.lp.objective.constant)
    cost = np.zeros(len(index))
    for variable, gain in model.lp.objective.items():
        cost[index[hash(variable)]] = gain
    lower = [-inf if v.lowBound is None else v.lowBound for v in variables]
    upper = [inf if v.upBound is None else v.upBound for v in variables]
    starts = [0]
    columns: list[int] = []
    coefficients: list[float] = []
    for row in model.rows:
        columns.extend(map(index.__getitem__, map(hash, row.keys())))
        coefficients.extend(row.values())
        starts.append(len(columns))
    limits = [(row.getLb(), row.getUb()) for row in model.rows]
    lp.num_col_, lp.num_row_ = len(index), len(model.rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.array(lower), np.array(upper)
    lp.row_lower_ = np.array([-inf if low is None else low for low, _ in limits])
    lp.row_upper_ = np.array([inf if high is None else high for _, high in limits])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(columns, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(coefficients, dtype=float)
    return lp
