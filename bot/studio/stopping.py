"""How runs end when the bot stops: at a point from which the next start goes on."""


class StoppedPolitely(Exception):
    """The bot is stopping, and this job has reached a point at which a restart goes on."""


class Stopping:
    """Shared by all runs."""

    def __init__(self) -> None:
        self.unbroken: set[str] = set()
        """The jobs that must not be cut off: a request or a post is under way that nobody can look up."""
        self._begun = False

    def begin(self) -> None:
        """Let every run end at the next point from which a restart goes on."""
        self._begun = True

    def may_stop_here(self) -> None:
        """Raise `StoppedPolitely` if the bot is stopping."""
        if self._begun:
            raise StoppedPolitely
