"""Budget lines of a quarter: proposed from the optimum, beside last quarter's, and what moving
money between them is worth."""
