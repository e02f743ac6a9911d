"""`python -m timeline`: the command line of the very Python that runs it."""

from timeline.cli import main

if __name__ == "__main__":
    main()
