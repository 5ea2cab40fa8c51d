"""Response curves: ADBUDG (Little 1970), f(x) = top x^c / (d^c + x^c).

`top` is the level at unlimited effort, `d` the effort that gets half of it, `c` the shape.
c <= 1 is concave, c > 1 S-shaped: convex up to the inflection, concave from there on. All
functions broadcast over numpy arrays.
"""

import numpy as np

from solver.problem import Floats

HALVINGS = 70
NEWTON_STEPS = 12
# The largest number whose exponential is taken.
EXPONENT = 600.0
# Beyond this, z^c is so large that the curve is flat: what follows would overflow.
FLAT = 1e100


def response(x: Floats, top: Floats, half: Floats, shape: Floats) -> Floats:
    """f(x); x in the unit of `half`, result in the unit of `top`. f(0) = 0."""
    with np.errstate(over="ignore", under="ignore"):
        power = np.minimum(np.power(np.maximum(x, 0.0) / half, shape), FLAT)
    return np.asarray(top * power / (1.0 + power), dtype=float)


def slope(x: Floats, top: Floats, half: Floats, shape: Floats) -> Floats:
    """f'(x) = top c / d * z^(c-1) / (1 + z^c)^2 with z = x / d; inf at 0 where c < 1."""
    z = np.maximum(x, 0.0) / half
    with np.errstate(divide="ignore", over="ignore", under="ignore", invalid="ignore"):
        power = z**shape
        steep = top * shape / half * np.power(z, shape - 1.0) / (1.0 + power) ** 2
        return np.asarray(np.where(power < FLAT, steep, 0.0), dtype=float)


def inflection(half: Floats, shape: Floats) -> Floats:
    """Where a curve turns from convex to concave: d ((c-1) / (c+1))^(1/c); 0 where c <= 1."""
    bent = np.maximum(shape, 1.0)
    return np.asarray(half * ((bent - 1.0) / (bent + 1.0)) ** (1.0 / bent), dtype=float)


def touch(low: Floats, high: Floats, top: Floats, half: Floats, shape: Floats) -> Floats:
    """Where the concave envelope over [low, high] leaves the chord from `low` for the curve.

    The tangent there goes through (low, f(low)): `low` itself where the curve is concave from
    there on, `high` where it is not steep enough before. From 0 in closed form:
    d (c-1)^(1/c). Otherwise bisection on f'(x) (x - low) - (f(x) - f(low)), which falls from
    the inflection on.
    """
    low, high, top, half, shape = np.broadcast_arrays(low, high, top, half, shape)
    turn = inflection(half, shape)
    bent = np.maximum(shape, 1.0)
    from_nothing = half * (bent - 1.0) ** (1.0 / bent)
    found = np.where(low >= turn, low, np.where(low > 0.0, turn, from_nothing))
    search = (low < turn) & (low > 0.0) & (high > turn) & (top > 0.0)
    if np.any(search):
        at, curve = low[search], (top[search], half[search], shape[search])
        # Far out the curve is flat and the chord is not.
        left = np.log(turn[search])
        right = np.log(half[search]) + 40.0 / shape[search] + np.log1p(at / half[search])
        start = response(at, *curve)
        for _ in range(HALVINGS):
            x = np.exp((left + right) / 2.0)
            before = slope(x, *curve) * (x - at) > response(x, *curve) - start
            left = np.where(before, np.log(x), left)
            right = np.where(before, right, np.log(x))
        found = np.array(found)
        found[search] = np.exp(left)
    return np.asarray(np.clip(found, low, high), dtype=float)


def effort_at_slope(target: Floats, top: Floats, half: Floats, shape: Floats) -> Floats:
    """x >= 0 at which the slope of a curve's concave envelope has fallen to `target`.

    0 where it never is steeper. Closed form for c = 1: x = sqrt(d top / target) - d.
    Otherwise Newton's method on log f' over log z, which is concave: it falls from the touching
    point of the envelope on, and lies below the lines it approaches, so that their root is on
    the right of its own, and every step leads closer.
    """
    target, top, half, shape = np.broadcast_arrays(target, top, half, shape)
    safe = np.maximum(target, np.finfo(float).tiny)
    closed = np.maximum(np.sqrt(half * top / safe) - half, 0.0)
    bent = shape != 1.0
    if not np.any(bent):
        return np.asarray(closed, dtype=float)
    nothing = touch(np.zeros(1), np.full(1, np.inf), top, half, shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        pays = slope(nothing, top, half, shape) > target
        # log f' = first + (c - 1) s - 2 log(1 + exp(c s)) with s = log z.
        first = np.log(top * shape / half) - np.log(safe)
        at = first / (shape + 1.0)
        at = np.where(shape < 1.0, np.minimum(at, first / np.where(bent, 1.0 - shape, 1.0)), at)
        for _ in range(NEWTON_STEPS):
            power = shape * at
            above = first + (shape - 1.0) * at - 2.0 * np.logaddexp(0.0, power)
            falls = (shape + 1.0) - 2.0 * shape / (1.0 + np.exp(np.minimum(power, EXPONENT)))
            at = at + above / falls
        reached = np.where(np.isfinite(at), np.exp(np.minimum(at, EXPONENT)) * half, 0.0)
    effort = np.where((top > 0.0) & pays, np.maximum(reached, nothing), 0.0)
    return np.where(bent, effort, closed)
