"""A process that learns is killed, wherever it is: answers are as they were, and the next one learns on."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import nblabel as nl
from tests.assist.conftest import Digits
from tests.waiting import PATIENCE

# Answers three items of a page at a time, tells each act once it is stored, and learns all the while.
CHILD = """
import json, sys
import nblabel as nl
truth = json.loads(sys.argv[2])
project = nl.open(sys.argv[1])
project.assist.start(features="quick", audit=0.3)
while True:
    page = project.assist.page(3)
    keys = page.keys if page is not None else project.next(3)
    if not keys:
        break
    project.annotate_many({key: truth[key] for key in keys})
    print(json.dumps(keys), flush=True)
print("done", flush=True)
"""


def killed(project: Path, truth: dict[str, str], seconds: float) -> list[str]:
    """The items whose answers a process had stored when it was killed so many seconds after its first."""
    command = [sys.executable, "-c", CHILD, str(project), json.dumps(truth)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline()]
        time.sleep(seconds)
        child.kill()
        lines += child.stdout.read().splitlines()
    return [key for line in lines if line.strip().endswith("]") for key in json.loads(line)]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 12))])
def test_no_answer_is_touched_and_learning_goes_on(digits: Digits, tmp_path: Path, seed: int) -> None:
    path, chance = tmp_path / "digits.nblabel", random.Random(seed)
    digits.project.close()
    stored = list[str]()
    for _ in range(2):
        stored += killed(path, digits.truth, chance.uniform(0.0, 1.0))
    with nl.open(path) as project:
        table = project.annotations()
        answers = dict(zip(table["item"].tolist(), table["label"].tolist(), strict=True))
        assert answers == {key: digits.truth[key] for key in answers}
        assert answers.keys() >= set(stored)
        assert len(stored) == len(set(stored))
        project.assist.start(features="quick", audit=0.3)
        assert project.assist.wait(PATIENCE)
        assert project.assist.status()["answers"] == len(answers)
        if len(answers) < len(digits.truth):
            assert project.assist.page(9) is not None
