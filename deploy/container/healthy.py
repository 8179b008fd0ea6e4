"""Exit 0 where the server of this container answers ``/health``, else 1. It needs nothing but Python."""

import os
import sys
from urllib.request import urlopen


def main() -> int:
    """Ask the server on this machine."""
    address = f"http://127.0.0.1:{os.environ.get('DAOAN_PORT', '8000')}/health"
    try:
        with urlopen(address, timeout=4) as answer:
            return int(answer.status != 200)
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
