//! What the macro found in a model with control flow, and which fusions it had to leave out.
//!
//! ```sh
//! cargo run --example explain -- --format table   # or json, dot, mermaid
//! ```

use std::process::ExitCode;

use quantizable::{
    Model, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Linear},
    quantizable,
};

#[quantizable]
struct Block {
    conv: Conv2d,
    bn: BatchNorm2d,
}

#[quantizable]
impl Block {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.bn.forward(self.conv.forward(x.clone())) + x)
    }
}

#[quantizable]
struct Net {
    stem: Conv2d,
    blocks: Vec<Block>,
    extra: Option<Conv2d>,
    gate: Conv2d,
    head: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = F::relu(self.stem.forward(x));
        for block in &self.blocks {
            x = block.forward(x);
        }
        if let Some(extra) = &self.extra {
            x = F::relu(extra.forward(x));
        }
        // Used twice, so `relu` cannot run in the convolution's store.
        let gate = self.gate.forward(x);
        let x = F::relu(&gate) + &gate;
        // A branch on data: tracing would keep one of the two.
        let x = if x.mean_value() > 1.0 { x * 0.5 } else { x };
        self.head.forward(x.mean([2, 3], false))
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let plan = Net::PLAN;
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] | ["--format", "table"] => {
            print!("{}\n{plan}", Block::PLAN);
            println!("\nNot fused:");
            for miss in plan.misses {
                println!("{}:{}:{}: {}", plan.file, miss.line, miss.column, miss.pattern);
                println!("    {}: {}", miss.reason, miss.note);
            }
        }
        ["--format", "json"] => println!("{}", plan.to_json()),
        ["--format", "dot"] => print!("{}", plan.to_dot()),
        ["--format", "mermaid"] => print!("{}", plan.to_mermaid()),
        _ => {
            eprintln!("usage: explain [--format table|json|dot|mermaid]");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
