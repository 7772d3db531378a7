"""The styles of music that the band knows, as data."""

from bot.providers.offline.palette import COMPOUND, BassLine, Lane, Layer, Progressions, Style

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
        Layer("overdrive", "power", ("", "m.m.m.m.m.m.m.m.", "X...X...X.X.X..."), 0.55, -0.75),
        Layer("overdrive2", "power", ("", "", "X...X...X.X.X..."), 0.55, 0.75),
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
    bass=BassLine("upright", ("R.......5.......", "R...3...5...A...", "R...3...5...A..."), 0.86),
    layers=(
        Layer(
            "piano", "block", ("x...............", "x.....o-......o-", "x.....x-..o-..x-"), 0.60, -0.3, 53, 4
        ),
        Layer("epiano", "arp", ("", "", "..3...2...4...3."), 0.32, 0.4, 60, 5),
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
        Layer("ukulele", "strum", ("", "D..D.UD..D.U", "D.UD.UD.UD.U"), 0.40, -0.4, 57, 4),
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

ALL = (_FOLK, _POP, _ROCK, _BALLAD, _ELECTRONIC, _JAZZ, _CHINESE, _CHILDREN, _SHANTY)
