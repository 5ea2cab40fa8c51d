"""The solver's process, from the outside: begun, asked, told to stop, ended."""

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.machinery import ModuleSpec
from multiprocessing import get_context
from threading import Event, Lock, Thread

from kamplan.background_child import run
from kamplan.interrupts import interrupts_held
from kamplan.parcels import Answer, Question, Refusal, StopNow, pack_table, receive, send
from kamplan.plan import Fault, Plan, PlanError, Table
from kamplan.whatif.committed import Committed
from kamplan.whatif.scenario import Scenario
from solver import Progress, SolverTrouble

# Seconds between two looks at the flag that stops a solve.
LOOK = 0.05
# Seconds a process is given to end by itself, and then by the signal that asks it to.
POLITE = 0.5
# One process begins at a time: what is put aside for it meanwhile belongs to the whole program.
BEGINNING = Lock()


class BackgroundFailure(SolverTrouble):
    """The solver's process died, failed in a way that is no answer, or was closed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the solver's process ended: {reason}")
        self.fault = Fault("solver-ended", values={"reason": reason})
        """the same for the user."""


class SolverProcess:
    """A process that has begun. It knows the tables of the plan it was asked about last.

    It ends when this end of the connection is gone, so it outlives nobody who asks.
    """

    def __init__(self) -> None:
        context = get_context("spawn")
        self._connection, other_end = context.Pipe()
        self._process = context.Process(
            target=run, args=(other_end,), name="kamplan-solver", daemon=True
        )
        # No Ctrl-C reaches it before it has learnt to ignore it.
        with BEGINNING, _main_unseen(), interrupts_held(), _errors_to_a_file():
            self._process.start()
        other_end.close()
        self._sending, self._ending = Lock(), Lock()
        self._number = 0
        self._tables: Mapping[str, Table] = {}

    @property
    def number(self) -> int | None:
        """The system's number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """False once it has ended, or hung up: unasked it says nothing."""
        with self._ending, contextlib.suppress(OSError):
            return self._process.is_alive() and not self._connection.poll()
        return False

    def ask(
        self,
        plan: Plan,
        scenario: Scenario,
        stop: Event,
        report: Callable[[Progress], None],
        grace: float,
        explain: bool = False,
        committed: Committed | None = None,
    ) -> Answer | Refusal:
        """Ask and wait for the answer, `grace` seconds at most from a stop on.

        Raises PlanError where that time is up, BackgroundFailure where the process dies, and
        what `report` raises: the process is told to stop, and can be asked again.
        """
        self._number += 1
        unheard, over, silent = Event(), Event(), Event()

        def watch() -> None:
            while not over.wait(LOOK):
                if stop.is_set() or unheard.is_set():
                    self._tell(StopNow(self._number))
                    if not over.wait(grace):
                        silent.set()
                        self._process.kill()
                    return

        watcher = Thread(target=watch, name="kamplan-solver-stop", daemon=True)
        watcher.start()
        try:
            self._send_question(plan, scenario, stop, explain, committed)
            told, failure = self._hear(report, unheard)
        except (EOFError, OSError):
            self.end()
            if silent.is_set():
                values = {"seconds": f"{grace:g}"}
                raise PlanError([Fault("solver-silent", values=values)]) from None
            raise BackgroundFailure(exit_text(self._process.exitcode)) from None
        except BaseException:
            # What the process still sends would be taken for the next answer.
            self.end()
            raise
        finally:
            over.set()
            watcher.join()
        if failure is not None:
            raise failure
        return told

    def _send_question(
        self,
        plan: Plan,
        scenario: Scenario,
        stop: Event,
        explain: bool,
        committed: Committed | None,
    ) -> None:
        known = self._tables
        tables = {
            name: pack_table(table, known.get(name))
            for name, table in plan.tables.items()
            if table is not known.get(name)
        }
        with self._sending:
            if stop.is_set():
                # Ahead of the question: a small one is answered before the watcher looks.
                send(self._connection, StopNow(self._number))
            question = Question(self._number, plan.settings, tables, scenario, explain, committed)
            send(self._connection, question)
        self._tables = plan.tables

    def _hear(
        self, report: Callable[[Progress], None], unheard: Event
    ) -> tuple[Answer | Refusal, Exception | None]:
        """The answer, and what `report` raised on the way."""
        failure: Exception | None = None
        while True:
            told = receive(self._connection)
            if isinstance(told, Answer | Refusal):
                return told, failure
            if failure is None:
                try:
                    report(told)
                except Exception as error:  # noqa: BLE001 - raised when the answer is there
                    failure = error
                    unheard.set()

    def _tell(self, message: StopNow | None) -> None:
        """Send a message, and do not wait until a process that may hang has taken it."""

        def tell() -> None:
            with self._sending, contextlib.suppress(OSError):
                send(self._connection, message)

        Thread(target=tell, name="kamplan-solver-tell", daemon=True).start()

    def end(self) -> None:
        """End the process, whatever it does: it is asked, then terminated, then killed."""
        with self._ending:
            if self._process.is_alive():
                self._tell(None)
                self._process.join(POLITE)
            if self._process.is_alive():
                self._process.terminate()
                self._process.join(POLITE)
            if self._process.is_alive():
                self._process.kill()
            self._process.join()


def exit_text(status: int | None) -> str:
    """How a process ended: by a signal, or with a status."""
    if status is None or status >= 0:
        return f"exit status {status}"
    try:
        return f"signal {-status} ({signal.Signals(-status).name})"
    except ValueError:
        return f"signal {-status}"


@contextlib.contextmanager
def _main_unseen() -> Iterator[None]:
    """Begin a process that does not run the main module again, guarded or not.

    A main module named like that of a package is taken for one that is run anew on purpose.
    """
    main = sys.modules["__main__"]
    before = getattr(main, "__spec__", None)
    main.__spec__ = ModuleSpec("kamplan.__main__", None)
    try:
        yield
    finally:
        main.__spec__ = before


@contextlib.contextmanager
def _errors_to_a_file() -> Iterator[None]:
    """Begin a process while an interface has put something else in place of standard error.

    What multiprocessing begins beside it, once, is handed the number of that file.
    """
    if sys.__stderr__ is None:
        yield
        return
    with contextlib.redirect_stderr(sys.__stderr__):
        yield
