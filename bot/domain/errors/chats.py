"""What keeps a chat from taking a post."""

from bot.domain.errors.base import Params, TroubadourError


class PlatformError(TroubadourError):
    """A chat refused, failed or fell silent."""

    code = "platform"


class DeliveryUnavailable(PlatformError):
    """Surely not posted; the same post may go through later."""

    code = "delivery-unavailable"

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

    def __init__(self, detail: str = "", *, most_bytes: int | None = None) -> None:
        super().__init__(detail)
        self.most_bytes = most_bytes
        """What the chat takes; None where it does not say."""
