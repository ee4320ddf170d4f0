//! The word that somebody may have meant.

/// The candidate that differs least from `word`, if it is close enough to be a slip.
pub(super) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // Long words are no names.
    if word.len() > 40 {
        return None;
    }
    let letters = fold(word);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = fold(candidate);
            let distance = distance(&letters, &other);
            let allowed = letters.len().max(other.len()).div_ceil(4).min(3);
            // A slip keeps the start of a word more often than not.
            let alike = letters.iter().zip(&other).take_while(|(a, b)| a == b).count();
            let score = (distance, usize::MAX - alike);
            (distance <= allowed && distance < other.len()).then_some((score, candidate))
        })
        .min_by_key(|(score, _)| *score)
        .map(|(_, candidate)| candidate)
}

/// The candidate that ends in the same words: `imageUrl` is a `url`, and so is `thumbnailImageUrl`.
pub(super) fn akin<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let own = words(word);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = words(candidate);
            let (short, long) = if own.len() < other.len() { (&own, &other) } else { (&other, &own) };
            let more = long.len() - short.len();
            (!short.is_empty() && long.ends_with(short)).then_some((more, candidate))
        })
        .min_by_key(|(more, _)| *more)
        .map(|(_, candidate)| candidate)
}

/// The words of a name in camel case, in lower case; URL and URI are the same to most.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut joins = false;
    for char in name.chars().take(40) {
        match words.last_mut() {
            Some(word) if joins && !char.is_uppercase() => word.push(char),
            _ if char.is_alphanumeric() => words.push(char.to_lowercase().collect()),
            _ => {}
        }
        joins = char.is_alphanumeric();
    }
    for word in &mut words {
        if word == "uri" {
            "url".clone_into(word);
        }
    }
    words
}

/// Lower case, without the signs between words: `image_url` is `imageUrl` is `ImageURL`.
fn fold(word: &str) -> Vec<char> {
    word.chars().filter(|char| !matches!(char, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Insertions, deletions, replacements and swaps of neighbours from one word to the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        let mut left = i + 1;
        row.push(left);
        for (j, to) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX);
            let mut best = (left + 1).min(at(&last, j + 1) + 1).min(at(&last, j) + usize::from(from != to));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
            left = best;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_slips() {
        let count = |a: &str, b: &str| distance(&fold(a), &fold(b));
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("text", "txet"), 1);
        assert_eq!(count("altText", "alttxt"), 1);
        assert_eq!(count("image_url", "imageUrl"), 0);
    }

    #[test]
    fn finds_names_of_the_same_thing() {
        assert_eq!(akin("imageUrl", ["text", "thumbnailImageUrl", "title"]), Some("thumbnailImageUrl"));
        assert_eq!(akin("imageUrl", ["url", "size"]), Some("url"));
        assert_eq!(akin("uri", ["linkUri", "label"]), Some("linkUri"));
        assert_eq!(akin("link_url", ["uri"]), Some("uri"));
        assert_eq!(akin("label", ["color", "style"]), None);
        assert_eq!(akin("text", ["altText", "contents"]), Some("altText"));
        assert_eq!(akin("", ["a"]), None);
    }

    #[test]
    fn finds_what_was_meant() {
        let known = ["text", "textV2", "template", "image", "imagemap"];
        assert_eq!(nearest("txt", known), Some("text"));
        assert_eq!(nearest("Text", known), Some("text"));
        assert_eq!(nearest("tempalte", known), Some("template"));
        assert_eq!(nearest("image_map", known), Some("imagemap"));
        assert_eq!(nearest("gt", ["lt", "gte"]), Some("gte"));
        assert_eq!(nearest("banner", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"x".repeat(1000), known), None);
    }
}
