"""What the things of the still life are made of. Lengths are metres, colours linear."""

from shader import Shader


def oak():
    """Old boards along x, each cut from another place of the tree."""
    s = Shader("oak")
    board = s.node("ObjectInfo", {}).outputs["Random"]
    where = s.place()
    moved = s.node("VectorMath", {0: where}, operation="ADD")
    along = s.node("CombineXYZ", {0: s.scaled(board, 0, 37), 1: s.scaled(board, 0, 11), 2: s.scaled(board, 0, 5)})
    s.tree.links.new(along.outputs[0], moved.inputs[1])
    where = moved.outputs[0]
    stretched = s.node("Mapping", {"Vector": where, "Scale": (1.1, 9, 9)}).outputs[0]
    wander = s.noise(stretched, 1.6, detail=2)
    rings = s.node("Math", {0: s.math("MULTIPLY", wander, 46)}, operation="SINE").outputs[0]
    rings = s.between(rings, -1, 1)
    fibres = s.noise(s.node("Mapping", {"Vector": where, "Scale": (9, 520, 520)}).outputs[0], 1, detail=3, roughness=0.7)
    pores = s.between(s.noise(s.node("Mapping", {"Vector": where, "Scale": (26, 900, 900)}).outputs[0], 1, detail=1), 0.42, 0.3)
    stains = s.noise(where, 5, detail=3, roughness=0.6)
    colour = s.mix(rings, (0.098, 0.050, 0.025), (0.180, 0.098, 0.050))
    colour = s.mix(s.between(fibres, 0.3, 0.75), s.mix(0.55, colour, (0.05, 0.027, 0.015)), colour)
    colour = s.mix(s.math("MULTIPLY", pores, 0.75), colour, (0.022, 0.012, 0.008))
    colour = s.mix(s.math("MULTIPLY", s.between(stains, 0.5, 0.72), 0.55), colour, (0.05, 0.03, 0.02))
    colour = s.mix(s.scaled(board, 0.0, 0.45), colour, (0.19, 0.118, 0.072))
    height = s.math("ADD", s.math("MULTIPLY", fibres, 0.5), s.math("MULTIPLY", pores, -0.8))
    s.set(Base_Color=colour, Roughness=s.math("ADD", s.scaled(stains, 0.36, 0.66), s.math("MULTIPLY", pores, 0.2)))
    s.set(Specular=0.42, Normal=s.bump(height, 0.0008))
    return s.material


def plaster():
    """Lime wash over a trowelled wall."""
    s = Shader("plaster")
    where = s.place()
    clouds = s.noise(where, 1.7, detail=5, roughness=0.62, distortion=0.6)
    patches = s.noise(where, 6, detail=4, roughness=0.6)
    colour = s.mix(s.between(clouds, 0.3, 0.7), (0.215, 0.200, 0.175), (0.315, 0.297, 0.265))
    colour = s.mix(s.math("MULTIPLY", s.between(patches, 0.45, 0.75), 0.45), colour, (0.175, 0.165, 0.15))
    trowel = s.noise(s.place(stretch=(1, 1, 3.2)), 5, detail=5, roughness=0.6, distortion=1.2)
    s.set(Base_Color=colour, Roughness=0.92, Specular=0.2)
    s.set(Normal=s.bump(trowel, 0.006))
    return s.material


def stoneware():
    """A speckled glaze that is dipped, thin over the lip, with the clay bare at the foot."""
    s = Shader("stoneware")
    where = s.place()
    height = s.axis(where, "Z")
    edge = s.math("ADD", height, s.scaled(s.noise(where, 22, detail=2), -0.014, 0.014))
    glazed = s.between(edge, 0.0335, 0.0355)
    rim = s.between(edge, 0.0470, 0.0365)
    tone = s.noise(where, 13, detail=5, roughness=0.6)
    glaze = s.mix(s.between(tone, 0.3, 0.7), (0.60, 0.555, 0.47), (0.69, 0.655, 0.58))
    thin = s.between(s.math("ADD", height, s.scaled(tone, -0.006, 0.006)), 0.2335, 0.2395)
    glaze = s.mix(s.math("MULTIPLY", rim, 0.45), glaze, (0.47, 0.36, 0.24))
    glaze = s.mix(s.math("MULTIPLY", thin, 0.8), glaze, (0.23, 0.12, 0.055))
    iron = s.specks(where, 210, 0.33, 0.32)
    iron = s.math("MAXIMUM", iron, s.specks(s.place(offset=(0.3, 0.1, 0.7)), 90, 0.17, 0.35))
    glaze = s.mix(s.math("MULTIPLY", iron, 0.75), glaze, (0.13, 0.07, 0.035))
    grit = s.noise(where, 420, detail=2)
    clay = s.mix(s.between(grit, 0.35, 0.65), (0.20, 0.115, 0.07), (0.30, 0.185, 0.115))
    colour = s.mix(glazed, clay, glaze)
    gloss = s.scaled(tone, 0.16, 0.30)
    s.set(Base_Color=colour, Roughness=s.math("ADD", gloss, s.scaled(glazed, 0.6, 0.0)), Specular=0.5)
    fingers = s.noise(s.place(stretch=(2.5, 2.5, 52)), 1, detail=1)
    hand = s.math("ADD", s.math("MULTIPLY", fingers, 0.0016), s.math("MULTIPLY", s.noise(where, 24, detail=1), 0.0022))
    coat = s.math("MULTIPLY", glazed, 0.0007)
    raw = s.math("MULTIPLY", grit, s.scaled(glazed, 0.0006, 0.00003))
    s.set(Normal=s.bump(s.math("ADD", s.math("ADD", hand, coat), raw), 1.0))
    return s.material


def pear(seed, blush):
    """Skin that goes from green to yellow, with lenticels, russet at both ends and a `blush` in [0, 1]."""
    s = Shader("pear")
    where = s.place(offset=(seed, 0.7 * seed, 0.3 * seed))
    height = s.axis(s.place(), "Z")
    side = s.axis(s.place(), "X")
    tone = s.noise(where, 26, detail=5, roughness=0.55)
    colour = s.mix(s.between(tone, 0.33, 0.68), (0.34, 0.30, 0.045), (0.50, 0.385, 0.06))
    sunny = s.between(s.math("ADD", side, s.scaled(tone, -0.03, 0.03)), -0.012, 0.034)
    colour = s.mix(s.math("MULTIPLY", sunny, blush), colour, (0.42, 0.105, 0.03))
    russet = s.noise(where, 90, detail=5, roughness=0.68)
    top = s.between(height, 0.074, 0.094)
    base = s.between(height, 0.014, 0.002)
    spread = s.math("ADD", russet, s.math("MULTIPLY", s.math("MAXIMUM", top, base), 0.28))
    colour = s.mix(s.math("MULTIPLY", s.between(spread, 0.60, 0.74), 0.62), colour, (0.21, 0.115, 0.04))
    pores = s.specks(where, 430, 0.34, 0.6)
    colour = s.mix(s.math("MULTIPLY", pores, 0.7), colour, (0.13, 0.075, 0.022))
    s.set(Base_Color=colour, Roughness=s.scaled(russet, 0.28, 0.54), Specular=0.42)
    s.set(Normal=s.bump(s.noise(where, 90, detail=4, roughness=0.6), 0.0009))
    return s.material


def plum(seed):
    """Dark skin under a bloom that fingers have rubbed off here and there."""
    s = Shader("plum")
    where = s.place(offset=(seed, seed, seed))
    tone = s.noise(where, 22, detail=3)
    skin = s.mix(s.between(tone, 0.35, 0.7), (0.018, 0.006, 0.016), (0.075, 0.012, 0.022))
    rubbed = s.noise(where, 34, detail=5, roughness=0.66, distortion=0.5)
    bloom = s.between(rubbed, 0.36, 0.62)
    fine = s.scaled(s.noise(where, 380, detail=2), 0.55, 1.0)
    share = s.math("MULTIPLY", s.math("MULTIPLY", bloom, fine), 0.55)
    colour = s.mix(share, skin, (0.20, 0.19, 0.27))
    s.set(Base_Color=colour, Roughness=s.math("ADD", 0.26, s.math("MULTIPLY", bloom, 0.38)), Specular=0.45)
    s.set(Normal=s.bump(rubbed, 0.0006))
    return s.material


def bark():
    """Stems."""
    s = Shader("bark")
    where = s.place()
    colour = s.mix(s.noise(where, 300, detail=4), (0.035, 0.02, 0.011), (0.15, 0.09, 0.04))
    s.set(Base_Color=colour, Roughness=0.8, Normal=s.bump(s.noise(where, 500, detail=3), 0.0008))
    return s.material


def linen():
    """Flax with slubs in both directions and woven stripes along its hem; over a UV square."""
    s = Shader("linen")
    where = s.place("UV")
    u, v = s.axis(where, "X"), s.axis(where, "Y")

    def threads(of, count):
        wave = s.node("Math", {0: s.math("MULTIPLY", of, count * 6.28318)}, operation="SINE").outputs[0]
        return s.between(wave, -1, 1)

    warp = s.noise(s.place("UV", (330, 7, 1)), 1, detail=1)
    weft = s.noise(s.place("UV", (7, 330, 1)), 1, detail=1)
    slubs = s.math("ADD", s.math("MULTIPLY", warp, 0.5), s.math("MULTIPLY", weft, 0.5))
    colour = s.mix(s.between(slubs, 0.36, 0.64), (0.36, 0.315, 0.25), (0.62, 0.575, 0.49))

    def stripe(middle, half):
        away = s.node("Math", {0: s.math("SUBTRACT", v, middle)}, operation="ABSOLUTE").outputs[0]
        return s.between(away, half, half - 0.0014)

    dyed = s.math("MAXIMUM", stripe(0.925, 0.0115), stripe(0.893, 0.0036))
    indigo = s.mix(s.between(slubs, 0.36, 0.64), (0.026, 0.042, 0.078), (0.065, 0.098, 0.155))
    colour = s.mix(s.math("MULTIPLY", dyed, 0.92), colour, indigo)
    weave = s.math("MULTIPLY", threads(u, 190), threads(v, 340))
    relief = s.math("ADD", s.math("MULTIPLY", weave, 0.5), s.math("MULTIPLY", slubs, 0.9))
    s.set(Base_Color=colour, Roughness=0.88, Specular=0.18, Sheen=0.35, Normal=s.bump(relief, 0.001))
    return s.material


def plain(name, colour, roughness=0.8):
    s = Shader(name)
    s.set(Base_Color=colour, Roughness=roughness)
    return s.material
