"""The shape of the tables, step by step; `versions/` holds one file per step, forward only.

A step is a function `upgrade(op)`; what it should hold is proposed by `nblabel.store.migrate.propose`."""
