"""Turns contents (pictures, texts) into rows of numbers that a head can learn from, and keeps them."""
