"""Exploring a plan: many what-ifs that belong together, each solved and proven like any other."""
