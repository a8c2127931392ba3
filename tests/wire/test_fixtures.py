"""What the page reads and what the kernel reads is the same, byte for byte."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from nblabel.values.change import Answer, Change, apply
from nblabel.widget.protocol import FROM_KERNEL, FROM_PAGE

HERE = Path(__file__).parent
KINDS = {message.word(): message for message in (*FROM_PAGE, *FROM_KERNEL)}
MESSAGES = json.loads((HERE / "messages.json").read_text(encoding="utf-8"))


def test_fixtures_are_what_the_code_makes_today(tmp_path: Path) -> None:
    script = (HERE / "fixtures.py").read_text(encoding="utf-8")
    (tmp_path / "fixtures.py").write_text(script, encoding="utf-8")
    subprocess.run([sys.executable, str(tmp_path / "fixtures.py")], check=True)
    for name in ("changes.json", "messages.json"):
        assert (HERE / name).read_bytes() == (tmp_path / name).read_bytes()


def test_changes_give_the_answers_and_inverses_of_the_fixture() -> None:
    for row in json.loads((HERE / "changes.json").read_text(encoding="utf-8")):
        for step in row:
            before = msgspec.convert(step["before"], Answer, strict=False)
            change = msgspec.convert(step["change"], Change, strict=False)
            after, inverse = apply(before, change, step["edit"])
            assert json.loads(msgspec.json.encode(after)) == step["after"]
            assert json.loads(msgspec.json.encode(inverse)) == step["inverse"]
            assert apply(after, inverse, "undo")[0] == before


@pytest.mark.parametrize("example", MESSAGES, ids=lambda one: one["kind"])
def test_a_message_in_full_reads_as_the_one_without_defaults(example: dict[str, object]) -> None:
    kind = KINDS[str(example["kind"])]
    sent = msgspec.json.decode(json.dumps(example["sent"]), type=kind)
    full = msgspec.json.decode(json.dumps(example["full"]), type=kind)
    assert sent == full


def test_every_message_has_an_example() -> None:
    assert {one["kind"] for one in MESSAGES} == KINDS.keys()
