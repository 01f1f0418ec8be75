"""Cuts the source fonts to what transcripts need and deflates them.

usage: cut.py WORK OUT   (called by make.sh)
"""
import os
import sys
import zlib

from fontTools import subset
from fontTools.ttLib import TTFont

from newer import newer

NOTO = "/usr/share/fonts/truetype/noto/"
SCRIPTS = ("Hebrew", "Arabic", "Thai", "Devanagari",
           "Ethiopic", "Armenian", "Georgian", "Tamil", "Bengali")

# Latin, Greek, Cyrillic, punctuation, currency, letterlike, arrows, operators.
LATIN = [
    *range(0x20, 0x530), *range(0x1D00, 0x2000), *range(0x2000, 0x2300),
    *range(0xA640, 0xA6A0), *range(0xFB00, 0xFB07), 0xFE0E, 0xFE0F, 0xFFFC, 0xFFFD, 0x25CC,
]
CODE = [*range(0x20, 0x250), *range(0x370, 0x530), *range(0x2000, 0x2070),
        *range(0x20A0, 0x20C1), *range(0x2190, 0x2200), *range(0x2500, 0x2600), 0xFFFD]


def encoded(codec, leads, trails):
    """The characters of a two-byte encoding."""
    found = set()
    for lead in leads:
        for trail in trails:
            try:
                found.update(map(ord, bytes([lead, trail]).decode(codec)))
            except UnicodeDecodeError:
                pass
    return found


def han():
    """What the common Chinese and Japanese encodings hold, kana included."""
    return (encoded("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
            | encoded("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
            | encoded("euc_jp", range(0xA1, 0xF5), range(0xA1, 0xFF))
            | set(range(0x3000, 0x3130)) | set(range(0x31F0, 0x3200))
            | set(range(0x3200, 0x3400)) | set(range(0xFF00, 0xFFF0)))


def hangul():
    return {*range(0x1100, 0x1200), *range(0x3130, 0x3190), *range(0xAC00, 0xD7A4)}


def cut(source, unicodes, out):
    """Subsets one font, without hints and glyph names, and deflates it."""
    options = subset.Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["DSIG", "MATH", "STAT", "meta"]
    font = subset.load_font(source, options)
    font["head"].modified = font["head"].created  # same input, same bytes
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes or list(font.getBestCmap()))
    subsetter.subset(font)
    raw = os.path.join(sys.argv[1], "cut.ttf")
    subset.save_font(font, raw, options)
    deflate(raw, out)


def deflate(raw, out):
    with open(raw, "rb") as f:
        data = f.read()
    packed = zlib.compress(data, 9)
    with open(os.path.join(sys.argv[2], out + ".ttf.z"), "wb") as f:
        f.write(packed)
    print(f"{out:24s} {len(data) / 1e3:8.1f} KB {len(packed) / 1e3:8.1f} KB deflated")


def main():
    work = sys.argv[1]
    for weight in ("Regular", "Bold"):
        cut(NOTO + f"NotoSans-{weight}.ttf", LATIN, f"sans-{weight.lower()}")
        for script in SCRIPTS:
            cut(NOTO + f"NotoSans{script}-{weight}.ttf", None, f"{script.lower()}-{weight.lower()}")
    cut(NOTO + "NotoSansMono-Regular.ttf", CODE, "mono-regular")
    cut(NOTO + "NotoSansSymbols-Regular.ttf", None, "symbols-regular")
    cut(NOTO + "NotoSansSymbols2-Regular.ttf", None, "symbols2-regular")
    cut(NOTO + "NotoSansMath-Regular.ttf", None, "math-regular")
    cut(os.path.join(work, "SC.ttf"), sorted(han()), "han-regular")
    cut(os.path.join(work, "KR.ttf"), sorted(hangul()), "hangul-regular")
    emoji = TTFont(os.path.join(work, "twemoji.woff2"), recalcTimestamp=False)
    emoji.flavor = None
    newer(emoji, os.path.join(work, "drawings"))
    raw = os.path.join(work, "emoji.ttf")
    emoji.save(raw)
    deflate(raw, "emoji")


main()
