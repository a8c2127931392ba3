"""The only part of nblabel that knows Jupyter."""
