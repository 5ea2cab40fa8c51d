"""What the program holds between screens: the desk, its snapshot, and the solves under way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import count
from threading import Thread
from typing import TypeVar

from textual.message import Message

from kamplan.desk import Answer, Desk, DeskState
from kamplan.desk.answers import Refusal
from kamplan.plan import Fault, PlanError
from kamplan.whatif.scenario import BASE
from kamplan.workers import workers_for
from tui.exploring import Exploring, Kind
from tui.hand import Hand
from tui.messages import (
    BridgeEnded,
    ExploreEnded,
    ExploreReported,
    SolveEnded,
    SolveReported,
)
from tui.snapshot import MOST_COMPARED, Bridge, Explored, Running, Snapshot, Underway
from tui.solving import Bridging, Solve, Solver

T = TypeVar("T")


class Session:
    """Every change gives a new snapshot to `show`; background threads speak through `post`."""

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        solvers: Sequence[Solver],
        post: Callable[[Message], object],
        show: Callable[[Snapshot], None],
        painted: Callable[[], Awaitable[None]],
    ) -> None:
        """Every solver solves one scenario at a time, the first one whatever is asked for alone;
        `painted` waits until what was shown last is on the screen."""
        self._open_desk, self._post, self._show = open_desk, post, show
        self._painted = painted
        self._solvers = solvers
        self._hand = Hand()
        self._turn = asyncio.Lock()
        """held until an edit is handed on: a later one never overtakes it."""
        self._desk: Desk | None = None
        self._solves: dict[int, Solve] = {}
        self._bridging: dict[int, Bridging] = {}
        """those under way, by the solver that each has."""
        self._exploring: Exploring | None = None
        self._numbers = count(1)
        self.snapshot: Snapshot | None = None

    async def open(self) -> tuple[Fault, ...]:
        """Open the desk; the faults where it cannot be opened."""
        try:
            desk = await self._hand.do(self._open)
        except PlanError as error:
            return error.faults
        self._set(Snapshot(desk.state, unwritten=desk.unwritten))
        return ()

    def _open(self) -> Desk:
        # Kept at once: who leaves meanwhile waits for nothing but still has to close it.
        self._desk = self._open_desk()
        return self._desk

    async def find_answers(self) -> None:
        """Show the answers of earlier solves, too."""
        desk = self._desk
        assert desk is not None
        answers = await self._hand.do(desk.answers)
        assert self.snapshot is not None
        self._set(replace(self.snapshot, answers={**answers, **self.snapshot.answers}))

    async def close(self) -> None:
        """Stop what runs, finish what was begun, write what is to be written."""
        stops = [each.stop for each in self._solves.values()]
        stops += [each.stop for each in self._bridging.values()]
        stops += [] if self._exploring is None else [self._exploring.stop]
        for stop in stops:
            stop.set()
        await self._hand.do(self._close)
        self._hand.close()

    def _close(self) -> None:
        if self._desk is not None:
            self._desk.close()

    def _set(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._show(snapshot)

    async def edit(self, act: Callable[[Desk], object]) -> tuple[Fault, ...]:
        """Let the desk do something; the faults where it refused, and nothing was changed."""
        _made, faults = await self.ask(act)
        return faults

    async def ask(self, act: Callable[[Desk], T]) -> tuple[T | None, tuple[Fault, ...]]:
        """As `edit`, with what the desk answered."""
        desk, snapshot = self._desk, self.snapshot
        if desk is None or snapshot is None:
            return None, ()
        self._set(replace(snapshot, saving=snapshot.saving + 1))
        answer: T | None = None
        faults: tuple[Fault, ...] = ()
        async with self._turn:
            # Whoever typed sees it first: the desk would keep the screen waiting.
            await self._painted()
            acted = self._hand.do(lambda: act(desk))
        try:
            answer = await acted
        except PlanError as error:
            faults = error.faults
        finally:
            self._take(desk.state, saved=1)
        await self._write_back(desk)
        return answer, faults

    def _take(self, state: DeskState, saved: int = 0) -> None:
        """Show a state of the desk; refusals of scenarios may no longer hold."""
        now = self.snapshot
        assert now is not None
        refusals = now.refusals if state is now.state else {}
        self._set(replace(now, state=state, refusals=refusals, saving=max(now.saving - saved, 0)))

    async def _write_back(self, desk: Desk) -> None:
        """Bring the plan folder up to date, once for all edits that wait."""
        if desk.folder is None or self.snapshot is None or self.snapshot.saving:
            return
        await self._hand.do(desk.write_back)
        if desk.unwritten != self.snapshot.unwritten:
            self._set(replace(self.snapshot, unwritten=desk.unwritten))

    async def poll(self) -> bool:
        """Take in what others have changed; True where there was something."""
        desk = self._desk
        if desk is None or self.snapshot is None or self.snapshot.saving:
            return False
        try:
            changed = await self._hand.do(desk.refresh)
        except PlanError:
            # The workspace is busy or gone; the next edit will say so where it matters.
            return False
        now = self.snapshot
        # Found by an earlier look that was called off before it could be shown.
        missed = not now.saving and desk.state is not now.state
        if changed or missed:
            self._take(desk.state)
        return changed or missed

    def toggle_compared(self, name: str) -> None:
        """Choose a scenario for the comparison, or leave it out; at most eight."""
        snapshot = self.snapshot
        if snapshot is None:
            return
        chosen = list(snapshot.compared)
        if name in chosen:
            chosen.remove(name)
        elif len(chosen) < MOST_COMPARED:
            chosen.append(name)
        self._set(replace(snapshot, compared=tuple(chosen)))

    def propose_by(self, attribute: str) -> None:
        """Propose budget lines by another column of accounts."""
        if self.snapshot is not None:
            self._set(replace(self.snapshot, lines_by=attribute))

    def rename_answer(self, old: str, new: str) -> None:
        """An answer stays with its scenario under another name."""
        snapshot = self.snapshot
        if snapshot is None or old not in snapshot.answers or new not in snapshot.state.names:
            return
        answers = dict(snapshot.answers)
        answer = answers.pop(old)
        solved = None if answer.solved is None else replace(answer.solved, scenario=new)
        run = replace(answer.run, scenario=new)
        answers[new] = replace(answer, run=run, solved=solved)
        compared = tuple(new if name == old else name for name in snapshot.compared)
        self._set(replace(snapshot, answers=answers, compared=compared))

    def solve(self, names: Sequence[str]) -> None:
        """Solve scenarios, as many at once as is quick; those under way or waiting are left
        alone."""
        snapshot = self.snapshot
        if snapshot is None:
            return
        new = [n for n in names if n not in snapshot.waiting and snapshot.running_of(n) is None]
        if new:
            self._set(replace(snapshot, waiting=(*snapshot.waiting, *new)))
            self._begin_waiting()

    def explain(self, name: str) -> bool:
        """Solve a scenario, and what its binding rules cost; False where something is solved."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.running or self._free is None:
            return False
        self._begin(name, self._free, explain=True)
        return True

    def bridge(self, first: str, each: str) -> None:
        """Work out why the answers to two scenarios differ, once nothing is being solved."""
        snapshot = self.snapshot
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
        snapshot = self.snapshot
        at = next((a for a, each in self._bridging.items() if each.number == message.number), None)
        if snapshot is None or at is None:
            return
        work = self._bridging.pop(at)
        if message.causes is not None:
            names = work.first.scenario, work.each.scenario
            bridge = Bridge(work.first, work.each, message.causes)
            self._set(replace(snapshot, bridges={**snapshot.bridges, names: bridge}))
        self._begin_waiting()

    @property
    def _free(self) -> int | None:
        """The first solver that has nothing to do."""
        busy = {*self._solves, *self._bridging}
        return next((at for at in range(len(self._solvers)) if at not in busy), None)

    def _begin_waiting(self) -> None:
        """Begin solves of what waits, for as many solvers as it is worth having."""
        snapshot = self.snapshot
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
            self._set(replace(snapshot, waiting=tuple(waiting)))
        for name in waiting[:free]:
            at = self._free
            assert at is not None
            self._begin(name, at)

    def _begin(self, name: str, at: int, explain: bool = False) -> None:
        snapshot = self.snapshot
        assert snapshot is not None
        solve = Solve(next(self._numbers), snapshot.state, name, explain)
        self._solves[at] = solve
        refusals = {other: why for other, why in snapshot.refusals.items() if other != name}
        running = (*snapshot.running, Running(solve.number, name))
        waiting = tuple(other for other in snapshot.waiting if other != name)
        self._set(replace(snapshot, running=running, waiting=waiting, refusals=refusals))
        # A daemon: a solver that does not answer must not keep the program from ending.
        Thread(target=solve.run, args=(self._solvers[at], self._post), daemon=True).start()

    def explore(self, kind: Kind) -> bool:
        """Begin an exploration of what is looked at; False where one runs."""
        snapshot = self.snapshot
        if snapshot is None or self._exploring is not None:
            return False
        names = snapshot.to_explore(kind)
        work = Exploring(next(self._numbers), kind, snapshot.state, names)
        self._exploring = work
        self._set(replace(snapshot, exploring=Underway(work.number, kind)))
        Thread(target=work.run, args=(self._post,), daemon=True).start()
        return True

    def explore_reported(self, message: ExploreReported) -> None:
        """An exploration has come further."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.exploring is None:
            return
        if snapshot.exploring.number == message.number:
            self._set(replace(snapshot, exploring=replace(snapshot.exploring, step=message.step)))

    def explore_ended(self, message: ExploreEnded) -> None:
        """An exploration has ended: show what it found, finished or not."""
        snapshot, work = self.snapshot, self._exploring
        if snapshot is None or work is None or work.number != message.number:
            return
        self._exploring = None
        explored = dict(snapshot.explored)
        if message.found is not None:
            explored[work.kind] = Explored(work.state, work.names, message.found)
        self._set(replace(snapshot, explored=explored, exploring=None))

    def stop(self) -> bool:
        """Stop what runs, keeping its best plan, and let nothing follow; False where none runs."""
        snapshot = self.snapshot
        if self._exploring is not None:
            self._exploring.stop.set()
        if snapshot is None or not snapshot.running:
            return self._exploring is not None
        for solve in self._solves.values():
            solve.stop.set()
        running = tuple(replace(solve, stopping=True) for solve in snapshot.running)
        self._set(replace(snapshot, running=running, waiting=()))
        return True

    def reported(self, message: SolveReported) -> None:
        """A solve has come further."""
        snapshot = self.snapshot
        if snapshot is None or all(each.number != message.number for each in snapshot.running):
            return
        running = tuple(
            replace(each, progress=message.progress) if each.number == message.number else each
            for each in snapshot.running
        )
        self._set(replace(snapshot, running=running))

    def ended(self, message: SolveEnded) -> bool:
        """A solve has ended: show its answer, begin the next. False for an older one."""
        snapshot = self.snapshot
        at = next((a for a, each in self._solves.items() if each.number == message.number), None)
        if snapshot is None or at is None:
            return False
        del self._solves[at]
        running = tuple(each for each in snapshot.running if each.number != message.number)
        answers, refusals = snapshot.answers, snapshot.refusals
        outcome = message.outcome
        if isinstance(outcome, Answer):
            answers = {**answers, outcome.run.scenario: outcome}
        elif isinstance(outcome, Refusal):
            refusals = {**refusals, outcome.scenario: outcome}
        self._set(replace(snapshot, answers=answers, refusals=refusals, running=running))
        self._begin_waiting()
        return True

    async def record(self, answer: Answer) -> tuple[Fault, ...]:
        """Record an answer that is shown already; the faults where that cannot be."""
        desk = self._desk
        assert desk is not None
        self._count_recording(1)
        try:
            await self._painted()
            await self._hand.do(lambda: desk.record(answer))
        except PlanError as error:
            return error.faults
        finally:
            self._count_recording(-1)
        return ()

    def _count_recording(self, more: int) -> None:
        assert self.snapshot is not None
        self._set(replace(self.snapshot, recording=self.snapshot.recording + more))

    def solve_all(self) -> None:
        """Every scenario that is not solved as it stands now."""
        if self.snapshot is not None:
            settled = ("solved", "infeasible")
            names = self.snapshot.state.names
            self.solve(
                [n for n in names if self.snapshot.standing(n).value not in settled] or [BASE]
            )
