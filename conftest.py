"""Loads the notebook plugin whichever folder pytest is given: tests/conftest.py is not read for `pytest notebooks`."""

import os
import sys
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]
pytest_plugins = ["notebook_plugin"]

# CI tries the same examples each time, so that it judges the change and not the dice; at home the dice are thrown
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
