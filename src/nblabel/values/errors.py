"""Every error that nblabel raises on purpose. Each message names the thing and the way out."""


class NblabelError(Exception):
    """Base of all errors that nblabel raises on purpose."""


class ProjectExistsError(NblabelError):
    """`create` found a project where it was asked to make a new one."""


class NotAProjectError(NblabelError):
    """`open` was given something that is not an nblabel project."""


class ProjectTooNewError(NblabelError):
    """The project was written by a newer nblabel than this one."""


class StorageError(NblabelError):
    """The project's file or database refused: full, locked, read-only, gone. Nothing was changed."""


class SourceError(NblabelError):
    """A place that items should come from is missing, empty or unreadable."""


class LabelError(NblabelError):
    """A label name or a change of labels that cannot be."""


class AnnotationError(NblabelError):
    """An answer that cannot be: outside the item, zero area, unknown label. Nothing was changed."""


class ImageError(NblabelError):
    """A picture that cannot be decoded; the message is the reason shown on its tile."""


class StalledError(ImageError):
    """A file whose place does not answer for now: nothing is known against it, and it may come later."""

    def __init__(self) -> None:
        super().__init__("The file does not answer")


class DocumentError(NblabelError):
    """A document that cannot be read; the message is the reason shown on its tile."""
