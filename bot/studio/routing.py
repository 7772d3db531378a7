"""Which service gets an order."""

from collections.abc import Callable, Collection, Mapping, Sequence

from bot.domain.errors import InvalidOrder, NoneTakes, NoService, Params, Refusal
from bot.domain.lyrics import Lyrics, count_characters, count_words, detect_language
from bot.domain.ports import Provider, ProviderInfo, Range
from bot.domain.song import JobKind, SongRequest

Objection = Callable[[ProviderInfo], Refusal | None]
"""Says why a service can't be asked, if it can't."""


def no_objection(info: ProviderInfo) -> None:
    """Take every service."""


class Routing:
    """Knows the services that are on, and the order in which the operator wants them asked."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        order: Sequence[str],
        *,
        rests: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._infos = {name: provider.info for name, provider in providers.items()}
        ranked = [name for name in order if name in providers]
        self._order = ranked + [name for name in providers if name not in ranked]
        self._rests = rests

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
        in for one that is busy or refuses. One that rests gets what no other takes. A cover goes to those
        that sing covers, and to no other.
        """
        if request.provider:
            info = self._named(request.provider)
            if info is None:
                raise InvalidOrder("no-such-service", name=request.provider[:40], names=tuple(self._order))
            if info.name in tried:
                raise NoService(info.name)
            _check(request, lyrics, info, unless)
            return info
        refusals: list[tuple[str, Refusal]] = []
        for info in self._candidates(first, covers=request.cover is not None):
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

    def singer_of_covers(self, provider: str | None) -> ProviderInfo:
        """Return the service that would sing a cover, whatever it is to be like; raises `InvalidOrder`."""
        named = self._named(provider) if provider else None
        if named is not None and named.covers is None:
            raise InvalidOrder("no-covers-by", service=named.title)
        return named or self._candidates("", covers=True)[0]

    def choose_for_draft(
        self,
        kind: JobKind,
        request: SongRequest,
        *,
        tried: Collection[str] = (),
        first: str = "",
        unless: Objection = no_objection,
    ) -> ProviderInfo:
        """Return the first service that writes words, or listens; raises a `Refusal` where none does.

        The order is that of songs, and a service on standby is taken as there. What it takes in a draft it
        says itself: a refusal costs nothing.
        """
        can = _writes if kind == "lyrics" else _listens
        if request.provider:
            named = self._named(request.provider)
            if named is None:
                raise InvalidOrder("no-such-service", name=request.provider[:40], names=tuple(self._order))
            able = [named] if can(named) else []
        else:
            able = [info for info in self._candidates(first, covers=kind != "lyrics") if can(info)]
        if not able:
            others = tuple(name for name in self._order if can(self._infos[name]))
            raise InvalidOrder("no-writer", others=len(others), names=others)
        refusals = []
        for info in able:
            if info.name in tried:
                continue
            refusal = unless(info)
            if refusal is None:
                return info
            refusals.append(refusal)
        raise refusals[0] if refusals else NoService("all were asked")

    def choose_again(
        self,
        kind: JobKind,
        request: SongRequest,
        lyrics: Lyrics,
        *,
        tried: Collection[str],
        unless: Objection,
    ) -> ProviderInfo:
        """Return who is asked after services that surely did not take a job; raises a `Refusal` if nobody."""
        if kind == "song":
            return self.choose(request, lyrics, tried=tried, unless=unless)
        return self.choose_for_draft(kind, request, tried=tried, unless=unless)

    def _named(self, provider: str) -> ProviderInfo | None:
        """Return the service that a member calls so."""
        return self._infos.get(provider.lower().replace("-", "_"))

    def _candidates(self, first: str, *, covers: bool = False) -> list[ProviderInfo]:
        infos = [self._infos[name] for name in self._order if not covers or self._infos[name].covers]
        if covers and not infos:
            raise InvalidOrder("no-covers")
        chosen = [info for info in infos if info.name == first]
        others = [info for info in infos if not info.standby and info.name != first]
        return sorted(chosen + others or infos, key=lambda info: self._rests(info.name))

    def rests(self, provider: str) -> bool:
        """Tell whether a service has failed too often to be trusted just now."""
        return self._rests(provider)

    def info(self, provider: str) -> ProviderInfo | None:
        """Return what a service says of itself; None for one that is off."""
        return self._infos.get(provider)

    def may_get(self, provider: str | None) -> list[ProviderInfo]:
        """Return the services that an order may go to: the one that it names, else all but standbys."""
        named = self._named(provider) if provider else None
        return [named] if named else self._candidates("", covers=False)

    def asks(self, provider: str) -> Params:
        """Return what tells a member who refused their song: the service, and what it asks of words."""
        info = self._infos.get(provider)
        return {"service": info.title, "rules": info.content} if info else {"service": provider, "rules": ()}

    @property
    def titles(self) -> dict[str, str]:
        """The services that are on, in the order in which they are asked, by the name to be given."""
        return {name: self._infos[name].title for name in self._order}

    def usual_s(self, provider: str) -> float | None:
        """Return how long a song of this service takes as a rule; None for one that is off."""
        return self._infos[provider].usual_s if provider in self._infos else None


def _writes(info: ProviderInfo) -> bool:
    return info.writes_lyrics


def _listens(info: ProviderInfo) -> bool:
    return info.covers is not None and info.covers.listens


def _check(request: SongRequest, lyrics: Lyrics, info: ProviderInfo, unless: Objection) -> None:
    """Refuse what the service's own limits would refuse, before it costs anything."""
    objection = unless(info)
    if objection is not None:
        raise objection
    if request.cover is not None:
        _check_cover(request, lyrics, info)
        return
    if request.instrumental and not info.instrumental:
        raise InvalidOrder("no-instrumental", service=info.title)
    refusal = info.refuses(request, lyrics)
    if refusal is not None:
        raise refusal
    described = info.describe(request)
    if described:
        _check_length(described, "prompt", info.prompt)
    if not lyrics.has_words or (request.instrumental and not info.words_without_voice):
        return
    if (request.style or request.prompt) and not info.style_with_words:
        raise InvalidOrder("words-or-style", service=info.title)
    bounds = info.lyrics.get(detect_language(lyrics.text()))
    if bounds is None:
        about_language = tuple(rule for rule in info.content if rule == "chinese-english")
        raise InvalidOrder("language-not-sung", service=info.title, rules=about_language)
    _check_length(info.dialect.write(lyrics), "lyrics", bounds)


def _check_cover(request: SongRequest, lyrics: Lyrics, info: ProviderInfo) -> None:
    """Refuse what the service would not sing anew; the audio itself was looked at when it came."""
    if info.covers is None:
        raise InvalidOrder("no-covers-by", service=info.title)
    if request.instrumental:
        raise InvalidOrder("cover-instrumental")
    described = info.describe(request)
    if not described:
        raise InvalidOrder("cover-style")
    _check_length(described, "prompt", info.covers.prompt)
    if lyrics.has_words:
        _check_length(info.dialect.write(lyrics), "lyrics", info.covers.lyrics)


def _check_length(text: str, name: str, bounds: Range) -> None:
    length = count_words(text) if bounds.unit == "words" else count_characters(text)
    if length > bounds.most:
        cut = length - bounds.most
        raise InvalidOrder(f"{name}-too-long", length=length, most=bounds.most, cut=cut, unit=bounds.unit)
    if length < bounds.least:
        raise InvalidOrder(f"{name}-too-short", length=length, least=bounds.least, unit=bounds.unit)
