"""The tour: the first steps, done with the real keys on a plan that is there to be tried."""
