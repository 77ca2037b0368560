//! "Did you mean": the known name nearest to a misspelt one.

/// The name of `known` that is nearest to `name`, if one is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= limit || same_letters(name, candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Whether they differ only in case and underscores: `MaxPool2d` and `max_pool2d`.
fn same_letters(a: &str, b: &str) -> bool {
    let letters = |s: &str| s.replace('_', "").to_lowercase();
    letters(a) == letters(b)
}

/// How many insertions, deletions, replacements and swaps of neighbours apart they are.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let known = ["relu", "relu6", "max_pool2d", "avg_pool2d", "cat"];
        assert_eq!(nearest("rleu", known), Some("relu"));
        assert_eq!(nearest("maxpool2d", known), Some("max_pool2d"));
        assert_eq!(nearest("MaxPool2d", known), Some("max_pool2d"));
        assert_eq!(nearest("softmax", known), None);
    }
}
