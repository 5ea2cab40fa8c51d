"""What the program holds between screens: the desk, its snapshot, and the solves under way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from threading import Thread
from typing import TypeVar

from textual.message import Message

from kamplan.desk import Answer, Desk, DeskState
from kamplan.desk.answers import Refusal
from kamplan.plan import Fault, PlanError
from kamplan.whatif.scenario import BASE
from tui.hand import Hand
from tui.messages import SolveEnded, SolveReported
from tui.snapshot import MOST_COMPARED, Running, Snapshot
from tui.solving import Solve, Solver

T = TypeVar("T")


class Session:
    """Every change gives a new snapshot to `show`; background threads speak through `post`."""

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        solver: Solver,
        post: Callable[[Message], object],
        show: Callable[[Snapshot], None],
        painted: Callable[[], Awaitable[None]],
    ) -> None:
        """`painted` waits until what was shown last is on the screen."""
        self._open_desk, self._solver, self._post, self._show = open_desk, solver, post, show
        self._painted = painted
        self._hand = Hand()
        self._turn = asyncio.Lock()
        """held until an edit is handed on: a later one never overtakes it."""
        self._desk: Desk | None = None
        self._solve: Solve | None = None
        self._solves = 0
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
        if self._solve is not None:
            self._solve.stop.set()
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
        """Solve scenarios one after another; those that run or wait already are left alone."""
        snapshot = self.snapshot
        if snapshot is None or not names:
            return
        running = snapshot.running
        if running is None:
            self._begin(names[0], tuple(names[1:]))
            return
        waiting = running.waiting + tuple(
            name for name in names if name not in running.waiting and name != running.scenario
        )
        self._set(replace(snapshot, running=replace(running, waiting=waiting)))

    def explain(self, name: str) -> bool:
        """Solve a scenario, and what its binding rules cost; False where something is solved."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.running is not None:
            return False
        self._begin(name, (), explain=True)
        return True

    def _begin(self, name: str, waiting: tuple[str, ...], explain: bool = False) -> None:
        snapshot, desk = self.snapshot, self._desk
        assert snapshot is not None
        assert desk is not None
        self._solves += 1
        self._solve = solve = Solve(self._solves, snapshot.state, name, explain)
        refusals = {other: why for other, why in snapshot.refusals.items() if other != name}
        running = Running(self._solves, name, waiting=waiting)
        self._set(replace(snapshot, running=running, refusals=refusals))
        # A daemon: a solver that does not answer must not keep the program from ending.
        Thread(target=solve.run, args=(desk, self._solver, self._post), daemon=True).start()

    def stop(self) -> bool:
        """Stop what runs, keeping its best plan, and let nothing follow; False where none runs."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.running is None or self._solve is None:
            return False
        self._solve.stop.set()
        self._set(replace(snapshot, running=replace(snapshot.running, stopping=True, waiting=())))
        return True

    def reported(self, message: SolveReported) -> None:
        """A solve has come further."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.running is None:
            return
        if message.number == snapshot.running.number:
            running = replace(snapshot.running, progress=message.progress)
            self._set(replace(snapshot, running=running))

    def ended(self, message: SolveEnded) -> bool:
        """A solve has ended: keep its answer, begin the next. False for an older one."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.running is None:
            return False
        if message.number != snapshot.running.number:
            return False
        waiting = [n for n in snapshot.running.waiting if n in snapshot.state.names]
        outcome = message.outcome
        if isinstance(outcome, Answer):
            answers = {**snapshot.answers, outcome.run.scenario: outcome}
            self._set(replace(snapshot, answers=answers, running=None))
        elif isinstance(outcome, Refusal):
            refusals = {**snapshot.refusals, outcome.scenario: outcome}
            self._set(replace(snapshot, refusals=refusals, running=None))
        if waiting:
            self._begin(waiting[0], tuple(waiting[1:]))
        return True

    def solve_all(self) -> None:
        """Every scenario that is not solved as it stands now."""
        if self.snapshot is not None:
            settled = ("solved", "infeasible")
            names = self.snapshot.state.names
            self.solve(
                [n for n in names if self.snapshot.standing(n).value not in settled] or [BASE]
            )
