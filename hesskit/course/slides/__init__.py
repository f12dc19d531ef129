"""Lecture slides from the lessons: decks that need no network and no kernel, handouts, and a live presentation."""
