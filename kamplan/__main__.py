"""python -m kamplan."""

from kamplan.cli import main

if __name__ == "__main__":
    main()
