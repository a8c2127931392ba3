"""The figures of the foot: as many as have room, and none of them cut."""

from pathlib import Path

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import write_photos

FIGURES = ["63,934", " of 1,000,000", " · 936,066 left", " · 2.5 h to go", " · 63,934 per hour"]
SAY = """(row, words) => {
    const spans = [...row.children];
    while (spans.length < words.length) spans.push(row.appendChild(spans[0].cloneNode()));
    spans.forEach((span, at) => { span.textContent = words[at]; });
}"""
# Of each figure: 1 when it is wholly seen, 0 when nothing of it is; anything between is cut.
SEEN = """row => {
    const box = row.closest(".labelled").getBoundingClientRect(), line = row.getBoundingClientRect();
    return [...row.children].map(one => {
        const at = one.getBoundingClientRect();
        const across = Math.min(at.right, line.right, box.right) - Math.max(at.left, line.left);
        const down = Math.min(at.bottom, line.bottom) - Math.max(at.top, line.top);
        return Math.round(100 * Math.max(0, across) / at.width * Math.max(0, down) / at.height) / 100;
    });
}"""


def test_what_has_no_room_is_left_out_and_nothing_is_cut(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path, 9)
    grid = bench.show(tmp_path, "multiclass")
    row = grid.region.locator(".foot .figures")
    row.evaluate(SAY, FIGURES)
    before, counts = grid.page.viewport_size, []
    try:
        for width in (1800, 1400, 1250, 1150, 1050, 950):
            grid.page.set_viewport_size({"width": width, "height": 900})
            grid.page.wait_for_timeout(300)
            seen = row.evaluate(SEEN)
            assert (width, [one for one in seen if 0.05 < one < 0.9]) == (width, [])
            counts.append(sum(one >= 0.9 for one in seen))
    finally:
        assert before is not None
        grid.page.set_viewport_size(before)
    assert counts[0] == len(FIGURES)
    assert min(counts) >= 1
