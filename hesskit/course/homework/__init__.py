"""Homework: assignments with a version for each student, handed in as data and judged outside the student's process."""
