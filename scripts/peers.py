"""Latency of other int8 and f32 engines on the models of examples/models.

    python3 -m venv .venv
    .venv/bin/pip install torch==2.5.1 torchvision==0.20.1 onnx onnxruntime
    .venv/bin/python scripts/peers.py --models seed,mlp --batch 1,16 --threads 1

Prints a line for each measurement, as `cargo run --example latency` does:

    MODEL b=BATCH t=THREADS SYSTEM min X ms  median Y ms
"""

import argparse
import copy
import os
import statistics
import sys
import tempfile
import time
import warnings

SYSTEMS = ["torch-f32", "fx-x86", "fx-onednn", "ort-f32", "ort-int8", "fx-calibrate"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    listed = lambda text: text.split(",")
    parser.add_argument("--models", type=listed, default=list(MODELS))
    parser.add_argument("--batch", type=lambda text: [int(n) for n in text.split(",")], default=[1, 16])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--systems", type=listed, default=SYSTEMS[:5], help="of " + ",".join(SYSTEMS))
    return parser.parse_args()


def seed():
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 40, 3), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Conv2d(40, 40, 3), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Flatten(), nn.Linear(5 * 5 * 40, 10),
    )  # fmt: skip


def mlp():
    from torch import nn

    return nn.Sequential(
        nn.Linear(784, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 10)
    )


def bertlayer():
    from torch import nn

    class BertLayer(nn.Module):
        def __init__(self, size=768):
            super().__init__()
            for name in "qkvo":
                self.add_module(name, nn.Linear(size, size))
            self.up, self.down = nn.Linear(size, 4 * size), nn.Linear(4 * size, size)

        def forward(self, x):
            y = self.o(self.q(x) + self.k(x) + self.v(x))
            return self.down(nn.functional.relu(self.up(y)))

    return BertLayer()


def vision(name):
    import torchvision

    return getattr(torchvision.models, name)(weights=None)


MODELS = {
    "seed": (seed, (1, 26, 26)),
    "mlp": (mlp, (784,)),
    "resnet18": (lambda: vision("resnet18"), (3, 224, 224)),
    "mobilenet_v2": (lambda: vision("mobilenet_v2"), (3, 224, 224)),
    "bertlayer": (bertlayer, (128, 768)),
}


def prepared(model, x, engine):
    from torch.ao.quantization import get_default_qconfig_mapping
    from torch.ao.quantization.quantize_fx import prepare_fx

    return prepare_fx(copy.deepcopy(model), get_default_qconfig_mapping(engine), x)


def frozen(model, x):
    import torch

    return torch.jit.freeze(torch.jit.trace(model, x).eval())


def torch_runner(model, x, system):
    import torch
    from torch.ao.quantization.quantize_fx import convert_fx

    if system == "torch-f32":
        model = frozen(model, x)
    elif system == "fx-calibrate":
        model = prepared(model, x, "x86")
    else:
        engine = system.removeprefix("fx-")
        torch.backends.quantized.engine = engine
        model = prepared(model, x, engine)
        model(x)
        model = frozen(convert_fx(model), x)
    return lambda: model(x)


def ort_runner(model, x, int8, threads):
    import onnxruntime
    import torch

    feed = {"x": x.numpy()}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        torch.onnx.export(model, x, path, input_names=["x"], output_names=["y"], opset_version=17)
        if int8:
            path = quantized(path, folder, feed)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, feed)


def quantized(path, folder, feed):
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class OneBatch(CalibrationDataReader):
        def __init__(self):
            self.batches = iter([feed])

        def get_next(self):
            return next(self.batches, None)

    ready, out = os.path.join(folder, "ready.onnx"), os.path.join(folder, "int8.onnx")
    quant_pre_process(path, ready)
    quantize_static(
        ready, out, OneBatch(), quant_format=QuantFormat.QDQ, per_channel=True,
        weight_type=QuantType.QInt8, activation_type=QuantType.QUInt8,
    )  # fmt: skip
    return out


def times(run, seconds):
    """Of calls for the given time after three to warm up, but of at least five."""
    for _ in range(3):
        run()
    found, start = [], time.perf_counter()
    while (time.perf_counter() - start < seconds or len(found) < 5) and len(found) < 20_000:
        before = time.perf_counter()
        run()
        found.append((time.perf_counter() - before) * 1e3)
    return found


def main():
    options = arguments()
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    warnings.filterwarnings("ignore")
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    failed = False
    for name in options.models:
        make, shape = MODELS[name]
        model = make().eval()
        for batch in options.batch:
            x = torch.rand(batch, *shape)
            for system in options.systems:
                try:
                    with torch.no_grad():
                        if system.startswith("ort-"):
                            run = ort_runner(model, x, system == "ort-int8", options.threads)
                        else:
                            run = torch_runner(model, x, system)
                        found = times(run, options.seconds)
                except Exception as error:  # An engine that this machine lacks is no reason to stop.
                    print(f"{name} b={batch} {system}: {error!r}"[:300], file=sys.stderr)
                    failed = True
                    continue
                low, middle = min(found), statistics.median(found)
                print(
                    f"{name} b={batch} t={options.threads} {system} "
                    f"min {low:.4f} ms  median {middle:.4f} ms",
                    flush=True,
                )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
