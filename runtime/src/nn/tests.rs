use super::*;
use crate::Tensor;

fn names(layer: &impl Parameters, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    layer.visit(prefix, &mut |name, _| names.push(name.to_owned()));
    names
}

#[test]
fn weights_start_as_pytorch_has_them() {
    let conv = Conv2d::new(16, 32, 3);
    let bound = 1.0 / 12.0;
    let weight = conv.weight().as_slice();
    assert!(weight.iter().all(|w| w.abs() <= bound));
    // A uniform distribution of variance bound² / 3 around 0.
    let variance = weight.iter().map(|w| w * w).sum::<f32>() / weight.len() as f32;
    assert!((variance / (bound * bound / 3.0) - 1.0).abs() < 0.05, "{variance}");
    assert!(conv.weight().mean_value().abs() < bound / 20.0);
    assert!(conv.get_bias().unwrap().as_slice().iter().all(|b| b.abs() <= bound));
    assert_eq!(conv, Conv2d::new(16, 32, 3));
    assert_ne!(conv.weight().as_slice()[..9], Conv2d::new(8, 32, 3).weight().as_slice()[..9]);
}

#[test]
fn groups_give_the_weight_another_shape() {
    let conv = Conv2d::new(8, 12, (3, 1)).bias(false).groups(4).stride(2);
    assert_eq!(conv.weight().shape(), [12, 2, 3, 1]);
    assert_eq!(conv.get_bias(), None);
    // The order of the builders does not matter.
    assert_eq!(conv, Conv2d::new(8, 12, (3, 1)).stride(2).groups(2).groups(4).bias(false));
    assert_eq!(
        format!("{conv:?}"),
        "Conv2d(8, 12, kernel [3, 1], stride [2, 2], padding [0, 0], dilation [1, 1], groups 4, \
         bias false)"
    );
    assert_eq!(Conv2d::new(8, 12, 1).bias(false).bias(true), Conv2d::new(8, 12, 1));
}

#[test]
fn given_weights_stay() {
    let weight = Tensor::from_fn(&[4, 2, 1, 1], |i| i as f32);
    let conv = Conv2d::from_weights(&weight, None).groups(2).padding(1);
    assert_eq!(*conv.weight(), weight);
    assert_eq!(conv.forward(Tensor::ones(&[1, 4, 1, 1])).shape(), [1, 4, 3, 3]);
}

#[test]
#[should_panic = "Conv2d: groups 3 do not divide 8 input channels"]
fn groups_must_divide_the_inputs() {
    Conv2d::new(8, 12, 3).groups(3);
}

#[test]
#[should_panic = "Conv2d: groups 8 do not divide 12 output channels"]
fn groups_must_divide_the_outputs() {
    Conv2d::new(8, 12, 3).groups(8);
}

#[test]
#[should_panic = "Conv2d: expected a bias of shape [4], not [3]"]
fn a_bias_has_one_number_an_output() {
    Conv2d::from_weights(Tensor::ones(&[4, 1, 1, 1]), vec![0.0; 3]);
}

#[test]
#[should_panic = "BatchNorm2d: expected a weight of shape [2], not [3]"]
fn batch_norm_vectors_are_of_one_length() {
    BatchNorm2d::from_weights(vec![1.0; 3], vec![0.0; 2], vec![0.0; 2], vec![1.0; 2]);
}

#[test]
#[should_panic = "batch_norm: expected an input of shape [N, 3, H, W], not [2, 3]"]
fn batch_norm_2d_takes_images() {
    BatchNorm2d::new(3).forward(Tensor::ones(&[2, 3]));
}

#[test]
#[should_panic = "batch_norm: an input of shape [2, 4, 1, 1] does not fit statistics of 3 channels"]
fn batch_norm_takes_its_channels() {
    BatchNorm2d::new(3).forward(Tensor::ones(&[2, 4, 1, 1]));
}

#[test]
fn panics_point_at_the_caller() {
    let line = std::sync::Arc::new(std::sync::Mutex::new(None));
    let seen = line.clone();
    let hook = std::panic::take_hook();
    // Other tests panic at the same time.
    let this_thread = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == this_thread {
            *seen.lock().unwrap() = info.location().map(|l| (l.file().to_owned(), l.line()));
        }
    }));
    let expected = line!() + 2;
    let result = std::panic::catch_unwind(|| {
        Linear::new(3, 2).forward(Tensor::ones(&[1, 4]));
    });
    std::panic::set_hook(hook);
    assert!(result.is_err());
    assert_eq!(*line.lock().unwrap(), Some((file!().to_owned(), expected)));
}

#[test]
fn parameters_have_pytorchs_names() {
    assert_eq!(names(&Conv2d::new(1, 1, 1), ""), ["weight", "bias"]);
    assert_eq!(
        names(&BatchNorm2d::new(1), "bn"),
        ["bn.running_mean", "bn.running_var", "bn.weight", "bn.bias"]
    );
    assert_eq!(names(&BatchNorm1d::new(1).affine(false), ""), ["running_mean", "running_var"]);
    assert_eq!(names(&(ReLU, Linear::new(1, 1).bias(false)), "head"), ["head.1.weight"]);
    assert_eq!(names(&[Some(Linear::new(1, 1)), None], "l"), ["l.0.weight", "l.0.bias"]);
    let none: &dyn Fn(&dyn Parameters) = &|layer| {
        layer.visit("", &mut |name, _| panic!("{name}"));
    };
    none(&MaxPool2d::new(2));
    none(&AvgPool2d::new(2));
    none(&AdaptiveAvgPool2d::new(1));
    none(&Flatten::new());
    none(&Dropout::new(0.1));
    none(&Identity);
    none(&ReLU6);
}

#[test]
fn parameters_can_be_written() {
    let mut layers = vec![Linear::new(2, 1)];
    layers.visit_mut("", &mut |name, tensor| {
        let value = if name == "0.bias" { 1.0 } else { 2.0 };
        tensor.as_mut_slice().fill(value);
    });
    assert_eq!(layers[0].forward(Tensor::ones(&[1, 2])).item(), 5.0);
}
