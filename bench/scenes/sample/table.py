"""The table."""

import random

import materials
from shapes import box


def table():
    """Boards along x with gaps between them; what they lie on is dark."""
    surface = materials.oak()
    draw = random.Random(4)
    y = -0.62
    while y < 0.49:
        width = draw.uniform(0.105, 0.15)
        lift = draw.uniform(-0.0009, 0.0)
        box("board", (-1.1, y, -0.03), (1.1, y + width - 0.0022, lift), surface, bevel=0.0022)
        y += width
    box("under the boards", (-1.1, -0.62, -0.06), (1.1, 0.49, -0.02), materials.plain("dust", (0.03, 0.022, 0.016)))
