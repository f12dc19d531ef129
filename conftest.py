"""Loads the notebook plugin whichever folder pytest is given: tests/conftest.py is not read for `pytest notebooks`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]
pytest_plugins = ["notebook_plugin"]
