use quantizable::{
    Model, Tensor, functional as F,
    nn::{AvgPool2d, Conv2d, Linear, ReLU6},
    quantizable,
};

mod parts {
    use quantizable::{Tensor, functional, nn::Linear, quantizable};

    #[quantizable(plain)]
    #[derive(Clone, Copy, PartialEq)]
    pub enum Mode {
        Fast,
        Exact { steps: usize },
    }

    #[quantizable]
    pub struct Gate {
        pub up: Linear,
        pub down: Box<Linear>,
        pub mode: Mode,
    }

    #[quantizable]
    impl Gate {
        pub fn forward(&self, x: &Tensor) -> (Tensor, bool) {
            let mut hidden = functional::relu(self.up.forward(x));
            let mut steps = match self.mode {
                Mode::Fast => 0,
                Mode::Exact { steps } => steps,
            };
            while steps > 0 {
                hidden = self.squeezed(hidden, 0.5, steps);
                steps -= 1;
            }
            let sure = hidden.mean_value() > 0.25;
            (self.down.forward(hidden), sure)
        }

        #[quantizable(export)]
        pub fn squeezed(&self, x: Tensor, by: f32, step: usize) -> Tensor {
            let by = by / (step + 1) as f32;
            functional::mul_scalar(x, by)
        }

        #[quantizable(export)]
        pub fn width(&self) -> usize {
            if self.mode == Mode::Fast { 1 } else { 2 }
        }
    }
}

use parts::Gate;

#[quantizable]
pub struct Experts {
    stem: (Conv2d, ReLU6),
    gates: Vec<Gate>,
    spare: Option<Box<Gate>>,
    pool: AvgPool2d,
    #[quantizable(skip)]
    labels: Vec<String>,
}

#[quantizable]
impl Experts {
    pub fn forward(&self, x: Tensor, skip: bool) -> Vec<Tensor> {
        let x = self.stem.1.forward(self.stem.0.forward(x));
        let x = self.pool.forward(x).reshape([-1, 16]);
        let mut kept: Vec<Tensor> = Vec::with_capacity(self.gates.len());
        let best = 'search: loop {
            for (number, gate) in self.gates.iter().enumerate() {
                let (y, sure) = gate.forward(&x);
                if skip && number > 2 {
                    continue;
                }
                if sure {
                    break 'search Some(number);
                }
                kept.push(gate.squeezed(y, 0.25, number));
            }
            break None;
        };
        let Some(best) = best else {
            return kept;
        };
        assert!(best < self.gates.len(), "no gate {best}");
        let widths: usize = self.gates.iter().map(|gate| gate.width()).sum();
        if let Some(spare) = self.spare.as_ref().filter(|_| widths > 1) {
            kept.push(spare.forward(&x).0);
        }
        let summed = self.summed(&kept, x);
        vec![summed]
    }

    fn summed(&self, kept: &[Tensor], start: Tensor) -> Tensor {
        let mut sum = start;
        for y in kept {
            sum = &sum + y;
        }
        sum
    }

    pub fn label(&self, number: usize) -> &str {
        &self.labels[number]
    }
}

pub fn prepared(model: &Experts) -> usize {
    let plan = Experts::PLAN;
    let _ = model.state_dict();
    plan.ops.len()
}
