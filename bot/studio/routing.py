"""Which service gets an order."""

from collections.abc import Collection, Mapping, Sequence

from bot.domain.errors import InvalidOrder, NoService, Refusal
from bot.domain.lyrics import Lyrics, count_characters, count_words, detect_language
from bot.domain.ports import Provider, ProviderInfo, Range
from bot.domain.song import SongRequest


class Routing:
    """Knows the services that are on, and the order in which the operator wants them asked."""

    def __init__(self, providers: Mapping[str, Provider], order: Sequence[str]) -> None:
        self._infos = {name: provider.info for name, provider in providers.items()}
        ranked = [name for name in order if name in providers]
        self._order = ranked + [name for name in providers if name not in ranked]

    def choose(self, request: SongRequest, lyrics: Lyrics, *, tried: Collection[str] = ()) -> ProviderInfo:
        """Return the first service that takes the order; raises a `Refusal` where none does.

        A service on standby is taken by name, or when nothing else is on; it never stands in for one
        that is busy or refuses.
        """
        if request.provider:
            info = self._infos.get(request.provider.lower().replace("-", "_"))
            if info is None:
                raise InvalidOrder(
                    "no-such-service", name=request.provider[:40], names=", ".join(self._order)
                )
            if info.name in tried:
                raise NoService(info.name)
            _check(request, lyrics, info)
            return info
        candidates = [info for info in map(self._infos.__getitem__, self._order) if not info.standby]
        candidates = candidates or list(self._infos.values())
        refusals: list[Refusal] = []
        for info in candidates:
            if info.name in tried:
                continue
            try:
                _check(request, lyrics, info)
            except Refusal as refusal:
                refusals.append(refusal)
            else:
                return info
        raise refusals[0] if refusals else NoService("no service is on")


def _check(request: SongRequest, lyrics: Lyrics, info: ProviderInfo) -> None:
    """Refuse what the service's own limits would refuse, before it costs anything."""
    if not lyrics.has_words:
        if request.prompt:
            _check_length(request.prompt, "prompt", info.prompt)
        return
    words = lyrics.text()
    bounds = info.lyrics.get(detect_language(words))
    if bounds is None:
        raise InvalidOrder("language-not-sung", service=info.title)
    _check_length(words, "lyrics", bounds)


def _check_length(text: str, name: str, bounds: Range) -> None:
    length = count_words(text) if bounds.unit == "words" else count_characters(text)
    if length > bounds.most:
        raise InvalidOrder(f"{name}-too-long", length=length, most=bounds.most, unit=bounds.unit)
    if length < bounds.least:
        raise InvalidOrder(f"{name}-too-short", length=length, least=bounds.least, unit=bounds.unit)
