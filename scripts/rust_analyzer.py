#!/usr/bin/env python3
"""Asks rust-analyzer about a model, as an editor does, and compares with what an editor is to show: types
of locals as the user knows them, one definition for a field, completions in a `forward` that is being typed.

    scripts/rust_analyzer.py

Needs rust-analyzer (`rustup component add rust-analyzer rust-src`); without it nothing is checked.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CRATE = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "rust_analyzer"

MANIFEST = f"""\
[package]
name = "analyzed"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
quantizable = {{ path = "{ROOT}/runtime" }}
"""

MODEL = """\
use quantizable::{Model, QConfigMapping, Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
pub struct Block {
    conv: Conv2d,
    gain: f32,
}

#[quantizable]
impl Block {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x);
        F::relu(y) * self.gain
    }
}

#[quantizable]
pub struct Net {
    blocks: Vec<Block>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for block in &self.blocks {
            x = block.forward(x);
        }
        BODY
    }
}

pub fn quantize(net: &Net) {
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    prepared.convert().unwrap();
}
"""


class Analyzer:
    """rust-analyzer on one file of a crate."""

    def __init__(self, crate: Path, file: Path) -> None:
        self.uri = file.as_uri()
        self.process = subprocess.Popen(
            ["rust-analyzer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=crate
        )
        self.number = 0
        self.version = 0
        self.ready = False
        capabilities = {
            "experimental": {"serverStatusNotification": True},
            "textDocument": {"hover": {"contentFormat": ["plaintext"]}},
        }
        options = {"checkOnSave": False, "cachePriming": {"enable": False}}
        self.ask(
            "initialize",
            processId=os.getpid(),
            rootUri=crate.as_uri(),
            capabilities=capabilities,
            initializationOptions=options,
        )
        self.tell("initialized")

    def send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self) -> dict:
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            self.send({"id": message["id"], "result": None})
        if message.get("method") == "experimental/serverStatus":
            self.ready = message["params"]["quiescent"]
            if message["params"]["health"] == "error":
                sys.exit(f"rust-analyzer: {message['params'].get('message')}")
        return message

    def tell(self, method: str, **params: object) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, **params: object) -> object:
        """What it answers; a question that the next change of the text has overtaken is asked again."""
        while True:
            self.number += 1
            self.send({"id": self.number, "method": method, "params": params})
            while "method" in (answer := self.receive()) or answer["id"] != self.number:
                pass
            if answer.get("error", {}).get("code") not in (-32801, -32802):
                return answer.get("result")
            time.sleep(0.1)

    def open(self, text: str) -> None:
        self.version += 1
        if self.version == 1:
            document = {"uri": self.uri, "languageId": "rust", "version": 1, "text": text}
            self.tell("textDocument/didOpen", textDocument=document)
            while not self.ready:
                self.receive()
        else:
            self.tell(
                "textDocument/didChange",
                textDocument={"uri": self.uri, "version": self.version},
                contentChanges=[{"text": text}],
            )

    def at(self, question: str, text: str, place: str, **params: object) -> object:
        """The answer for the place of `|` in `place`."""
        before, after = place.split("|")
        offset = text.index(before + after) + len(before)
        line = text.count("\n", 0, offset)
        position = {"line": line, "character": offset - text.rfind("\n", 0, offset) - 1}
        return self.ask(
            f"textDocument/{question}",
            textDocument={"uri": self.uri},
            position=position,
            **params,
        )

    def hints(self, text: str) -> list[str]:
        """The types of inlay hints, from top to bottom."""
        end = {"line": text.count("\n"), "character": 0}
        hints = self.ask(
            "textDocument/inlayHint",
            textDocument={"uri": self.uri},
            range={"start": {"line": 0, "character": 0}, "end": end},
        )
        hints.sort(key=lambda hint: (hint["position"]["line"], hint["position"]["character"]))
        labels = [hint["label"] for hint in hints]
        texts = (l if isinstance(l, str) else "".join(part["value"] for part in l) for l in labels)
        return [text for text in texts if text.startswith(": ")]


def main() -> None:
    installed = subprocess.run(["rust-analyzer", "--version"], capture_output=True, check=False)
    if installed.returncode != 0:
        print("rust-analyzer is not installed: nothing is checked")
        return
    file = CRATE / "src/lib.rs"
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = MODEL.replace("BODY", "x")
    file.write_text(whole)
    (CRATE / "Cargo.toml").write_text(MANIFEST)
    (CRATE / "Cargo.lock").write_bytes((ROOT / "Cargo.lock").read_bytes())
    analyzer = Analyzer(CRATE, file)
    failures = []

    def expect(what: str, found: object, expected: object) -> None:
        if found != expected:
            failures.append(f"{what}: {found} instead of {expected}")

    analyzer.open(whole)
    expect(
        "types of locals",
        analyzer.hints(whole),
        [": Tensor", ": Tensor", ": &Block", ": Prepared<Net>"],
    )
    for place in ["self.co|nv", "co|nv: Conv2d", "self.blo|cks", "block.for|ward"]:
        expect(f"definitions of {place}", len(analyzer.at("definition", whole, place) or []), 1)
    for place, places in [("co|nv: Conv2d", 2), ("blo|cks: Vec", 2), ("let |y", 2)]:
        renamed = analyzer.at("rename", whole, place, newName="renamed") or {}
        edits = sum(len(edits) for edits in renamed.get("changes", {}).values())
        edits += sum(len(change["edits"]) for change in renamed.get("documentChanges", []))
        expect(f"places of {place}", edits, places)
    unfinished = ["let y = x.|; x", "self.|", "F::relu(x", "match ", "let y"]
    for body in [*unfinished, "x", "x.frobnicate()", 'let n: usize = "a"; x']:
        text = MODEL.replace("BODY", body.replace("|", ""))
        analyzer.open(text)
        hover = analyzer.at("hover", text, "let pre|pared") or {"contents": {"value": ""}}
        shown = re.search(r"let prepared: .*", hover["contents"]["value"])
        expect(f"the model beside `{body}`", shown and shown[0], "let prepared: Prepared<Net>")
        if "|" in body:
            items = analyzer.at("completion", text, f"        }}\n        {body}")
            items = items["items"] if isinstance(items, dict) else items or []
            names = {re.match(r"\w*", item["label"])[0] for item in items}
            known = "max_pool2d" if "x" in body else "blocks"
            expect(f"completion of `{body}`", known in names, True)
    analyzer.process.kill()
    if failures:
        sys.exit("\n".join(failures))
    print("rust-analyzer shows the model as it is written")


main()
