import hashlib
from collections import Counter
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.lyrics import Lyrics, Section, SectionKind
from bot.providers.offline.arrangement import PLANS
from bot.providers.offline.band import Band
from bot.providers.offline.composer import MAX_S, compose
from bot.providers.offline.dynamics import CEILING, Limiter, loudness
from bot.providers.offline.harmony import SCALES, parse_chord
from bot.providers.offline.instruments import STRUCK, held, struck
from bot.providers.offline.render import SAMPLE_RATE, TARGET_LUFS, render
from bot.providers.offline.score import Score, Span
from bot.providers.offline.styles import STYLES, Style, pick_style
from bot.providers.offline.syllables import count_syllables, syllables
from bot.providers.offline.timbres import HELD
from bot.providers.offline.tone import Audio, hertz

CHORUS = ("Sing it out, the morning is near", "Carry me over the river from here")
WORDS = Lyrics(
    (
        Section(SectionKind.INTRO),
        Section(SectionKind.VERSE, ("Walking by the water in the rain", "I can hear the whistle of a train")),
        Section(SectionKind.CHORUS, CHORUS),
        Section(
            SectionKind.VERSE, ("Letters that I never gave to you", "Every word I wrote in them was true")
        ),
        Section(SectionKind.CHORUS, CHORUS),
        Section(SectionKind.OUTRO),
    )
)
SHORT = Lyrics((Section(SectionKind.INTRO), Section(SectionKind.CHORUS, CHORUS[:1])))


def song(
    lyrics: Lyrics = WORDS, *, style: str | Style = "pop", seed: int = 7, instrumental: bool = False
) -> Score:
    chosen = STYLES[style] if isinstance(style, str) else style
    return compose(lyrics, style=chosen, seed=seed, voice="female", instrumental=instrumental)


def sound(score: Score) -> Audio:
    return np.concatenate(list(render(score)), axis=1)


def tune(score: Score, span: Span) -> list[tuple[int, int, int]]:
    """The notes of a section, counted from the bar after its lead-in."""
    first = (span.start_bar + span.lead_in) * score.style.meter.steps
    return [(n.step - first, n.steps, n.pitch) for n in span.notes]


def centroid_hz(pcm: Audio) -> float:
    power = np.abs(np.fft.rfft(pcm.mean(axis=0))) ** 2
    return float((power * np.fft.rfftfreq(pcm.shape[1], 1 / SAMPLE_RATE)).sum() / power.sum())


SYLLABLES = {
    1: (
        "love loved the fire smile smiled makes through thought breathe yes clouds brave world hours "
        "tongue blue goes shoes queen guess skies cried yeah whole ale prayed I'll you've don't dream "
        "wished played "
    ),
    2: (
        "wanted table little rhythm window away laughter silence answers starlight ablaze roses "
        "changes dances people something lonely going trying being ocean nation patient special "
        "guitar yellow beyond player breathing heartbeats didn't couldn't it'll apple handled started "
        "heroes stories whispered sailor early morning chaos create poem argue value castle whistle "
        "freedom worried angel union quiet science triumph naive higher flower jewel lovely careful "
        "evening million language doing flying "
    ),
    3: (
        "electric quietly borrowing eraser bicycle unopened unfinished piano beautiful memories idea "
        "video radio actual easier happiest umbrella tomorrow serious curious suspicion delicious "
        "adventure familiar diamond violin period glorious annual graduate loneliness happiness "
        "continue forever crazier champion family memory different "
    ),
    4: ("hallelujah experience january situation evaluate coincidence "),
}


@pytest.mark.parametrize(
    ("word", "count"),
    [(word, count) for count, words in SYLLABLES.items() for word in words.split()],
)
def test_english_words_are_counted(word: str, count: int) -> None:
    assert count_syllables(word) == count, [s.text for s in syllables(word)]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("", 0),
        ("♪ … !", 0),
        ("街灯微亮，晚风轻抚", 8),
        ("我有2个apple", 6),
        ("きょうはいい天気", 7),
        ("사랑해요 그대", 6),
        ("Привет, мой друг", 4),
        ("Ça va être très déjà vu", 8),
        ("24 hours", 4),
        ("Room 101 in 1999", 11),
        ("By the classroom window, sunlight slants across your face.", 13),
        ("HELLO WORLD", 3),
        ("TV", 2),
        ("hmm", 1),
        ("שלום", 2),
    ],
)
def test_lines_of_many_scripts_are_counted(line: str, count: int) -> None:
    assert count_syllables(line) == count, [s.text for s in syllables(line)]


def test_syllables_keep_the_letters_the_stress_and_the_pauses() -> None:
    found = syllables("Unopened letters, away")
    assert "".join(s.text for s in found) == "Unopenedlettersaway"
    assert [s.starts_word for s in found] == [True, False, False, True, False, True, False]
    assert [s.pause_after for s in found].index(True) == 4
    assert found[-1].stress > found[-2].stress


@pytest.mark.parametrize(
    ("text", "name", "mode"),
    [
        ("a warm folk song", "folk", "major"),
        ("摇滚", "rock", "major"),
        ("sea shanty", "shanty", "major"),
        ("独立民谣，忧郁", "folk", "minor"),
        ("Melancholic piano ballad", "ballad", "minor"),
        ("not sad, just pop", "pop", "major"),
        ("folk rock", "rock", "major"),
        ("upbeat EDM", "electronic", "minor"),
        ("a smoky jazz club", "jazz", "major"),
        ("古风，二胡", "chinese", "major"),
        ("快乐的儿歌", "children", "major"),
        ("something nobody ever named", "pop", "major"),
        ("", "pop", "major"),
    ],
)
def test_a_style_is_picked_from_words(text: str, name: str, mode: str) -> None:
    style = pick_style(text)
    assert (style.name, style.mode) == (name, mode)


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda s: s.name)
def test_the_data_of_a_style_is_whole(style: Style) -> None:
    patterns = [style.bass.patterns, *(x.patterns for x in style.layers), *(x.patterns for x in style.drums)]
    for pattern in (p for triple in patterns for p in triple if len(p) > 1):
        assert len(pattern) == style.meter.steps
    for family in (style.chords, style.darkened().chords):
        for line in (*family.verse, *family.chorus, *family.bridge, *family.lift):
            for symbol in line.split():
                assert len(parse_chord(symbol, mode=style.mode, key=0).tones) >= 3
    assert {style.lead, style.answer} <= HELD.keys() | STRUCK.keys()
    assert len(style.meter.weights) == style.meter.steps


def test_every_kind_of_section_has_a_plan_and_is_played() -> None:
    assert set(PLANS) == set(SectionKind)
    lyrics = Lyrics(tuple(Section(kind, ("la la la la la",)) for kind in SectionKind))
    score = song(lyrics)
    assert [span.kind for span in score.spans] == [section.kind for section in lyrics.sections]
    band = Band(score)
    for span in score.spans:
        assert any(band.bar(bar) for bar in range(span.start_bar, span.end_bar)), span.kind


@pytest.mark.parametrize("style", ["pop", "shanty", "chinese"])
def test_every_line_gets_a_note_for_each_syllable(style: str) -> None:
    score = song(style=style)
    for section, span in zip(WORDS.sections, score.spans, strict=True):
        counted = Counter(note.line for note in span.notes if note.line >= 0)
        assert counted == {i: count_syllables(line) for i, line in enumerate(section.lines)}
        assert span.sung == bool(section.lines)


@pytest.mark.parametrize("voice", ["female", "male", None])
def test_the_tune_stays_in_its_scale_and_range(voice: str | None) -> None:
    for style in STYLES.values():
        score = compose(WORDS, style=style, seed=3, voice=voice, instrumental=False)  # type: ignore[arg-type]
        scale = {(p + score.key) % 12 for p in SCALES[style.scale]}
        for note in (n for span in score.spans if span.sung for n in span.notes):
            assert score.low <= note.pitch <= score.high
            assert note.pitch % 12 in scale


@pytest.mark.parametrize("style", STYLES)
def test_a_repeated_chorus_has_the_same_tune_and_chords(style: str) -> None:
    score = song(style=style)
    first, second = (span for span in score.spans if span.kind is SectionKind.CHORUS)
    assert tune(score, first) == tune(score, second)
    assert first.chords == second.chords
    verse = next(span for span in score.spans if span.kind is SectionKind.VERSE)
    assert tune(score, verse) != tune(score, first)


def test_the_chorus_is_higher_and_ends_on_the_tonic() -> None:
    score = song(style="folk")
    verse, chorus = (
        next(s for s in score.spans if s.kind is kind) for kind in (SectionKind.VERSE, SectionKind.CHORUS)
    )
    assert np.mean([n.pitch for n in chorus.notes]) > np.mean([n.pitch for n in verse.notes])
    assert chorus.notes[-1].pitch % 12 == score.key
    assert score.chords[-1].root == score.key


def test_a_breath_follows_every_line() -> None:
    score = song()
    for span in score.spans:
        for note, following in pairwise(span.notes):
            if note.phrase_end:
                assert following.step - note.end >= 2


def test_a_section_without_words_borrows_the_hook() -> None:
    lyrics = Lyrics((*WORDS.sections[1:3], Section(SectionKind.INST), Section(SectionKind.BREAK)))
    score = song(lyrics, style="rock")
    inst = score.spans[2]
    assert inst.notes
    assert not inst.sung
    assert all(note.line == -1 for note in inst.notes)


def test_drums_rest_in_a_break_and_roll_in_a_build_up() -> None:
    kinds = (SectionKind.CHORUS, SectionKind.BREAK, SectionKind.BUILD_UP, SectionKind.DROP, SectionKind.OUTRO)
    score = song(Lyrics(tuple(Section(kind) for kind in kinds)), style="electronic")
    band = Band(score)
    strokes = {
        span.kind: Counter(
            hit.name
            for bar in range(span.start_bar, span.end_bar)
            for hit in band.bar(bar)
            if hit.bus == "drums"
        )
        for span in score.spans
    }
    assert not strokes[SectionKind.BREAK]
    assert strokes[SectionKind.BUILD_UP]["snare"] > 16
    assert strokes[SectionKind.DROP]["impact"] == 1
    assert strokes[SectionKind.CHORUS]["kick"] > 8


@pytest.mark.parametrize(
    "lyrics",
    [
        Lyrics(()),
        Lyrics((Section(SectionKind.VERSE),)),
        Lyrics((Section(SectionKind.OUTRO, ("Goodbye",)),)),
        Lyrics((Section(SectionKind.CHORUS, ("...", "♪")),)),
        Lyrics((Section(SectionKind.VERSE, ("supercalifragilistic" * 12,)),)),
        Lyrics(tuple(Section(SectionKind.VERSE, (f"line {i} of a very long song",) * 20) for i in range(10))),
    ],
    ids=["nothing", "one tag", "one word", "no syllables", "one huge word", "200 lines"],
)
@pytest.mark.parametrize("style", ["ballad", "shanty"])
def test_odd_words_still_make_a_song_of_bounded_length(lyrics: Lyrics, style: str) -> None:
    score = song(lyrics, style=style)
    assert 8 < score.length_s <= MAX_S
    assert any(span.notes for span in score.spans)


def test_words_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="6 are the most"):
        song(Lyrics((Section(SectionKind.VERSE, (WORDS.sections[1].lines[0],) * 900),)))


LINES = st.lists(st.text(alphabet="abeilmnorst ,.晚风轻抚カラдо12", max_size=40), max_size=4).map(tuple)
SECTIONS = st.builds(Section, kind=st.sampled_from(SectionKind), lines=LINES)


@settings(max_examples=60, deadline=None)
@given(
    sections=st.lists(SECTIONS, max_size=6),
    name=st.sampled_from(sorted(STYLES)),
    seed=st.integers(0, 2**63),
)
def test_any_words_compose_into_notes_that_do_not_overlap(
    sections: list[Section], name: str, seed: int
) -> None:
    score = song(Lyrics(tuple(sections)), style=name, seed=seed)
    steps = score.style.meter.steps
    assert score.spans[0].start_s == 0
    assert score.spans[-1].end_s == pytest.approx(score.length_s)
    for span, following in pairwise(score.spans):
        assert span.end_bar == following.start_bar
        assert span.end_s == pytest.approx(following.start_s)
    for span in score.spans:
        for note in span.notes:
            assert note.steps >= 1
            assert span.start_bar * steps <= note.step < note.end <= span.end_bar * steps
        assert all(a.end <= b.step for a, b in pairwise(span.notes))


def test_the_same_seed_makes_the_same_bytes() -> None:
    def digest(seed: int) -> str:
        return hashlib.sha256(sound(song(SHORT, style="folk", seed=seed)).tobytes()).hexdigest()

    assert digest(1) == digest(1)
    assert digest(1) != digest(2)


@pytest.mark.parametrize("style", ["electronic", "chinese"])
def test_the_size_of_a_block_changes_nothing(style: str) -> None:
    score = song(SHORT, style=style)
    small = np.concatenate(list(render(score, block=1 << 14)), axis=1)
    large = np.concatenate(list(render(score, block=3 << 15)), axis=1)
    assert small.shape == large.shape
    assert np.abs(small - large).max() < 1e-5
    with pytest.raises(ValueError, match="multiple of 256"):
        next(render(score, block=1000))


@pytest.mark.parametrize("style", ["folk", "rock", "shanty"])
def test_a_song_is_clean_loud_and_as_long_as_it_says(style: str) -> None:
    score = song(style=style)
    reports: list[float] = []
    blocks = list(render(score, on_progress=reports.append))
    pcm = np.concatenate(blocks, axis=1)
    assert all(b.dtype == np.float32 and b.shape[0] == 2 for b in blocks)
    assert np.isfinite(pcm).all()
    assert np.abs(pcm).max() <= 10 ** (-1 / 20)
    assert pcm.shape[1] == round(score.length_s * SAMPLE_RATE)
    assert reports == sorted(reports)
    assert reports[-1] == 1.0
    body = pcm[:, : -4 * SAMPLE_RATE]
    assert abs(loudness(body) - TARGET_LUFS) < 2.0
    assert np.abs(pcm[:, -64:]).max() < 1e-3
    left, right = pcm.astype(np.float64)
    assert 0.5 < (left * right).mean() / np.sqrt((left**2).mean() * (right**2).mean()) < 0.98


def test_the_chorus_is_louder_than_the_intro() -> None:
    score = song(style="pop")
    pcm = sound(score)

    def level(span: Span) -> float:
        part = pcm[:, int(span.start_s * SAMPLE_RATE) : int(span.end_s * SAMPLE_RATE)]
        return float(np.sqrt(np.mean(part**2)))

    assert level(score.spans[2]) > 1.25 * level(score.spans[0])


def test_styles_sound_different() -> None:
    scores = {name: song(SHORT, style=name) for name in ("ballad", "rock", "children")}
    heard = {name: centroid_hz(sound(score)) for name, score in scores.items()}
    assert scores["ballad"].bpm < scores["children"].bpm < scores["rock"].bpm
    ordered = sorted(heard.values())
    assert all(b > 1.05 * a for a, b in pairwise(ordered)), heard
    drums = [{lane.drum for lane in STYLES[name].drums} for name in heard]
    assert len({frozenset(d) for d in drums}) == 3


@pytest.mark.parametrize("name", sorted({style.lead for style in STYLES.values()}))
@pytest.mark.parametrize("pitch", [60, 69, 74])
def test_a_lead_note_has_the_pitch_it_claims(name: str, pitch: int) -> None:
    note = held(name, pitch, 1.6) if name in HELD else struck(name, pitch)
    assert abs(cents_off(note, hertz(pitch))) < 15


@pytest.mark.parametrize("name", sorted(STRUCK))
def test_a_struck_note_is_in_tune(name: str) -> None:
    pitch = 40 if "bass" in name or name in ("upright", "overdrive", "overdrive2") else 67
    assert abs(cents_off(struck(name, pitch), hertz(pitch))) < 15


def cents_off(note: Audio, expected_hz: float) -> float:
    """How far the partial nearest to a frequency lies from it, by a padded transform."""
    heard = note[: SAMPLE_RATE * 3 // 2]
    window: npt.NDArray[np.float64] = np.hanning(len(heard))
    windowed = heard * window
    size = 1 << 19
    spectrum: npt.NDArray[np.float64] = np.asarray(np.abs(np.fft.rfft(windowed, size)))
    low, high = (int(expected_hz * r * size / SAMPLE_RATE) for r in (0.94, 1.06))
    peak = low + int(np.argmax(spectrum[low:high]))
    return float(1200 * np.log2(peak * SAMPLE_RATE / size / expected_hz))


def test_the_limiter_holds_any_peak_and_leaves_quiet_sound_alone() -> None:
    chance = np.random.default_rng(1)
    quiet = (0.1 * chance.standard_normal((2, 1 << 14))).clip(-0.5, 0.5).astype(np.float32)
    limiter = Limiter()
    same = np.concatenate(
        [limiter.process(quiet), limiter.process(np.zeros((2, 1 << 10), np.float32))], axis=1
    )
    assert np.allclose(same[:, Limiter.LATENCY :][:, : quiet.shape[1]], quiet, atol=1e-6)
    loud: npt.NDArray[np.float32] = quiet.copy()
    loud[:, 5000:5003] = 6.0
    assert np.abs(Limiter().process(loud)).max() <= CEILING + 1e-6


def test_an_instrumental_without_words_has_a_tune() -> None:
    score = song(Lyrics((Section(SectionKind.VERSE), Section(SectionKind.CHORUS))), instrumental=True)
    assert all(span.notes and not span.sung for span in score.spans)
    assert {note.text for span in score.spans for note in span.notes} == {""}
