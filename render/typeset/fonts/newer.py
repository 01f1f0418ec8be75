"""Adds the emoji that the COLR font lacks, from Twemoji's drawings.

The font was built for Emoji 15.0; the drawings go on (Emoji 15.1 and 16.0).
"""
import glob
import os
import re
from xml.etree import ElementTree

from fontTools.misc.transform import Transform
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.svgLib.path import parse_path
from fontTools.svgLib.path.shapes import PathBuilder
from fontTools.ttLib.tables.C_O_L_R_ import LayerRecord
from fontTools.ttLib.tables.C_P_A_L_ import Color
from fontTools.ttLib.tables.otTables import Ligature

SARK = (0x1F1E8, 0x1F1F6)  # its flag needs a fill rule that COLR has not
VARIATION = 0xFE0F
EM = 512  # of the font
SCALE = EM / 36  # a drawing is 36 wide and high
SQUARE = Transform(SCALE, 0, 0, -SCALE, 0, 448)  # where the font has it
KNOWN = {"svg": {"viewBox"}, "g": set(), "path": {"d"}, "circle": {"cx", "cy", "r"},
         "ellipse": {"cx", "cy", "rx", "ry"}}


def newer(font, folder):
    """Adds every emoji in folder that font has neither glyph nor ligature for."""
    cmap = font.getBestCmap()
    table = font["GSUB"].table.LookupList.Lookup[0].SubTable[0].ligatures
    runes = {name: rune for rune, name in cmap.items()}
    known = {(r,) for r in cmap}
    for first, ligatures in table.items():
        for lig in ligatures:
            known.add(plain(runes[n] for n in [first, *lig.Component]))
    added = 0
    for file in sorted(glob.glob(os.path.join(folder, "*.svg"))):
        sequence = tuple(int(part, 16) for part in os.path.basename(file)[:-4].split("-"))
        if plain(sequence) in known or sequence == SARK:
            continue
        name = "u" + "_".join(f"{r:x}" for r in sequence)
        draw(font, name, file)
        if len(sequence) == 1:
            for sub in font["cmap"].tables:
                if sub.format == 12:
                    sub.cmap[sequence[0]] = name
        else:
            for form in sorted({sequence, plain(sequence)}):
                join(table, cmap, form, name)
        added += 1
    for ligatures in table.values():
        ligatures.sort(key=lambda lig: -len(lig.Component))
    return added


def plain(sequence):
    return tuple(r for r in sequence if r != VARIATION)


def join(table, cmap, sequence, name):
    first, *rest = [cmap[r] for r in sequence]
    lig = Ligature()
    lig.Component, lig.CompCount, lig.LigGlyph = rest, len(rest) + 1, name
    table.setdefault(first, []).append(lig)


def draw(font, name, file):
    """Adds a drawing: a layer for each shape, as the font has them."""
    layers = []
    for i, (path, fill) in enumerate(shapes(ElementTree.parse(file).getroot(), "#000")):
        pen = TTGlyphPen(None)
        parse_path(path, TransformPen(Cu2QuPen(pen, 0.5), SQUARE))
        layer = f"{name}.{i}"
        add(font, layer, pen.glyph())
        layers.append(LayerRecord(name=layer, colorID=color(font, fill)))
    add(font, name, TTGlyphPen(None).glyph())
    font["COLR"].ColorLayers[name] = layers


def shapes(node, fill):
    """The paths of a drawing with their fills, from back to front."""
    tag = node.tag.rsplit("}", 1)[-1]
    unknown = set(node.attrib) - KNOWN.get(tag, set()) - {"fill"}
    if unknown or tag not in KNOWN:
        raise ValueError(f"{tag} with {unknown}")
    fill = node.get("fill", fill)
    if tag in ("svg", "g"):
        for child in node:
            yield from shapes(child, fill)
    elif fill != "none":
        builder = PathBuilder()
        builder.add_path_from_element(node)
        for path in builder.paths:
            yield path, fill


def add(font, name, glyph):
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["glyf"].glyphs[name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"].metrics[name] = (EM, getattr(glyph, "xMin", 0))


def color(font, fill):
    """The index of a colour in the palette, added if it has none."""
    digits = fill.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * d for d in digits)
    if not re.fullmatch("[0-9A-Fa-f]{6}", digits):
        raise ValueError(fill)
    red, green, blue = bytes.fromhex(digits)
    palette = font["CPAL"].palettes[0]
    wanted = Color(blue=blue, green=green, red=red, alpha=255)
    if wanted not in palette:
        palette.append(wanted)
        font["CPAL"].numPaletteEntries = len(palette)
    return palette.index(wanted)
