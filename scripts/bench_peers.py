"""Measures this crate and its peers in turns, and writes the tables of docs/benchmarks.md.

    cargo build --release --example latency
    python3 scripts/bench_peers.py --python .venv/bin/python --update

Each round measures every model and number of threads, ours (all batch sizes in turns) directly before
the peers' on the same cores; a figure is the median of its rounds' medians. `--update` writes the figures to
docs/benchmarks.json and the tables into docs/benchmarks.md, where there is one part for each kind of
machine (by its best instruction set), and the chart to docs/benchmarks.svg; without it the tables
are only printed.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

import bench_chart

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODELS = ["seed", "mlp", "resnet18", "mobilenet_v2", "bertlayer"]
SIZES = [64, 112, 224, 320, 448]
# How often our models are measured by themselves, on one thread and on two.
PAIRS = 7
LINE = re.compile(r"(\S+) b=(\d+) t=(\d+) (\S+) min ([\d.]+) ms  median ([\d.]+) ms")
# Required and wanted: ours over the best peer.
GOALS = {"seed": (0.50, 0.35), "mlp": (0.90, 0.70), "resnet18": (1.05, 0.95),
         "mobilenet_v2": (0.85, 0.60), "bertlayer": (1.05, 0.95)}  # fmt: skip


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    listed = lambda text: text.split(",")
    numbers = lambda text: [int(n) for n in text.split(",")]
    parser.add_argument("--python", default=sys.executable, help="a Python with the peers installed")
    parser.add_argument("--models", type=listed, default=MODELS)
    parser.add_argument("--batch", type=numbers, default=[1, 16])
    parser.add_argument("--threads", type=numbers, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--update", action="store_true")
    return parser.parse_args()


def latency():
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    return [str(pathlib.Path(target) / "release" / "examples" / "latency")]


def measure(command, threads, found, rename=lambda system: system):
    """Runs a command on as many cores and adds the medians that it prints."""
    cores = sorted(os.sched_getaffinity(0))[:threads]
    pin = lambda: os.sched_setaffinity(0, cores)
    done = subprocess.run(command, preexec_fn=pin, stdout=subprocess.PIPE, text=True, check=False)
    for line in done.stdout.splitlines():
        if match := LINE.match(line):
            model, batch, threads, system, _, median = match.groups()
            key = f"{model} b={batch} t={threads} {rename(system)}"
            found.setdefault(key, []).append(float(median))
            print(key, median, file=sys.stderr, flush=True)


def run(options):
    found, sizes = {}, {}
    ours = lambda system: "ours-" + system
    for _ in range(options.rounds):
        for threads in options.threads:
            for model in options.models:
                batches = ",".join(map(str, options.batch))
                one = ["--models", model, "--batch", batches, "--threads", str(threads)]
                one += ["--seconds", str(options.seconds)]
                measure(latency() + one, threads, found, ours)
                peers = [options.python, str(ROOT / "scripts" / "peers.py")]
                measure(peers + one, threads, found)
        for model in (m for m in ("resnet18", "mobilenet_v2") if m in options.models):
            one = ["--models", model, "--batch", "1,16", "--seconds", str(options.seconds)]
            measure(latency() + one + ["--dtypes", "calibrate"], 1, found, ours)
            peers = [options.python, str(ROOT / "scripts" / "peers.py")]
            measure(peers + one + ["--systems", "fx-calibrate"], 1, found)
            for size in SIZES:
                sized = ["--dtypes", "int8", "--batch", "1", "--size", str(size)]
                at = lambda system, size=size: f"{system} {size}"
                measure(latency() + one[:2] + sized + ["--seconds", "1"], 1, sizes, at)
    middle = lambda of: {key: statistics.median(values) for key, values in of.items()}
    return {"machine": machine(), "versions": versions(options.python), "medians": middle(found),
            "sizes": middle(sizes), "alone": {model: alone(model, options.seconds) for model in options.models}}  # fmt: skip


def alone(model, seconds):
    """What our int8 gains from batches and threads: medians of the ratios of runs right after one another."""
    ratios = {}
    for _ in range(PAIRS):
        found = {}
        for threads in (1, 2):
            one = ["--models", model, "--dtypes", "int8", "--threads", str(threads), "--seconds", str(seconds)]
            measure(latency() + one, threads, found)
        time = lambda batch, threads: found[f"{model} b={batch} t={threads} int8"][0]
        ratios.setdefault("per image", []).append(time(16, 1) / 16 / time(1, 1))
        for batch in (1, 16):
            ratios.setdefault(f"two threads, b={batch}", []).append(time(batch, 1) / time(batch, 2))
    return {name: statistics.median(values) for name, values in ratios.items()}


def machine():
    flags = set()
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            flags.update(line.split())
    known = {"avx2": "AVX2", "avx_vnni": "AVX-VNNI", "avx512_vnni": "AVX-512 VNNI", "amx_int8": "AMX"}
    return {"cores": len(os.sched_getaffinity(0)),
            "features": [name for flag, name in known.items() if flag in flags]}  # fmt: skip


def versions(python):
    code = "import torch, onnxruntime; print(torch.__version__.split('+')[0], onnxruntime.__version__)"
    done = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return dict(zip(["PyTorch", "ONNX Runtime"], done.stdout.split()))


def rows(medians, models, batches, threads):
    """One for each measurement: name, ours, the peers' best, and its system."""
    for t in threads:
        for model in models:
            for batch in batches:
                at = f"{model} b={batch} t={t} "
                systems = ["fx-x86", "fx-onednn", "ort-int8", "torch-f32", "ort-f32"]
                peers = {s: medians[at + s] for s in systems if at + s in medians}
                if peers and at + "ours-int8" in medians:
                    best = min(peers, key=peers.get)
                    yield model, batch, t, medians[at + "ours-int8"], peers, best


def line(xs, ys):
    """The line a + b x that is nearest to the ys, relatively; how far off it is at most."""
    w = [1 / y**2 for y in ys]
    mean = lambda vs: sum(v * w for v, w in zip(vs, w)) / sum(w)
    x, y = mean(xs), mean(ys)
    b = mean([(u - x) * (v - y) for u, v in zip(xs, ys)]) / mean([(u - x) ** 2 for u in xs])
    a = y - b * x
    return a, b, max(abs((a + b * u) / v - 1) for u, v in zip(xs, ys))


def tables(data, models, batches, threads):
    medians, out = data["medians"], []
    cell = lambda value: "" if value is None else f"{value:.3f}"
    out.append("| model | batch | threads | ours int8 | FX x86 | FX onednn | ORT int8 | ours f32 | "
               "PyTorch f32 | ORT f32 | ours / best peer | required | aim |")  # fmt: skip
    out.append("|---|--:|--:|" + "--:|" * 10)
    for model, batch, t, ours, peers, best in rows(medians, models, batches, threads):
        shown = [ours] + [peers.get(s) for s in ["fx-x86", "fx-onednn", "ort-int8"]]
        shown += [medians.get(f"{model} b={batch} t={t} ours-f32"), peers.get("torch-f32"), peers.get("ort-f32")]
        required, aim = GOALS[model]
        out.append(f"| {model} | {batch} | {t} | " + " | ".join(map(cell, shown))
                   + f" | **{ours / peers[best]:.2f}** ({best}) | {required:.2f} | {aim:.2f} |")  # fmt: skip
    out += ["", "| model | per image, batch 16 / batch 1 | two threads, batch 1 | two threads, batch 16 |",
            "|---|--:|--:|--:|"]  # fmt: skip
    for model in models:
        if at := data["alone"].get(model):
            out.append(f"| {model} | {at['per image']:.2f} | {at['two threads, b=1']:.2f}x | {at['two threads, b=16']:.2f}x |")
    out += ["", "| calibration | batch | ours | prepare_fx | ratio |", "|---|--:|--:|--:|--:|"]
    for model in models:
        for batch in (1, 16):
            ours, fx = (medians.get(f"{model} b={batch} t=1 {s}") for s in ("ours-calibrate", "fx-calibrate"))
            if ours and fx:
                out.append(f"| {model} | {batch} | {ours:.1f} | {fx:.1f} | **{ours / fx:.2f}** |")
    sizes = data["sizes"]
    out += ["", "| int8, by image size | " + " | ".join(f"{s}²" for s in SIZES) + " | ms + ns a pixel | off by at most |",
            "|---|" + "--:|" * (len(SIZES) + 2)]  # fmt: skip
    for model in models:
        at = [sizes.get(f"{model} b=1 t=1 int8 {s}") for s in SIZES]
        if all(at):
            constant, slope, off = line([s * s for s in SIZES], at)
            out.append(f"| {model} | " + " | ".join(f"{t:.3f}" for t in at)
                       + f" | {constant:.2f} + {slope * 1e6:.1f} | {off:.0%} |")  # fmt: skip
    found = data["machine"]
    names = ", ".join(found["features"][:-1]) + " and " + found["features"][-1] if len(found["features"]) > 1 else "".join(found["features"])
    peers = ", ".join(f"{name} {version}" for name, version in data["versions"].items())
    out += ["", f"Milliseconds. A virtual machine with {found['cores']} cores of an x86-64 server CPU that has {names}; {peers}."]
    return "\n".join(out)


def part(kind):
    """The part of docs/benchmarks.md for a kind of machine."""
    return re.compile(f"(<!-- figures: {kind} -->).*?(<!-- end of figures -->)", re.DOTALL)


def main():
    options = arguments()
    docs, kind = ROOT / "docs", machine()["features"][-1]
    page, figures = docs / "benchmarks.md", docs / "benchmarks.json"
    # Known before half an hour of measuring.
    if options.update and not part(kind).search(page.read_text()):
        sys.exit(f"docs/benchmarks.md has no part for {kind}: add `<!-- figures: {kind} -->` and its end")
    data = run(options)
    text = tables(data, options.models, options.batch, options.threads)
    print(text)
    if options.update:
        write = lambda found: f"{found[1]}\n\n{text}\n\n{found[2]}"
        page.write_text(part(kind).sub(write, page.read_text()))
        known = json.loads(figures.read_text()) | {kind: data}
        figures.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
        (docs / "benchmarks.svg").write_text(bench_chart.svg(bench_chart.shown(known)))


if __name__ == "__main__":
    main()
