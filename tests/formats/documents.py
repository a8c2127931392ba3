"""Text projects over given documents, and texts that are hard on offsets."""

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import nblabel as nl
from nblabel.openproject import Project
from nblabel.store.items import NewItem
from tests.shared_data import shared

HARD_TEXTS = {
    "plain": "Ada Lovelace met Charles Babbage in London.",
    "lines": "One line\r\nand another\nand\ra third\u2028last\x85end",
    "white\tspace": " \t leading, trailing \u00a0\u3000 ",
    "emoji": "👩‍👩‍👧‍👦 at 🇩🇪🇫🇷 with 👍🏽, ☺️ and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "flag of tags": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f England",
    "combining": "Zoe\u0308 n\u0303 e\u0301\u0323 \u0301alone",
    "hebrew": "שלום עולם, ‏hello‏ מירושלים",
    "arabic": "مرحبا بالعالم في القاهرة 2024",
    "thai": "สวัสดีชาวโลกจากกรุงเทพ",
    "japanese": "東京タワーへ行きました。カタカナとひらがな",
    "devanagari": "नमस्ते दुनिया, क्‍ष",
    "joiners": "a\u200db \u200b \u2060x\ufeffy",
    "# id = x": "# id = y\tO -DOCSTART- B-PER # #tag %20 <b>&amp;</b>",
    "-X-": "-DOCSTART- -X- O O\n\nO O",
    "controls": "\x01a\x1cb\x1d \x7f",
    "only white space": " \n \t",
}
ODD = " ab\n\r\t-'\u0301\u200d👩🦰🇩🇪東é%#\u2028\x1f\u0e31"
KEYS = ["", ".txt", " a b", "\t", "%20", "#", "/x", "\nO", "é"]
LABELS = ["Person", "Place/City", 'a "b", c', "50%", r"and\/or", "犬 🦉", "B-x", "O"]


def new_project(
    folder: Path,
    name: str,
    texts: Mapping[str, str],
    labels: list[str] | None = None,
    task: str = "spans",
) -> Project:
    """A text project over these documents, by key."""
    project = nl.create(folder / f"{name}.nblabel", task=task, media="text", labels=labels or [])
    source = project.store.add_source("rows", "", {})
    project.store.add_items(source, [[NewItem(key=key, path=key, text=text) for key, text in texts.items()]])
    return project


def said(project: Project, ids: bool = True) -> list[tuple[object, ...]]:
    """What is marked: (id,) item, label, start and end, in an order of its own."""
    columns = [*(["id"] if ids else []), "item", "label", "start", "end"]
    return sorted(project.annotations()[columns].itertuples(index=False, name=None))


def sentences(*parts: str) -> tuple[dict[str, str], dict[str, list[nl.Span]]]:
    """Texts and gold spans of parts of the public set `wnut17`, by part and number of the sentence."""
    texts, gold = {}, {}
    for part in parts:
        for n, line in enumerate((shared("wnut17") / f"{part}.jsonl").read_text("utf-8").splitlines()):
            row = json.loads(line)
            texts[f"{part} {n}"] = row["text"]
            gold[f"{part} {n}"] = [nl.Span(one["label"], one["start"], one["end"]) for one in row["spans"]]
    return texts, gold


def generated(count: int, seed: int = 0) -> dict[str, str]:
    """So many texts of odd pieces, under odd keys."""
    chance = random.Random(seed)
    pieces = [piece for text in HARD_TEXTS.values() for piece in text.split(" ")] + list(ODD)
    return {
        f"{n}{chance.choice(KEYS)}": " ".join(chance.choices(pieces, k=chance.randrange(1, 12)))
        + chance.choice(ODD)
        for n in range(count)
    }


def hard_answers(texts: Mapping[str, str], seed: int = 0) -> dict[str, list[nl.Span]]:
    """Spans anywhere: nested, overlapping, doubled, of white space, inside of words; none of some texts."""
    chance = random.Random(seed)
    return {key: list(_hard_spans(chance, len(text))) for key, text in texts.items()}


def _hard_spans(chance: random.Random, length: int) -> Iterator[nl.Span]:
    for _ in range(chance.choice([0, 1, 1, 2, 6])):
        start = chance.randrange(length)
        end = min(length, start + chance.choice([1, 1, 2, 5, 20, length]))
        yield nl.Span(chance.choice(LABELS), start, end)
