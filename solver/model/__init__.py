"""The linear part of the model, one module for each family of rules."""

from solver.model.build import build_model
from solver.model.core import Model

__all__ = ["Model", "build_model"]
