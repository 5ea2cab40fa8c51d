"""Budget lines: rounding, worths and moves, against arithmetic of their own."""
