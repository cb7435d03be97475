"""For all tests: servers that they start leave nothing in the user's cache."""

from __future__ import annotations

import os

from retort.session.store import LOCATION

os.environ[LOCATION] = ""
