"""Writes random models with nested control flow, for control_flow_random.rs.

    python3 tests/tests/control_flow_random/generate.py [COUNT [SEED]] > tests/tests/control_flow_random/models.rs

All tensors have one shape, so that every program is well typed. Names are reused on purpose:
shadowing, reassignment in branches and loops, and values used once, twice or never are what fusion
can get wrong.
"""

import random
import sys


class Body:
    def __init__(self, rng):
        self.rng = rng
        self.lines = []
        self.depth = 0

    def line(self, text):
        self.lines.append("    " * (self.depth + 3) + text)

    def atom(self, names):
        name = self.rng.choice(names)
        return self.rng.choice([f"&{name}", f"{name}.clone()"])

    def expr(self, names, depth=2):
        rng = self.rng
        if depth == 0 or rng.random() < 0.15:
            return self.atom(names)
        inner = lambda: self.expr(names, depth - 1)
        owned = lambda: f"({self.owned(names, depth - 1)})"
        kind = rng.randrange(14)
        if kind < 4:
            layer = rng.choice(["self.a", "self.b", "self.c", "self.norm1", "self.norm2", "self.convs[0]", "self.convs[1]"])
            return f"{layer}.forward({inner()})"
        if kind == 4:
            return f"self.norm1.forward(self.a.forward({inner()}))"
        if kind == 5:
            return f"F::relu({inner()})"
        if kind == 6:
            return f"{owned()}.relu6()"
        if kind == 7:
            return f"self.act.forward({inner()})"
        if kind == 8:
            return f"{owned()} + {inner()}"
        if kind == 9:
            return f"{owned()} * {rng.choice(['0.5', 'self.k', '1.5'])}"
        if kind == 10:
            return f"({inner()} + {owned()}).relu()"
        if kind == 11:
            return f"{rng.choice(['1.0', 'self.k'])} - {owned()}"
        if kind == 12:
            return f"F::max_pool2d(F::pad({inner()}, [1, 1, 1, 1], 0.0), 3, 1)"
        return f"(if {self.cond(names)} {{ {self.owned(names, depth - 1)} }} else {{ {self.owned(names, depth - 1)} }})"

    def owned(self, names, depth=2):
        text = self.expr(names, depth)
        return f"{text[1:]}.clone()" if text.startswith("&") and text[1:].isalnum() else text

    def cond(self, names):
        name = self.rng.choice(names)
        return self.rng.choice([
            f"{name}.mean_value() > {self.rng.choice(['0.0', '0.1', '-0.2'])}",
            f"self.n == {self.rng.randrange(4)}",
            "self.on",
            f"{name}.dim() == 4 && self.n > {self.rng.randrange(3)}",
            f"{name}.max_value() < 0.7 || self.on",
        ])

    def block(self, names, count, inside):
        names = list(names)
        self.depth += 1
        for _ in range(count):
            self.stmt(names, inside)
        self.depth -= 1
        return names

    def stmt(self, names, inside):
        rng = self.rng
        kind = rng.randrange(14)
        small = rng.randrange(1, 3)
        if self.depth >= 3 or kind < 6:
            name = rng.choice(["x", "y", "z", "w"])
            value = self.owned(names)
            if name in names and rng.random() < 0.5:
                self.line(f"{name} = {value};")
            else:
                self.line(f"let mut {name} = {value};")
                if name not in names:
                    names.append(name)
        elif kind == 6:
            self.line(f"{rng.choice(names)} {rng.choice(['+=', '-='])} {self.owned(names, 1)};")
        elif kind == 7:
            self.line(f"if {self.cond(names)} {{")
            self.block(names, small, inside)
            if rng.random() < 0.6:
                self.line("} else {")
                self.block(names, small, inside)
            self.line("}")
        elif kind == 8:
            self.line(f"for conv in &self.convs {{")
            inner = self.block(names, 0, "loop")
            self.depth += 1
            self.line(f"{rng.choice(names)} = conv.forward({self.atom(inner)}){rng.choice(['', '.relu()'])};")
            self.depth -= 1
            self.block(names, small, "loop")
            if rng.random() < 0.4:
                self.depth += 1
                self.line(f"if {self.cond(names)} {{ {rng.choice(['break', 'continue'])}; }}")
                self.depth -= 1
            self.line("}")
        elif kind == 9:
            self.line(f"match self.n {{")
            self.depth += 1
            for arm in ["0", "1 | 2", "_"]:
                self.line(f"{arm} => {{")
                self.block(names, 1, inside)
                self.line("}")
            self.depth -= 1
            self.line("}")
        elif kind == 10:
            name = rng.choice(["x", "y", "z", "w"])
            self.line(f"let mut {name} = {{")
            inner = self.block(names, small, inside)
            self.depth += 1
            self.line(self.owned(inner, 1))
            self.depth -= 1
            self.line("};")
            if name not in names:
                names.append(name)
        elif kind == 11:
            self.line(f"if {self.cond(names)} {{")
            self.depth += 1
            self.line(f"return {self.owned(names, 1)};")
            self.depth -= 1
            self.line("}")
        elif kind == 12:
            self.line(f"if let Some(conv) = &self.maybe {{")
            self.depth += 1
            self.line(f"{rng.choice(names)} = conv.forward({self.atom(names)});")
            self.depth -= 1
            self.line("}")
        else:
            a, b = rng.sample(["x", "y", "z", "w"], 2)
            self.line(f"let (mut {a}, mut {b}) = ({self.owned(names, 1)}, {self.owned(names, 1)});")
            for name in (a, b):
                if name not in names:
                    names.append(name)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(f"// Written by generate.py {count} {seed}.\n")
    for i in range(count):
        rng = random.Random(seed * 100003 + i)
        body = Body(rng)
        names = ["x"]
        for _ in range(rng.randrange(4, 9)):
            body.stmt(names, None)
        tail = body.owned(names)
        lines = "\n".join(body.lines)
        print(f"model!(model{i}, |self, x| {{\n{lines}\n            {tail}\n}});\n")


main()
