"""The jug."""

import math

import bpy
from mathutils import Vector

import materials
from shapes import lathe, tube, uneven

# Radius and height, from the middle of the foot up to the lip, and down again inside.
OUTSIDE = [
    *((0.0, 0.003), (0.046, 0.003), (0.0495, 0.0), (0.053, 0.003), (0.064, 0.03), (0.0745, 0.066)),
    *((0.078, 0.098), (0.0735, 0.132), (0.060, 0.165), (0.0485, 0.190), (0.0450, 0.208)),
    *((0.0475, 0.226), (0.0515, 0.2385)),
]
INSIDE = [
    *((0.0500, 0.2408), (0.0478, 0.2388), (0.0440, 0.226), (0.0412, 0.208), (0.0445, 0.190)),
    *((0.056, 0.165), (0.0695, 0.132), (0.074, 0.098), (0.06, 0.03), (0.045, 0.008), (0.0, 0.007)),
]
# Places along it, and its thickness there.
HANDLE = [
    ((0.040, 0, 0.207), 0.0075),
    ((0.058, 0, 0.219), 0.0074),
    ((0.088, 0, 0.217), 0.0066),
    ((0.107, 0, 0.188), 0.006),
    ((0.108, 0, 0.150), 0.0058),
    ((0.096, 0, 0.115), 0.006),
    ((0.0735, 0, 0.090), 0.0085),
]


def jug(location, turn):
    """Thrown and dipped; its spout points to -x, turned by `turn` about z."""
    surface = materials.stoneware()
    wobble = uneven(0.09, 0.0022, 7)

    def shape(point):
        # The spout: the lip drawn out on one side, and in beside it.
        lip = max(0.0, (point.z - 0.196) / 0.044)
        angle = math.atan2(point.y, -point.x)
        out = 0.019 * math.exp(-((angle / 0.36) ** 2)) - 0.005 * math.exp(-(((abs(angle) - 0.8) / 0.38) ** 2))
        way = Vector((point.x, point.y, 0)).normalized()
        rise = 0.004 * math.exp(-((angle / 0.5) ** 2))
        return wobble(point + way * out * lip**1.6 + Vector((0, 0, rise * lip)))

    body = lathe("jug", [*OUTSIDE, *INSIDE], surface, shape, steps=10, around=220)
    handle = tube("handle", *zip(*HANDLE), surface, flat=1.7)
    # Clay is one: the handle is pressed on, and its joint smoothed with a thumb.
    body.data = joined(body, handle)
    fused = body.modifiers.new("fused", "REMESH")
    fused.voxel_size = 0.0011
    fused.use_smooth_shade = True
    thumbed = body.modifiers.new("thumbed", "SMOOTH")
    thumbed.factor = 0.5
    thumbed.iterations = 6
    body.rotation_euler.z = turn
    body.location = location


def joined(first, second):
    """The mesh of two things; the second goes."""
    with bpy.context.temp_override(active_object=first, object=first, selected_editable_objects=[first, second]):
        bpy.ops.object.join()
    return first.data
