"""Rolling a plan forward: the next quarter's plan from this one and how it ends."""
