"""What has been decided before the linear program is built: it then holds only the rest."""

from dataclasses import dataclass

import numpy as np

from solver.problem import Bools, Floats, Problem


@dataclass(frozen=True)
class Decided:
    """Spends that are held, and cells that are served altogether or not at all."""

    held: Bools
    """[J, T] promotion-weeks whose spend is held."""
    spend: Floats
    """[J, T] money at which they are; counts only where held."""
    served: Bools
    """[A, P, T] cells that get all they ask for."""
    refused: Bools
    """[A, P, T] cells that get nothing."""

    @property
    def spends(self) -> bool:
        """Whether spends are among it: a basis then says nothing of how far a dual holds."""
        return bool(self.held.any())

    @classmethod
    def nothing(cls, problem: Problem) -> "Decided":
        """Everything is left to the program."""
        of_spends = np.zeros(problem.promotions.active.shape)
        of_cells = np.zeros(problem.shape, dtype=bool)
        return cls(of_spends > 0.0, of_spends, of_cells, of_cells)
