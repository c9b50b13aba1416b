"""
Renders the sample photo's scene: a still life by a window.

    blender --background --python-exit-code 1 --python bench/scenes/sample/render.py -- OUT.png [SAMPLES [PERCENT]]

Path-traced by Cycles on the processor with a fixed seed, as a 16-bit PNG. Blender 3.4 or later.
SAMPLES a pixel (48) and PERCENT of the full size (100) are for trying things out.
"""

import math
import os
import sys

import bpy
from mathutils import Vector

sys.path.insert(0, os.path.dirname(__file__))

import materials  # noqa: E402
from fruit import pear, plum  # noqa: E402
from jug import jug  # noqa: E402
from shapes import box  # noqa: E402
from table import table  # noqa: E402
from towel import towel  # noqa: E402

WIDTH, HEIGHT = 1536, 1024


def settings(samples, percent):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.seed = 1
    cycles.samples = samples
    cycles.use_adaptive_sampling = True
    cycles.adaptive_threshold = 0.008
    cycles.use_denoising = False
    cycles.max_bounces = 4
    cycles.diffuse_bounces = 3
    cycles.glossy_bounces = 2
    cycles.caustics_reflective = cycles.caustics_refractive = False
    # Rare bright paths, which so few samples would show as specks.
    cycles.sample_clamp_indirect = 1.0
    cycles.blur_glossy = 0.5
    render = scene.render
    render.resolution_x, render.resolution_y = WIDTH, HEIGHT
    render.resolution_percentage = percent
    render.image_settings.file_format = "PNG"
    render.image_settings.color_mode = "RGB"
    render.image_settings.color_depth = "16"
    scene.view_settings.view_transform = "Filmic"
    scene.view_settings.look = "Medium High Contrast"
    scene.view_settings.exposure = 1.3


def smooth_light(scene):
    """
    Takes the last noise from the light that falls on things, and leaves what they are made of: light is
    blurred by a few pixels, among pixels whose surfaces face the same way.
    """
    layer = scene.view_layers[0]
    layer.use_pass_normal = True
    scene.use_nodes = True
    nodes, links = scene.node_tree.nodes, scene.node_tree.links
    passes = next(node for node in nodes if node.type == "R_LAYERS")

    def blend(kind, a, b):
        made = nodes.new("CompositorNodeMixRGB")
        made.blend_type = kind
        links.new(a, made.inputs[1])
        links.new(b, made.inputs[2])
        return made.outputs[0]

    parts = []
    for name, short, reach in (("diffuse", "Diff", 1.7), ("glossy", "Gloss", 1.0)):
        for part in ("direct", "indirect", "color"):
            setattr(layer, f"use_pass_{name}_{part}", True)
        blur = nodes.new("CompositorNodeBilateralblur")
        blur.iterations = 4
        blur.sigma_color = 0.2
        blur.sigma_space = reach
        links.new(blend("ADD", passes.outputs[f"{short}Dir"], passes.outputs[f"{short}Ind"]), blur.inputs["Image"])
        links.new(passes.outputs["Normal"], blur.inputs["Determinator"])
        parts.append(blend("MULTIPLY", blur.outputs[0], passes.outputs[f"{short}Col"]))
    links.new(blend("ADD", *parts), nodes["Composite"].inputs["Image"])


def room():
    """A plaster wall behind the table; the rest of the room is a dim glow that is warmer from below."""
    box("wall", (-2.2, 0.5, -0.8), (2.2, 0.6, 2.2), materials.plaster())
    world = bpy.data.worlds.new("room")
    world.use_nodes = True
    nodes, links = world.node_tree.nodes, world.node_tree.links
    height = nodes.new("ShaderNodeSeparateXYZ")
    links.new(nodes.new("ShaderNodeTexCoord").outputs["Generated"], height.inputs[0])
    glow = nodes.new("ShaderNodeMapRange")
    glow.inputs["From Min"].default_value = -0.4
    glow.inputs["From Max"].default_value = 0.9
    links.new(height.outputs["Z"], glow.inputs["Value"])
    mixed = nodes.new("ShaderNodeMixRGB")
    mixed.inputs[1].default_value = (0.016, 0.012, 0.009, 1)
    mixed.inputs[2].default_value = (0.046, 0.044, 0.041, 1)
    links.new(glow.outputs[0], mixed.inputs[0])
    links.new(mixed.outputs[0], nodes["Background"].inputs["Color"])
    # Dim and even: paths find it by themselves, and all light samples go to the window.
    world.cycles.sampling_method = "NONE"
    bpy.context.scene.world = world


def window():
    """An overcast sky behind the bars of a sash."""
    x, near, far, sill, top = -1.15, -0.60, 0.20, 0.14, 1.30
    light = bpy.data.lights.new("sky", "AREA")
    light.shape = "RECTANGLE"
    light.size, light.size_y = top - sill, far - near
    light.energy = 42
    light.color = (0.95, 0.97, 1.0)
    sky = bpy.data.objects.new("sky", light)
    sky.location = (x, (near + far) / 2, (sill + top) / 2)
    sky.rotation_euler = (0, -math.pi / 2, 0)
    bpy.context.collection.objects.link(sky)
    frame = materials.plain("frame", (0.3, 0.29, 0.27), 0.5)
    bars = [(near + share * (far - near), 0.02) for share in (0.0, 0.5, 1.0)]
    for y, half in bars:
        box("bar", (x + 0.02, y - half, sill), (x + 0.05, y + half, top), frame)
    for share in (0.0, 0.36, 0.68, 1.0):
        z = sill + share * (top - sill)
        box("bar", (x + 0.02, near, z - 0.014), (x + 0.05, far, z + 0.014), frame)


def camera(location, target, focus):
    made = bpy.data.cameras.new("camera")
    made.lens = 85
    made.dof.use_dof = True
    made.dof.focus_distance = (Vector(focus) - Vector(location)).length
    made.dof.aperture_fstop = 5.6
    made.dof.aperture_blades = 9
    thing = bpy.data.objects.new("camera", made)
    thing.location = location
    thing.rotation_euler = (Vector(target) - thing.location).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(thing)
    bpy.context.scene.camera = thing


def still_life():
    jug((-0.085, 0.105, 0), math.radians(14))
    pear((0.052, 0.03), -1.25, 1.3, 0.9)
    pear((0.128, 0.105), -2.0, 4.1, 0.6, 1.03, lean=(0.06, -0.05, 0))
    linen = towel((0.205, -0.085), 0.42)
    pear((0.165, -0.075), 3.75, 2.6, 0.5, 0.98, lean=(0.3, 1.6, 0), ground=linen(0.165, -0.075, 0.02) - 0.001)
    plum((-0.185, -0.005), 0.7, 1.7, (1.35, 0.2, 0))
    plum((-0.128, -0.062), 2.9, 3.2, (0.5, 0.9, 0))
    plum((-0.045, -0.028), 4.4, 5.4, (0.25, -0.3, 0))


def main(out, samples="48", percent="100"):
    settings(int(samples), int(percent))
    room()
    window()
    table()
    still_life()
    camera((0.06, -1.43, 0.43), (0.032, 0.0, 0.094), (0.0, -0.02, 0.06))
    smooth_light(bpy.context.scene)
    bpy.context.scene.render.filepath = os.path.abspath(out)
    bpy.ops.render.render(write_still=True)


main(*sys.argv[sys.argv.index("--") + 1 :])
