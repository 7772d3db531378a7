"""What each style of music is made of, as data, and the choice of a style from a person's words.

A pattern has one character for each step of a bar and comes in three densities: sparse, middle, full. An empty
pattern is silence. What the characters mean is said at the part that has the pattern.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

Mode = Literal["major", "minor"]
Scale = Literal["major", "minor", "penta", "minor_penta"]
Patterns = tuple[str, str, str]


@dataclass(frozen=True)
class Meter:
    """The grid of a bar: how many steps, how many of them make a beat, and how heavy each is."""

    steps: int
    beat: int
    weights: tuple[float, ...]


COMMON = Meter(16, 4, (5, 0, 1.5, 0, 3, 0, 1.8, 0, 4, 0, 1.5, 0, 3, 0, 1.8, 0))
COMPOUND = Meter(12, 3, (5, 0.1, 1.6, 3, 0.1, 1.6, 4.4, 0.1, 1.6, 3, 0.1, 1.6))


@dataclass(frozen=True)
class Lane:
    """One drum: `x` a stroke, `o` a lighter one, `-` a ghost."""

    drum: str
    patterns: Patterns
    gain: float
    pan: float = 0.0


@dataclass(frozen=True)
class Layer:
    """One accompanying instrument.

    `strum`: `D` down, `U` up. `arp`: a digit is a tone of the chord, counted from the lowest. `block`: `x` or `o` all
    tones at once, until the next sign. `power`: `X` a ringing fifth, `m` a muted one. `pad`: any sign, one chord for
    the bar. `-` ends what sounds. `low` is the lowest MIDI note of its chords and `voices` their size.
    """

    instrument: str
    play: Literal["strum", "arp", "block", "power", "pad"]
    patterns: Patterns
    gain: float
    pan: float = 0.0
    low: int = 52
    voices: int = 4


@dataclass(frozen=True)
class BassLine:
    """The bass: `R` root, `5` fifth, `3` third, `8` octave, `A` a step towards the next root; `-` ends a note."""

    instrument: str
    patterns: Patterns
    gain: float


@dataclass(frozen=True)
class Progressions:
    """Chords by roman numeral, one a bar, for each family of sections; one of each is chosen for a song."""

    verse: tuple[str, ...]
    chorus: tuple[str, ...]
    bridge: tuple[str, ...]
    lift: tuple[str, ...]


DARK = Progressions(
    verse=("i VI III VII", "i iv VI V", "i VII VI VII"),
    chorus=("VI VII i i", "VI III VII i", "i VI III VII"),
    bridge=("iv VI i V", "iv i VI V"),
    lift=("iv V", "VI VII"),
)


@dataclass(frozen=True)
class Style:
    """One style: its tempo in beats a minute, harmony, instruments and room."""

    name: str
    bpm: tuple[float, float]
    mode: Mode
    scale: Scale
    chords: Progressions
    bass: BassLine
    layers: tuple[Layer, ...]
    drums: tuple[Lane, ...]
    lead: str
    answer: str
    fill: tuple[str, ...]
    meter: Meter = COMMON
    swing: float = 0.0
    syncopated: bool = False
    phrase_syllables: int = 13
    lead_gain: float = 1.0
    reverb: float = 0.2
    room_s: float = 1.6
    duck: float = 0.0
    crash: str = "crash"

    def darkened(self) -> "Style":
        """Return the style in minor; a style that is in minor already stays as it is."""
        if self.mode == "minor":
            return self
        scale: Scale = "minor_penta" if self.scale == "penta" else "minor"
        return replace(self, mode="minor", scale=scale, chords=DARK)

    def paced(self, factor: float) -> "Style":
        """Return the style with its tempo multiplied by `factor`."""
        return replace(self, bpm=(self.bpm[0] * factor, self.bpm[1] * factor))


_FOLK = Style(
    name="folk",
    bpm=(90, 100),
    mode="major",
    scale="penta",
    chords=Progressions(
        verse=("I V vi IV", "I IV I V", "I iii IV V"),
        chorus=("IV V I vi", "I V vi IV", "IV I V vi"),
        bridge=("vi iii IV V", "vi IV ii V"),
        lift=("ii V", "IV V"),
    ),
    bass=BassLine("upright", ("R...............", "R.......5.....R.", "R.....R.5...5.A."), 0.95),
    layers=(
        Layer("steel", "arp", ("0.1.2.3.2.1.3.2.", "", ""), 0.62, -0.15, 48, 4),
        Layer("steel", "strum", ("", "D...D.U...U.D.U.", "D...D.U.D.U.D.UU"), 0.40, -0.3, 50, 5),
        Layer("steel", "arp", ("", "", "0.2.1.3.2.1.3.2."), 0.30, 0.45, 62, 4),
        Layer("accordion", "pad", ("", "", "x"), 0.13, 0.3, 55, 3),
    ),
    drums=(
        Lane("softkick", ("", "x.......x.......", "x.......x.x....."), 0.75),
        Lane("brush", ("", "....o.......o...", ""), 0.45, 0.08),
        Lane("snare", ("", "", "....o.......o..-"), 0.36, 0.05),
        Lane("shaker", ("", "o.x.o.x.o.x.o.x.", "o-x-o-x-o-x-o-x-"), 0.30, -0.35),
        Lane("tambourine", ("", "", "....x.......x..."), 0.22, 0.4),
    ),
    lead="harmonica",
    answer="glock",
    fill=("tom", "tom_low"),
    swing=0.1,
    reverb=0.20,
)

_POP = Style(
    name="pop",
    bpm=(98, 110),
    mode="major",
    scale="major",
    chords=Progressions(
        verse=("I V vi IV", "vi IV I V", "I vi IV V"),
        chorus=("IV V iii vi", "I V vi IV", "vi IV I V"),
        bridge=("IV V vi vi", "ii V iii vi"),
        lift=("ii V", "IV V"),
    ),
    bass=BassLine("synth_bass", ("R...............", "R.....R.R.......", "R.....R.R..R..5."), 0.62),
    layers=(
        Layer(
            "epiano",
            "block",
            ("x...............", "x.....o...o.....", "x.....x...x.o..."),
            0.36,
            -0.25,
            54,
            4,
        ),
        Layer("pluck", "arp", ("0...2...1...3...", "0.2.1.3.2.4.3.1.", "0.2.1.3.2.4.3.1."), 0.34, 0.4, 60, 5),
        Layer("warm_pad", "pad", ("x", "", "x"), 0.26, 0.0, 55, 4),
        Layer("piano", "block", ("", "", "x...o...x...o..."), 0.24, 0.2, 59, 4),
    ),
    drums=(
        Lane("kick", ("", "x.....x.x.......", "x.....x.x.x....."), 0.95),
        Lane("snare", ("", "....x.......x...", "....x.......x..-"), 0.58, 0.04),
        Lane("clap", ("", "", "....x.......x..."), 0.34, -0.1),
        Lane("hat", ("", "x.o.x.o.x.o.x.o.", "x.o.x.o.x.o.x.oo"), 0.26, 0.35),
        Lane("shaker", ("", "", "-o-x-o-x-o-x-o-x"), 0.16, -0.4),
    ),
    lead="soft_lead",
    answer="bell",
    fill=("tom", "tom_low"),
    syncopated=True,
    reverb=0.20,
)

_ROCK = Style(
    name="rock",
    bpm=(116, 130),
    mode="major",
    scale="penta",
    chords=Progressions(
        verse=("I bVII IV I", "I V IV IV", "vi IV I V"),
        chorus=("vi IV I V", "I V vi IV", "I IV vi V"),
        bridge=("IV IV vi V", "bVI bVII I V"),
        lift=("IV V", "bVII V"),
    ),
    bass=BassLine("pick_bass", ("R...............", "R.R.R.R.R.R.R.R.", "R.R.R.R.R.R.R.A."), 0.72),
    layers=(
        Layer("steel", "arp", ("0.1.2.3.2.1.3.2.", "", ""), 0.50, 0.2, 50, 4),
        Layer("overdrive", "power", ("", "m.m.m.m.m.m.m.m.", "X...X...X.X.X..."), 0.36, -0.75),
        Layer("overdrive2", "power", ("", "", "X...X...X.X.X..."), 0.36, 0.75),
        Layer("organ", "pad", ("x", "x", "x"), 0.13, 0.15, 57, 3),
        Layer("steel", "arp", ("", "0...1...2...1...", ""), 0.32, 0.5, 59, 4),
    ),
    drums=(
        Lane("kick", ("", "x.....x.x.......", "x.....x.x.x....."), 1.05),
        Lane("snare", ("", "....x.......x...", "....x..-....x..-"), 0.80, 0.04),
        Lane("hat", ("", "x.o.x.o.x.o.x.o.", ""), 0.30, 0.35),
        Lane("open_hat", ("", "", "x...x...x...x..."), 0.30, 0.35),
    ),
    lead="guitar_lead",
    answer="guitar_lead",
    fill=("tom_high", "tom", "tom_low"),
    syncopated=True,
    lead_gain=1.1,
    reverb=0.13,
    room_s=1.2,
)

_BALLAD = Style(
    name="ballad",
    bpm=(72, 80),
    mode="major",
    scale="major",
    chords=Progressions(
        verse=("I V vi iii IV I IV V", "I iii vi IV", "I V vi IV"),
        chorus=("IV V iii vi ii V I I", "IV V I vi", "I V vi IV"),
        bridge=("vi iii IV V", "ii iii IV V"),
        lift=("IV V", "ii V"),
    ),
    bass=BassLine("upright", ("R...............", "R.......5.....A.", "R.....R.5...R.A."), 0.80),
    layers=(
        Layer(
            "piano", "arp", ("0...2...3...2...", "0.2.3.4.3.2.3.2.", "0.2.3.4.3.4.3.2."), 0.50, -0.1, 48, 5
        ),
        Layer(
            "piano", "block", ("x...............", "x.......o.......", "x...o...x...o..."), 0.26, 0.1, 55, 3
        ),
        Layer("string_pad", "pad", ("", "x", "x"), 0.30, 0.0, 55, 4),
        Layer("string_pad", "pad", ("", "", "x"), 0.16, 0.0, 67, 3),
    ),
    drums=(
        Lane("softkick", ("", "x.......x.......", "x.......x.x....."), 0.80),
        Lane("brush", ("", "....x.......x...", ""), 0.40, 0.05),
        Lane("snare", ("", "", "....x.......x..."), 0.44, 0.05),
        Lane("hat", ("", "x...o...x...o...", "x.o.x.o.x.o.x.o."), 0.18, 0.35),
    ),
    lead="violin",
    answer="bell",
    fill=("tom", "tom_low"),
    reverb=0.28,
    room_s=2.2,
)

_ELECTRONIC = Style(
    name="electronic",
    bpm=(120, 126),
    mode="minor",
    scale="minor",
    chords=Progressions(
        verse=("i VI III VII", "i iv VI VII"),
        chorus=("VI VII i III", "i VI III VII"),
        bridge=("iv VI i VII", "VI iv i VII"),
        lift=("iv VII", "VI VII"),
    ),
    bass=BassLine("synth_bass", ("R...............", "..R.R.8...R.R.8.", "..R.R.8...R.R.8R"), 0.70),
    layers=(
        Layer("saw_stab", "block", ("", "..x-..x-..x-..x-", "x-.x-.x-..x-.x-."), 0.36, 0.1, 57, 4),
        Layer(
            "pluck", "arp", ("0.1.2.3.0.1.2.3.", "0312031204130413", "0312031204130413"), 0.30, 0.35, 64, 5
        ),
        Layer("warm_pad", "pad", ("x", "x", "x"), 0.30, 0.0, 55, 4),
    ),
    drums=(
        Lane("kick", ("", "x...x...x...x...", "x...x...x...x..."), 1.10),
        Lane("clap", ("", "....x.......x...", "....x.......x..."), 0.55, 0.0),
        Lane("hat", ("", "--o---o---o---o-", "-oo--oo--oo--oo-"), 0.24, 0.3),
        Lane("open_hat", ("", "", "..x...x...x...x."), 0.28, -0.25),
    ),
    lead="saw_lead",
    answer="pluck",
    fill=("snare", "clap"),
    syncopated=True,
    phrase_syllables=11,
    reverb=0.22,
    room_s=1.8,
    duck=0.6,
)

_JAZZ = Style(
    name="jazz",
    bpm=(108, 124),
    mode="major",
    scale="major",
    chords=Progressions(
        verse=("ii7 V7 Imaj7 vi7", "Imaj7 vi7 ii7 V7"),
        chorus=("IVmaj7 V7 iii7 vi7", "ii7 V7 Imaj7 vi7"),
        bridge=("iii7 vi7 ii7 V7", "IVmaj7 iv7 iii7 VI7"),
        lift=("ii7 V7", "IVmaj7 V7"),
    ),
    bass=BassLine("upright", ("R.......5.......", "R...3...5...A...", "R...3...5...A..."), 1.0),
    layers=(
        Layer(
            "piano", "block", ("x...............", "x.....o-......o-", "x.....x-..o-..x-"), 0.36, -0.3, 53, 4
        ),
        Layer("epiano", "arp", ("", "", "..3...2...4...3."), 0.24, 0.4, 60, 5),
    ),
    drums=(
        Lane("softkick", ("", "o.......o.......", "x.......o.....o."), 0.50),
        Lane("rim", ("", "............o...", "....o.......o..."), 0.26, 0.1),
        Lane("ride", ("", "x...x.o.x...x.o.", "x...x.ox..o.x.o."), 0.42, 0.3),
        Lane("pedal_hat", ("", "....x.......x...", "....x.......x..."), 0.26, -0.3),
        Lane("brush", ("", "o...x...o...x...", "o...x...o...x..."), 0.24, -0.1),
    ),
    lead="clarinet",
    answer="piano",
    fill=("snare", "tom"),
    swing=0.30,
    syncopated=True,
    reverb=0.18,
    crash="ride",
)

_CHINESE = Style(
    name="chinese",
    bpm=(78, 90),
    mode="major",
    scale="penta",
    chords=Progressions(
        verse=("I vi IV V", "vi IV I V", "vi ii V I"),
        chorus=("IV V vi I", "I V vi IV", "IV I ii V"),
        bridge=("ii vi IV V", "vi iii ii V"),
        lift=("ii V", "vi V"),
    ),
    bass=BassLine("upright", ("R...............", "R.......5.......", "R.......5.....A."), 0.85),
    layers=(
        Layer(
            "zheng", "arp", ("0...2...4...3...", "0.2.4.3.5.4.2.3.", "0.2.4.6.5.4.2.4."), 0.50, -0.3, 55, 7
        ),
        Layer("string_pad", "pad", ("x", "x", "x"), 0.26, 0.0, 55, 4),
        Layer("zheng", "arp", ("", "", "3.......5......."), 0.26, 0.45, 67, 6),
    ),
    drums=(
        Lane("softkick", ("", "x.......x.......", "x.......x.x....."), 0.85),
        Lane("wood", ("", "....o.......o...", "....x..o....x..."), 0.30, 0.4),
        Lane("tom_low", ("", "", "x.....o.x......."), 0.34, -0.2),
        Lane("shaker", ("", "..o...o...o...o.", "o-o-o-o-o-o-o-o-"), 0.18, -0.4),
    ),
    lead="dizi",
    answer="zheng",
    fill=("tom_low", "wood"),
    phrase_syllables=11,
    reverb=0.28,
    room_s=2.2,
    crash="gong",
)

_CHILDREN = Style(
    name="children",
    bpm=(104, 114),
    mode="major",
    scale="penta",
    chords=Progressions(
        verse=("I I IV V", "I IV V I", "I V I V"),
        chorus=("IV I V I", "I IV V I"),
        bridge=("vi ii V V", "IV I ii V"),
        lift=("ii V", "IV V"),
    ),
    bass=BassLine("upright", ("R...............", "R.......5.......", "R...5...R...5..."), 0.90),
    layers=(
        Layer(
            "ukulele",
            "strum",
            ("D.......D.......", "....D.......D.U.", "..U.D.U...U.D.U."),
            0.42,
            0.25,
            60,
            4,
        ),
        Layer("glock", "arp", ("", "", "0...2...1...3..."), 0.22, -0.45, 72, 4),
        Layer("piano", "block", ("", "o.......o.......", "x...o...x...o..."), 0.20, -0.2, 53, 3),
    ),
    drums=(
        Lane("softkick", ("", "x.......x.......", "x...o...x...o..."), 0.75),
        Lane("clap", ("", "....o.......o...", "....x.......x..."), 0.34, 0.1),
        Lane("bongo", ("", "...o..x....o..x.", "...o..x.o..o..x."), 0.34, -0.35),
        Lane("shaker", ("", "..o...o...o...o.", "o-x-o-x-o-x-o-x-"), 0.20, 0.4),
    ),
    lead="xylophone",
    answer="whistle",
    fill=("bongo", "wood"),
    swing=0.12,
    phrase_syllables=10,
    lead_gain=1.15,
    reverb=0.14,
)

_SHANTY = Style(
    name="shanty",
    bpm=(108, 120),
    mode="major",
    scale="major",
    chords=Progressions(
        verse=("I I IV V", "I V I V", "vi IV I V"),
        chorus=("I IV I V", "I V vi V", "IV I V I"),
        bridge=("vi iii IV V", "vi V IV V"),
        lift=("ii V", "IV V"),
    ),
    bass=BassLine("upright", ("R...........", "R.....5.....", "R..R..5..A.."), 1.0),
    layers=(
        Layer("accordion", "block", ("x...........", "..o-.o-.o-.o", "x-ox-ox-ox-o"), 0.40, 0.25, 55, 4),
        Layer("accordion", "pad", ("x", "", "x"), 0.14, -0.2, 52, 3),
        Layer("ukulele", "strum", ("", "D..D.UD..D.U", "D.UD.UD.UD.U"), 0.30, -0.4, 57, 4),
    ),
    drums=(
        Lane("stomp", ("", "x.....x.....", "x.....x....."), 1.0),
        Lane("clap", ("", "...o.....o..", "...x.....x.."), 0.44, 0.15),
        Lane("bodhran", ("", "x.ox.ox.ox.o", "x-ox-ox-ox-o"), 0.36, -0.25),
        Lane("tambourine", ("", "", "...x..o..x.o"), 0.22, 0.4),
    ),
    lead="fiddle",
    answer="whistle",
    fill=("bodhran", "stomp"),
    meter=COMPOUND,
    phrase_syllables=13,
    reverb=0.18,
)

STYLES: dict[str, Style] = {
    style.name: style
    for style in (_FOLK, _POP, _ROCK, _BALLAD, _ELECTRONIC, _JAZZ, _CHINESE, _CHILDREN, _SHANTY)
}

_WORDS: dict[str, str] = {
    "folk": "folk country bluegrass acoustic campfire americana banjo harmonica singer-songwriter 民谣 民謠 吉他 乡村 鄉村 咖啡",
    "pop": "pop summer r&b soul funk hip-hop hip_hop rap 流行 清新 夏天 说唱 說唱 嘻哈",
    "rock": "rock punk metal grunge distort rebel electric_guitar garage 摇滚 搖滾 朋克 金属 热血 熱血",
    "ballad": "ballad slow piano love_song waltz orchestral classical cinematic emotional romantic 抒情 情歌 慢歌 钢琴 鋼琴 古典 浪漫",
    "electronic": "electronic electro edm dance techno house trance synth dubstep disco club cyber 电子 電子 舞曲 电音 電音 蹦迪 合成器",
    "jazz": "jazz swing bossa lounge lofi lo-fi blues bebop big_band smoky 爵士 慵懒 慵懶 布鲁斯 蓝调 藍調",
    "chinese": "chinese china guzheng erhu pipa dizi bamboo oriental guofeng 古风 古風 中国风 中國風 国风 國風 古筝 古箏 笛 二胡 琵琶 水墨 戏曲",
    "children": "child kid nursery lullaby kindergarten toddler baby xylophone 儿歌 兒歌 儿童 兒童 孩子 宝宝 幼儿 童谣 木琴",
    "shanty": "shanty shanties sailor pirate sea_song irish celtic jig tavern 船歌 水手 海盗 海盜 号子 號子 爱尔兰",
}
_SAD = (
    "sad melanchol lonely loneli sorrow sorrowful tears tearful grief mourn gloom heartbr bittersweet dark minor "
    "忧郁 憂鬱 伤感 傷感 悲 哀 难过 難過 孤独 孤獨 孤单 失恋 失戀 心碎 惆怅 凄 忧伤 憂傷 黑暗 小调"
)
_SLOW = "slow calm gentle relaxed lazy soft sleepy 慢 舒缓 舒緩 安静 安靜 温柔 溫柔"
_FAST = "fast upbeat energetic lively driving quick 快 欢快 歡快 动感 動感 活力 激情"
_NEGATED = re.compile(
    r"\b(?:not|no|never|without|isn't|less)\s+(?:too\s+|so\s+|very\s+)?\w+|(?:不要|不|没有|没|非)\S{1,2}"
)


def pick_style(text: str) -> Style:
    """Choose the style that a description names; pop where it names none, in minor where it is sad."""
    words = _NEGATED.sub(" ", text.lower())
    found = {name: _mentions(words, vocabulary) for name, vocabulary in _WORDS.items()}
    # Of two styles named once each the last wins: "folk rock" is rock, "pop ballad" a ballad.
    best = max(found, key=lambda name: (len(found[name]), max(found[name], default=-1)))
    style = STYLES[best if found[best] else "pop"]
    if _mentions(words, _SAD):
        style = style.darkened()
    if bool(_mentions(words, _SLOW)) != bool(_mentions(words, _FAST)):
        style = style.paced(0.93 if _mentions(words, _SLOW) else 1.08)
    return style


def _mentions(text: str, vocabulary: str) -> list[int]:
    """Find where words of the vocabulary begin in the text: Chinese anywhere, others at the start of a word."""
    places = []
    for word in vocabulary.split():
        pattern = re.escape(word.replace("_", " "))
        if word.isascii():
            pattern = "(?<![a-z])" + pattern
        places += [hit.start() for hit in re.finditer(pattern, text)]
    return places
