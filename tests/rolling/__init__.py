"""Rolling a plan forward: weeks, and how a quarter ends."""
