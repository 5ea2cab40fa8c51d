"""The solves under way, those that wait, and the bridges between answers: all who need a solver."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from threading import Thread

from textual.message import Message

from kamplan.desk import Answer
from kamplan.desk.answers import Refusal, inputs_now
from kamplan.whatif.inputs import same_inputs
from kamplan.whatif.scenario import BASE
from kamplan.workers import workers_for
from tui.course import Course
from tui.messages import BridgeEnded, SolveEnded, SolveReported
from tui.shown import Shown
from tui.snapshot import Bridge, Running, Snapshot
from tui.solving import Bridging, Solve, Solver


class Solves:
    """Hands out solvers: to solves first, and what is only explained gives way."""

    def __init__(
        self, solvers: Sequence[Solver], shown: Shown, post: Callable[[Message], object]
    ) -> None:
        """Every solver solves one scenario at a time, the first one whatever is asked for alone."""
        self._solvers, self._shown, self._post = solvers, shown, post
        self._solves: dict[int, Solve] = {}
        self._bridging: dict[int, Bridging] = {}
        """those under way, by the solver that each has."""
        self._numbers = count(1)

    def abandon(self) -> None:
        """Stop everything, whoever hears of it."""
        for solve in self._solves.values():
            solve.stop.set()
        for bridging in self._bridging.values():
            bridging.stop.set()

    def solve(self, names: Sequence[str]) -> bool:
        """Solve scenarios, as many at once as is quick. Those that wait are left alone, and those
        under way from these inputs; from older ones they are stopped, and begun again. False
        where nothing is to be begun."""
        snapshot = self._shown.snapshot
        if snapshot is None:
            return False
        of = {each.number: each for each in self._solves.values()}
        new = []
        for name in names:
            running = snapshot.running_of(name)
            solve = None if running is None else of[running.number]
            if name in snapshot.waiting:
                continue
            if solve is not None and not solve.stop.is_set():
                if solve.is_of(snapshot.state, name):
                    continue
                solve.superseded = True
                solve.stop.set()
            new.append(name)
        if new:
            self._shown.set(replace(snapshot, waiting=(*snapshot.waiting, *new)))
            self._begin_waiting()
        return bool(new)

    def explain(self, name: str) -> bool:
        """Solve a scenario, and what its binding rules cost; False where something is solved."""
        snapshot = self._shown.snapshot
        if snapshot is None or snapshot.running or self._free is None:
            return False
        self._begin(name, self._free, explain=True)
        return True

    def bridge(self, first: str, each: str) -> None:
        """Work out why the answers to two scenarios differ, once nothing is being solved."""
        snapshot = self._shown.snapshot
        if snapshot is None or snapshot.running or snapshot.waiting or self._bridging:
            return
        one, other = snapshot.solved(first), snapshot.solved(each)
        if one is None or other is None or self._free is None:
            return
        work = Bridging(next(self._numbers), one, other)
        solver = self._solvers[self._free]
        self._bridging[self._free] = work
        Thread(target=work.run, args=(solver, self._post), daemon=True).start()

    def bridged(self, message: BridgeEnded) -> None:
        """It is known why two answers differ, or it was stopped for something else."""
        snapshot = self._shown.snapshot
        at = next((a for a, each in self._bridging.items() if each.number == message.number), None)
        if snapshot is None or at is None:
            return
        work = self._bridging.pop(at)
        if message.causes is not None:
            names = work.first.scenario, work.each.scenario
            bridge = Bridge(work.first, work.each, message.causes)
            self._shown.set(replace(snapshot, bridges={**snapshot.bridges, names: bridge}))
        self._begin_waiting()

    @property
    def _free(self) -> int | None:
        """The first solver that has nothing to do."""
        busy = {*self._solves, *self._bridging}
        return next((at for at in range(len(self._solvers)) if at not in busy), None)

    def _begin_waiting(self) -> None:
        """Begin solves of what waits, for as many solvers as it is worth having."""
        snapshot = self._shown.snapshot
        assert snapshot is not None
        waiting = [name for name in snapshot.waiting if name in snapshot.state.names]
        under_way = len(snapshot.running)
        most = workers_for(snapshot.state.base, under_way + len(waiting))
        free = max(min(most, len(self._solvers)) - under_way, 0)
        if waiting and free:
            # What is only explained gives way to what is to be solved.
            for work in self._bridging.values():
                work.stop.set()
        free = min(free, len(self._solvers) - under_way - len(self._bridging))
        if len(waiting) < len(snapshot.waiting):
            self._shown.set(replace(snapshot, waiting=tuple(waiting)))
        # One that is being stopped is begun again when it has ended.
        ready = [name for name in waiting if snapshot.running_of(name) is None]
        for name in ready[:free]:
            at = self._free
            assert at is not None
            self._begin(name, at)

    def _begin(self, name: str, at: int, explain: bool = False) -> None:
        snapshot = self._shown.snapshot
        assert snapshot is not None
        before = snapshot.solved(name)
        solve = Solve(next(self._numbers), snapshot.state, name, explain, before)
        self._solves[at] = solve
        refusals = {other: why for other, why in snapshot.refusals.items() if other != name}
        running = (*snapshot.running, Running(solve.number, name))
        waiting = tuple(other for other in snapshot.waiting if other != name)
        courses = {**snapshot.courses, name: Course(solve.number)}
        self._shown.set(
            replace(snapshot, running=running, waiting=waiting, refusals=refusals, courses=courses)
        )
        # A daemon: a solver that does not answer must not keep the program from ending.
        Thread(target=solve.run, args=(self._solvers[at], self._post), daemon=True).start()

    def stop(self) -> bool:
        """Stop what runs, keeping its best plan, and let nothing follow; False where none runs."""
        snapshot = self._shown.snapshot
        if snapshot is None or not snapshot.running:
            return False
        for solve in self._solves.values():
            solve.stop.set()
        running = tuple(replace(solve, stopping=True) for solve in snapshot.running)
        self._shown.set(replace(snapshot, running=running, waiting=()))
        return True

    def reported(self, message: SolveReported) -> None:
        """A solve has come further."""
        snapshot = self._shown.snapshot
        if snapshot is None or all(each.number != message.number for each in snapshot.running):
            return
        running = tuple(
            replace(each, progress=message.progress) if each.number == message.number else each
            for each in snapshot.running
        )
        name = next(each.scenario for each in running if each.number == message.number)
        course = snapshot.courses.get(name, Course(message.number))
        courses = {**snapshot.courses, name: course.further(message.progress)}
        self._shown.set(replace(snapshot, running=running, courses=courses))

    def ended(self, message: SolveEnded) -> Answer | Refusal | None:
        """A solve has ended: show its answer, begin the next. What came of it, of its scenario as
        it is called now; None for an older one."""
        snapshot = self._shown.snapshot
        at = next((a for a, each in self._solves.items() if each.number == message.number), None)
        if snapshot is None or at is None:
            return None
        solve = self._solves.pop(at)
        running = tuple(each for each in snapshot.running if each.number != message.number)
        # It may have been renamed meanwhile.
        name = next(e.scenario for e in snapshot.running if e.number == message.number)
        answers, refusals = snapshot.answers, snapshot.refusals
        outcome = message.outcome
        if solve.superseded:
            # What it would have come to was not waited for.
            self._shown.set(replace(snapshot, running=running))
            self._begin_waiting()
            return None
        if isinstance(outcome, Answer):
            outcome = outcome if outcome.run.scenario == name else outcome.under(name)
            if not _holds_alone(snapshot, name, outcome):
                answers = {**answers, name: outcome}
        else:
            outcome = replace(outcome, scenario=name)
            refusals = {**refusals, name: outcome}
        self._shown.set(replace(snapshot, answers=answers, refusals=refusals, running=running))
        self._begin_waiting()
        return outcome

    def solve_all(self) -> None:
        """Every scenario that is not solved as it stands now."""
        snapshot = self._shown.snapshot
        if snapshot is not None:
            settled = ("solved", "infeasible")
            names = snapshot.state.names
            self.solve([n for n in names if snapshot.standing(n).value not in settled] or [BASE])


def _holds_alone(snapshot: Snapshot, name: str, new: Answer) -> bool:
    """Whether the answer that is shown is that to the inputs as they are now, and a new one is
    not: they were edited back while it was solved."""
    old, now = snapshot.answers.get(name), inputs_now(snapshot.state, name)
    if old is None or old.inputs is None or new.inputs is None or now is None:
        return False
    return same_inputs(old.inputs, now) and not same_inputs(new.inputs, now)
