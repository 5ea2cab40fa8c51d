"""The command line. Everything heavy is imported inside the commands: --help is instant."""

from kamplan.cli.app import main

__all__ = ["main"]
