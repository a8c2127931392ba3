"""A small server that speaks the protocol of language models, to try auto-labelling without one.

What it answers depends on what it is told: it reads the labels, their descriptions, the examples and the item
out of the messages and goes by the words they share, so that a poor prompt gets poor answers.
"""

from nblabel.practice.faults import Faults
from nblabel.practice.server import Server

__all__ = ["Faults", "Server"]
