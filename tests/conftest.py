"""For all tests: servers that they start leave nothing in the user's cache, and what hypothesis
makes up is the same each time. ``pytest --hypothesis-profile default`` looks for something new.
"""

from __future__ import annotations

import os

from hypothesis import settings

from retort.session.store import LOCATION

os.environ[LOCATION] = ""
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")
