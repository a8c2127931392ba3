"""How good the answers are: `project.quality`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.openproject import Project


class Quality:
    """What assistance finds in a project's answers."""

    def __init__(self, project: "Project") -> None:
        self._project = project

    def doubts(self) -> "pd.DataFrame":
        """Answers that look like slips, the most doubtful first: `item, label, suggested, doubt, reason`.

        Empty while nothing has learnt of the project: assistance looks for them after each run.
        """
        import pandas as pd

        store = self._project.store
        found = store.doubts
        keys = store.keys_of(found.item)
        paths = {row.id: row.path for row in store.labels(all=True)}
        reasons = self._project.assist.reasons(keys)
        rows = [
            (key, paths.get(label, ""), paths.get(suggested, ""), doubt, reasons.get(key, ""))
            for key, label, suggested, doubt in zip(
                keys, found.label.tolist(), found.suggested.tolist(), found.doubt.tolist(), strict=True
            )
        ]
        table = pd.DataFrame(rows, columns=["item", "label", "suggested", "doubt", "reason"])
        return table.sort_values("doubt", ascending=False, kind="stable", ignore_index=True)
