"""What a project takes from outside formats and gives to them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from nblabel.settings import Settings

if TYPE_CHECKING:
    from nblabel.formats.report import ExportReport
    from nblabel.importing import ImportReport
    from nblabel.openproject import Project
    from nblabel.splitting import Shares


class Exchange(Settings):
    """The methods of a project that write and read files of other programs."""

    def export(
        self,
        format: str,  # noqa: A002 - the contract's name
        path: str | os.PathLike[str],
        where: Mapping[str, Any] | None = None,
        split: "Shares | None" = None,
        seed: int = 0,
        **options: str,
    ) -> "ExportReport":
        """Writes the project's submitted answers to `path`, a file or a folder, as `nl.formats()` says.

        `split={"train": 0.8, "val": 0.2}` draws the items of each part by chance, the same ones for the same
        `seed`, those of one group together; a format of one file writes one for each part. `options` are the
        format's own: `scheme="bilou"` of conll, `language="de"` of spacy. The report says in words what the
        format cannot keep.
        """
        from nblabel.collecting import Asked
        from nblabel.exporting import export

        return export(cast("Project", self), format, Path(path), Asked(where, split, seed, options))

    def import_annotations(
        self,
        format: str,  # noqa: A002 - the contract's name
        path: str | os.PathLike[str],
        as_: str = "answers",
        dry_run: bool = False,
    ) -> "ImportReport":
        """Takes annotations of the project's items from a file or folder, as this person's `"answers"` or as
        `"suggestions"`.

        Items are known by key, then by file name where it is unique; labels that are new join the project.
        What cannot be taken is a row of the report's `failed` and costs nothing else. With `dry_run` nothing
        is stored. Raises `NblabelError` when the place holds nothing of the kind.
        """
        from nblabel.importing import import_annotations

        report = import_annotations(cast("Project", self), format, Path(path), as_, dry_run)
        if not dry_run:
            self._listeners.answers_changed()
        return report
