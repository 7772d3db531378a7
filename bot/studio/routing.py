"""Which service gets an order."""

from collections.abc import Callable, Collection, Mapping, Sequence

from bot.domain.errors import InvalidOrder, NoneTakes, NoService, Refusal
from bot.domain.lyrics import Lyrics, count_characters, count_words, detect_language
from bot.domain.ports import Provider, ProviderInfo, Range
from bot.domain.song import SongRequest

Objection = Callable[[ProviderInfo], Refusal | None]
"""Says why a service can't be asked, if it can't."""


def no_objection(info: ProviderInfo) -> None:
    """Take every service."""


class Routing:
    """Knows the services that are on, and the order in which the operator wants them asked."""

    def __init__(self, providers: Mapping[str, Provider], order: Sequence[str]) -> None:
        self._infos = {name: provider.info for name, provider in providers.items()}
        ranked = [name for name in order if name in providers]
        self._order = ranked + [name for name in providers if name not in ranked]

    def choose(
        self,
        request: SongRequest,
        lyrics: Lyrics,
        *,
        tried: Collection[str] = (),
        first: str = "",
        unless: Objection = no_objection,
    ) -> ProviderInfo:
        """Return the first service that takes the order; raises a `Refusal` where none does.

        `first` is the place's own first choice, and `unless` says what else speaks against a service. A
        service on standby is taken by name (also the place's), or when nothing else is on; it never stands
        in for one that is busy or refuses.
        """
        if request.provider:
            info = self._infos.get(request.provider.lower().replace("-", "_"))
            if info is None:
                raise InvalidOrder("no-such-service", name=request.provider[:40], names=tuple(self._order))
            if info.name in tried:
                raise NoService(info.name)
            _check(request, lyrics, info, unless)
            return info
        refusals: list[tuple[str, Refusal]] = []
        for info in self._candidates(first):
            if info.name in tried:
                continue
            try:
                _check(request, lyrics, info, unless)
            except Refusal as refusal:
                refusals.append((info.title, refusal))
            else:
                return info
        if len(refusals) > 1:
            raise NoneTakes(tuple(refusals))
        raise refusals[0][1] if refusals else NoService("no service is on")

    def _candidates(self, first: str) -> list[ProviderInfo]:
        infos = [self._infos[name] for name in self._order]
        chosen = [info for info in infos if info.name == first]
        others = [info for info in infos if not info.standby and info.name != first]
        return chosen + others or infos

    @property
    def titles(self) -> dict[str, str]:
        """The services that are on, in the order in which they are asked, by the name to be given."""
        return {name: self._infos[name].title for name in self._order}

    def usual_s(self, provider: str) -> float | None:
        """Return how long a song of this service takes as a rule; None for one that is off."""
        return self._infos[provider].usual_s if provider in self._infos else None


def _check(request: SongRequest, lyrics: Lyrics, info: ProviderInfo, unless: Objection) -> None:
    """Refuse what the service's own limits would refuse, before it costs anything."""
    objection = unless(info)
    if objection is not None:
        raise objection
    if request.instrumental and not info.instrumental:
        raise InvalidOrder("no-instrumental", service=info.title)
    described = info.describe(request)
    if described:
        _check_length(described, "prompt", info.prompt)
    if not lyrics.has_words:
        return
    if (request.style or request.prompt) and not info.style_with_words:
        raise InvalidOrder("words-or-style", service=info.title)
    bounds = info.lyrics.get(detect_language(lyrics.text()))
    if bounds is None:
        raise InvalidOrder("language-not-sung", service=info.title)
    _check_length(info.dialect.write(lyrics), "lyrics", bounds)


def _check_length(text: str, name: str, bounds: Range) -> None:
    length = count_words(text) if bounds.unit == "words" else count_characters(text)
    if length > bounds.most:
        raise InvalidOrder(f"{name}-too-long", length=length, most=bounds.most, unit=bounds.unit)
    if length < bounds.least:
        raise InvalidOrder(f"{name}-too-short", length=length, least=bounds.least, unit=bounds.unit)
