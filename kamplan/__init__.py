"""Key-account allocation: promotion money, visits and scarce stock in one proven plan."""

__version__ = "0.1.0"
