"""axe-core, the checker of the WCAG rules, run in the page on the widget alone. Never in the bundle."""

from pathlib import Path
from typing import Any

from tests.browser.harness.grid import Grid

AXE = Path(__file__).parents[3] / "js/node_modules/axe-core/axe.min.js"
# All rules, its best practices too, and those of WCAG 2.2 that are off by themselves. JupyterLab's own page
# is not ours to check: only what lies in the widget counts. Cells say which of how many they are, as the
# public contract has it, though ARIA knows that of other roles only; and lines of the lists of regions and of
# spans have buttons in them, where ARIA wants a line to be one thing: it is read as one, and keys do what the
# buttons do (Delete, H, A, X), so nobody has to reach them. That and nothing else is allowed for.
RUN = """async region => {
    const options = { gridcell: ["aria-posinset", "aria-setsize"] };
    const selector = ":not([role=listbox]:is([aria-label=Regions], [aria-label=Spans]) > [role=option])";
    axe.configure({
        checks: [{ id: "aria-allowed-attr", options }], rules: [{ id: "nested-interactive", selector }],
    });
    const found = await axe.run(region, { rules: { "target-size": { enabled: true } } });
    return found.violations.map(({ id, nodes }) =>
        [id, nodes.map(node => node.html.slice(0, 160) + " | " + node.failureSummary).slice(0, 4)]);
}"""


def violations(grid: Grid) -> list[Any]:
    """The rules that the widget breaks as it stands now, each with some of the elements that do."""
    page = grid.page
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = grid.region.evaluate(RUN)
    return found
