"""The solver's process, from the inside: answers questions until the other end hangs up.

Imports nothing heavy before it has been silenced: what it wrote would tear the screen.
"""

import contextlib
import gc
import importlib
import os
import queue
import signal
import sys
import threading
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from kamplan.parcels import Answer, Question, Refusal
    from kamplan.plan import Table
    from solver import LiveSolver, Progress

HUNG_UP = 0
"""exit status of a process whose asker has gone, or has no more questions."""


def run(connection: "Connection") -> None:
    """Serve the process at the other end."""
    _be_silent()
    # Ctrl-C is meant for the process with the screen, and reaches every one beside it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is loaded is no garbage: to look through it takes a tenth of a second, again and again.
    gc.disable()
    from solver import LiveSolver

    # Loaded now, so that the first question need not wait for it.
    importlib.import_module("kamplan.planning")
    gc.freeze()
    gc.enable()
    questions: queue.SimpleQueue[Question] = queue.SimpleQueue()
    stops: defaultdict[int, threading.Event] = defaultdict(threading.Event)
    threading.Thread(target=_listen, args=(connection, questions, stops), daemon=True).start()
    solver = LiveSolver()
    tables: dict[str, Table] = {}
    while True:
        question = questions.get()
        _send(connection, _answer(connection, question, stops[question.number], solver, tables))
        del stops[question.number], question


def _be_silent() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    for number in range(3):
        os.dup2(nowhere, number)
    if nowhere > 2:
        os.close(nowhere)


def _listen(
    connection: "Connection",
    questions: "queue.SimpleQueue[Question]",
    stops: "defaultdict[int, threading.Event]",
) -> None:
    """Take questions and stops, also while one is being answered, to the end of the process."""
    from kamplan.parcels import Question, receive

    try:
        while True:
            message = receive(connection)
            if message is None:
                os._exit(HUNG_UP)
            if isinstance(message, Question):
                questions.put(message)
            else:
                stops[message.number].set()
    except (EOFError, OSError):
        # Whatever is being solved, nobody will hear of it.
        os._exit(HUNG_UP)


def _send(connection: "Connection", message: "Answer | Refusal | Progress") -> None:
    from kamplan.parcels import send

    try:
        send(connection, message)
    except OSError:
        os._exit(HUNG_UP)


def _answer(
    connection: "Connection",
    question: "Question",
    stop: threading.Event,
    solver: "LiveSolver",
    tables: "dict[str, Table]",
) -> "Answer | Refusal":
    """The answer to a question; `tables`, those of the one before, become its own."""
    from kamplan.parcels import Answer, Refusal, pack_table, unpack_table
    from kamplan.plan import PlanError, make_plan
    from kamplan.planning import hold_plan, solve_plan
    from solver import SolverTrouble

    try:
        for name, parcel in question.tables.items():
            tables[name] = unpack_table(parcel, tables.get(name))
        plan = make_plan(question.settings, tables)
        if question.committed is not None:
            solved = hold_plan(plan, question.scenario, question.committed, stop)
        else:
            solved = solve_plan(
                plan,
                question.scenario,
                stop,
                solver=solver,
                report=lambda progress: _send(connection, progress),
                explain=question.explain,
            )
        return Answer(
            solved.plan.settings,
            {
                name: pack_table(table, tables[name])
                for name, table in solved.plan.tables.items()
                if table is not tables[name]
            },
            solved.problem,
            solved.result,
            solved.seconds,
        )
    except PlanError as error:
        return Refusal(faults=error.faults)
    except SolverTrouble as error:
        return Refusal(trouble=str(error))
    except Exception as error:  # noqa: BLE001 - the other end is told, whatever it is
        return Refusal(defect=f"{type(error).__name__}: {error}")
