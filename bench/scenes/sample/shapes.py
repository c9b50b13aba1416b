"""Meshes: things turned on a lathe, tubes, boxes. Lengths are metres."""

import math

import bpy
from mathutils import Vector, noise


def curve(points, steps):
    """A smooth line through points of any dimension (Catmull-Rom), `steps` to a piece."""
    points = [Vector(point) for point in points]
    ends = [2 * points[0] - points[1], *points, 2 * points[-1] - points[-2]]
    line = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:]):
        for i in range(steps):
            t = i / steps
            line.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return [*line, points[-1]]


def mesh(name, vertices, faces, surface):
    """A smooth object."""
    made = bpy.data.meshes.new(name)
    made.from_pydata([tuple(vertex) for vertex in vertices], [], faces)
    made.polygons.foreach_set("use_smooth", [True] * len(made.polygons))
    made.materials.append(surface)
    made.validate()
    thing = bpy.data.objects.new(name, made)
    bpy.context.collection.objects.link(thing)
    return thing


def rings(loops):
    """Faces between loops of vertices that follow each other, closed at both ends."""
    count = len(loops[0])
    vertices = [vertex for loop in loops for vertex in loop]
    faces = [
        (i * count + k, i * count + (k + 1) % count, (i + 1) * count + (k + 1) % count, (i + 1) * count + k)
        for i in range(len(loops) - 1)
        for k in range(count)
    ]
    last = len(vertices) - count
    return vertices, [*faces, tuple(reversed(range(count))), tuple(range(last, last + count))]


def lathe(name, profile, surface, shape=lambda point: point, steps=12, around=160):
    """
    A profile of (radius, height) points turned about z.
    shape: moves every point, so that no two things are alike and none is perfectly round
    """
    loops = []
    for radius, height in curve(profile, steps):
        angles = (2 * math.pi * k / around for k in range(around))
        radius = max(radius, 1e-5)
        loops.append([shape(Vector((radius * math.cos(a), radius * math.sin(a), height))) for a in angles])
    return mesh(name, *rings(loops), surface)


def tube(name, path, radii, surface, flat=1.0, around=24, steps=10):
    """A tube along a path; `flat` is its width across the bend over its width along it."""
    line = curve([(*point, radius) for point, radius in zip(path, radii)], steps)
    loops = []
    for i, at in enumerate(line):
        before, after = line[max(0, i - 1)], line[min(len(line) - 1, i + 1)]
        along = (after - before).xyz.normalized()
        across = along.cross(Vector((0, 1, 0))).normalized()
        other = along.cross(across)
        angles = (2 * math.pi * k / around for k in range(around))
        loops.append([at.xyz + at.w * (math.cos(a) * across + flat * math.sin(a) * other) for a in angles])
    return mesh(name, *rings(loops), surface)


def box(name, low, high, surface, bevel=0.0):
    (x0, y0, z0), (x1, y1, z1) = low, high
    middle = Vector(((x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2))
    corners = [Vector((x, y, z)) - middle for z in (z0, z1) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
    faces = [(3, 2, 1, 0), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    thing = mesh(name, corners, faces, surface)
    thing.location = middle
    thing.data.polygons.foreach_set("use_smooth", [False] * 6)
    if bevel:
        rounded = thing.modifiers.new("bevel", "BEVEL")
        rounded.width = bevel
        rounded.segments = 3
    return thing


def wander(point):
    """Three noises in [-1, 1] at once; mathutils' own `noise_vector` is another in every process."""
    return Vector([noise.noise(point + Vector((31.4 * axis, -17.2 * axis, 9.7 * axis))) for axis in range(3)])


def uneven(size, amount, seed):
    """Moves points as growth or a hand does: by `amount` metres, over distances of `size`."""

    def shape(point):
        return point + amount * wander(point / size + Vector((seed, 2 * seed, 3 * seed)))

    return shape


def rest(thing, x, y, ground=0.0):
    """Sets a thing down with its middle over a place of the table."""
    bpy.context.view_layer.update()
    points = [thing.matrix_world @ vertex.co for vertex in thing.data.vertices]
    low, high = (Vector(map(pick, zip(*points))) for pick in (min, max))
    middle = (low + high) / 2
    thing.location += Vector((x - middle.x, y - middle.y, ground - low.z))
    bpy.context.view_layer.update()
