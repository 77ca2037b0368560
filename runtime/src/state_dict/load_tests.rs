use super::*;
use crate::{
    Tensor,
    nn::{BatchNorm2d, Conv2d, Linear},
};

type Model = (Conv2d, BatchNorm2d, Linear);

fn model() -> Model {
    (Conv2d::new(1, 2, 3), BatchNorm2d::new(2), Linear::new(4, 3))
}

fn without(dict: StateDict, name: &str) -> StateDict {
    dict.into_iter().filter(|(other, _)| other != name).collect()
}

fn problems_of(dict: &StateDict) -> Vec<String> {
    let mut model = model();
    let before = state_dict(&model);
    let Err(Error::StateDict { problems }) = load_state_dict(&mut model, dict) else {
        panic!("loaded");
    };
    for (name, tensor) in state_dict(&model) {
        assert_eq!(Some(&tensor), before.get(&name), "{name} was loaded");
    }
    problems
}

#[test]
fn what_is_saved_is_loaded() {
    let mut dict = state_dict(&model());
    assert_eq!(dict.len(), 8);
    dict.insert("0.weight", Tensor::full(&[2, 1, 3, 3], 0.25));
    dict.insert("1.num_batches_tracked", Tensor::full(&[], 7.0));
    dict.others.insert("1.extra.num_batches_tracked".into(), safetensors::Dtype::I64);
    let mut model = model();
    load_state_dict(&mut model, &dict).unwrap();
    assert_eq!(model.0.weight(), &Tensor::full(&[2, 1, 3, 3], 0.25));
    let again = StateDict::from_bytes(&state_dict(&model).to_bytes().unwrap()).unwrap();
    assert_eq!(again.get("0.weight"), dict.get("0.weight"));
}

#[test]
fn every_problem_is_listed_and_nothing_is_loaded() {
    let mut dict = without(without(state_dict(&model()), "1.running_mean"), "2.bias");
    dict.insert("0.weight", Tensor::ones(&[2, 1, 5, 5]));
    dict.insert("1.runing_mean", Tensor::ones(&[2]));
    dict.insert("head.weight", Tensor::ones(&[1]));
    dict.insert("2.weight", Tensor::ones(&[4, 3]));
    assert_eq!(
        problems_of(&dict),
        [
            "`0.weight` is [2, 1, 5, 5], the model's is [2, 1, 3, 3]",
            "`1.runing_mean` [2] is not in the model; did you mean `1.running_mean`?",
            "`1.running_mean` [2] is missing",
            "`2.bias` [3] is missing",
            "`2.weight` is [4, 3], the model's is [3, 4]",
            "`head.weight` [1] is not in the model",
        ]
    );
}

#[test]
fn a_prefix_is_recognised() {
    let dict = state_dict(&model());
    let dict: StateDict =
        dict.into_iter().map(|(name, tensor)| (format!("module.{name}"), tensor)).collect();
    let problems = problems_of(&dict);
    assert_eq!(problems.len(), 16);
    let hint = "`module.2.bias` [3] is not in the model; did you mean `2.bias`?";
    assert!(problems.iter().any(|problem| problem == hint), "{problems:#?}");
}

#[test]
fn integers_are_named_with_their_type() {
    let mut dict = without(without(state_dict(&model()), "0.bias"), "2.weight");
    dict.others.insert("0.bias".into(), safetensors::Dtype::I32);
    dict.others.insert("2.weight_int8".into(), safetensors::Dtype::I8);
    assert_eq!(
        problems_of(&dict),
        [
            "`0.bias` is of I32, the model's is of floats",
            "`2.weight` [3, 4] is missing",
            "`2.weight_int8` of I8 is not in the model",
        ]
    );
}
