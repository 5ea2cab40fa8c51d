"""judge: how accounts answer to effort, as people who know them judge it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from kamplan.cli.edits import finish, scenario_at
from kamplan.cli.session import JsonOption, LangOption, console, print_json, reporting
from kamplan.cli.solve import PlanArgument, PlanNameOption

if TYPE_CHECKING:
    from kamplan.desk.judging import Following
    from kamplan.plan import Plan

Answer = str | None


def judge(
    plan: PlanArgument,
    curve: Annotated[str, typer.Argument(help="Curve that is judged.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who answers.", metavar="JUDGE")] = "",
    none: Annotated[Answer, typer.Option("--none", help="Sold without any effort.")] = None,
    half: Annotated[Answer, typer.Option("--half", help="Sold at half the present effort.")] = None,
    present: Annotated[
        Answer, typer.Option("--present", help="Sold at the present effort; 100 if not given.")
    ] = None,
    plus_half: Annotated[
        Answer, typer.Option("--plus-half", help="Sold at half as much effort again.")
    ] = None,
    saturation: Annotated[
        Answer, typer.Option("--saturation", help="Sold at effort without end.")
    ] = None,
    weight: Annotated[
        Answer, typer.Option("--weight", help="How much the judge counts; 1 if not given.")
    ] = None,
    where: Annotated[
        str | None,
        typer.Option("--for", help="Accounts that follow it: tier=A|B.", metavar="WHERE"),
    ] = None,
    mechanic: Annotated[
        str | None, typer.Option("--mechanic", help="Their promotions by this mechanic.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Their visits of this kind.")] = None,
    spend: Annotated[
        str,
        typer.Option("--spend", help="Money in a promoted week now, or 2% of baseline value."),
    ] = "",
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", help="Scenario whose changes they become.")
    ] = "base",
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Judge how accounts answer to effort; without answers, show what was judged."""
    from kamplan.desk.judging import Answered, judge_entries
    from kamplan.report.judged import JUDGE, judge_document, print_judged

    given = {
        "none": none, "half": half, "present": present, "plus_half": plus_half,
        "saturation": saturation, "weight": weight,
    }  # fmt: skip
    cells = {name: text for name, text in given.items() if text is not None}
    asks = bool(cells or by or where is not None or mechanic or kind or spend)
    opened = scenario_at(plan, plan_name, scenario, asks)
    with reporting(JUDGE if as_json else None), opened as at:
        shown = at.plan
        if at.desk is not None:
            _check(curve, by, cells, where, mechanic, kind, spend)
            following = _following(at.plan, curve, where, mechanic, kind, spend)
            answered = Answered(curve, by, cells) if by else None
            shown = at.desk.make(judge_entries(at.plan, answered, following), "judge").plan
            at.desk.write_back()
        _check_known(shown, curve)
        document = judge_document(shown, scenario, curve) if as_json else None
        if document is None:
            print_judged(console(), shown, curve)
        if at.desk is not None:
            finish(at.desk, document)
        elif document is not None:
            print_json(document)


def _check(
    curve: str,
    by: str,
    cells: Mapping[str, str],
    where: str | None,
    mechanic: str | None,
    kind: str | None,
    spend: str,
) -> None:
    """What belongs together. Raises PlanError."""
    from kamplan.plan import Fault, PlanError

    faults = []
    if not curve:
        faults.append(Fault("judge-no-curve"))
    if bool(by) != bool(cells):
        faults.append(Fault("judge-no-answers" if by else "judge-no-judge"))
    levers = [lever for lever in (mechanic, kind) if lever is not None]
    if len(levers) != (0 if where is None else 1):
        faults.append(Fault("judge-no-lever" if len(levers) < 2 else "judge-levers"))
    if spend and mechanic is None:
        faults.append(Fault("judge-spend", value=spend))
    if faults:
        raise PlanError(faults)


def _check_known(plan: "Plan", curve: str) -> None:
    """A curve that is only looked at is there. Raises PlanError."""
    from kamplan.plan import Fault, PlanError
    from kamplan.plan.faults import nearest

    known = list(dict.fromkeys(plan["judgements"]["curve"].tolist()))
    if curve and curve not in known:
        values = {"nearest": nearest(curve, known), "known": ", ".join(known)}
        raise PlanError([Fault("judge-unknown", value=curve, values=values)])


def _following(
    plan: "Plan",
    curve: str,
    where: str | None,
    mechanic: str | None,
    kind: str | None,
    spend: str,
) -> "Following | None":
    from kamplan.desk.judging import Following, accounts_where

    if where is None:
        return None
    accounts = accounts_where(plan, where, "accounts.csv", "--for")
    lever = mechanic or kind or ""
    rows = tuple((account, lever) for account in accounts)
    return Following(curve, "visits" if mechanic is None else "promotions", rows, spend)
