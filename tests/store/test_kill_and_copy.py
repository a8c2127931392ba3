"""A writer that is killed loses nothing it acknowledged, also not in a copy made as the file lies."""

from pathlib import Path

from benchmarks.kill_copy_soak import soak


def test_copies_made_after_kills_hold_every_acknowledged_transaction_whole(tmp_path: Path) -> None:
    outcome = soak(tmp_path, kills=10, seed=7)
    assert outcome.is_good, outcome
    assert outcome.acknowledged >= 5  # most writers are killed after their first
    assert outcome.with_a_log > 0
