"""Words on their way into a tag: what no container can hold goes, and the script tells the language."""

import re

_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Leave out what ends a text in ID3 (NUL) or is no text; line ends become the single ones it wants."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str) -> str:
    """Clean a text that has one line."""
    return clean(text).replace("\n", " ").strip()


def language(lyrics: str) -> str:
    """Guess ISO 639-2 from the script; `eng`, which players look for, stands for all the others."""
    if _KANA.search(lyrics):
        return "jpn"
    if _HANGUL.search(lyrics):
        return "kor"
    return "zho" if _HAN.search(lyrics) else "eng"
