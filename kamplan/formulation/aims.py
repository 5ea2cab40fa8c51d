"""What is maximised, and what a plan must come to."""

from kamplan.plan.pointing import split_list
from kamplan.plan.settings import Settings
from solver import Aim, Target
from solver.rules import CONTRIBUTION

AIMS = {
    "contribution": CONTRIBUTION,
    "revenue": Aim("revenue", revenue=1.0),
    "units": Aim("units", units=1.0),
    "spend": Aim("spend", spend=1.0),
}


def aims(settings: Settings) -> tuple[Aim, ...]:
    """The aims in their order; none for contribution alone.

    Revenue, units and spend say nothing of many plans that are alike: contribution comes last.
    """
    weighted = Aim("weighted", **settings.weights.model_dump())
    found = [AIMS.get(name, weighted) for name in split_list(settings.objective)]
    if found == [CONTRIBUTION]:
        return ()
    money = any(aim.contribution > 0.0 for aim in found)
    return tuple(found) if money else (*found, CONTRIBUTION)


def targets(settings: Settings) -> tuple[Target, ...]:
    """What was given in [target]."""
    given = settings.target.model_dump().items()
    return tuple(Target(AIMS[name], value) for name, value in given if value is not None)
