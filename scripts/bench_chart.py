"""Draws docs/benchmarks.svg from docs/benchmarks.json.

    python3 scripts/bench_chart.py
"""

import json
import pathlib

MODELS = ["seed", "mlp", "resnet18", "mobilenet_v2", "bertlayer"]
SYSTEMS = [
    ("ours-int8", "quantizable int8", "#c2410c"),
    ("fx-x86", "PyTorch FX x86", "#2563eb"),
    ("fx-onednn", "PyTorch FX onednn", "#60a5fa"),
    ("ort-int8", "ONNX Runtime int8", "#16a34a"),
    ("torch-f32", "PyTorch f32", "#9ca3af"),
    ("ort-f32", "ONNX Runtime f32", "#d1d5db"),
]
BAR, GAP, LEFT, WIDTH, TOP, MOST = 13, 12, 110, 560, 48, 6.0


def shown(known):
    """The figures of the machine with the most instruction sets."""
    return max(known.values(), key=lambda data: len(data["machine"]["features"]))


def svg(data):
    """Bars of time relative to the best peer's, one thread, batch 1; longer is slower."""
    medians, parts, y = data["medians"], [], TOP
    for model in MODELS:
        times = {s: medians.get(f"{model} b=1 t=1 {s}") for s, _, _ in SYSTEMS}
        peers = [time for s, time in times.items() if time and s != "ours-int8"]
        if not peers or not times["ours-int8"]:
            continue
        best, middle = min(peers), y + BAR * len(SYSTEMS) / 2 + 4
        parts.append(text(LEFT - 10, middle, model, "end", "bold"))
        for system, _, color in SYSTEMS:
            if time := times[system]:
                ratio = time / best
                length = min(ratio, MOST) / MOST * WIDTH
                parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 2}" fill="{color}"/>')
                more = "" if ratio <= MOST else " (cut off)"
                parts.append(text(LEFT + length + 5, y + BAR - 3, f"{ratio:.2f}  {time:.3g} ms{more}"))
            y += BAR
        y += GAP
    line = LEFT + WIDTH / MOST
    parts.append(f'<path d="M{line:.1f} {TOP - 4}V{y}" stroke="#111827" stroke-dasharray="3 3"/>')
    x = LEFT
    for _, name, color in SYSTEMS:
        parts.append(f'<rect x="{x}" y="28" width="10" height="10" fill="{color}"/>')
        parts.append(text(x + 14, 37, name))
        x += 30 + 6.2 * len(name)
    title = "Time of one forward over the best peer's: batch 1, one thread (shorter is faster)"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 850 {y + 8}" font-family="sans-serif" font-size="11">'
    back = '<rect width="100%" height="100%" fill="white"/>'
    return "\n".join([head, back, text(LEFT, 17, title, weight="bold"), *parts, "</svg>", ""])


def text(x, y, content, anchor="start", weight="normal"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{content}</text>'


if __name__ == "__main__":
    docs = pathlib.Path(__file__).resolve().parent.parent / "docs"
    data = shown(json.loads((docs / "benchmarks.json").read_text()))
    (docs / "benchmarks.svg").write_text(svg(data))
