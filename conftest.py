"""Loads the notebook plugin whichever folder pytest is given: tests/conftest.py is not read for `pytest notebooks`."""

import os
import sys
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).resolve().parent
# Two workers on two cores: the threads of a matrix product would wait for one another ten times as long as it takes
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]
pytest_plugins = ["notebook_plugin"]

# CI tries the same examples each time, so that it judges the change and not the dice; at home the dice are thrown
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
