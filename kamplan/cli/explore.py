"""frontier, sweep, tornado, regret, flips, lose: many what-ifs that belong together."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from kamplan.cli.session import (
    Exit,
    JobsOption,
    JsonOption,
    LangOption,
    console,
    exit_for,
    exit_for_faults,
    interruptible,
    print_json,
    reporting,
    show_faults,
    steps,
)
from kamplan.cli.solve import PlanArgument, PlanNameOption
from kamplan.words import _

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kamplan.explore.exploration import Exploration, Finding
    from kamplan.whatif.figures import Solved

MOST = 100_000.0
"""% of now."""
ScenarioOption = Annotated[str, typer.Option("--scenario", "-s", help="Scenario to start from.")]
FreshOption = Annotated[
    bool, typer.Option("--fresh", help="Solve again what was solved before with the same inputs.")
]


def frontier(
    plan: PlanArgument,
    of: Annotated[str, typer.Option(help="budget, hours:TEAM, supply ...")] = "budget",
    low: Annotated[float, typer.Option("--from", min=0, max=MOST, help="Least, % of now.")] = 50.0,
    high: Annotated[float, typer.Option("--to", min=0, max=MOST, help="Most, % of now.")] = 150.0,
    points: Annotated[int, typer.Option(min=2, max=1000, help="How many points.")] = 21,
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
    jobs: JobsOption = None,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show what more or less money, hours or goods would bring, each point proven."""
    from numpy import linspace

    from kamplan.explore.frontier import find_frontier
    from kamplan.explore.levers import read_lever
    from kamplan.report.explored import FRONTIER, frontier_document
    from kamplan.report.explored_tables import frontier_table

    with _exploring(plan, plan_name, jobs, fresh, as_json, points, FRONTIER) as exploration:
        lever = read_lever(exploration.plan_of(exploration.scenario(scenario)), of)
        shares = (linspace(low, high, points) / 100.0).tolist()
        found = find_frontier(exploration, scenario, lever, shares)
        _tell(exploration, found, frontier_document, frontier_table, as_json)


def sweep(
    plan: PlanArgument,
    inputs: Annotated[
        list[str],
        typer.Argument(help="One or two inputs with values.", metavar="INPUT..."),
    ],
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
    jobs: JobsOption = None,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Take one or two inputs through several values each, and solve every pair."""
    from kamplan.cli.axes import read_axis
    from kamplan.explore.sweep import find_sweep
    from kamplan.plan import Fault, PlanError
    from kamplan.report.explored import SWEEP, sweep_document
    from kamplan.report.explored_tables import sweep_table

    with _exploring(plan, plan_name, jobs, fresh, as_json, 9, SWEEP) as exploration:
        if len(inputs) > 2:
            raise PlanError([Fault("sweep-axes", value=" ".join(inputs))])
        base = exploration.plan_of(exploration.scenario(scenario))
        found = find_sweep(exploration, scenario, [read_axis(base, text) for text in inputs])
        _tell(exploration, found, sweep_document, sweep_table, as_json)


def tornado(
    plan: PlanArgument,
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
    jobs: JobsOption = None,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show which uncertain input matters most: down and up, replanned and with the plan held."""
    from kamplan.explore.tornado import find_tornado
    from kamplan.explore.uncertain import uncertain_inputs
    from kamplan.report.explored import TORNADO, tornado_document
    from kamplan.report.explored_tables import tornado_table

    with _exploring(plan, plan_name, jobs, fresh, as_json, 40, TORNADO) as exploration:
        base = _base(exploration, scenario, TORNADO, as_json)
        found = find_tornado(exploration, scenario, base, uncertain_inputs(base.plan))
        _tell(exploration, found, tornado_document, tornado_table, as_json)


def regret(
    plan: PlanArgument,
    scenarios: Annotated[
        list[str] | None, typer.Argument(help="Futures, and plans made for each. All if none.")
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(help="NAME=NUMBER: how likely a future is beside the others, 1 if not given."),
    ] = None,
    plan_name: PlanNameOption = None,
    jobs: JobsOption = None,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show what a plan made for one scenario comes to when another happens."""
    from kamplan.explore.regret import find_regret
    from kamplan.plan import Fault, PlanError
    from kamplan.report.explored import REGRET, regret_document
    from kamplan.report.explored_tables import regret_table

    with _exploring(plan, plan_name, jobs, fresh, as_json, 36, REGRET) as exploration:
        names = list(dict.fromkeys(scenarios or exploration.source.names))
        if len(names) < 2:
            raise PlanError([Fault("one-scenario", str(plan))])
        found = find_regret(exploration, names, _weights(weight or [], names))
        _tell(exploration, found, regret_document, regret_table, as_json)


def flips(
    plan: PlanArgument,
    accounts: Annotated[
        list[str] | None, typer.Argument(help="Accounts; those that get most money if none.")
    ] = None,
    count: Annotated[
        int, typer.Option("--count", min=1, help="How many, where none is named.")
    ] = 10,
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
    jobs: JobsOption = None,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show below which uplift an account is no longer promoted."""
    from kamplan.explore.flips import find_flips
    from kamplan.explore.lose import check_accounts
    from kamplan.insight.accounts import most_promoted
    from kamplan.report.explored import FLIPS, flips_document
    from kamplan.report.explored_tables import flips_table

    with _exploring(plan, plan_name, jobs, fresh, as_json, 8 * count, FLIPS) as exploration:
        named = list(dict.fromkeys(accounts or []))
        check_accounts(exploration.plan_of(exploration.scenario(scenario)), named)
        base = _base(exploration, scenario, FLIPS, as_json)
        chosen = named or [base.problem.accounts[at] for at in most_promoted(base, count)]
        found = find_flips(exploration, base, chosen)
        _tell(exploration, found, flips_document, flips_table, as_json)


def lose(
    plan: PlanArgument,
    accounts: Annotated[list[str], typer.Argument(help="Accounts.", metavar="ACCOUNT...")],
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
    jobs: JobsOption = None,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show what it comes to when accounts are lost, and what the others win back."""
    from kamplan.explore.lose import check_accounts, find_lost
    from kamplan.report.explored import LOSE, lost_document
    from kamplan.report.explored_tables import lost_table

    with _exploring(plan, plan_name, jobs, fresh, as_json, 2, LOSE) as exploration:
        named = list(dict.fromkeys(accounts))
        check_accounts(exploration.plan_of(exploration.scenario(scenario)), named)
        base = _base(exploration, scenario, LOSE, as_json)
        found = find_lost(exploration, base, named)
        if found is None:
            _stopped(exploration, scenario, LOSE, as_json)
        _tell(exploration, found, lost_document, lost_table, as_json)


def _base(exploration: "Exploration", scenario: str, schema: str, as_json: bool) -> "Solved":
    """The plan to start from. Raises PlanError; ends the command where there is none."""
    from kamplan.cli.solve import finish_solved
    from kamplan.report.explored import no_plan_document

    solved = exploration.base(scenario)
    if solved is None:
        _stopped(exploration, scenario, schema, as_json)
    if solved.result.decisions is None:
        if as_json:
            print_json(no_plan_document(schema, solved))
        finish_solved(solved)
    return solved


def _stopped(exploration: "Exploration", scenario: str, schema: str, as_json: bool) -> NoReturn:
    """End where nothing was found before it was stopped."""
    from kamplan.report.explored import stopped_document

    if as_json:
        print_json(stopped_document(schema, exploration.source.plan.settings.name, scenario))
    else:
        typer.echo(_("Stopped before anything was found."), err=True)
    raise typer.Exit(Exit.STOPPED)


def _weights(texts: list[str], names: list[str]) -> dict[str, float]:
    """Raises PlanError for what is no weight of a scenario that takes part."""
    from kamplan.plan import Fault, PlanError
    from kamplan.plan.faults import nearest

    found: dict[str, float] = {}
    faults = []
    for text in texts:
        name, _equals, number = text.rpartition("=")
        try:
            found[name] = float(number)
        except ValueError:
            found[name] = -1.0
        if name not in names:
            values = {"nearest": nearest(name, names), "known": ", ".join(names)}
            faults.append(Fault("scenario-unknown", "--weight", None, "", name, values))
        elif not 0.0 <= found[name] < float("inf"):
            faults.append(Fault("weight-form", value=text))
    if not faults and found and not sum(found.get(name, 1.0) for name in names) > 0.0:
        faults.append(Fault("weight-form", value=" ".join(texts)))
    if faults:
        raise PlanError(faults)
    return found


@contextmanager
def _exploring(
    path: Path,
    plan_name: str | None,
    jobs: int | None,
    fresh: bool,
    as_json: bool,
    expected: int,
    schema: str,
) -> "Iterator[Exploration]":
    """A source and solvers for it. The first Ctrl-C keeps what is finished."""
    from kamplan.explore.exploration import Exploration
    from kamplan.memory import DiskMemory
    from kamplan.planning import open_source

    with reporting(schema if as_json else None), interruptible() as flag:
        source = open_source(path, plan_name)
        memory = DiskMemory.of_user(fresh)
        with steps(_("exploring {plan} ...", plan=source.plan.settings.name), as_json) as step:
            exploration = Exploration.begin(source, expected, flag, jobs, memory, step)
            with closing(exploration):
                yield exploration


F = TypeVar("F", bound="Finding")


def _tell(
    exploration: "Exploration",
    found: F,
    document: "Callable[[str, F], dict[str, Any]]",
    table: "Callable[[F], RenderableType]",
    as_json: bool,
) -> NoReturn:
    """Print, and end: a point that no plan is possible at is an answer like any other, unless
    all are of that kind."""
    if as_json:
        print_json(document(exploration.source.plan.settings.name, found))
    else:
        console().print(table(found))
    show_faults(list(dict.fromkeys(found.faults)))
    statuses = [each.result.status for each in found.solved]
    ends = [exit_for(status) for status in statuses if status != "infeasible"]
    if statuses and not ends:
        ends.append(Exit.INFEASIBLE)
    ends += [exit_for_faults(found.faults)] if found.faults else []
    ends += [] if found.complete else [Exit.STOPPED]
    raise typer.Exit(max(ends, default=Exit.DONE))
