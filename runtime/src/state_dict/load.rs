//! From a state dict into a model and back.

use std::collections::BTreeMap;

use super::StateDict;
use crate::{Error, Result, nn::Parameters, suggest::nearest};

/// The counter of PyTorch's batch norms, which inference does not use.
const IGNORED: &str = "num_batches_tracked";

/// The tensors of a model or layer by their names; shares their data.
///
/// ```
/// use quantizable::{nn::Linear, state_dict::state_dict};
/// let dict = state_dict(&Linear::new(3, 2));
/// assert_eq!(dict.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["bias", "weight"]);
/// ```
pub fn state_dict(model: &dyn Parameters) -> StateDict {
    let mut dict = StateDict::new();
    model.visit("", &mut |name, tensor| {
        dict.insert(name, tensor.clone());
    });
    dict
}

/// Gives a model or layer the tensors of a state dict, as PyTorch's `load_state_dict` does with
/// `strict=True`. `num_batches_tracked` of batch norms is passed over.
///
/// # Errors
/// [`Error::StateDict`] with every tensor that is missing, that the model does not have, or that is
/// of another shape or type; nothing is loaded then.
///
/// ```
/// use quantizable::{StateDict, Tensor, nn::Linear, state_dict::load_state_dict};
/// let mut linear = Linear::new(3, 2).bias(false);
/// let dict = StateDict::from_iter([("weight", Tensor::ones(&[2, 3]))]);
/// load_state_dict(&mut linear, &dict)?;
///
/// let dict = StateDict::from_iter([("wieght", Tensor::ones(&[2, 3]))]);
/// let error = load_state_dict(&mut linear, &dict).unwrap_err().to_string();
/// assert!(error.contains("`wieght` [2, 3] is not in the model; did you mean `weight`?"));
/// # Ok::<(), quantizable::Error>(())
/// ```
pub fn load_state_dict(model: &mut dyn Parameters, dict: &StateDict) -> Result<()> {
    let problems = problems(model, dict);
    if !problems.is_empty() {
        return Err(Error::StateDict { problems });
    }
    model.visit_mut("", &mut |name, tensor| {
        tensor.clone_from(dict.get(name).expect("a tensor that was just checked"));
    });
    Ok(())
}

/// A line for each tensor that does not fit, in the order of their names.
fn problems(model: &dyn Parameters, dict: &StateDict) -> Vec<String> {
    let mut expected = BTreeMap::new();
    model.visit("", &mut |name, tensor| {
        expected.insert(name.to_owned(), tensor.shape().to_vec());
    });
    let in_dict = |name: &str| dict.get(name).is_some() || dict.others.contains_key(name);
    let missing: Vec<&str> =
        expected.keys().map(String::as_str).filter(|name| !in_dict(name)).collect();

    let mut problems = BTreeMap::new();
    for (name, shape) in &expected {
        let problem = match (dict.get(name), dict.others.get(name)) {
            (Some(tensor), _) if tensor.shape() == shape.as_slice() => continue,
            (Some(tensor), _) => format!("is {:?}, the model's is {shape:?}", tensor.shape()),
            (None, Some(dtype)) => format!("is of {dtype:?}, the model's is of floats"),
            (None, None) => format!("{shape:?} is missing"),
        };
        problems.insert(name.as_str(), problem);
    }
    let floats = dict.iter().map(|(name, tensor)| (name, format!("{:?}", tensor.shape())));
    let others = dict.others.iter().map(|(name, dtype)| (name.as_str(), format!("of {dtype:?}")));
    for (name, what) in floats.chain(others) {
        if expected.contains_key(name) || is_ignored(name) {
            continue;
        }
        let hint = meant(name, &missing);
        let hint = hint.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        problems.insert(name, format!("{what} is not in the model{hint}"));
    }
    problems.into_iter().map(|(name, problem)| format!("`{name}` {problem}")).collect()
}

fn is_ignored(name: &str) -> bool {
    name.rsplit('.').next() == Some(IGNORED)
}

/// The missing name that `name` may stand for: it without a prefix, such as the `module.` of
/// `DataParallel`, or a near one.
fn meant<'a>(name: &str, missing: &[&'a str]) -> Option<&'a str> {
    let ends = |end: &str| name.strip_suffix(end).is_some_and(|prefix| prefix.ends_with('.'));
    let longest = missing.iter().copied().filter(|end| ends(end)).max_by_key(|end| end.len());
    longest.or_else(|| nearest(name, missing.iter().copied()))
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
