"""Fonts for whatever script a text is in. Each is a file of an installed package."""

from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

_SCRIPTS = "manimgx_fonts"
_EAST_ASIA = "noto_cjk_sans_jp_regular"
MAIN = "NotoSans"
CJK = "NotoSansCJK"
# The first that has a character draws it. `\d` of most scripts is in the main one.
_NAMES = (
    MAIN,
    "NotoSansArabic",
    "NotoSansHebrew",
    "NotoSansDevanagari",
    "NotoSansBengali",
    "NotoSansTamil",
    "NotoSansTelugu",
    "NotoSansGujarati",
    "NotoSansGurmukhi",
    "NotoSansKannada",
    "NotoSansMalayalam",
    "NotoSansOriya",
    "NotoSansSinhala",
    "NotoSansThai",
    "NotoSansLao",
    "NotoSansKhmer",
    "NotoSansMyanmar",
    "NotoSansArmenian",
    "NotoSansGeorgian",
    "NotoSansEthiopic",
    CJK,
    "NotoSansSymbols",
    "NotoEmoji",
)


def font_path(name: str) -> Path:
    """Where a font lies, without importing its package."""
    if name == CJK:
        return _folder(_EAST_ASIA) / "NotoSansCJKjp-Regular.otf"
    return _folder(_SCRIPTS) / f"{name}[wght].ttf"


def fonts_for(characters: Iterable[str]) -> tuple[list[str], set[str]]:
    """Names of the fonts that these characters need, and those that none has."""
    left = {ord(character) for character in characters}
    needed = [MAIN]
    for name in _NAMES:
        if not left:
            break
        drawn = left & _characters(name)
        if drawn and name != MAIN:
            needed.append(name)
        left -= drawn
    return needed, set(map(chr, left))


@lru_cache(maxsize=len(_NAMES))
def _characters(name: str) -> frozenset[int]:
    """Looked up once in a process: the largest font takes 0.2 s and 4 MB."""
    with TTFont(font_path(name), lazy=True) as font:
        return frozenset(font.getBestCmap())


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"The package {package} is not installed.")
    return Path(next(iter(spec.submodule_search_locations)))
