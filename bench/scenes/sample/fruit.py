"""Pears and plums."""

import math

from mathutils import Euler, Vector

import materials
from shapes import lathe, rest, tube, uneven

# Radius and height, from the calyx up to the stem.
PEAR = [
    *((0.0, 0.0065), (0.006, 0.0045), (0.012, 0.0012), (0.021, 0.0016), (0.031, 0.011)),
    *((0.0362, 0.026), (0.0360, 0.039), (0.0310, 0.053), (0.0240, 0.066), (0.0192, 0.077)),
    *((0.0162, 0.086), (0.0115, 0.0935), (0.0055, 0.0965), (0.0018, 0.0945), (0.0, 0.0935)),
]
PLUM = [
    *((0.0, 0.0), (0.010, 0.0012), (0.0185, 0.009), (0.0222, 0.022), (0.0208, 0.036)),
    *((0.0140, 0.0465), (0.006, 0.0495), (0.002, 0.0478), (0.0, 0.0472)),
]


def pear(place, turn, seed, blush, scale=1.0, lean=(0.0, 0.0, 0.0), ground=0.0):
    """
    At a place (x, y), turned by `turn` about z after leaning: upright unless told.
    seed: of its shape and skin; no two are alike
    """
    lumps = uneven(0.05, 0.0042, seed)
    bend = 0.9 * math.sin(9.1 * seed)

    def shape(point):
        point = lumps(point)
        point.x += bend * point.z**2 * 0.9
        return point * scale

    thing = lathe("pear", PEAR, materials.pear(seed, blush), shape, steps=9, around=128)
    top = shape(Vector((0.0, 0.0, 0.092)))
    tip = top + Vector((0.004, 0.002, 0.024)) * scale
    curl = tip + Vector((0.010 * math.cos(seed), 0.004, 0.006))
    stem = tube("stem", [top, top.lerp(tip, 0.5), tip, curl], [0.0023, 0.0016, 0.0016, 0.0026], materials.bark(), around=14)
    stem.parent = thing
    thing.rotation_euler = lean
    thing.rotation_euler.rotate(Euler((0, 0, turn)))
    rest(thing, *place, ground)


def plum(place, turn, seed, lean):
    """As `pear`."""
    lumps = uneven(0.04, 0.002, seed)

    def shape(point):
        # The seam, from stem to tip.
        angle = math.atan2(point.y, point.x)
        seam = 1 - 0.06 * math.exp(-((angle / 0.16) ** 2))
        return lumps(Vector((point.x * seam, point.y * seam * 0.96, point.z)))

    thing = lathe("plum", PLUM, materials.plum(seed), shape, steps=9, around=96)
    stem = tube("stem", [(0, 0, 0.046), (0.001, 0, 0.052), (0.004, 0.001, 0.058)], [0.0012, 0.0009, 0.0011], materials.bark(), around=12)
    stem.parent = thing
    thing.rotation_euler = lean
    thing.rotation_euler.rotate(Euler((0, 0, turn)))
    rest(thing, *place)
