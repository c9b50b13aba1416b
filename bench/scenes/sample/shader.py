"""Materials as expressions: every method returns a socket that others take."""

import bpy


class Shader:
    """A Principled surface under construction."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.surface = self.tree.nodes["Principled BSDF"]

    def node(self, kind, inputs, **settings):
        """A node of a kind, its inputs by name or number set to values or joined to sockets."""
        made = self.tree.nodes.new(f"ShaderNode{kind}")
        for key, value in settings.items():
            setattr(made, key, value)
        for key, value in inputs.items():
            self._give(made.inputs[key], value)
        return made

    def _give(self, socket, value):
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif socket.type == "RGBA" and len(value) == 3:
            socket.default_value = (*value, 1)
        else:
            socket.default_value = value

    def set(self, **inputs):
        """Inputs of the surface, `Base_Color` for `Base Color`."""
        for key, value in inputs.items():
            self._give(self.surface.inputs[key.replace("_", " ")], value)

    def place(self, kind="Object", stretch=(1, 1, 1), offset=None):
        """Coordinates in metres (`Object`) or over a sheet (`UV`), stretched."""
        where = self.node("TexCoord", {}).outputs[kind]
        inputs = {"Vector": where, "Scale": stretch}
        if offset is not None:
            inputs["Location"] = offset
        return self.node("Mapping", inputs).outputs[0]

    def axis(self, where, name):
        return self.node("SeparateXYZ", {0: where}).outputs[name]

    def noise(self, where, scale, detail=4.0, roughness=0.55, distortion=0.0):
        inputs = {"Vector": where, "Scale": scale, "Detail": detail}
        inputs.update({"Roughness": roughness, "Distortion": distortion})
        return self.node("TexNoise", inputs).outputs["Fac"]

    def specks(self, where, scale, size, share=1.0):
        """1 in the middle of dots that lie about, `share` of all, of a size in parts of their distance."""
        cells = self.node("TexVoronoi", {"Vector": where, "Scale": scale})
        dots = self.between(cells.outputs["Distance"], size, size * 0.5)
        if share == 1.0:
            return dots
        chance = self.axis(cells.outputs["Color"], "X")
        return self.math("MULTIPLY", dots, self.math("LESS_THAN", chance, share))

    def between(self, value, low, high, smooth=True):
        """0 at `low`, 1 at `high`, no more beyond."""
        interpolation = "SMOOTHSTEP" if smooth else "LINEAR"
        inputs = {"Value": value, "From Min": low, "From Max": high}
        return self.node("MapRange", inputs, interpolation_type=interpolation).outputs[0]

    def scaled(self, value, low, high):
        """[0, 1] as [low, high]."""
        return self.node("MapRange", {"Value": value, "To Min": low, "To Max": high}).outputs[0]

    def math(self, operation, a, b):
        return self.node("Math", {0: a, 1: b}, operation=operation).outputs[0]

    def mix(self, share, a, b, blend="MIX"):
        """Colours, as RGB."""
        return self.node("MixRGB", {0: share, 1: a, 2: b}, blend_type=blend).outputs[0]

    def bump(self, height, distance, normal=None, strength=1.0):
        """Relief: `height` 1 stands out by `distance` metres."""
        inputs = {"Height": height, "Distance": distance, "Strength": strength}
        if normal is not None:
            inputs["Normal"] = normal
        return self.node("Bump", inputs).outputs[0]
