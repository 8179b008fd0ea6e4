"""``python -m daoan.cli``."""

from daoan.cli import main

if __name__ == "__main__":
    main()
