"""`python -m commonweal.cli`, for processes that the command starts itself."""

from commonweal.cli.main import main

if __name__ == "__main__":
    main()
