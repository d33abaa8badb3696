"""`python -m tui` is `coursewright`."""

from tui.cli import main

if __name__ == "__main__":
    main()
