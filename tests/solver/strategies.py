"""Small problems for hypothesis: whole numbers, so that a failure shrinks to something plain."""

from hypothesis import strategies as st

from solver import Problem
from tests.solver.problems import Cap, Promo, Team, Visit, make_problem

GAP = 1e-4


@st.composite
def plans(draw: st.DrawFn, lowest_margin: int = 1) -> Problem:
    """Up to 3 accounts, 2 products and 3 weeks; a budget, a team, stock that may be short."""
    A, P, T = draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 3))

    def numbers(low: int, high: int, count: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=count, max_size=count))

    def cube() -> list[list[list[int]]]:
        flat = iter(numbers(0, 120, A * P * T))
        return [[[next(flat) for _ in range(T)] for _ in range(P)] for _ in range(A)]

    tops, halves = numbers(1, 10, A), numbers(20, 300, A)
    shapes = [draw(st.sampled_from([1.0, 0.7])) for _ in range(A)]
    changes, costs, presents = numbers(0, 5, A), numbers(0, 50, A), numbers(0, 3, A)
    promos = tuple(Promo(a, top=tops[a] / 10.0, half=halves[a], shape=shapes[a]) for a in range(A))
    visits = tuple(
        Visit(a, present=presents[a], cost=costs[a], top=changes[a] / 10.0, team=0)
        for a in range(A)
    )
    margins = iter(numbers(lowest_margin, 20, A * P))
    supplies = iter(numbers(0, 300, P * T))
    return make_problem(
        cube(),
        margin=[[next(margins) for _ in range(P)] for _ in range(A)],
        supply=[[next(supplies) for _ in range(T)] for _ in range(P)],
        holding=draw(st.integers(0, 3)) / 10.0,
        write_down=draw(st.integers(0, 3)),
        promos=promos,
        visits=visits,
        teams=(Team(hours=float(draw(st.integers(0, 8)))),),
        caps=(Cap(float(draw(st.integers(0, 600)))),),
        target_gap=GAP,
    )
