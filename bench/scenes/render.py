"""Renders the scenes of `bench stroke`: each once as it is, once under another light or material.

    blender --background --python bench/scenes/render.py -- bench/scenes

Path-traced by Cycles on the processor, with fixed seeds. Blender 3.4 or later.
"""

import math
import sys

import bpy

SIZE = 256
SAMPLES = 160


def clear():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = SAMPLES
    scene.cycles.seed = 1
    scene.cycles.max_bounces = 6
    scene.cycles.use_denoising = False
    scene.render.resolution_x = SIZE
    scene.render.resolution_y = SIZE
    scene.render.image_settings.file_format = "JPEG"
    scene.render.image_settings.quality = 95
    scene.render.image_settings.color_mode = "RGB"
    scene.view_settings.view_transform = "Filmic"
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    sky = scene.world.node_tree.nodes["Background"].inputs
    sky[0].default_value = (0.45, 0.5, 0.6, 1)
    sky[1].default_value = 0.35


def material(name, colour, roughness=0.6, metallic=0.0, texture=None):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    surface = nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = (*colour, 1)
    surface.inputs["Roughness"].default_value = roughness
    surface.inputs["Metallic"].default_value = metallic
    if texture:
        kind, scale, other = texture
        pattern = nodes.new(kind)
        pattern.inputs["Scale"].default_value = scale
        mix = nodes.new("ShaderNodeMixRGB")
        mix.inputs[1].default_value = (*colour, 1)
        mix.inputs[2].default_value = (*other, 1)
        links.new(pattern.outputs["Fac"], mix.inputs[0])
        links.new(mix.outputs[0], surface.inputs["Base Color"])
    return made


def put(make, surface, smooth=True, **where):
    make(**where)
    thing = bpy.context.object
    thing.data.materials.append(surface)
    if smooth and thing.type == "MESH":
        for polygon in thing.data.polygons:
            polygon.use_smooth = True
    return thing


def room(floor, wall):
    put(bpy.ops.mesh.primitive_plane_add, floor, size=24)
    put(bpy.ops.mesh.primitive_plane_add, wall, size=24, location=(0, 5, 6), rotation=(math.pi / 2, 0, 0))


def camera(location, target):
    made = bpy.data.cameras.new("camera")
    made.lens = 45
    thing = bpy.data.objects.new("camera", made)
    bpy.context.collection.objects.link(thing)
    thing.location = location
    aim(thing, target)
    bpy.context.scene.camera = thing


def aim(thing, target):
    from mathutils import Vector

    thing.rotation_euler = (Vector(target) - thing.location).to_track_quat("-Z", "Y").to_euler()


def lamp(kind, location, target, energy, colour=(1, 1, 1), size=1.5, angle=0.7):
    made = bpy.data.lights.new("lamp", kind)
    made.energy = energy
    made.color = colour
    if kind == "AREA":
        made.size = size
    if kind == "SPOT":
        made.spot_size = angle
        made.spot_blend = 0.8
        made.shadow_soft_size = 0.4
    thing = bpy.data.objects.new("lamp", made)
    bpy.context.collection.objects.link(thing)
    thing.location = location
    aim(thing, target)
    return thing


def still_life(extra):
    clear()
    wood = material("wood", (0.32, 0.17, 0.08), 0.5, texture=("ShaderNodeTexWave", 1.5, (0.5, 0.3, 0.16)))
    room(wood, material("wall", (0.55, 0.53, 0.5), 0.9, texture=("ShaderNodeTexNoise", 3, (0.42, 0.42, 0.43))))
    put(bpy.ops.mesh.primitive_uv_sphere_add, material("apple", (0.55, 0.07, 0.05), 0.3), radius=0.7, location=(-1.2, 0, 0.7), segments=64, ring_count=32)
    put(bpy.ops.mesh.primitive_cylinder_add, material("jar", (0.16, 0.24, 0.3), 0.25), radius=0.55, depth=2.2, location=(0.5, 0.7, 1.1), vertices=64)
    put(bpy.ops.mesh.primitive_torus_add, material("ring", (0.7, 0.55, 0.2), 0.25, 1.0), major_radius=0.55, minor_radius=0.16, location=(1.6, -0.7, 0.16))
    lamp("AREA", (-4, -4, 6), (0, 0, 0.5), 450)
    camera((0.3, -7, 2.6), (0.1, 0, 0.9))
    if extra:
        lamp("SPOT", (4.5, -2.5, 3.5), (0.7, 0.5, 1.2), 1600, (1.0, 0.62, 0.3), angle=0.6)


def bust(extra):
    clear()
    room(material("floor", (0.2, 0.2, 0.22), 0.8), material("wall", (0.3, 0.34, 0.36), 0.9))
    bpy.ops.mesh.primitive_monkey_add(size=2.4, location=(0, 0, 1.4), rotation=(-0.35, 0, 0.35))
    head = bpy.context.object
    head.modifiers.new("smooth", "SUBSURF").render_levels = 3
    head.data.materials.append(material("clay", (0.62, 0.5, 0.42), 0.7))
    for polygon in head.data.polygons:
        polygon.use_smooth = True
    lamp("AREA", (-3.5, -5, 5), (0, 0, 1.4), 380)
    camera((0.2, -6.5, 2.0), (0, 0, 1.4))
    if extra:
        lamp("AREA", (4, -2.2, 2.2), (0, 0, 1.4), 420, (0.45, 0.6, 1.0), size=1)


def cloth(dyed):
    clear()
    room(material("table", (0.6, 0.58, 0.54), 0.6, texture=("ShaderNodeTexNoise", 8, (0.5, 0.47, 0.43))), material("wall", (0.68, 0.66, 0.62), 0.9))
    bpy.ops.mesh.primitive_plane_add(size=3.2, location=(-0.4, 0, 0.6))
    sheet = bpy.context.object
    sheet.rotation_euler = (0.35, 0.1, 0.3)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.subdivide(number_cuts=90)
    bpy.ops.object.mode_set(mode="OBJECT")
    for vertex in sheet.data.vertices:
        x, y = vertex.co.x, vertex.co.y
        vertex.co.z = 0.13 * math.sin(4 * x + 2.1 * y) + 0.09 * math.sin(2.3 * x - 5 * y)
    for polygon in sheet.data.polygons:
        polygon.use_smooth = True
    colour = (0.08, 0.24, 0.42) if dyed else (0.5, 0.12, 0.1)
    sheet.data.materials.append(material("cloth", colour, 0.85))
    put(bpy.ops.mesh.primitive_uv_sphere_add, material("ball", (0.75, 0.7, 0.62), 0.4), radius=0.55, location=(1.9, -0.4, 0.55), segments=48, ring_count=24)
    lamp("AREA", (-3, -4, 6), (0, 0, 0.5), 520)
    camera((0.2, -6.5, 3.6), (0.2, 0, 0.5))


def corridor(blocked):
    clear()
    tiles = material("tiles", (0.5, 0.48, 0.45), 0.4, texture=("ShaderNodeTexChecker", 14, (0.32, 0.3, 0.29)))
    room(tiles, material("wall", (0.66, 0.62, 0.55), 0.9))
    for i, x in enumerate((-2.4, -0.9, 0.9, 2.4)):
        put(bpy.ops.mesh.primitive_cylinder_add, material(f"column{i}", (0.7, 0.68, 0.64), 0.7), radius=0.3, depth=5, location=(x, 1.6, 2.5), vertices=48)
    put(bpy.ops.mesh.primitive_cube_add, material("box", (0.18, 0.32, 0.2), 0.6), smooth=False, size=1.1, location=(0.1, -0.6, 0.55), rotation=(0, 0, 0.5))
    lamp("SPOT", (-5, -4.5, 6), (0.3, 0.6, 0.6), 3200, (1.0, 0.92, 0.8), angle=0.9)
    camera((0, -7, 2.2), (0, 0, 1.2))
    if blocked:
        put(bpy.ops.mesh.primitive_plane_add, material("flag", (0.02, 0.02, 0.02)), size=1.5, location=(-3.1, -2.7, 4.1), rotation=(0.5, -0.5, 0))


def bowls(changed):
    clear()
    room(material("slate", (0.13, 0.14, 0.16), 0.5, texture=("ShaderNodeTexNoise", 5, (0.2, 0.2, 0.21))), material("wall", (0.24, 0.22, 0.2), 0.9))
    colours = [(0.72, 0.66, 0.5), (0.2, 0.36, 0.38), (0.5, 0.22, 0.12)]
    if changed:
        colours[1] = (0.62, 0.36, 0.06)
    for colour, (x, y, r) in zip(colours, [(-1.5, 0.5, 0.75), (0.2, -0.3, 0.85), (1.8, 0.6, 0.65)]):
        put(bpy.ops.mesh.primitive_uv_sphere_add, material("bowl", colour, 0.35), radius=r, location=(x, y, r * 0.9), segments=64, ring_count=32)
    lamp("AREA", (3.5, -4, 5), (0, 0, 0.5), 520, (1, 0.95, 0.88))
    camera((0, -6.5, 2.4), (0.1, 0, 0.7))


def window(open_):
    clear()
    room(material("boards", (0.36, 0.24, 0.15), 0.55, texture=("ShaderNodeTexWave", 2.5, (0.27, 0.17, 0.1))), material("plaster", (0.6, 0.57, 0.52), 0.95))
    put(bpy.ops.mesh.primitive_cube_add, material("chest", (0.3, 0.16, 0.1), 0.5), smooth=False, size=1.6, location=(1.3, 1.2, 0.8), rotation=(0, 0, -0.3))
    put(bpy.ops.mesh.primitive_cone_add, material("lamp shade", (0.7, 0.65, 0.55), 0.8), radius1=0.6, radius2=0.3, depth=0.8, location=(1.3, 1.2, 2.2), vertices=48)
    put(bpy.ops.mesh.primitive_uv_sphere_add, material("pot", (0.45, 0.2, 0.12), 0.7), radius=0.55, location=(-1.6, 0.6, 0.55), segments=48, ring_count=24)
    lamp("AREA", (0, -5, 6), (0, 0, 1), 330)
    camera((0, -7, 2.2), (0, 0.6, 1.1))
    if open_:
        lamp("SPOT", (-5.5, -1.5, 4.5), (-1.2, 1.0, 0.5), 2600, (1.0, 0.78, 0.5), angle=0.75)


scenes = {
    "still-life": still_life,
    "bust": bust,
    "cloth": cloth,
    "corridor": corridor,
    "bowls": bowls,
    "window": window,
}

folder = sys.argv[sys.argv.index("--") + 1]
for name, build in scenes.items():
    for state, changed in (("before", False), ("after", True)):
        build(changed)
        bpy.context.scene.render.filepath = f"{folder}/{name}-{state}.jpg"
        bpy.ops.render.render(write_still=True)
