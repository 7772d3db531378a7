"""The styles by name, and the choice of one from a person's words."""

import re

from bot.providers.offline.catalogue import ALL
from bot.providers.offline.palette import Style

__all__ = ["STYLES", "Style", "pick_style"]

STYLES: dict[str, Style] = {style.name: style for style in ALL}

# What people call the styles; `_` stands for a space within a name.
_WORDS: dict[str, str] = {
    "folk": (
        "folk country bluegrass acoustic campfire americana banjo harmonica singer-songwriter 民谣 "
        "民謠 吉他 乡村 鄉村 咖啡"
    ),
    "pop": ("pop summer r&b soul funk hip-hop hip_hop rap 流行 清新 夏天 说唱 說唱 嘻哈"),
    "rock": ("rock punk metal grunge distort rebel electric_guitar garage 摇滚 搖滾 朋克 金属 热血 熱血"),
    "ballad": (
        "ballad slow piano love_song waltz orchestral classical cinematic emotional romantic 抒情 "
        "情歌 慢歌 钢琴 鋼琴 古典 浪漫"
    ),
    "electronic": (
        "electronic electro edm dance techno house trance synth dubstep disco club cyber 电子 電子 "
        "舞曲 电音 電音 蹦迪 合成器"
    ),
    "jazz": ("jazz swing bossa lounge lofi lo-fi blues bebop big_band smoky 爵士 慵懒 慵懶 布鲁斯 蓝调 藍調"),
    "chinese": (
        "chinese china guzheng erhu pipa dizi bamboo oriental guofeng 古风 古風 中国风 中國風 国风 "
        "國風 古筝 古箏 笛 二胡 琵琶 水墨 戏曲"
    ),
    "children": (
        "child kid nursery lullaby kindergarten toddler baby xylophone 儿歌 兒歌 儿童 兒童 孩子 宝宝 "
        "幼儿 童谣 木琴"
    ),
    "shanty": (
        "shanty shanties sailor pirate sea_song irish celtic jig tavern 船歌 水手 海盗 海盜 号子 號子 爱尔兰"
    ),
}
_SAD = (
    "sad melanchol lonely loneli sorrow sorrowful tears tearful grief mourn gloom heartbr "
    "bittersweet dark minor 忧郁 憂鬱 伤感 傷感 悲 哀 难过 難過 孤独 孤獨 孤单 失恋 失戀 心碎 "
    "惆怅 凄 忧伤 憂傷 黑暗 小调"
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
    """Find where words of the vocabulary begin: Chinese ones anywhere, others at the start of a word."""
    places = []
    for word in vocabulary.split():
        pattern = re.escape(word.replace("_", " "))
        if word.isascii():
            pattern = "(?<![a-z])" + pattern
        places += [hit.start() for hit in re.finditer(pattern, text)]
    return places
