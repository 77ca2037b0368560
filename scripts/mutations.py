#!/usr/bin/env python3
"""Makes mistakes in models at random, and shows those of which more is said than without the attributes.

    scripts/mutations.py SEED COUNT

A mistake is a token that is left out, said twice, or another, in one of tests/mutations/*.rs. Each is
compiled twice, as it is and with the attributes taken out; what has as many errors as the plain Rust,
or one where that has none, says a mistake once. What is left is mostly of no use to a reader (`..`
for `.`, a variable for a type), and to be read by one: it always ends with success.
"""

import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOKEN = re.compile(r'[A-Za-z_]\w*|\d+\.?\d*|"[^"]*"|::|->|=>|&&|\|\||[-+*/%=<>!]=?|\.\.|\S')
EXPRESSIONS = ["1", "1.5", '"s"', "x", "self", "()", "None", "&x", "x.clone()", "x.dim()", "x.item()", "Some(x)", "(x, x)"]
SUFFIXES = [".foo", ".clone()", "?", "()", "[0]", " as f32"]


def mutant(source):
    """The source with a mistake, or with none where the attributes are."""
    tokens = [token.span() for token in TOKEN.finditer(source)]
    start, end = random.choice(tokens)
    token = source[start:end]
    line = source[source.rfind("\n", 0, start) + 1 : source.find("\n", start)]
    if "quantizable" in line:
        return source
    is_name = lambda text: text[0].isalpha() or text[0] == "_"
    alike = [source[a:b] for a, b in tokens if is_name(source[a:b]) == is_name(token)]
    new = random.choice(
        ["", f"{token} {token}", random.choice(alike), random.choice(EXPRESSIONS), token + random.choice(SUFFIXES)]
    )
    return source[:start] + new + source[end:]


def errors(source, folder, name):
    """The errors of a crate, each with its place, as cargo shows them: those that read alike once."""
    path = pathlib.Path(folder) / f"{name}.rs"
    path.write_text("#![allow(warnings)]" + source)
    debug = ROOT / "target" / "debug"
    command = ["rustc", "--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--error-format", "json"]
    command += ["--out-dir", folder, "--extern", f"quantizable={debug}/libquantizable.rlib", "-L", f"dependency={debug}/deps"]
    said = subprocess.run([*command, path], capture_output=True, text=True).stderr
    found = {}
    for line in said.splitlines():
        error = json.loads(line)
        if error.get("level") == "error" and error["spans"]:
            place = next(span for span in error["spans"] if span["is_primary"])
            found[error["rendered"]] = f"{place['line_start']}:{place['column_start']} {error['message'][:120]}"
    return list(found.values())


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    random.seed(seed)
    subprocess.run(["cargo", "build", "--quiet", "-p", "quantizable"], cwd=ROOT, check=True)
    sources = [path.read_text() for path in sorted((ROOT / "tests" / "mutations").glob("*.rs"))]
    cases = []
    while len(cases) < count:
        source = random.choice(sources)
        if (changed := mutant(source)) != source:
            cases.append((len(cases), source, changed))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        for source in sources:
            if found := errors(source, folder, "unchanged"):
                sys.exit("without a mistake: " + "\n".join(found))

        def compare(case):
            number, source, changed = case
            plain = re.sub(r"#\[quantizable[^\]]*\]", "", changed)
            return source, changed, errors(changed, folder, f"m{number}"), errors(plain, folder, f"p{number}")

        worse = 0
        for source, changed, ours, plain in pool.map(compare, cases):
            if len(ours) > max(len(plain), 1):
                worse += 1
                lines = zip(source.splitlines(), changed.splitlines())
                print(*next(([f"- {a.strip()}", f"+ {b.strip()}"] for a, b in lines if a != b), []), sep="\n")
                print(*(f"    with     {error}" for error in ours), sep="\n")
                print(*(f"    without  {error}" for error in plain), sep="\n")
    print(f"{worse} of {count} have more errors than without the attributes")


if __name__ == "__main__":
    main()
