"""Response curves: ADBUDG (Little 1970), f(x) = top x^c / (d^c + x^c).

`top` is the level at unlimited effort, `d` the effort that gets half of it, `c` the shape.
c <= 1 is concave. All functions broadcast over numpy arrays.
"""

import numpy as np

from solver.problem import Floats


def response(x: Floats, top: Floats, half: Floats, shape: Floats) -> Floats:
    """f(x); x in the unit of `half`, result in the unit of `top`. f(0) = 0."""
    power = np.power(np.maximum(x, 0.0) / half, shape)
    return np.asarray(top * power / (1.0 + power), dtype=float)


def slope(x: Floats, top: Floats, half: Floats, shape: Floats) -> Floats:
    """f'(x) = top c / d * z^(c-1) / (1 + z^c)^2 with z = x / d; inf at 0 where c < 1."""
    z = np.maximum(x, 0.0) / half
    with np.errstate(divide="ignore"):
        return np.asarray(
            top * shape / half * np.power(z, shape - 1.0) / (1.0 + z**shape) ** 2,
            dtype=float,
        )


def effort_at_slope(target: Floats, top: Floats, half: Floats, shape: Floats) -> Floats:
    """x >= 0 at which a concave curve's slope has fallen to `target`; 0 where it never is.

    Closed form for c = 1: x = sqrt(d top / target) - d. Otherwise bisection on log z, where
    the slope falls steadily.
    """
    target, top, half, shape = np.broadcast_arrays(target, top, half, shape)
    safe = np.maximum(target, np.finfo(float).tiny)
    closed = np.maximum(np.sqrt(half * top / safe) - half, 0.0)
    bent = shape < 1.0
    if not np.any(bent):
        return np.asarray(closed, dtype=float)
    low, high = np.full(top.shape, -60.0), np.full(top.shape, 60.0)
    for _ in range(70):
        middle = (low + high) / 2.0
        steep = slope(np.exp(middle) * half, top, half, shape) > target
        low, high = np.where(steep, middle, low), np.where(steep, high, middle)
    return np.where(bent, np.where(top > 0.0, np.exp(low) * half, 0.0), closed)
