"""A person who labels photos: looks at the page, decides, presses keys, errs, takes back, goes on.

Everything goes through what a person has: roles, names, data attributes, keys and the mouse. Every act is
written to the log before it is done, with the items it touches and what they are meant to become.
"""

import random
from collections.abc import Callable, Iterable, Sequence

from benchmarks.soak.painted import Log
from tests.browser.harness.grid import Grid, Tile

# An item, its state and its labels.
Told = tuple[str, str, tuple[str, ...]]
LAYOUTS = ("3x3", "3x4", "4x6")


def true_label(item: str) -> str:
    """The folder of a photo is its class."""
    return item.split("/", 1)[0]


class Person:
    """Labels in `grid`, which is set anew when the browser was lost; `seed` decides how."""

    grid: Grid

    def __init__(self, log: Log, labels: Sequence[str], seed: int) -> None:
        self.done: set[str] = set()
        """Items submitted at least once."""
        self._log = log
        self._labels = list(labels)
        self._chance = random.Random(seed)
        self._keys: dict[str, str] = {}
        self._aimed = ""

    # --- a page ------------------------------------------------------------------------------------------

    def label_page(self) -> None:
        """Answers every tile of the page, in one of the ways that people have."""
        way = self._chance.choices(
            [self._one_by_one, self._by_keys, self._in_groups, self._all_at_once], [3, 4, 2, 2]
        )
        way[0](self._open_tiles())
        if self._chance.random() < 0.3:
            self._change_mind()
        self.finish()

    def finish(self) -> None:
        """Labels what is still without an answer."""
        self._one_by_one(self._open_tiles())

    def submit(self) -> None:
        """Submits the page, now and then takes that back first, and waits for the next one."""
        self._submit()
        if self._chance.random() < 0.06 and not self.grid.done():
            self._take_submit_back()

    def _take_submit_back(self) -> None:
        self.undo()
        if self._chance.random() < 0.5:
            self.redo()
            self._turn("PageDown")
        else:
            self._submit()

    def _submit(self) -> None:
        if not self.grid.has_focus():  # right after a cell has run, the keys are the notebook's
            self.grid.click(self.grid.tiles()[0].item)
        tiles = self.grid.tiles()
        means = [
            (t.item, t.state if t.state in ("skipped", "broken") else "submitted", t.labels) for t in tiles
        ]
        inside = any(tile.focused for tile in tiles)
        self._act("submit", [tile.item for tile in tiles], means)
        self.grid.press("Enter" if inside else "Control+Enter")
        self._wait_turned(tiles)
        self.done.update(tile.item for tile in tiles)

    def _turn(self, key: str) -> None:
        tiles = self.grid.tiles()
        self._log.write("note", text=key)
        self.grid.press(key)
        self._wait_turned(tiles)

    def _wait_turned(self, tiles: Sequence[Tile]) -> None:
        before = [tile.item for tile in tiles]

        def turned() -> bool:
            now = self.grid.tiles()
            other = bool(now) and [tile.item for tile in now] != before
            return (other and all(tile.state != "loading" for tile in now)) or self.grid.done()

        self.grid.wait(turned, "another page")

    def change_layout(self) -> None:
        """Chooses another number of tiles; no answer may change by that."""
        layout = self._chance.choice(LAYOUTS)
        self._log.write("note", text=f"layout {layout}")
        rows, columns = map(int, layout.split("x"))
        self.grid.region.get_by_role("combobox", name="Layout", exact=True).select_option(layout)
        self.grid.wait(lambda: 0 < len(self.grid.tiles()) <= rows * columns, f"the layout {layout}")
        self.grid.wait(lambda: all(t.state != "loading" for t in self.grid.tiles()), "every tile")

    # --- ways of labeling --------------------------------------------------------------------------------

    def _one_by_one(self, tiles: Sequence[Tile]) -> None:
        for tile in tiles:
            if self._chance.random() < 0.04:
                self._skip(tile.item)
                continue
            if self._chance.random() < 0.08:
                self._label_one(tile.item, self._wrong(tile.item))
            self._label_one(tile.item, true_label(tile.item))

    def _by_keys(self, tiles: Sequence[Tile]) -> None:
        self.burst(len(tiles))

    def _in_groups(self, tiles: Sequence[Tile]) -> None:
        for label in sorted({true_label(tile.item) for tile in tiles}):
            group = [tile.item for tile in tiles if true_label(tile.item) == label]
            self.grid.click(group[0])
            for item in group[1:]:
                self.grid.click(item, "Control")
            self._label(group, label)

    def _all_at_once(self, tiles: Sequence[Tile]) -> None:
        """All at once, or a range by Shift, take the most frequent label; the others are put right."""
        everything = self.grid.tiles()
        if len(tiles) < len(everything) or len(everything) < 2:
            self._one_by_one(tiles)
            return
        labels = [true_label(tile.item) for tile in everything]
        most = max(sorted(set(labels)), key=labels.count)
        items = [tile.item for tile in everything]
        if self._chance.random() < 0.5:
            self.grid.press("Control+a")
        elif self._chance.random() < 0.5:
            self.grid.button("Select all").click()
        else:
            self.grid.click(items[0])
            self.grid.click(items[-1], "Shift")
        self._label(items, most)
        for item in items:
            if true_label(item) != most:
                self._label_one(item, true_label(item))

    def _change_mind(self) -> None:
        tile = self._chance.choice(self.grid.tiles())
        if not tile.labels or self._chance.random() < 0.4:
            self._there_and_back(lambda: self._label_one(tile.item, self._wrong(tile.item)))
        else:
            self._there_and_back(lambda: self._clear(tile.item, tile.labels[0]))

    def _there_and_back(self, act: Callable[[], None]) -> None:
        """Does something wrong; takes it back, now and then does it again and takes it back again."""
        start = self._look()
        act()
        done = self._look()
        for _ in range(self._chance.randint(0, 2)):
            self.undo(start)
            self.redo(done)
        self.undo(start)

    # --- acts --------------------------------------------------------------------------------------------

    def burst(self, count: int) -> int:
        """Labels up to `count` unanswered tiles by keys alone, as fast as they can be pressed; how many."""
        tiles = self.grid.tiles()
        columns = max(tile.column for tile in tiles)
        self.grid.click(tiles[0].item)
        self.grid.press("Escape")
        here, done = 0, list[Told]()
        for place in _snake(len(tiles), columns):
            if tiles[place].answered or len(done) == count:
                continue
            self._walk(here, place, columns)
            here = place
            done.append(self._press_label(tiles[place].item))
        self._wait_for(done)
        return len(done)

    def aim(self) -> None:
        """Moves to a tile without an answer, so that only the key is left to press."""
        self._aimed = self._open_tiles()[0].item
        self.grid.click(self._aimed)
        self._key(true_label(self._aimed))
        self.grid.wait(lambda: self.grid.tile(self._aimed).selected, f"{self._aimed} selected")

    def type_label(self) -> None:
        """Presses the key for the tile aimed at, and does not wait for anything."""
        self._press_label(self._aimed)

    def _press_label(self, item: str) -> Told:
        """Presses the key of the item's true label while it has the focus; does not wait. What it means."""
        means = (item, "draft", (true_label(item),))
        self._act("label", [item], [means])
        self.grid.press(self._key(true_label(item)))
        return means

    def _walk(self, here: int, there: int, columns: int) -> None:
        rows = there // columns - here // columns
        across = there % columns - here % columns
        for key, steps in (
            ("ArrowDown", rows),
            ("ArrowUp", -rows),
            ("ArrowRight", across),
            ("ArrowLeft", -across),
        ):
            for _ in range(steps):
                self.grid.press(key)

    def _label_one(self, item: str, label: str) -> None:
        self.grid.click(item)
        self._label([item], label)

    def _label(self, items: Sequence[str], label: str) -> None:
        means: list[Told] = [(item, "draft", (label,)) for item in items]
        self._act("label", items, means)
        self.grid.press(self._key(label))
        self._wait_for(means)

    def _clear(self, item: str, label: str) -> None:
        means: list[Told] = [(item, "unlabeled", ())]
        self._act("clear", [item], means)
        self.grid.cell(item).get_by_role("button", name=f"Clear {label}", exact=True).click()
        self._wait_for(means)

    def _skip(self, item: str) -> None:
        self.grid.click(item)
        means: list[Told] = [(item, "skipped", ())]
        self._act("skip", [item], means)
        self.grid.press("s")
        self._wait_for(means)

    def undo(self, expected: list[Told] | None = None) -> None:
        """Takes the last act back; the page must then look as `expected`, or at least otherwise."""
        self._back_or_again("undo", "Control+z", expected)

    def redo(self, expected: list[Told] | None = None) -> None:
        """Does it again."""
        self._back_or_again("redo", "Control+Shift+z", expected)

    def _back_or_again(self, what: str, keys: str, expected: list[Told] | None) -> None:
        before = self._look()
        self._act(what, None, [])
        self.grid.press(keys)
        if expected is None:
            self.grid.wait(lambda: self._look() != before, f"{what} shown")
        else:
            self.grid.wait(lambda: self._look() == expected, f"{what} giving {expected}")

    # --- looking -----------------------------------------------------------------------------------------

    def _open_tiles(self) -> list[Tile]:
        return [tile for tile in self.grid.tiles() if not tile.answered]

    def _look(self) -> list[Told]:
        return [(tile.item, tile.state, tile.labels) for tile in self.grid.tiles()]

    def _wait_for(self, means: list[Told]) -> None:
        self.grid.wait(lambda: set(means) <= set(self._look()), f"{means} shown")

    def _act(self, what: str, targets: Iterable[str] | None, means: list[Told]) -> None:
        self._log.write("act", what=what, targets=None if targets is None else list(targets), means=means)

    def _key(self, label: str) -> str:
        if label not in self._keys:
            self._keys[label] = self.grid.key_of(label)
        return self._keys[label]

    def _wrong(self, item: str) -> str:
        return self._chance.choice([label for label in self._labels if label != true_label(item)])


def _snake(count: int, columns: int) -> list[int]:
    """Places row by row, every other row backwards: a step from each to the next is one arrow key."""
    rows = [list(range(first, min(first + columns, count))) for first in range(0, count, columns)]
    return [place for n, row in enumerate(rows) for place in (row if n % 2 == 0 else reversed(row))]
