"""What the program holds between screens: the desk, and what is done with it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from textual.message import Message

from kamplan.desk import Answer, Desk, DeskState
from kamplan.desk.keeping import answer_text
from kamplan.desk.state import renamed
from kamplan.plan import Fault, PlanError
from tui.explorations import Explorations
from tui.hand import Hand
from tui.shown import Shown
from tui.snapshot import MOST_COMPARED, Snapshot, same_files
from tui.solves import Solves
from tui.solving import Solver

T = TypeVar("T")
LARGE = 20_000
"""rows of demand above which it is felt that an answer is being recorded."""


class Session:
    """Every change gives a new snapshot to `show`; background threads speak through `post`."""

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        solvers: Sequence[Solver],
        post: Callable[[Message], object],
        show: Callable[[Snapshot], None],
        painted: Callable[[], Awaitable[None]],
        calm: Callable[[], Awaitable[None]],
    ) -> None:
        """Every solver solves one scenario at a time, the first one whatever is asked for alone;
        `painted` waits until what was shown last is on the screen, `calm` until nobody is at the
        keys."""
        self._open_desk, self._painted, self._calm = open_desk, painted, calm
        self._shown = Shown(show)
        self.solves = Solves(solvers, self._shown, post)
        self.explorations = Explorations(self._shown, post)
        self._hand = Hand()
        self._turn = asyncio.Lock()
        """held until an edit is handed on: a later one never overtakes it."""
        self._making: set[asyncio.Task[Any]] = set()
        """edits that are on their way, whoever waits for them."""
        self._desk: Desk | None = None

    @property
    def snapshot(self) -> Snapshot | None:
        """What the screens draw; None until the desk is open."""
        return self._shown.snapshot

    @property
    def folder(self) -> Path | None:
        """The plan folder; None for a plan that is kept in a workspace alone."""
        return None if self._desk is None else self._desk.folder

    async def open(self) -> tuple[Fault, ...]:
        """Open the desk; the faults where it cannot be opened."""
        try:
            desk = await self._hand.do(self._open)
        except PlanError as error:
            return error.faults
        self._shown.set(Snapshot(desk.state, unwritten=desk.unwritten))
        return ()

    def _open(self) -> Desk:
        # Kept at once: who leaves meanwhile waits for nothing but still has to close it.
        self._desk = self._open_desk()
        return self._desk

    async def find_answers(self) -> tuple[Fault, ...]:
        """Show the answers of earlier solves, too; the faults where they cannot be read."""
        answers, faults = await self.look(lambda desk: desk.answers())
        if answers is None or self.snapshot is None:
            return faults
        self._shown.set(replace(self.snapshot, answers={**answers, **self.snapshot.answers}))
        return ()

    async def find_again(self) -> None:
        """Show answers that hold again, as an edit was taken back or made again."""
        before = self.snapshot
        if before is None:
            return
        if len(before.state.base["demand"]) > LARGE:
            # More may be taken back, and looking takes a moment.
            await self._calm()
        known = before.answers
        found, _faults = await self.look(lambda desk: desk.answers_again(known))
        now = self.snapshot
        if found is None or now is None:
            return
        # Not over one that has come meanwhile.
        again = {n: each for n, each in found.items() if now.answers.get(n) is known.get(n)}
        if again:
            self._shown.set(replace(now, answers={**now.answers, **again}))

    async def close(self) -> None:
        """Stop what runs, finish what was begun, write what is to be written."""
        self.solves.abandon()
        self.explorations.stop()
        await asyncio.gather(*self._making, return_exceptions=True)
        await self._hand.do(self._close)
        self._hand.close()

    def _close(self) -> None:
        if self._desk is not None:
            self._desk.close()

    async def edit(self, act: Callable[[Desk], object]) -> tuple[Fault, ...]:
        """Let the desk do something; the faults where it refused, and nothing was changed."""
        _made, faults = await self.ask(act)
        return faults

    async def ask(self, act: Callable[[Desk], T]) -> tuple[T | None, tuple[Fault, ...]]:
        """As `edit`, with what the desk answered."""
        desk, snapshot = self._desk, self.snapshot
        if desk is None or snapshot is None:
            return None, ()
        self._shown.set(replace(snapshot, saving=snapshot.saving + 1))
        making = asyncio.create_task(self._make(desk, snapshot.active, act))
        self._making.add(making)
        making.add_done_callback(self._making.discard)
        # What was asked for is made to its end, also where the form that asked is left meanwhile.
        return await asyncio.shield(making)

    async def _make(
        self, desk: Desk, active: str, act: Callable[[Desk], T]
    ) -> tuple[T | None, tuple[Fault, ...]]:
        """Hand an edit on when it is its turn, and show what came of it."""
        answer: T | None = None
        faults: tuple[Fault, ...] = ()

        def acting() -> T:
            if desk.state.lost == active:
                # What was meant as a scenario's change must not become one of another plan.
                raise PlanError([lost_fault(active)])
            return act(desk)

        async with self._turn:
            # Whoever typed sees it first: the desk would keep the screen waiting.
            await self._painted()
            acted = self._hand.do(acting)
        try:
            answer = await acted
        except PlanError as error:
            faults = error.faults
        finally:
            self._take(desk.state, saved=1)
        await self._write_back(desk)
        return answer, faults

    async def look(self, act: Callable[[Desk], T]) -> tuple[T | None, tuple[Fault, ...]]:
        """Ask the desk something that changes nothing; the faults where there is no answer."""
        desk = self._desk
        if desk is None:
            return None, ()
        try:
            return await self._hand.do(lambda: act(desk)), ()
        except PlanError as error:
            return None, error.faults

    def _take(self, state: DeskState, saved: int = 0) -> None:
        """Show a state of the desk; what was refused may be possible with other inputs."""
        now = self.snapshot
        assert now is not None
        refusals = now.refusals if same_files(state, now.state) else {}
        for old, new in renamed(now.state.texts, state.texts).items():
            now = _under_new_name(now, old, new)
        self._shown.set(
            replace(now, state=state, refusals=refusals, saving=max(now.saving - saved, 0))
        )

    async def _write_back(self, desk: Desk) -> None:
        """Bring the plan folder up to date, once for all edits that wait."""
        if desk.folder is None or self.snapshot is None or self.snapshot.saving:
            return
        await self._hand.do(desk.write_back)
        if desk.unwritten != self.snapshot.unwritten:
            self._shown.set(replace(self.snapshot, unwritten=desk.unwritten))

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

    def toggle_compared(self, name: str) -> bool:
        """Choose a scenario for the comparison, or leave it out; False where there are as many
        as can be."""
        snapshot = self.snapshot
        if snapshot is None:
            return False
        chosen = list(snapshot.compared)
        if name in chosen:
            chosen.remove(name)
        elif len(chosen) < MOST_COMPARED:
            chosen.append(name)
        else:
            return False
        self._shown.set(replace(snapshot, compared=tuple(chosen)))
        return True

    def propose_by(self, attribute: str) -> None:
        """Propose budget lines by another column of accounts."""
        if self.snapshot is not None:
            self._shown.set(replace(self.snapshot, lines_by=attribute))

    def stop(self) -> bool:
        """Stop what runs, keeping what there is; False where nothing runs."""
        exploring, solving = self.explorations.stop(), self.solves.stop()
        return exploring or solving

    async def record(self, answer: Answer) -> tuple[Fault, ...]:
        """Record an answer that is shown already; the faults where that cannot be."""
        desk = self._desk
        assert desk is not None
        self._count_recording(1)
        try:
            await self._painted()
            if len(desk.state.base["demand"]) > LARGE:
                # It would take its share of every moment of whoever looks at the new numbers.
                await self._calm()
            # Not by the desk's hand: an edit would have to wait for it.
            text = await asyncio.to_thread(answer_text, answer)
            await self._hand.do(lambda: desk.record(answer, text))
        except PlanError as error:
            return error.faults
        finally:
            self._count_recording(-1)
        return ()

    def _count_recording(self, more: int) -> None:
        assert self.snapshot is not None
        self._shown.set(replace(self.snapshot, recording=self.snapshot.recording + more))


def lost_fault(name: str) -> Fault:
    """Base is active in place of a scenario that is gone, or cannot be applied any more."""
    return Fault("scenario-lost", f"scenarios/{name}.toml")


def _under_new_name(snapshot: Snapshot, old: str, new: str) -> Snapshot:
    """What belongs to a scenario stays with it, also an answer that is on its way."""

    def now(name: str) -> str:
        return new if name == old else name

    # What was is kept: the renaming may be undone.
    answers, courses = dict(snapshot.answers), dict(snapshot.courses)
    if old in answers:
        answers[new] = answers[old].under(new)
    if old in courses:
        courses[new] = courses[old]
    return replace(
        snapshot,
        answers=answers,
        courses=courses,
        compared=tuple(map(now, snapshot.compared)),
        waiting=tuple(map(now, snapshot.waiting)),
        running=tuple(replace(each, scenario=now(each.scenario)) for each in snapshot.running),
    )
