"""Makes small.bin: a state dictionary as torch.save lays it out, pickled by CPython's own pickler (no PyTorch needed).

Classes and functions of the names that PyTorch's pickles have stand in for PyTorch; see torch/serialization.py (_save),
torch/_tensor.py (_reduce_ex_internal) and caffe2/serialize/inline_container.cc (the zip). Run: python3 make_small.py small.bin
"""
import collections, io, pickle, struct, sys, types, zipfile

torch = types.ModuleType("torch")
utils = types.ModuleType("torch._utils")
sys.modules.update({"torch": torch, "torch._utils": utils})
torch._utils = utils


def add(module, name, value):
    value.__module__, value.__qualname__, value.__name__ = module.__name__, name, name
    setattr(module, name, value)
    return value


for storage in ("FloatStorage", "HalfStorage", "BFloat16Storage"):
    add(torch, storage, type(storage, (), {}))
rebuild = add(utils, "_rebuild_tensor_v2", lambda *a: None)
rebuild_parameter = add(utils, "_rebuild_parameter", lambda *a: None)


class Storage:
    def __init__(self, kind, size, data):
        self.kind, self.count, self.data = kind, len(data) // size, data


class Tensor:
    def __init__(self, storage, offset, shape, strides):
        self.parts = (storage, offset, shape, strides)

    def __reduce_ex__(self, protocol):
        return rebuild, (*self.parts, False, collections.OrderedDict())


class Parameter:
    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce_ex__(self, protocol):
        return rebuild_parameter, (self.tensor, True, collections.OrderedDict())


keys = {}


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        if not isinstance(value, Storage):
            return None
        key = keys.setdefault(id(value), (str(len(keys)), value))[0]
        return ("storage", getattr(torch, value.kind), key, "cpu", value.count)


singles = Storage("FloatStorage", 4, struct.pack("<6f", 0.5, -1, 2, 3, 4, 5))
halves = Storage("HalfStorage", 2, struct.pack("<3e", 1, 0.25, -8))
brains = Storage("BFloat16Storage", 2, struct.pack("<4H", 0x3F80, 0xBF80, 0x4000, 0x0000))
large = Storage("FloatStorage", 4, struct.pack("<300f", *range(300)))

state = collections.OrderedDict()
state["singles"] = Tensor(singles, 0, (2, 3), (3, 1))
state["second row"] = Tensor(singles, 3, (1, 3), (7, 1))
state["tied"] = state["singles"]
state["halves"] = Tensor(halves, 0, (3,), (1,))
state["brains"] = Parameter(Tensor(brains, 1, (3,), (1,)))
state["number"] = Tensor(singles, 5, (), ())
state["none"] = Tensor(singles, 6, (0, 4), (4, 1))
state["large"] = Tensor(large, 0, (300,), (1,))
state["columns"] = Tensor(singles, 0, (3, 2), (1, 3))
state._metadata = collections.OrderedDict({"": {"version": 1}})
if len(sys.argv) > 2:  # a dictionary whose tensors can all be read
    del state["columns"]

out = io.BytesIO()
Pickler(out, protocol=2).dump(state)
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_STORED) as archive:
    def write(name, data):
        info = zipfile.ZipInfo("small/" + name, (1980, 1, 1, 0, 0, 0))
        padding = -(archive.fp.tell() + 30 + len(info.filename) + 4) % 64
        info.extra = b"FB" + struct.pack("<H", padding) + b"Z" * padding
        archive.writestr(info, data)

    write("data.pkl", out.getvalue())
    write("byteorder", b"little")
    for key, storage in keys.values():
        write("data/" + key, storage.data)
    write("version", b"3\n")
