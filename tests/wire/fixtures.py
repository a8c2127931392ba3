"""Makes the JSON that pytest and vitest both read: `python tests/wire/fixtures.py` writes it anew.

`changes.json`: rows of changes on one answer, with the answer and the inverse that each must give.
`messages.json`: every message once as the wire carries it (defaults left out) and once in full.
"""

import json
import random
from pathlib import Path
from typing import Any

import msgspec

from nblabel.values.annotation import Annotation, Pixels, Range, Rectangle, Rings, Shape, Whole
from nblabel.values.change import Answer, AnswerState, Change, Edit, apply
from nblabel.values.query import Between, Bulk, Query, Where
from nblabel.widget import protocol as wire

HERE = Path(__file__).parent
ROWS, STEPS = 12, 12
STATES: list[AnswerState] = ["unlabeled", "draft", "submitted", "skipped"]


def _shape(chance: random.Random) -> Shape:
    x, y = chance.randrange(100), chance.randrange(100) / 4
    shapes: list[Shape] = [
        Whole(),
        Rectangle(x, y, 10.25, 7, angle=chance.choice([0, 12.5])),
        Rings([[(x, y), (x + 5, y), (x, y + 5)]], frame=chance.randrange(3)),
        Pixels("PPYo0"),
        Range(x, x + 4),
    ]
    return chance.choice(shapes)


def _step(chance: random.Random, answer: Answer, number: int) -> Change:
    """A random change: of what is there, of what is not, and of nothing."""
    pool = [f"a{n}" for n in range(6)] + ["Ä", "z", "Z", "\U0001f600"]
    some = chance.sample(pool, chance.randrange(3))
    rank, crowd = chance.choice(["", "", "a2U", "\U0001f600"]), chance.choice([False, False, True])
    put = [Annotation(name, chance.randrange(9), _shape(chance), rank=rank, crowd=crowd) for name in some]
    return Change(
        item="photos/é 1.jpg",
        base=answer.version,
        put=put,
        drop=chance.sample(pool, chance.randrange(3)),
        state=chance.choice([None, *STATES]),
        note=chance.choice([None, "", "blurred", "«nötig»"]),
        becomes=chance.choice([None, None, "", f"v{number}"]),
        reject=chance.choice([[], [], ["s1"], ["s1", "s2"]]),
        reopen=chance.choice([[], [], ["s3"]]),
    )


def _row(chance: random.Random) -> list[dict[str, Any]]:
    answer, row = Answer(), []
    for number in range(STEPS):
        change = _step(chance, answer, number)
        edit, before = f"e{number}", answer
        answer, inverse = apply(before, change, edit)
        row.append({"edit": edit, "before": before, "change": change, "after": answer, "inverse": inverse})
    return row


def changes() -> bytes:
    """Rows of changes as JSON."""
    chance = random.Random(7)
    return _json([_row(chance) for _ in range(ROWS)])


def _examples() -> list[wire.Message]:
    annotation = Annotation("01J00000000000000000000001", 2, Whole())
    answer = Answer("01J00000000000000000000002", "draft", [annotation])
    change = Change("a.jpg", put=[annotation], state="draft")
    edit = Edit("01J00000000000000000000002", "annotate", [change], at="2026-01-02T03:04:05.678Z", client="c")
    info = wire.ItemInfo("a.jpg", "a.jpg", answer)
    guess = wire.Suggested(Annotation("01J00000000000000000000009", 2, Range(4, 9)), 3, "job", 0.97)
    text = wire.ItemInfo("a.txt", "a.txt", Answer(), text="The cat \U0001f408", length=9, suggested=[guess])
    training = wire.Training(
        phase="ready",
        run=3,
        device="CPU",
        answers=87,
        accuracy=0.87,
        curve=[[40, 0.75, 0.6, 0.86], [87, 0.87, 0.83, 0.9]],
        per_label=[wire.Quality(2, 0.94, 0.88, 0.98, 0.91, certified=12)],
        promise="412 items are at least 90 % right.",
        certified=412,
        thresholds=[wire.Threshold(0.8, 600, 0.93)],
        rare=[2],
    )
    label = wire.LabelInfo(2, "Animal/Cat", "Cat", 1, "#4269d0", parent=1)
    progress = wire.Progress(3, 2, 1, 0, 0, 0, 0, 0, 0, {"2": 1}, 0)
    back = Change("a.jpg", base=edit.id, drop=[annotation.id], state="unlabeled", becomes="")
    act = wire.Act(edit.id, "annotate", 1, changes=[back])
    about = ("uuid", "birds", "multiclass", "image", "ana")
    broken = "It is empty."
    query = Query(Where(state=["unlabeled"], label=[2], min_score=0.5, text="a"), "name")
    gpt = wire.GptDraft("small", "https://gpt.example/v1", price_in=0.5)
    draft = wire.Draft("gpt", gpt, [2], wire.ItemsChosen("count", 40), wire.BudgetInfo(money=2.5))
    job = wire.JobInfo(
        4, "small at gpt.example", "gpt", "running", done=12, total=40, rehearsal=[wire.Rehearsed(2, 31, 0.9)]
    )
    bulk = Bulk(query, "label", 40_000, [Between("a.jpg", "z.jpg")], ["b.jpg"], label=2)
    return [
        wire.Hello(9, 384),
        wire.Started(),
        wire.Work(9, 384, exclude=["a.jpg"], ahead=True, mode="confirm"),
        wire.Look(["a.jpg"]),
        wire.Want(["a.jpg"], 384),
        wire.Measure("scan.dcm", 1024, frame=3),
        wire.Drawn("a.jpg"),
        wire.Guide(),
        wire.Propose("a.jpg", box=[10, 20.5, 30, 40], inside=[[25, 40.25]], outside=[[12, 22]]),
        wire.Levels("slide.tif"),
        wire.Piece("slide.tif", 2, 7, 5),
        wire.Arrange(query, 40, 96),
        wire.Rows(1, 128, 64, 96),
        wire.Locate(1, "a.jpg"),
        wire.Facets(),
        wire.Save("uuid", "ana", [edit, Edit("x", "annotate", bulk=bulk)]),
        wire.Received(7),
        wire.Steps(before=edit.id),
        wire.Refresh(),
        wire.Backup(),
        wire.Fetch("c1", 524_288),
        wire.Read("a.txt", 65_536),
        wire.Assist("promise", 0.95),
        wire.Choices(),
        wire.Plan(draft),
        wire.Job("rehearse", draft=draft, count=20),
        wire.Detail(4),
        wire.Live(True, "gpt", gpt, consent=True),
        wire.Name(wire.ItemsChosen("keys", keys=["a.jpg"]), "gpt", gpt),
        wire.AddLabel("Animal/Cat", "It purrs."),
        wire.Ping(),
        wire.Bye(),
        wire.View("a.jpg", [], ["a.jpg"], 1, query, bulk),
        wire.Welcome(*about, "running", [label], "", True, progress, [info], [act], training=training),
        wire.Page([info, wire.ItemInfo("b.jpg", "b.jpg", Answer(), broken=True, reason=broken), text], 2),
        wire.Arranged(1, 40_000, [info]),
        wire.Stretch(1, 128, [info]),
        wire.Place(-1),
        wire.Facts({"draft": 1}, {"2": 1}, ["g"], ["ana"], ["human"], [], [], [], False, ["work", "name"]),
        wire.Working(edit.id, 12_000, 40_000),
        wire.Sheet(
            64, [wire.Tile("a.jpg", 0, 0, 64, 48, 640, 480), wire.Tile("b.jpg", 0, 0, 0, 0, reason=broken)]
        ),
        wire.Pictures(
            [wire.Picture("a.jpg", 384, 0, 640, 480), wire.Picture("b.jpg", 384, -1, reason=broken)]
        ),
        wire.Measured(512, 256, 1024, 512, "i16", 1.0, -1024.0, windows=[wire.Window("Bone", 300.0, 1500.0)]),
        wire.DrawnOn(640, 480),
        wire.Guided(
            [
                wire.Prose(
                    "p",
                    inside=[wire.Prose(text="Look "), wire.Prose("em", inside=[wire.Prose(text="twice")])],
                )
            ]
        ),
        wire.Passage(65_536, "and «so» on\r\n", 65_550, {annotation.id: "on"}),
        wire.Proposed([[[10.25, 20], [30, 20.5], [24, 41.75]]], "PPYo0", 0.75),
        wire.Leveled(50_000, 40_000, 512, 8, 0.25),
        wire.Tiled(512, 424, "image/png"),
        wire.Saved([wire.Verdict(edit.id), wire.Verdict("x", [wire.Refusal("a.jpg", "conflict", "", info)])]),
        wire.Stack([act]),
        wire.Changed(["a.jpg"], client="c"),
        wire.Labels([label]),
        progress,
        training,
        wire.Offered(3, {"a.jpg": [guess], "b.jpg": []}),
        wire.Models(
            [wire.ModelInfo("assist", "Learning", "assist", 0.87, 0.8, 0.92)],
            [wire.LabelQuality(2, 31, 0.94, 0.9)],
            key=True,
            last=gpt,
        ),
        wire.Planned(40, 1, 52, 8000, 12_000, 0.01, 0.02, "https://gpt.example/v1", consent=True, poor=[2]),
        wire.Jobs([job], job=4),
        wire.Details(4, [wire.FailedItem("b.jpg", "No answer.")], [wire.Disagreement("a.jpg", "Cat", "Dog")]),
        wire.Named([wire.NamedLabel("Cat", "It purrs.")]),
        wire.About("paused", "# How", False),
        wire.Steer("show", "a.jpg"),
        wire.Refreshing(5000),
        wire.Refreshed(2, 1, 1, 0, 0, "2026-01-02T03:04:05Z"),
        wire.Copy("c1", "birds.nblabel", 600_000),
        wire.Part(524_288),
        wire.Done(),
        wire.Failed("No."),
    ]


def messages() -> bytes:
    """Every message as JSON: `sent` is what the wire carries, `full` what the reader must make of it."""
    return _json([{"kind": m.word(), "sent": m, "full": _full(m)} for m in _examples()])


def _full(value: Any) -> Any:
    """The value as plain data with every default written out, as the page's types have it."""
    if isinstance(value, msgspec.Struct):
        fields = {name: _full(getattr(value, name)) for name in value.__struct_fields__}
        config = value.__struct_config__
        return {str(config.tag_field): config.tag, **fields} if config.tag_field else fields
    if isinstance(value, dict):
        return {key: _full(one) for key, one in value.items()}
    return [_full(one) for one in value] if isinstance(value, list | tuple) else value


def _json(value: Any) -> bytes:
    plain = json.loads(msgspec.json.encode(value))
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in plain)
    return f"[\n{rows}\n]\n".encode()


FIXTURES = {"changes.json": changes, "messages.json": messages}

if __name__ == "__main__":
    for name, make in FIXTURES.items():
        (HERE / name).write_bytes(make())
