//! Helpers that return what is borrowed, of types that say so inside of them.

use std::borrow::Cow;

use q::{nn::Linear, quantizable, Model, QConfigMapping, Tensor};

struct View<'a> {
    scales: &'a [f32],
}

#[quantizable(crate = q)]
struct Net {
    fc: Linear,
    scales: Vec<f32>,
    name: String,
}

#[quantizable(crate = q)]
impl Net {
    fn scales(&self) -> std::slice::Iter<'_, f32> {
        self.scales.iter()
    }

    fn layer(&self) -> (&Linear, f32) {
        (&self.fc, 2.0)
    }

    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }

    fn names(&self) -> [&str; 2] {
        [&self.name, "net"]
    }

    fn all(&self) -> Vec<&f32> {
        self.scales.iter().collect()
    }

    fn view(&self) -> View<'_> {
        View { scales: &self.scales }
    }

    fn first<'a>(&'a self, other: &'a [f32]) -> Result<&'a f32, String> {
        self.scales.first().or(other.first()).ok_or_else(|| "no scales".to_string())
    }

    fn at(scales: &[f32], index: usize) -> (&f32, usize) {
        (&scales[index], index)
    }

    fn function(&self) -> Box<dyn Fn(&f32) -> f32 + '_> {
        Box::new(|k| k * self.scales[0])
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let (layer, k) = self.layer();
        let mut y = layer.forward(x) * k;
        for scale in self.scales() {
            let k: f32 = *scale;
            y *= k;
        }
        let all = self.all().len() + self.view().scales.len() + self.names().len();
        let k: f32 = self.function()(&2.0) + *Self::at(&self.scales, 1).0;
        match self.first(&[]) {
            Ok(_) if all > self.name().len() => y * k,
            _ => y,
        }
    }
}

#[test]
fn borrowed_values() {
    let net = Net { fc: Linear::new(3, 2), scales: vec![0.5, 3.0], name: "net".into() };
    let x = Tensor::ones(&[1, 3]);
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), net.forward(x));
}
