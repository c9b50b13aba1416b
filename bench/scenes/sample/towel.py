"""The towel."""

import math

import bpy
from mathutils import Vector, noise

import materials
from shapes import mesh, wander

WIDTH = 0.25
# Half of its folded depth, and what one layer rises over the one below.
HALF = 0.074
LAYER = 0.0075


def towel(place, turn):
    """Linen folded in three, its upper hem to the front; returns how high it lies anywhere."""
    bend = LAYER / 2
    path = [(HALF + 0.003, 0.0)]
    path += turned(-HALF, bend, -1)
    path += turned(HALF - 0.003, 3 * bend, 1)
    path += [(-HALF + 0.013, 2 * LAYER)]
    line, length = [], 0.0
    for (p, z), (q, up) in zip(path, path[1:]):
        piece = math.hypot(q - p, up - z)
        count = max(1, round(piece / 0.0015))
        line += [(p + (q - p) * i / count, z + (up - z) * i / count, length + piece * i / count) for i in range(count)]
        length += piece
    line.append((*path[-1], length))

    def lies(p, w, z):
        """Folds that were ironed once: every layer sags and swells with those below it."""
        swell = 0.62 * noise.noise(Vector((p / 0.085, w / 0.075, 1.3))) + 0.2 * noise.noise(Vector((p / 0.03, w / 0.022, 6.1)))
        corner = max(0.0, 0.45 - p / HALF) * max(0.0, w / WIDTH - 0.12)
        level = z / (2 * LAYER)
        drift = wander(Vector((w / 0.06, level * 1.7, 2.2))) * 0.0035
        skew = 0.012 * (level - 0.5) * (w / WIDTH)
        return Vector((w + drift.y, p + drift.x + skew, 0.0009 + z * max(0.35, 1 + swell) + 0.055 * corner**2 * level))

    columns = 170
    vertices = [lies(p, WIDTH * (k / columns - 0.5), z) for p, z, _ in line for k in range(columns + 1)]
    row = columns + 1
    faces = [(i * row + k, i * row + k + 1, (i + 1) * row + k + 1, (i + 1) * row + k) for i in range(len(line) - 1) for k in range(columns)]
    sheet = mesh("towel", vertices, faces, materials.linen())
    uv = sheet.data.uv_layers.new()
    for loop in sheet.data.loops:
        i, k = divmod(loop.vertex_index, row)
        uv.data[loop.index].uv = (k / columns, line[i][2] / length)
    thick = sheet.modifiers.new("thick", "SOLIDIFY")
    thick.thickness = 0.0011
    sheet.rotation_euler.z = turn
    sheet.location = (*place, 0)
    bpy.context.view_layer.update()
    points = [sheet.matrix_world @ vertex.co for vertex in sheet.data.vertices]

    def height(x, y, around):
        return max(point.z for point in points if math.hypot(point.x - x, point.y - y) < around)

    return height


def turned(p, z, way):
    """Half a circle upwards about (p, z)."""
    radius = LAYER / 2
    angles = [math.pi * (i / 8 - 0.5) for i in range(9)]
    return [(p + way * radius * math.cos(a), z + radius * math.sin(a)) for a in angles]
