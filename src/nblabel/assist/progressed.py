"""How far learning is."""


class Progressed:
    """Where learning stands, for whoever asks, from any thread: phase, share done, and what went wrong."""

    def __init__(self) -> None:
        self.phase = "embedding"
        self.fraction = 0.0
        self.features = self.notice = self.error = ""
        self.device = "CPU"
        self.learnt_to = -1  # the newest event of the project that was learnt from
        self.tried_to = -1  # or that was tried to
