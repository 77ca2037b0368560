//! "Did you mean".

/// The candidate nearest to `name`, if one is so near that it may have been meant. Upper and lower
/// case differ only where nothing else does.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    let near = candidates.into_iter().filter_map(|candidate| {
        let distance =
            (distance(&name.to_lowercase(), &candidate.to_lowercase()), distance(name, candidate));
        (distance.0 <= limit).then_some((distance, candidate))
    });
    near.min().map(|(_, candidate)| candidate)
}

/// `; did you mean `…`?` with the nearest candidate, or nothing.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> String {
    nearest(name, candidates).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// The number of characters to insert, delete or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let cases = [("", "", 0), ("", "ab", 2), ("conv", "Conv", 1), ("kitten", "sitting", 3)];
        for (a, b, expected) in cases {
            assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a} {b}");
        }
    }

    #[test]
    fn only_near_names_are_suggested() {
        let names = ["conv1.weight", "conv1.bias", "fc.weight"];
        assert_eq!(nearest("con1.weight", names), Some("conv1.weight"));
        assert_eq!(nearest("CONV1.BIAS", names), Some("conv1.bias"));
        assert_eq!(nearest("conv2", ["Conv2d", "conv2d"]), Some("conv2d"));
        assert_eq!(nearest("decoder.layers", names), None);
        assert_eq!(did_you_mean("fc.wieght", names), "; did you mean `fc.weight`?");
        assert_eq!(did_you_mean("x", []), "");
    }
}
