"""The shared clock: counting, logging, saving, resuming, stopping. Knows no model; each domain owns its own loop."""

from hackday.training.pace import Pace
from hackday.training.randomness import stream
from hackday.training.session import Session, Stopped, TrainingFailed

__all__ = ["Pace", "Session", "Stopped", "TrainingFailed", "stream"]
