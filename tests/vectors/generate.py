"""Writes what PyTorch answers for every op, layer, observer and quantized op that quantizable has.

    pip install torch==2.5.1 numpy safetensors
    python tests/vectors/generate.py

README.md beside this file says how the files are laid out. Every case draws its numbers from a generator
seeded by the case's own name, so that adding a case leaves the others as they are.
"""

import json
import warnings
import zlib
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file
from torch.ao.quantization import (
    HistogramObserver,
    MinMaxObserver,
    MovingAverageMinMaxObserver,
    PerChannelMinMaxObserver,
)

HERE = Path(__file__).resolve().parent
f32 = np.float32

# Functions of each element, with their arguments.
POINTWISE = (
    ("sigmoid", {}),
    ("tanh", {}),
    ("silu", {}),
    ("gelu", {}),
    ("hardswish", {}),
    ("hardsigmoid", {}),
    ("leaky_relu", {"negative_slope": 0.125}),
    ("elu", {"alpha": 0.75}),
)


class VectorFile:
    """Cases gathered for one safetensors file: tensors `CASE.NAME` and a JSON list of the cases."""

    def __init__(self, name):
        self.name, self.cases, self.tensors = name, [], {}

    def add(self, case, op, args, tensors, **more):
        assert all(c["name"] != case for c in self.cases), f"{self.name}: {case} twice"
        self.cases.append({"name": case, "op": op, "args": args, **more})
        for key, tensor in tensors.items():
            if tensor is not None:
                # A copy: safetensors refuses tensors that share memory.
                self.tensors[f"{case}.{key}"] = tensor.detach().clone(memory_format=torch.contiguous_format)

    def save(self):
        path = HERE / f"{self.name}.safetensors"
        # One metadata key only: safetensors writes several in no fixed order.
        save_file(self.tensors, path, metadata={"cases": json.dumps(self.cases)})
        print(f"{path.name:32s} {len(self.cases):3d} cases {path.stat().st_size:7d} bytes")


def rng(name):
    return torch.Generator().manual_seed(zlib.crc32(name.encode()))


def grid(g, *shape, step=1 / 16, limit=64):
    """Random multiples of `step` no larger than `limit` steps.

    Products and sums of such numbers are exact in f32 whatever their order, so that conv, linear and their
    like have one right answer, equal to the last bit.
    """
    return torch.randint(-limit, limit + 1, shape, generator=g).float() * step


def pair(v):
    return list(v) if isinstance(v, (tuple, list)) else [v, v]


def is_exact(output, exact_f64):
    """Whether the output is the true result rounded once to f32."""
    return bool(torch.equal(output, exact_f64.float()))


# Ops and layers in f32 -----------------------------------------------------------------------------------


def conv2d():
    file = VectorFile("conv2d")

    def case(name, x, out_channels, kernel, stride=1, padding=0, dilation=1, groups=1, bias=True):
        g = rng(f"conv2d/{name}")
        layer = nn.Conv2d(x[1], out_channels, kernel, stride, padding, dilation, groups, bias).eval()
        layer.weight.data = grid(g, *layer.weight.shape, step=1 / 32)
        if bias:
            layer.bias.data = grid(g, out_channels)
        x = grid(g, *x)
        y = layer(x)
        args = {
            "in_channels": x.shape[1],
            "out_channels": out_channels,
            "kernel_size": pair(kernel),
            "stride": pair(stride),
            "padding": pair(padding),
            "dilation": pair(dilation),
            "groups": groups,
            "bias": bias,
        }
        tensors = {"input": x, "weight": layer.weight, "bias": layer.bias, "output": y}
        file.add(name, "conv2d", args, tensors, exact=is_exact(y, layer.double()(x.double())))

    case("plain_3x3", (1, 1, 6, 6), 3, 3)
    case("two_channels", (1, 2, 5, 7), 3, 3)
    case("three_channels", (2, 3, 7, 5), 4, 3)
    case("four_channels", (1, 4, 5, 5), 2, 3)
    case("no_bias", (1, 3, 5, 5), 4, 3, bias=False)
    case("one_by_one", (2, 4, 3, 5), 5, 1)
    case("one_by_one_stride_2", (1, 4, 5, 7), 3, 1, stride=2)
    case("five_by_five", (1, 2, 7, 9), 3, 5, padding=2)
    case("one_by_three", (1, 2, 4, 6), 3, (1, 3))
    case("three_by_one", (1, 2, 6, 4), 3, (3, 1), padding=(1, 0))
    case("two_by_two", (1, 3, 5, 5), 3, 2)
    case("kernel_is_the_input", (2, 3, 4, 5), 6, (4, 5))
    case("stride_2", (1, 3, 8, 7), 4, 3, stride=2)
    case("stride_2_by_1", (1, 3, 7, 6), 4, 3, stride=(2, 1))
    case("stride_3_padding_1", (1, 2, 8, 10), 3, 3, stride=3, padding=1)
    case("stride_beyond_kernel", (1, 2, 7, 7), 3, 1, stride=3)
    case("padding_1", (1, 3, 5, 6), 4, 3, padding=1)
    case("padding_2_by_1", (1, 3, 5, 6), 4, 3, padding=(2, 1))
    case("padding_beyond_kernel", (1, 2, 3, 3), 3, 3, padding=3)
    case("dilation_2", (1, 2, 7, 8), 3, 3, dilation=2)
    case("dilation_1_by_2_padding", (1, 2, 5, 7), 3, 3, padding=(1, 2), dilation=(1, 2))
    case("groups_2", (1, 4, 5, 5), 6, 3, padding=1, groups=2)
    case("groups_3_stride_2", (2, 6, 5, 5), 3, 3, stride=2, groups=3)
    case("groups_one_by_one", (1, 6, 3, 3), 4, 1, groups=2)
    case("depthwise", (1, 4, 6, 5), 4, 3, padding=1, groups=4)
    case("depthwise_stride_2", (1, 3, 7, 7), 3, 3, stride=2, padding=1, groups=3)
    case("depthwise_multiplier_2", (1, 3, 5, 5), 6, 3, padding=1, groups=3, bias=False)
    case("depthwise_five_by_five", (1, 2, 6, 6), 2, 5, padding=2, groups=2)
    case("all_at_once", (2, 4, 9, 8), 6, (3, 2), stride=(2, 1), padding=(2, 1), dilation=(1, 2), groups=2)
    case("seventeen_to_thirty_three", (1, 17, 3, 3), 33, 3, padding=1)
    file.save()


def linear():
    file = VectorFile("linear")

    def case(name, x, out_features, bias=True):
        g = rng(f"linear/{name}")
        layer = nn.Linear(x[-1], out_features, bias)
        layer.weight.data = grid(g, *layer.weight.shape, step=1 / 32)
        if bias:
            layer.bias.data = grid(g, out_features)
        x = grid(g, *x)
        y = layer(x)
        args = {"in_features": x.shape[-1], "out_features": out_features, "bias": bias}
        tensors = {"input": x, "weight": layer.weight, "bias": layer.bias, "output": y}
        file.add(name, "linear", args, tensors, exact=is_exact(y, layer.double()(x.double())))

    case("two_dims", (3, 8), 5)
    case("one_row", (1, 17), 10)
    case("one_dim", (7,), 4)
    case("three_dims", (2, 3, 6), 4)
    case("four_dims", (2, 1, 3, 5), 3)
    case("no_bias", (4, 9), 6, bias=False)
    case("one_in", (3, 1), 4)
    case("one_out", (3, 6), 1)
    case("odd", (5, 33), 17)
    file.save()


def batch_norm():
    file = VectorFile("batch_norm")

    def case(name, cls, x, **kwargs):
        g = rng(f"batch_norm/{name}")
        layer = cls(x[1], **kwargs).eval()
        layer.running_mean.copy_(grid(g, x[1]))
        layer.running_var.copy_(torch.rand(x[1], generator=g) * 3 + 0.05)
        if layer.affine:
            layer.weight.data = torch.randn(x[1], generator=g)
            layer.bias.data = torch.randn(x[1], generator=g)
        x = grid(g, *x)
        y = layer(x)
        args = {"num_features": x.shape[1], "eps": layer.eps, "affine": layer.affine}
        tensors = {
            "input": x,
            "weight": layer.weight,
            "bias": layer.bias,
            "running_mean": layer.running_mean,
            "running_var": layer.running_var,
            "output": y,
        }
        op = "batch_norm2d" if cls is nn.BatchNorm2d else "batch_norm1d"
        file.add(name, op, args, tensors, exact=is_exact(y, layer.double()(x.double())))

    case("bn2d", nn.BatchNorm2d, (2, 4, 3, 5))
    case("bn2d_no_affine", nn.BatchNorm2d, (1, 3, 4, 3), affine=False)
    case("bn2d_eps", nn.BatchNorm2d, (1, 5, 2, 2), eps=0.1)
    case("bn2d_one_channel", nn.BatchNorm2d, (2, 1, 3, 3))
    case("bn1d_two_dims", nn.BatchNorm1d, (4, 6))
    case("bn1d_three_dims", nn.BatchNorm1d, (2, 5, 3))
    case("bn1d_no_affine", nn.BatchNorm1d, (3, 4), affine=False, eps=1e-3)
    file.save()


def activations():
    file = VectorFile("activations")
    special = torch.tensor([-0.0, 0.0, 1e-40, -1e-40, 6.0, 6.0000005, -6.0, 3.4e38, -3.4e38])
    inf = torch.tensor([float("inf"), -float("inf"), float("nan"), 1.0])
    for op, f in (
        ("relu", F.relu),
        ("relu6", F.relu6),
        ("dropout_eval", nn.Dropout(0.5).eval()),
        ("identity", nn.Identity()),
    ):
        for name, x in (
            ("four_dims", grid(rng(op), 2, 3, 2, 3, step=1 / 4, limit=40)),
            ("two_dims", grid(rng(op), 3, 5, step=1 / 4, limit=40)),
            ("edges", special),
            ("not_finite", inf),
        ):
            more = {"nan": True} if name == "not_finite" else {}
            file.add(f"{op}_{name}", op, {}, {"input": x, "output": f(x)}, exact=True, **more)
    for op, args in POINTWISE:
        f = lambda t: getattr(F, op)(t, **args)
        for name, x in (
            ("four_dims", grid(rng(op), 2, 3, 2, 3, step=1 / 8)),
            ("edges", torch.tensor([-0.0, 0.0, 1e-40, -1e-40, 3.0, -3.0, 20.0, -20.0, 1e30, -1e30])),
            ("not_finite", inf),
        ):
            more = {"nan": True} if name == "not_finite" else {}
            # `exp` and its like may round a bit elsewhere.
            exact = op in ("hardswish", "hardsigmoid", "leaky_relu") and is_exact(f(x), f(x.double()))
            file.add(f"{op}_{name}", op, args, {"input": x, "output": f(x)}, exact=exact, **more)
    file.save()


def max_pool2d():
    file = VectorFile("max_pool2d")

    def case(name, x, kernel, stride=None, padding=0, dilation=1, ceil_mode=False, **more):
        if not isinstance(x, torch.Tensor):
            x = grid(rng(f"max_pool2d/{name}"), *x)
        y = F.max_pool2d(x, kernel, stride, padding, dilation, ceil_mode)
        args = {
            "kernel_size": pair(kernel),
            "stride": None if stride is None else pair(stride),
            "padding": pair(padding),
            "dilation": pair(dilation),
            "ceil_mode": ceil_mode,
        }
        file.add(name, "max_pool2d", args, {"input": x, "output": y}, exact=True, **more)

    case("k2_s2", (2, 3, 6, 4), 2, 2)
    case("k2_default_stride", (1, 2, 5, 7), 2)
    case("k3_s2", (1, 2, 7, 8), 3, 2)
    case("k3_s1", (1, 2, 5, 4), 3, 1)
    case("k3_s2_p1", (1, 3, 7, 6), 3, 2, 1)
    case("k2_s3", (1, 2, 8, 7), 2, 3)
    case("k3x2_s2x1_p1x0", (1, 2, 6, 5), (3, 2), (2, 1), (1, 0))
    case("dilation_2", (1, 2, 7, 7), 2, 1, 0, 2)
    case("dilation_2x1_p1", (1, 2, 7, 6), 3, 2, 1, (2, 1))
    case("ceil", (1, 2, 7, 6), 2, 2, ceil_mode=True)
    case("ceil_k3_s2", (1, 2, 6, 8), 3, 2, ceil_mode=True)
    case("ceil_last_window_in_padding", (1, 1, 4, 4), 2, 3, 1, ceil_mode=True)
    case("ceil_p1", (1, 2, 5, 6), 3, 2, 1, ceil_mode=True)
    case("all_negative_p1", -1 - grid(rng("neg"), 1, 2, 4, 4).abs(), 3, 2, 1)
    case("whole_image", (2, 3, 3, 4), (3, 4))
    x = grid(rng("nan"), 1, 1, 4, 4)
    x[0, 0, 1, 1] = float("nan")
    x[0, 0, 2:, 2:] = -float("inf")
    case("nan_and_minus_infinity", x, 2, 2, nan=True)
    file.save()


def avg_pool2d():
    file = VectorFile("avg_pool2d")

    def case(name, x, kernel, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
        x = grid(rng(f"avg_pool2d/{name}"), *x)
        pool = lambda t: F.avg_pool2d(t, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)
        args = {
            "kernel_size": pair(kernel),
            "stride": None if stride is None else pair(stride),
            "padding": pair(padding),
            "ceil_mode": ceil_mode,
            "count_include_pad": count_include_pad,
            "divisor_override": divisor_override,
        }
        file.add(name, "avg_pool2d", args, {"input": x, "output": pool(x)}, exact=is_exact(pool(x), pool(x.double())))

    case("k2", (2, 3, 6, 4), 2)
    case("k3_s2", (1, 2, 7, 8), 3, 2)
    case("k2_s3", (1, 2, 8, 7), 2, 3)
    case("k3x2_s2x1", (1, 2, 6, 5), (3, 2), (2, 1))
    case("k3_s2_p1_counting_padding", (1, 2, 7, 6), 3, 2, 1)
    case("k3_s2_p1_not_counting_padding", (1, 2, 7, 6), 3, 2, 1, count_include_pad=False)
    case("k4x3_p2x1_not_counting_padding", (1, 2, 5, 5), (4, 3), (2, 1), (2, 1), count_include_pad=False)
    case("ceil", (1, 2, 7, 6), 2, 2, ceil_mode=True)
    case("ceil_p1_counting_padding", (1, 2, 6, 5), 3, 2, 1, ceil_mode=True)
    case("ceil_p1_not_counting_padding", (1, 2, 6, 5), 3, 2, 1, ceil_mode=True, count_include_pad=False)
    case("ceil_last_window_in_padding", (1, 1, 4, 4), 2, 3, 1, ceil_mode=True)
    case("divisor_override", (1, 2, 5, 6), 2, 2, divisor_override=3)
    case("divisor_override_p1", (1, 2, 5, 6), 3, 2, 1, divisor_override=7)
    case("whole_image", (2, 3, 3, 4), (3, 4))
    file.save()


def adaptive_avg_pool2d():
    file = VectorFile("adaptive_avg_pool2d")

    def case(name, x, size):
        x = grid(rng(f"adaptive_avg_pool2d/{name}"), *x)
        pool = lambda t: F.adaptive_avg_pool2d(t, size)
        args = {"output_size": pair(size)}
        tensors = {"input": x, "output": pool(x)}
        file.add(name, "adaptive_avg_pool2d", args, tensors, exact=is_exact(pool(x), pool(x.double())))

    case("one", (2, 3, 4, 4), 1)
    case("one_of_odd", (1, 3, 7, 5), (1, 1))
    case("uneven", (1, 2, 7, 5), (3, 2))
    case("keep_height", (1, 2, 5, 6), (None, 2))
    case("keep_width", (1, 2, 7, 3), (4, None))
    case("keep_both", (1, 2, 3, 4), (None, None))
    case("more_than_the_input", (1, 2, 3, 4), (5, 7))
    case("halves", (1, 2, 6, 8), (3, 4))
    file.save()


def add_and_mul():
    shapes = {
        "same": ((2, 3, 2, 2), (2, 3, 2, 2)),
        "per_channel": ((2, 3, 2, 4), (3, 1, 1)),
        "both_broadcast": ((2, 1, 3), (4, 1)),
        "smaller_first": ((4,), (2, 3, 4)),
        "per_image": ((2, 3, 2, 2), (2, 1, 1, 1)),
        "zero_dims": ((2, 3), ()),
        "vectors": ((17,), (17,)),
    }
    file = VectorFile("add")
    for name, (a, b) in shapes.items():
        g = rng(f"add/{name}")
        a, b = grid(g, *a), grid(g, *b)
        file.add(name, "add", {"alpha": 1.0}, {"a": a, "b": b, "output": a + b}, exact=True)
    for name, alpha in (("alpha_half", 0.5), ("alpha_minus_2", -2.0), ("alpha_per_channel", 3.0)):
        g = rng(f"add/{name}")
        a, b = grid(g, 2, 3, 2, 2), grid(g, *((3, 1, 1) if "channel" in name else (2, 3, 2, 2)))
        file.add(name, "add", {"alpha": alpha}, {"a": a, "b": b, "output": torch.add(a, b, alpha=alpha)}, exact=True)
    for name, scalar in (("scalar", 2.5), ("scalar_integer", -3.0), ("scalar_zero", 0.0)):
        a = grid(rng(f"add/{name}"), 2, 3, 2)
        file.add(name, "add_scalar", {"scalar": scalar, "alpha": 1.0}, {"a": a, "output": a + scalar}, exact=True)
    a = grid(rng("add/scalar_alpha"), 2, 3)
    file.add(
        "scalar_alpha",
        "add_scalar",
        {"scalar": 2.5, "alpha": 2.0},
        {"a": a, "output": torch.add(a, 2.5, alpha=2.0)},
        exact=True,
    )
    file.save()

    file = VectorFile("mul")
    for name, (a, b) in shapes.items():
        g = rng(f"mul/{name}")
        a, b = grid(g, *a), grid(g, *b)
        file.add(name, "mul", {}, {"a": a, "b": b, "output": a * b}, exact=True)
    for name, scalar in (("scalar", 2.5), ("scalar_negative", -3.0), ("scalar_zero", 0.0)):
        a = grid(rng(f"mul/{name}"), 2, 3, 2)
        file.add(name, "mul_scalar", {"scalar": scalar}, {"a": a, "output": a * scalar}, exact=True)
    for name, scalar in (("divided", 3.0), ("divided_by_a_negative", -0.75)):
        a = grid(rng(f"mul/{name}"), 2, 3, 2)
        file.add(name, "div_scalar", {"scalar": scalar}, {"a": a, "output": a / scalar}, exact=True)
    file.save()


def cat():
    file = VectorFile("cat")

    def case(name, shapes, dim):
        g = rng(f"cat/{name}")
        parts = [grid(g, *s) for s in shapes]
        tensors = {f"input{i}": p for i, p in enumerate(parts)}
        file.add(
            name, "cat", {"dim": dim, "inputs": len(parts)}, tensors | {"output": torch.cat(parts, dim)}, exact=True
        )

    case("batch", [(2, 3, 2, 2), (1, 3, 2, 2)], 0)
    case("channels", [(2, 3, 2, 2), (2, 5, 2, 2)], 1)
    case("channels_of_three", [(1, 1, 2, 3), (1, 4, 2, 3), (1, 2, 2, 3)], 1)
    case("height", [(2, 2, 1, 3), (2, 2, 3, 3)], 2)
    case("last_dim", [(2, 2, 3, 1), (2, 2, 3, 4)], -1)
    case("channels_from_the_end", [(1, 2, 2, 2), (1, 3, 2, 2)], -3)
    case("one_input", [(2, 3)], 1)
    case("two_dims", [(2, 3), (4, 3)], -2)
    case("empty_part", [(2, 3), (2, 0), (2, 1)], 1)
    file.save()


def shapes():
    file = VectorFile("shape")

    def case(name, op, x, args, f):
        x = grid(rng(f"shape/{name}"), *x)
        file.add(name, op, args, {"input": x, "output": f(x)}, exact=True)

    for name, x, start, end in (
        ("all", (2, 3, 4), 0, -1),
        ("from_1", (2, 3, 2, 2), 1, -1),
        ("middle", (2, 3, 2, 4), 1, 2),
        ("negative", (2, 3, 2, 4), -3, -2),
        ("one_dim_alone", (2, 3, 4), 1, 1),
        ("zero_dims", (), 0, -1),
    ):
        case(
            f"flatten_{name}",
            "flatten",
            x,
            {"start_dim": start, "end_dim": end},
            lambda t: torch.flatten(t, start, end),
        )
    for name, x, shape in (
        ("infer_first", (2, 3, 4), [-1, 6]),
        ("infer_last", (2, 3, 2, 2), [2, -1]),
        ("infer_middle", (4, 6), [2, -1, 3]),
        ("explicit", (4, 6), [2, 2, 6]),
        ("to_one_dim", (2, 3), [-1]),
        ("infer_one", (2, 3), [2, 3, -1]),
    ):
        case(f"reshape_{name}", "reshape", x, {"shape": shape}, lambda t: t.reshape(shape))
        case(f"view_{name}", "view", x, {"shape": shape}, lambda t: t.view(shape))
    for name, x, dims in (
        ("nchw_to_nhwc", (2, 3, 2, 4), [0, 2, 3, 1]),
        ("nhwc_to_nchw", (2, 2, 4, 3), [0, 3, 1, 2]),
        ("transpose", (3, 5), [1, 0]),
        ("negative", (2, 3, 4), [-1, 0, -2]),
        ("as_it_is", (2, 3, 2), [0, 1, 2]),
    ):
        case(f"permute_{name}", "permute", x, {"dims": dims}, lambda t: t.permute(dims))
    for name, x, dim, start, length in (
        ("channels", (2, 5, 2, 3), 1, 1, 3),
        ("last", (2, 5), -1, 2, 3),
        ("from_the_end", (3, 4, 2), 1, -3, 2),
        ("nothing", (3, 4), 0, 1, 0),
    ):
        args = {"dim": dim, "start": start, "length": length}
        case(f"narrow_{name}", "narrow", x, args, lambda t: t.narrow(dim, start, length))
    for name, x, dim, index in (("channel", (2, 3, 2, 2), 1, 2), ("last", (2, 3, 4), -1, -2), ("one_dim", (4,), 0, 1)):
        case(f"select_{name}", "select", x, {"dim": dim, "index": index}, lambda t: t.select(dim, index))
    for name, op, x, size, dim in (
        ("even", "split", (2, 6, 2), 3, 1),
        ("uneven", "split", (7, 2), 3, 0),
        ("larger", "split", (2, 3), 5, -1),
        ("even", "chunk", (1, 6, 2, 2), 2, 1),
        ("uneven", "chunk", (2, 7), 3, 1),
        ("fewer_than_asked", "chunk", (5, 2), 4, 0),
    ):
        g = rng(f"shape/{op}_{name}")
        parts = getattr(torch, op)(t := grid(g, *x), size, dim)
        tensors = {f"output{i}": part for i, part in enumerate(parts)}
        file.add(f"{op}_{name}", op, {"size": size, "dim": dim, "outputs": len(parts)}, {"input": t} | tensors, exact=True)
    file.save()


def pad():
    file = VectorFile("pad")

    def case(name, x, amounts, mode="constant", value=0.0):
        x = grid(rng(f"pad/{name}"), *x)
        y = F.pad(x, amounts, mode, value) if mode == "constant" else F.pad(x, amounts, mode)
        file.add(
            name, "pad", {"pad": list(amounts), "mode": mode, "value": value}, {"input": x, "output": y}, exact=True
        )

    case("all_sides", (1, 2, 3, 3), (1, 1, 1, 1))
    case("uneven", (1, 2, 3, 2), (1, 2, 0, 3))
    case("value", (1, 2, 2, 3), (1, 0, 2, 1), value=1.5)
    case("last_dim_only", (2, 3, 4), (2, 1))
    case("channels_too", (1, 2, 2, 2), (0, 0, 1, 0, 1, 2))
    case("negative_crops", (1, 2, 5, 5), (-1, -2, -1, 0))
    case("negative_and_positive", (1, 2, 4, 4), (-1, 2, 1, -2), value=-0.5)
    case("two_dims", (2, 3), (1, 0, 0, 1))
    case("reflect", (1, 1, 4, 4), (1, 2, 2, 1), mode="reflect")
    case("replicate", (1, 1, 3, 3), (1, 2, 2, 1), mode="replicate")
    file.save()


def mean():
    file = VectorFile("mean")

    def case(name, x, dim=None, keepdim=False):
        x = grid(rng(f"mean/{name}"), *x)
        f = (lambda t: t.mean()) if dim is None else (lambda t: t.mean(dim, keepdim))
        file.add(
            name,
            "mean",
            {"dim": dim, "keepdim": keepdim},
            {"input": x, "output": f(x)},
            exact=is_exact(f(x), f(x.double())),
        )

    case("all", (2, 3, 4))
    case("space", (2, 3, 4, 5), [2, 3])
    case("space_kept", (2, 3, 3, 5), [2, 3], True)
    case("negative_dims", (2, 3, 4, 5), [-1, -2])
    case("channels", (2, 5, 2, 3), [1])
    case("batch_kept", (3, 4), [0], True)
    case("last", (2, 7), [-1])
    case("dims_apart", (2, 3, 4), [0, 2])
    case("every_dim", (2, 3, 2), [0, 1, 2])
    file.save()


# Observers and quantize ------------------------------------------------------------------------------------


def batches_of_each_kind():
    """name -> (batches, how many times each is seen): shapes of distribution, ways the range moves."""
    out = {}

    def put(name, make, times=None):
        batches = make(rng(f"observers/{name}"))
        out[name] = batches, times or [1] * len(batches)

    n = 192
    normal = lambda g, count=n: torch.randn(count, generator=g)
    uniform = lambda g, count=n: torch.rand(count, generator=g)
    put("normal", lambda g: [normal(g)])
    put("normal_growing", lambda g: [normal(g) * s for s in (0.5, 1.0, 3.0)])
    put("normal_shrinking", lambda g: [normal(g) * s for s in (3.0, 1.0, 0.5)])
    put("shifting", lambda g: [normal(g) + s for s in (-2.0, 0.0, 4.0)])
    put("skewed", lambda g: [-torch.log(uniform(g)) * s for s in (1.0, 2.0)])
    put("relu_like", lambda g: [normal(g).clamp(min=0) * s for s in (1.0, 1.5, 1.2)])
    put("all_positive", lambda g: [uniform(g) * 2 + 1, uniform(g) * 3 + 1])
    put("all_negative", lambda g: [-uniform(g) * 2 - 1, -uniform(g) * 3 - 0.5])
    put("outlier", lambda g: [torch.cat([normal(g), torch.tensor([40.0])]), normal(g)])
    put("constant", lambda g: [torch.full((16,), 0.7), torch.full((16,), 0.7)])
    put("constant_negative", lambda g: [torch.full((16,), -1.25)])
    put("constant_then_range", lambda g: [torch.full((16,), 0.5), normal(g)])
    put("all_zero", lambda g: [torch.zeros(16), torch.zeros(16)])
    put("tiny", lambda g: [normal(g, 32) * 1e-9])
    put("one_element", lambda g: [torch.tensor([0.3]), torch.tensor([-2.0]), torch.tensor([5.0])])
    # The search clips only what is rare: a few values among some hundred thousand.
    body = lambda g: normal(g).clamp(-3, 3)
    rare = torch.tensor([-5.5, -4.5, 4.0, 4.5, 5.0, 6.0])
    put("rare_outliers", lambda g: [body(g), rare], [1500, 1])
    put("rare_outliers_first", lambda g: [rare, body(g)], [1, 1500])
    put("rare_outliers_one_side", lambda g: [body(g).abs(), rare[2:]], [1500, 1])
    put("rare_outliers_in_between", lambda g: [body(g), body(g) * 1.3, rare * 1.2, body(g)], [900, 300, 1, 600])
    put("images", lambda g: [grid(g, 2, 3, 4, 4).abs(), grid(g, 2, 3, 4, 4).abs() * 1.25])
    return out


def search_in_f64(histogram, low, high, bins=2048, dst_bins=256):
    """HistogramObserver's choice of range with every sum in f64.

    PyTorch's own search sums in f32. A case is kept only where both end at the same bins, so that no
    implementation can be blamed for the order in which it sums.
    """
    total, cumulative = histogram.sum(), np.cumsum(histogram)
    width = (high - low) / bins
    src = np.arange(bins, dtype=np.float64)

    def error(start, end):
        dst = width * (end - start + 1) / dst_bins
        if dst == 0.0:
            return 0.0
        begin = (src - start) * width
        stop = begin + width
        first = np.clip(np.floor(begin / dst), 0, dst_bins - 1)
        last = np.clip(np.floor(stop / dst), 0, dst_bins - 1)
        density = histogram / width
        cubes = lambda a, b: density * (b**3 - a**3) / 3
        norm = cubes(begin - (first + 0.5) * dst, dst / 2)
        norm += (last - first - 1) * cubes(-dst / 2, dst / 2)
        norm += cubes(-dst / 2, stop - (last * dst + dst / 2))
        return norm.sum()

    step, alpha, beta, start, end, best = 1e-5, 0.0, 1.0, 0, bins - 1, float("inf")
    while alpha < beta:
        next_alpha, next_beta = alpha + step, beta - step
        left, right = start, end
        while left < end and cumulative[left] < next_alpha * total:
            left += 1
        while right > start and cumulative[right] > next_beta * total:
            right -= 1
        next_start, next_end = start, end
        if left - start > end - right:
            next_start, alpha = left, next_alpha
        else:
            next_end, beta = right, next_beta
        if (next_start, next_end) == (start, end):
            continue
        norm = error(next_start, next_end)
        if norm > best:
            break
        best, start, end = norm, next_start, next_end
    return low + width * start, low + width * (end + 1)


def observers():
    file = VectorFile("observers")
    affine = {"dtype": torch.quint8, "qscheme": torch.per_tensor_affine, "reduce_range": False}
    for name, (batches, times) in batches_of_each_kind().items():
        file.add(name, "batches", {"times": times}, {f"batch{i}": b for i, b in enumerate(batches)})
        for short, observer in (
            ("min_max", MinMaxObserver(**affine)),
            ("moving_average", MovingAverageMinMaxObserver(averaging_constant=0.01, **affine)),
            ("histogram", HistogramObserver(bins=2048, **affine)),
        ):
            lows, highs = [], []
            for b, n in zip(batches, times):
                for _ in range(n):
                    observer(b)
                lows.append(observer.min_val.clone().reshape(()))
                highs.append(observer.max_val.clone().reshape(()))
            scale, zero_point = observer.calculate_qparams()
            tensors = {
                "min_val": torch.stack(lows),
                "max_val": torch.stack(highs),
                "scale": scale,
                "zero_point": zero_point.int(),
            }
            args = {"batches_of": name, "dtype": "quint8", "qscheme": "per_tensor_affine"}
            if short == "moving_average":
                args["averaging_constant"] = 0.01
            if short == "histogram":
                args["bins"] = 2048
                new_min, new_max = (v.reshape(()) for v in observer._non_linear_param_search())
                low, high = search_in_f64(observer.histogram.double().numpy(), lows[-1].item(), highs[-1].item())
                width = (highs[-1].item() - lows[-1].item()) / 2048
                assert abs(low - new_min.item()) <= width / 4 and abs(high - new_max.item()) <= width / 4, name
                # Only the bins that hold something: 2048 floats a case would be most of the file.
                filled = observer.histogram.nonzero().flatten()
                tensors |= {
                    "new_min": new_min,
                    "new_max": new_max,
                    "histogram_bins": filled.short(),
                    "histogram_values": observer.histogram[filled],
                }
            file.add(f"{short}_{name}", type(observer).__name__, args, tensors)

    g = rng("observers/weights")
    zero_channel = torch.randn(4, 2, 3, 3, generator=g)
    zero_channel[1] = 0
    zero_channel[2] *= 1e-8
    zero_channel[3] = -zero_channel[3].abs()
    for name, w in (
        ("conv", torch.randn(5, 3, 3, 3, generator=g) * 0.2),
        ("conv_edge_channels", zero_channel),
        ("depthwise", torch.randn(6, 1, 3, 3, generator=g)),
        ("linear", torch.randn(7, 11, generator=g)),
    ):
        for short, observer in (
            (
                "per_channel",
                PerChannelMinMaxObserver(ch_axis=0, dtype=torch.qint8, qscheme=torch.per_channel_symmetric),
            ),
            ("per_tensor", MinMaxObserver(dtype=torch.qint8, qscheme=torch.per_tensor_symmetric)),
        ):
            observer(w)
            scale, zero_point = observer.calculate_qparams()
            if short == "per_channel":
                q = torch.quantize_per_channel(w, scale, zero_point, 0, torch.qint8)
            else:
                q = torch.quantize_per_tensor(w, scale.item(), zero_point.item(), torch.qint8)
            args = {"dtype": "qint8", "qscheme": f"{short}_symmetric"}
            tensors = {"weight": w, "scale": scale, "zero_point": zero_point.int(), "quantized": q.int_repr()}
            file.add(f"{short}_{name}", type(observer).__name__, args, tensors)
    file.save()


def quantize():
    file = VectorFile("quantize")

    def case(name, x, scale, zero_point):
        scale = float(f32(scale))
        q = torch.quantize_per_tensor(x, scale, zero_point, torch.quint8)
        u8 = q.int_repr()
        with np.errstate(over="ignore"):
            expected = np.clip(np.rint(x.numpy() * (f32(1) / f32(scale))) + zero_point, 0, 255)
        assert np.array_equal(u8.numpy(), expected), name
        back = (u8.numpy().astype(np.int32) - zero_point).astype(f32) * f32(scale)
        assert np.array_equal(q.dequantize().numpy(), back), name
        args = {"scale": scale, "zero_point": zero_point, "dtype": "quint8"}
        file.add(name, "quantize_per_tensor", args, {"input": x, "output": u8, "dequantized": q.dequantize()})

    ties = torch.arange(-12, 13) + 0.5
    for zero_point in (0, 3, 4, 127, 128, 252, 255):
        case(f"ties_zero_point_{zero_point}", ties * 0.5, 0.5, zero_point)
    case("near_ties", torch.nextafter(ties * 0.25, torch.tensor(0.0)), 0.25, 9)
    case("ties_of_a_tenth", ties * 0.1, 0.1, 7)
    # Beyond 2^31 steps PyTorch's vector code wraps, and answers 0 for large positive values: not to be copied.
    edges = torch.tensor([0.0, -0.0, 1.0, -1.0, 1e-40, 254.5, -254.5, 1e4, -1e4, 1e9, -1e9, 2.1e9, -2.1e9])
    largest = torch.tensor([3.4028235e38, -3.4028235e38])
    for zero_point in (0, 128, 255):
        case(f"extremes_zero_point_{zero_point}", edges, 1.0, zero_point)
    case("extremes_smallest_scale", edges * float(np.finfo(f32).eps), np.finfo(f32).eps, 100)
    case("extremes_large_scale", torch.cat([edges, largest]), 1e30, 100)
    case("around_the_clamp", torch.linspace(-3, 3, 61), 4 / 255, 128)
    case("normal", torch.randn(257, generator=rng("quantize/normal")), 0.0213, 117)
    every = (torch.arange(256) - 77).float() * float(f32(0.0371))
    case("every_level", every, 0.0371, 77)
    file.save()


# Quantized ops ---------------------------------------------------------------------------------------------

ENGINES = ("onednn", "fbgemm", "x86")


def quantized(g, shape, low=0, high=255):
    """A random u8 tensor with a random scale and zero point, in NHWC memory as converted models have it."""
    u8 = torch.randint(low, high + 1, shape, generator=g).to(torch.uint8)
    scale = float((torch.rand(1, generator=g) * 0.05 + 0.01).item())
    zero_point = int(torch.randint(0, 201, (1,), generator=g))
    q = torch._make_per_tensor_quantized_tensor(u8, scale, zero_point)
    return q.contiguous(memory_format=torch.channels_last) if q.dim() == 4 else q


def range_to_qparams(low, high):
    low, high = min(float(low), 0.0), max(float(high), 0.0)
    scale = f32(f32(high) - f32(low)) / f32(255)
    return float(scale), int(np.clip(-np.rint(f32(low) / scale), 0, 255))


def centred(q):
    """The integers of a quantized tensor with the zero point taken off, as f32."""
    return (q.int_repr().numpy().astype(np.int32) - q.q_zero_point()).astype(f32)


def store(values, zero_point, relu=False):
    """Rounds real steps to u8: ties to even, then the zero point, then the clamp."""
    return np.clip(np.rint(values.astype(f32)) + zero_point, zero_point if relu else 0, 255).astype(np.uint8)


def requantize(acc, weight_scale, bias, x_scale, y_scale, y_zero_point, relu, residual=None):
    """The project's rule for conv and linear (DESIGN: numbers), in f32."""
    product = (f32(x_scale) * weight_scale).astype(f32)
    steps = acc.astype(f32)
    if bias is not None:
        steps = steps + bias / product
    steps = steps * (product / f32(y_scale))
    if residual is not None:
        steps = steps + centred(residual) * (f32(residual.q_scale()) / f32(y_scale))
    return store(steps, y_zero_point, relu)


def qparams_of(**tensors):
    return {name: [t.q_scale(), t.q_zero_point()] for name, t in tensors.items()}


def qops():
    file = VectorFile("qops")

    def put(name, op, args, tensors, qparams, outputs, formula):
        """Stores each engine's output and how many steps it is from the rule this project follows."""
        steps = {}
        for engine, y in outputs.items():
            key = "output" if engine == "any" else f"output.{engine}"
            tensors[key] = y
            away = np.abs(y.numpy().astype(int) - formula.astype(int))
            steps[engine] = [int((away > 0).sum()), int(away.max())]
        file.add(name, op, args, tensors, qparams=qparams, steps_from_rule=steps)
        far = {e: s for e, s in steps.items() if s[0]}
        if far:
            print(f"  qops/{name}: [values off, most steps] {far} of {formula.size}")

    def conv(
        name,
        shape,
        out_channels,
        kernel,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        relu=False,
        add=False,
        engines=ENGINES,
        weight_limit=128,
    ):
        g = rng(f"qops/{name}")
        x = quantized(g, shape)
        weight = torch.randint(
            -weight_limit, weight_limit, (out_channels, shape[1] // groups, *pair(kernel)), generator=g
        ).to(torch.int8)
        weight_scale = torch.rand(out_channels, generator=g) * 0.01 + 0.002
        b = torch.randn(out_channels, generator=g) * 2 if bias else None
        ints = x.int_repr().double() - x.q_zero_point()
        acc = F.conv2d(ints, weight.double(), None, stride, padding, dilation, groups)
        scale_of = weight_scale.reshape(1, -1, 1, 1)
        real = acc * x.q_scale() * scale_of + (b.reshape(1, -1, 1, 1) if bias else 0)
        residual = None
        if add:
            residual = quantized(g, tuple(acc.shape))
            real = real + residual.dequantize()
        # A little less than the true range, so that some values meet the clamp at both ends.
        y_scale, y_zero_point = range_to_qparams(0 if relu else real.min() * 0.9, real.max() * 0.9)
        outputs = {}
        for engine in engines:
            torch.backends.quantized.engine = engine
            qw = torch._make_per_channel_quantized_tensor(
                weight, weight_scale.double(), torch.zeros(out_channels, dtype=torch.long), 0
            )
            packed = torch.ops.quantized.conv2d_prepack(qw, b, pair(stride), pair(padding), pair(dilation), groups)
            op = getattr(torch.ops.quantized, "conv2d" + ("_add" if add else "") + ("_relu" if relu else ""))
            # conv2d_add writes its result over the residual it is given.
            inputs = (x, residual.clone()) if add else (x,)
            outputs[engine] = op(*inputs, packed, y_scale, y_zero_point).int_repr()
        bias_np = b.reshape(1, -1, 1, 1).numpy() if bias else None
        formula = requantize(acc.numpy(), scale_of.numpy(), bias_np, x.q_scale(), y_scale, y_zero_point, relu, residual)
        args = {
            "stride": pair(stride),
            "padding": pair(padding),
            "dilation": pair(dilation),
            "groups": groups,
            "bias": bias,
            "relu": relu,
        }
        tensors = {"input": x.int_repr(), "weight": weight, "weight_scale": weight_scale, "bias": b}
        qparams = qparams_of(input=x) | {"output": [y_scale, y_zero_point]}
        if add:
            tensors["residual"] = residual.int_repr()
            qparams |= qparams_of(residual=residual)
        put(name, "conv2d_add" if add else "conv2d", args, tensors, qparams, outputs, formula)

    conv("conv_3x3", (2, 3, 6, 5), 5, 3)
    conv("conv_3x3_relu", (2, 3, 6, 5), 5, 3, padding=1, relu=True)
    conv("conv_no_bias", (1, 4, 5, 5), 4, 3, bias=False)
    conv("conv_1x1", (2, 5, 4, 3), 7, 1)
    conv("conv_5x5_stride_2_relu", (1, 2, 9, 8), 3, 5, stride=2, padding=2, relu=True)
    conv("conv_dilation_2", (1, 2, 8, 7), 3, 3, padding=(2, 1), dilation=2)
    conv("conv_groups_2", (1, 8, 5, 5), 8, 3, padding=1, groups=2)
    conv("conv_wide", (1, 17, 4, 4), 19, 3, padding=1)
    # fbgemm's depthwise kernel adds pairs of products in i16 and saturates: all engines only with small weights.
    conv("conv_depthwise", (1, 8, 6, 5), 8, 3, padding=1, groups=8, engines=("onednn", "x86"))
    conv("conv_depthwise_small_weights", (1, 8, 6, 5), 8, 3, stride=2, padding=1, groups=8, relu=True, weight_limit=60)
    conv("conv_add", (2, 4, 5, 4), 6, 3, padding=1, add=True, engines=("onednn",))
    conv("conv_add_relu", (2, 4, 5, 4), 6, 3, padding=1, add=True, relu=True, engines=("onednn",))
    conv("conv_add_relu_1x1_no_bias", (1, 6, 4, 4), 8, 1, bias=False, add=True, relu=True, engines=("onednn",))

    def linear(name, shape, out_features, bias=True, relu=False):
        g = rng(f"qops/{name}")
        x = quantized(g, shape)
        weight = torch.randint(-128, 128, (out_features, shape[-1]), generator=g).to(torch.int8)
        weight_scale = torch.rand(out_features, generator=g) * 0.01 + 0.002
        b = torch.randn(out_features, generator=g) * 2 if bias else None
        acc = (x.int_repr().double() - x.q_zero_point()) @ weight.double().T
        real = acc * x.q_scale() * weight_scale + (b if bias else 0)
        y_scale, y_zero_point = range_to_qparams(0 if relu else real.min() * 0.9, real.max() * 0.9)
        outputs = {}
        for engine in ENGINES:
            torch.backends.quantized.engine = engine
            qw = torch._make_per_channel_quantized_tensor(
                weight, weight_scale.double(), torch.zeros(out_features, dtype=torch.long), 0
            )
            packed = torch.ops.quantized.linear_prepack(qw, b)
            op = torch.ops.quantized.linear_relu if relu else torch.ops.quantized.linear
            outputs[engine] = op(x, packed, y_scale, y_zero_point).int_repr()
        formula = requantize(
            acc.numpy(), weight_scale.numpy(), b.numpy() if bias else None, x.q_scale(), y_scale, y_zero_point, relu
        )
        tensors = {"input": x.int_repr(), "weight": weight, "weight_scale": weight_scale, "bias": b}
        put(
            name,
            "linear",
            {"bias": bias, "relu": relu},
            tensors,
            qparams_of(input=x) | {"output": [y_scale, y_zero_point]},
            outputs,
            formula,
        )

    linear("linear", (5, 16), 9)
    linear("linear_relu", (3, 21), 17, relu=True)
    linear("linear_no_bias", (4, 8), 8, bias=False)
    linear("linear_three_dims", (2, 3, 12), 5)

    def binary(name, op, relu=False, shape=(2, 5, 4, 3)):
        g = rng(f"qops/{name}")
        a, b = quantized(g, shape), quantized(g, shape)
        real = a.dequantize() + b.dequantize() if op == "add" else a.dequantize() * b.dequantize()
        y_scale, y_zero_point = range_to_qparams(0 if relu else real.min() * 0.9, real.max() * 0.9)
        y = getattr(torch.ops.quantized, op + ("_relu" if relu else ""))(a, b, y_scale, y_zero_point).int_repr()
        if op == "add":
            sum_ = centred(a) * f32(a.q_scale()) + centred(b) * f32(b.q_scale())
            formula = store(sum_ * (f32(1) / f32(y_scale)), y_zero_point, relu)
        else:
            factor = f32(a.q_scale()) * f32(b.q_scale()) * (f32(1) / f32(y_scale))
            formula = store(centred(a) * centred(b) * factor, y_zero_point, relu)
        qparams = qparams_of(a=a, b=b) | {"output": [y_scale, y_zero_point]}
        put(name, op, {"relu": relu}, {"a": a.int_repr(), "b": b.int_repr()}, qparams, {"any": y}, formula)

    for op in ("add", "mul"):
        binary(op, op)
        binary(f"{op}_relu", op, relu=True)
        binary(f"{op}_vectors", op, shape=(301,))

    def scalar(name, op, value, relu=False):
        g = rng(f"qops/{name}")
        a = quantized(g, (37,))
        y = getattr(torch.ops.quantized, op + ("_relu" if relu else ""))(a, value)
        args = {"scalar": value, "relu": relu}
        file.add(
            name, f"{op}_scalar", args, {"a": a.int_repr(), "output": y.int_repr()}, qparams=qparams_of(a=a, output=y)
        )

    scalar("add_scalar", "add", 0.4)
    scalar("add_scalar_out_of_range", "add", 50.0)
    scalar("add_scalar_negative", "add", -0.7)
    scalar("mul_scalar", "mul", 2.5)
    scalar("mul_scalar_negative", "mul", -0.3)
    scalar("mul_scalar_zero", "mul", 0.0)

    def pointwise(op, args):
        # Every u8 value. PyTorch has no quantized silu.
        x = torch._make_per_tensor_quantized_tensor(torch.arange(256, dtype=torch.uint8), 0.0625, 120)
        real = getattr(F, op)(x.dequantize(), **args)
        y_scale, y_zero_point = range_to_qparams(real.min() * 0.9, real.max() * 0.9)
        y = {
            "hardswish": lambda: torch.ops.quantized.hardswish(x, y_scale, y_zero_point),
            "leaky_relu": lambda: torch.ops.quantized.leaky_relu(x, *args.values(), False, y_scale, y_zero_point),
            "elu": lambda: torch.ops.quantized.elu(x, y_scale, y_zero_point, *args.values()),
        }.get(op, lambda: getattr(F, op)(x))()
        formula = store(real.numpy() * (f32(1) / f32(y.q_scale())), y.q_zero_point(), False)
        put(op, op, args, {"input": x.int_repr()}, qparams_of(input=x, output=y), {"any": y.int_repr()}, formula)

    for op, args in POINTWISE:
        if op != "silu":
            pointwise(op, args)

    def cat(name, shapes, dim, relu=False):
        g = rng(f"qops/{name}")
        parts = [quantized(g, s) for s in shapes]
        y_scale, y_zero_point = range_to_qparams(
            min(p.dequantize().min() for p in parts), max(p.dequantize().max() for p in parts)
        )
        y = (torch.ops.quantized.cat_relu if relu else torch.ops.quantized.cat)(parts, dim, y_scale, y_zero_point)
        formula = np.concatenate(
            [store(centred(p) * f32(p.q_scale()) * (f32(1) / f32(y_scale)), y_zero_point, relu) for p in parts], dim
        )
        tensors = {f"input{i}": p.int_repr() for i, p in enumerate(parts)}
        qparams = qparams_of(**{f"input{i}": p for i, p in enumerate(parts)}) | {"output": [y_scale, y_zero_point]}
        put(
            name,
            "cat",
            {"dim": dim, "inputs": len(parts), "relu": relu},
            tensors,
            qparams,
            {"any": y.int_repr()},
            formula,
        )

    cat("cat_channels", [(1, 3, 3, 4), (1, 5, 3, 4)], 1)
    cat("cat_last_of_three", [(2, 3), (2, 7), (2, 1)], -1)
    cat("cat_relu", [(1, 2, 2, 3), (1, 2, 2, 3)], 1, relu=True)

    def unary(name, op, args, f, steps, shape=(2, 5, 7, 6)):
        """An op whose result keeps its input's scale and zero point; `steps` maps centred f64 to centred."""
        x = quantized(rng(f"qops/{name}"), shape)
        y = f(x)
        assert (y.q_scale(), y.q_zero_point()) == (x.q_scale(), x.q_zero_point()), name
        formula = store(steps(torch.from_numpy(centred(x)).double(), x.q_scale()).numpy(), x.q_zero_point())
        put(name, op, args, {"input": x.int_repr()}, qparams_of(input=x, output=y), {"any": y.int_repr()}, formula)

    def same(name, op, args, f, shape=(2, 5, 7, 6)):
        unary(name, op, args, f, lambda t, _: f(t), shape)

    same("relu", "relu", {}, F.relu, (53,))
    six = lambda t, s: t.clamp(0, float(np.rint(f32(6) * (f32(1) / f32(s)))))
    unary("relu6", "relu6", {}, F.relu6, six, (53,))
    pool = {"kernel_size": [3, 3], "stride": [2, 2], "padding": [1, 1]}
    same(
        "max_pool2d", "max_pool2d", pool | {"dilation": [1, 1], "ceil_mode": False}, lambda t: F.max_pool2d(t, 3, 2, 1)
    )
    same(
        "max_pool2d_k2",
        "max_pool2d",
        {"kernel_size": [2, 2], "stride": [2, 2], "padding": [0, 0], "dilation": [1, 1], "ceil_mode": True},
        lambda t: F.max_pool2d(t, 2, 2, ceil_mode=True),
    )
    avg = {"ceil_mode": False, "count_include_pad": True, "divisor_override": None}
    same(
        "avg_pool2d",
        "avg_pool2d",
        {"kernel_size": [2, 2], "stride": [2, 2], "padding": [0, 0]} | avg,
        lambda t: F.avg_pool2d(t, 2),
    )
    same("avg_pool2d_counting_padding", "avg_pool2d", pool | avg, lambda t: F.avg_pool2d(t, 3, 2, 1))
    same(
        "avg_pool2d_not_counting_padding",
        "avg_pool2d",
        pool | avg | {"count_include_pad": False},
        lambda t: F.avg_pool2d(t, 3, 2, 1, count_include_pad=False),
    )
    same(
        "avg_pool2d_divisor",
        "avg_pool2d",
        {"kernel_size": [2, 2], "stride": [2, 2], "padding": [0, 0]} | avg | {"divisor_override": 3},
        lambda t: F.avg_pool2d(t, 2, divisor_override=3),
    )
    for size in ((1, 1), (3, 2), (9, 8)):
        same(
            f"adaptive_avg_pool2d_{size[0]}x{size[1]}",
            "adaptive_avg_pool2d",
            {"output_size": list(size)},
            lambda t: F.adaptive_avg_pool2d(t, size),
        )
    for name, dim, keepdim in (
        ("mean_space", [2, 3], False),
        ("mean_space_kept", [2, 3], True),
        ("mean_channels", [1], False),
        ("mean_all", [0, 1, 2, 3], False),
    ):
        same(name, "mean", {"dim": dim, "keepdim": keepdim}, lambda t: torch.mean(t, dim, keepdim))
    same(
        "pad_zero",
        "pad",
        {"pad": [1, 2, 0, 1], "mode": "constant", "value": 0.0},
        lambda t: F.pad(t, (1, 2, 0, 1)),
        (1, 2, 3, 3),
    )

    def batch_norm(name, relu=False):
        g = rng(f"qops/{name}")
        x = quantized(g, (2, 5, 3, 4))
        w, b, m = (torch.randn(5, generator=g) for _ in range(3))
        v = torch.rand(5, generator=g) + 0.2
        real = F.batch_norm(x.dequantize(), m, v, w, b, eps=1e-5)
        y_scale, y_zero_point = range_to_qparams(0 if relu else real.min() * 0.9, real.max() * 0.9)
        op = torch.ops.quantized.batch_norm2d_relu if relu else torch.ops.quantized.batch_norm2d
        y = op(x, w, b, m, v, 1e-5, y_scale, y_zero_point)
        of = lambda t: t.numpy().reshape(1, -1, 1, 1)
        gain = (w / torch.sqrt(v + 1e-5)).float()
        steps = centred(x) * of(gain) * (f32(x.q_scale()) / f32(y_scale)) + of(b - m * gain) / f32(y_scale)
        tensors = {"input": x.int_repr(), "weight": w, "bias": b, "running_mean": m, "running_var": v}
        qparams = qparams_of(input=x) | {"output": [y_scale, y_zero_point]}
        put(
            name,
            "batch_norm2d",
            {"eps": 1e-5, "relu": relu},
            tensors,
            qparams,
            {"any": y.int_repr()},
            store(steps, y_zero_point, relu),
        )

    batch_norm("batch_norm2d")
    batch_norm("batch_norm2d_relu", relu=True)
    file.save()


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    assert torch.__version__.startswith("2.5.1"), "the vectors are PyTorch 2.5.1's answers"
    for family in (
        conv2d,
        linear,
        batch_norm,
        activations,
        max_pool2d,
        avg_pool2d,
        adaptive_avg_pool2d,
        add_and_mul,
        cat,
        shapes,
        pad,
        mean,
        observers,
        quantize,
        qops,
    ):
        family()


if __name__ == "__main__":
    main()
