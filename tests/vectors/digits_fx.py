"""Quantizes the digits model with PyTorch's FX graph mode and writes what it computes.

    pip install torch==2.5.1 numpy scikit-learn safetensors
    python tests/vectors/digits_fx.py

Two variants of the same model, weights and calibration:

  onednn   conv, batch norm, add and ReLU are one op: the conv's result is not rounded before the add;
  x86      the conv ends in u8, and a quantized add_relu follows: one more observer, one more rounding.

README.md beside this file says what is in `digits_fx.safetensors`.
"""

import copy
import json
import sys
import warnings
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "examples" / "data"
sys.path.insert(0, str(DATA))

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch.ao.quantization import MinMaxObserver, PerChannelMinMaxObserver, QConfig, QConfigMapping
from torch.ao.quantization.backend_config import get_onednn_backend_config
from torch.ao.quantization.backend_config.x86 import get_x86_backend_config
from torch.ao.quantization.observer import ObserverBase
from torch.ao.quantization.quantize_fx import convert_fx, prepare_fx
from train_digits import Block, Digits, scale

CALIBRATION_BATCH = 32
NODE_IMAGES = 8

QCONFIG = QConfig(
    activation=MinMaxObserver.with_args(dtype=torch.quint8, qscheme=torch.per_tensor_affine, reduce_range=False),
    weight=PerChannelMinMaxObserver.with_args(dtype=torch.qint8, qscheme=torch.per_channel_symmetric),
)


class FusibleBlock(Block):
    """The block with its last ReLU as a module: FX fuses conv + add + ReLU for oneDNN only then, and
    with `F.relu` fuses conv + add alone, so that the observer sees the sum before the ReLU."""

    def __init__(self, channels):
        super().__init__(channels)
        self.relu = nn.ReLU()

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(y)) + x)


class Recorder(torch.fx.Interpreter):
    """Keeps a copy of each quantized value the moment it is made: oneDNN's conv + add writes its result
    over the residual."""

    def __init__(self, module):
        super().__init__(module)
        self.values = {}

    def run_node(self, node):
        value = super().run_node(node)
        if isinstance(value, torch.Tensor) and value.is_quantized:
            self.values[name_of(node)] = value.clone()
        return value


# FX's names before conversion and after it, where a reader of the vectors is better off with one.
NAMES = {"quantize_per_tensor": "x", "relu_2": "add_relu"}


def name_of(node):
    """A module's path in the model, a function's name as FX numbers it; `x` is the quantized input."""
    return node.target if node.op == "call_module" else NAMES.get(node.name, node.name)


def observers_of(prepared):
    """[(the value an observer is on, the observer)] in order, each call one entry."""
    modules = dict(prepared.named_modules(remove_duplicate=False))
    return [
        (name_of(node.args[0]), modules[node.target])
        for node in prepared.graph.nodes
        if node.op == "call_module" and isinstance(modules[node.target], ObserverBase)
    ]


def variant(engine, model, backend, calibration, images, labels):
    torch.backends.quantized.engine = engine
    mapping = QConfigMapping().set_global(QCONFIG)
    prepared = prepare_fx(copy.deepcopy(model), mapping, (calibration[:1],), backend_config=backend)
    for i in range(0, len(calibration), CALIBRATION_BATCH):
        prepared(calibration[i : i + CALIBRATION_BATCH])
    observers, shared, owner = {}, {}, {}
    for value, observer in observers_of(prepared):
        if id(observer) in owner:
            shared[value] = owner[id(observer)]
            continue
        owner[id(observer)] = value
        s, zp = observer.calculate_qparams()
        observers[value] = {
            "scale": s.item(),
            "zero_point": zp.item(),
            "min": observer.min_val.item(),
            "max": observer.max_val.item(),
        }

    converted = convert_fx(prepared, backend_config=backend)
    recorder = Recorder(converted)
    logits = recorder.run(images)
    values = recorder.values
    for value, q in values.items():
        # Every value has the scale and zero point of its observer, or of the one it shares.
        of = observers[shared.get(value, value)]
        assert (q.q_scale(), q.q_zero_point()) == (of["scale"], of["zero_point"]), value

    kinds = {n: type(m).__name__ for n, m in converted.named_modules() if hasattr(m, "weight")}
    tensors = {f"{engine}.node.{value}": q[:NODE_IMAGES].int_repr().contiguous() for value, q in values.items()}
    tensors[f"{engine}.output"] = values["fc"].int_repr()
    facts = {
        "observers": observers,
        "shares": shared,
        "nodes": list(values),
        "modules": kinds,
        "correct": (logits.argmax(1) == labels).sum().item(),
    }
    weights = {}
    for layer in kinds:
        module = converted.get_submodule(layer)
        q = module.weight()
        weights[f"weight.{layer}"] = q.int_repr()
        weights[f"weight_scale.{layer}"] = q.q_per_channel_scales().float()
        weights[f"bias.{layer}"] = module.bias().detach()
    return facts, tensors, weights


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    assert torch.__version__.startswith("2.5.1"), "the vectors are PyTorch 2.5.1's answers"
    state = load_file(DATA / "digits.safetensors")
    calibration = scale(load_file(DATA / "digits_calibration.safetensors")["images"])
    test = load_file(DATA / "digits_test.safetensors")
    images, labels = scale(test["images"]), test["labels"]

    plain, fusible = Digits(), Digits()
    fusible.block = FusibleBlock(32)
    for model in (plain, fusible):
        model.load_state_dict(state)
        model.eval()

    logits = plain(images)
    assert torch.equal(logits, fusible(images))
    facts = {
        "calibration": {"images": len(calibration), "batch": CALIBRATION_BATCH},
        "f32": {"correct": (logits.argmax(1) == labels).sum().item(), "of": len(labels)},
    }
    tensors = {"f32.output": logits}
    weights = None
    for engine, model, backend in (
        ("onednn", fusible, get_onednn_backend_config()),
        ("x86", plain, get_x86_backend_config()),
    ):
        facts[engine], of_engine, of_weights = variant(engine, model, backend, calibration, images, labels)
        assert weights is None or all(torch.equal(weights[k], of_weights[k]) for k in weights)
        weights = of_weights
        tensors |= of_engine
    assert facts["onednn"]["modules"]["block.conv2"] == "ConvAddReLU2d"
    assert facts["x86"]["modules"]["block.conv2"] == "Conv2d"
    tensors |= weights

    apart = (tensors["onednn.output"].int() - tensors["x86.output"].int()).abs()
    facts["onednn_and_x86"] = {"steps_apart": torch.bincount(apart.flatten()).tolist()}
    path = HERE / "digits_fx.safetensors"
    save_file({k: v.contiguous() for k, v in tensors.items()}, path, metadata={"digits": json.dumps(facts)})
    print(json.dumps(facts, indent=1))
    print(f"{path.name} {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
