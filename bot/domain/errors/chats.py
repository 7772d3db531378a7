"""What keeps a chat from taking a post."""

from bot.domain.errors.base import Params, TroubadourError


class PlatformError(TroubadourError):
    """A chat refused, failed or fell silent."""

    code = "platform"
    surely_not_posted = False
    """What was to be posted has not arrived: nobody looks for it, and the next try is no repeat."""


class DeliveryUnavailable(PlatformError):
    """Surely not posted; the same post may go through later."""

    code = "delivery-unavailable"
    surely_not_posted = True

    def __init__(self, detail: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class DeliveryUnknown(PlatformError):
    """The post left and no answer came: look for it before posting again."""

    code = "delivery-unknown"


class CantTell(PlatformError):
    """Whether a message was posted can't be found out: the chat does not let the bot look."""

    code = "cant-tell"


class PlaceGone(PlatformError):
    """The chat is gone, or the bot may not write there any more."""

    code = "place-gone"
    surely_not_posted = True


class FileForgotten(PlatformError):
    """The chat knows no file under this id: surely not posted, and the file itself has to be sent."""

    code = "file-forgotten"
    surely_not_posted = True


class TooBigHere(PlatformError):
    """A song of which nothing audible could be made that fits where it was ordered."""

    code = "too-big-here"

    def __init__(self, *, most_bytes: int) -> None:
        super().__init__(f"at most {most_bytes} bytes")
        self._most_kb = most_bytes // 1000

    def params(self) -> Params:
        """Return what fills the sentence."""
        return {"most_kb": self._most_kb}


class TooLargeToPost(PlatformError):
    """The chat did not take a file for its size; a smaller one of the same song may go through."""

    code = "too-large-to-post"
    surely_not_posted = True

    def __init__(self, detail: str = "", *, most_bytes: int | None = None) -> None:
        super().__init__(detail)
        self.most_bytes = most_bytes
        """What the chat takes; None where it does not say."""
