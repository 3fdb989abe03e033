"""Trainings that are killed, refused and confused at exact places, and what must be left of them."""
