"""A permanent referee of the mathematics: public answer keys, families known by construction, other libraries.

`pytest tests/referee` runs a small slice; `python -m tests.referee --minutes 30` looks for faults for as long as told.
"""
