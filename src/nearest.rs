//! The word that was probably meant.

/// The candidate nearest to `word`, if one is near enough to be a slip of the keyboard.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let longest = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| {
            *distance <= longest && *distance < candidate.chars().count()
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "did you mean `…`?", or all there is to choose from.
pub fn suggestion<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    if let Some(near) = nearest(word, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let all: Vec<_> = candidates.into_iter().map(|candidate| format!("`{candidate}`")).collect();
    (!all.is_empty())
        .then(|| format!("there {} {}", if all.len() == 1 { "is" } else { "are" }, list(&all)))
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let keys = ["title", "topic", "level", "W1", "yhat", "L"];
        assert_eq!(nearest("tilte", keys), Some("title"));
        assert_eq!(nearest("Level", keys), Some("level"));
        assert_eq!(nearest("w1", keys), Some("W1"));
        assert_eq!(nearest("yaht", keys), Some("yhat"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("Q", keys), None);
    }

    #[test]
    fn where_nothing_is_near_all_are_named() {
        assert_eq!(suggestion("Q", ["X", "y"]).as_deref(), Some("there are `X` and `y`"));
        assert_eq!(suggestion("Q", []), None);
    }
}
