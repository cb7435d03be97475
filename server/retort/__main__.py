"""``python -m retort`` and the ``retort`` console script."""

from __future__ import annotations

import sys

from retort.cli import main

if __name__ == "__main__":
    sys.exit(main())
