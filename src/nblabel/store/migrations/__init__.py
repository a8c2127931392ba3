"""The shape of the tables, step by step; `versions/` holds one file per step, forward only."""
