"""A process that embeds is killed: what it had kept holds, and the next one goes on there."""

import subprocess
import sys
from pathlib import Path

from nblabel.learn.features import shelf
from nblabel.learn.features.contents import Photo
from nblabel.learn.features.embeddings import Embeddings
from nblabel.learn.features.quick import Quick

# Keeps four shards, is in the middle of writing the fifth, and waits for its end.
CHILD = """
import sys, time
from nblabel.learn.features import shelf
from nblabel.learn.features.contents import Photo
from nblabel.learn.features.embeddings import Embeddings
from tests.learn.features.test_killed import Small

whole = shelf._body
def halting(file, known, rows, reasons):
    if len(shelf.listed(folder)) == 4:
        file.write(known.tobytes())
        file.flush()
        print("in the middle", flush=True)
        time.sleep(600)
    return whole(file, known, rows, reasons)

shelf._body = halting
places = sys.argv[2:]
kept = Embeddings(sys.argv[1], Small())
folder = kept.folder
kept.extend(places, [Photo(place) for place in places])
"""


class Small(Quick):
    """In small shards."""

    shard = 4


def test_what_a_killed_process_kept_is_not_made_again(tmp_path: Path, photos: list[str]) -> None:
    command = [sys.executable, "-c", CHILD, str(tmp_path / "killed"), *photos]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        child.kill()
    folder = tmp_path / "killed" / Small.key
    assert len(shelf.listed(folder)) == 4
    contents = [Photo(place) for place in photos]
    assert Embeddings(tmp_path / "killed", Small()).extend(photos, contents) == len(photos) - 16
    Embeddings(tmp_path / "whole", Small()).extend(photos, contents)
    assert {p.name: p.read_bytes() for p in shelf.listed(folder)} == {
        p.name: p.read_bytes() for p in shelf.listed(tmp_path / "whole" / Small.key)
    }
