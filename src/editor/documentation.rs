//! One sentence on each filter and test.

/// About a filter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// As they are written, or nothing.
    pub(super) arguments: &'static str,
    pub(super) about: &'static str,
}

impl Entry {
    pub(super) fn markdown(self, name: &str) -> String {
        format!("`{name}{}`: {}", self.arguments, self.about)
    }
}

/// By name.
const FILTERS: &[(&str, &str, &str)] = &[
    ("abs", "", "the number without its sign"),
    ("attr", "(name)", "the attribute of this name"),
    ("base64decode", "", "the text that Base64 stands for"),
    ("base64encode", "", "the text in Base64"),
    ("batch", "(count, fill)", "lists of `count` items each"),
    ("capitalize", "", "first letter upper case, the rest lower case"),
    ("center", "(width)", "the text in the middle of `width` characters"),
    ("convertToSHA256", "(salt)", "SHA-256 with a salt, in hexadecimal digits"),
    ("convertToSHA256NoSalt", "()", "SHA-256, in hexadecimal digits"),
    ("count", "", "the number of characters or items"),
    (
        "d",
        "(fallback, also_empty)",
        "`fallback`, where the value is missing; with `true` also for null, false, 0 and empty text",
    ),
    ("dateFormatter", "(format)", "a date of the form `31/12/2026` in another form: `%Y-%m-%d`"),
    ("dateTimeFormatter", "(toFormat, timeZone, tzOffset)", "a date and time in another form and zone"),
    ("days", "(date)", "the days from the date before the bar to `date`, both of the form `31/12/2026`"),
    (
        "default",
        "(fallback, also_empty)",
        "`fallback`, where the value is missing; with `true` also for null, false, 0 and empty text",
    ),
    ("dictsort", "(case_sensitive, by, reverse)", "pairs of key and value, in order"),
    ("e", "", "the text with HTML entities; LINE shows them as they are"),
    ("escape", "", "the text with HTML entities; LINE shows them as they are"),
    ("filesizeformat", "(binary)", "a number of bytes as people read it: `4.2 MB`"),
    ("first", "", "the first item or character"),
    ("float", "(fallback)", "the value as a number with a fraction"),
    ("forceescape", "", "the text with HTML entities; LINE shows them as they are"),
    ("format", "(…)", "the text with its `%s` filled in"),
    ("getAuxData", "(file)", "the row of an uploaded table for this key"),
    (
        "groupby",
        "(attribute, default)",
        "groups of items with the same `attribute`, each with `grouper` and `list`",
    ),
    ("indent", "(width, first, blank)", "the text with its lines indented"),
    ("int", "(fallback, base)", "the value as a whole number; `fallback`, or 0, where it is none"),
    ("items", "", "pairs of key and value"),
    ("join", "(separator, attribute)", "the items as one text"),
    ("last", "", "the last item or character"),
    ("length", "", "the number of characters or items"),
    ("list", "", "the characters or items as a list"),
    ("lower", "", "the text in lower case"),
    ("map", "(filter, …) or (attribute=…)", "each item, through a filter or replaced by its attribute"),
    ("max", "(case_sensitive, attribute)", "the largest item"),
    ("min", "(case_sensitive, attribute)", "the smallest item"),
    ("pprint", "", "the value as Python would print it, over several lines"),
    ("random", "", "refused: another item on each render"),
    ("reject", "(test, …)", "the items that do not pass the test"),
    ("rejectattr", "(attribute, test, …)", "the items whose attribute does not pass the test"),
    ("replace", "(old, new, count)", "the text with `old` replaced by `new`"),
    ("reverse", "", "the characters or items from back to front"),
    ("round", "(digits, method)", "the number rounded, half to even; `'ceil'` and `'floor'` round one way"),
    ("safe", "", "the text as it is"),
    ("select", "(test, …)", "the items that pass the test"),
    ("selectattr", "(attribute, test, …)", "the items whose attribute passes the test"),
    ("slice", "(count, fill)", "`count` lists of about the same length"),
    ("sort", "(reverse, case_sensitive, attribute)", "the items in order"),
    ("string", "", "the value as text"),
    ("striptags", "", "the text without HTML tags"),
    ("sum", "(attribute, start)", "the sum of the items"),
    ("title", "", "each word with a capital"),
    ("today", "(timeZone)", "the date of today in the form before the bar: `'%Y-%m-%d'|today('Asia/Tokyo')`"),
    ("tojson", "(indent)", "the value as JSON"),
    ("trim", "(chars)", "the text without white space around it"),
    (
        "truncate",
        "(length, killwords, end, leeway)",
        "the text cut at a word, with `...`; `truncate(20, true, '…', 0)` cuts exactly",
    ),
    ("unique", "(case_sensitive, attribute)", "the items without repeats"),
    ("upper", "", "the text in upper case"),
    ("urldecode", "", "the text that percent-encoding stands for"),
    ("urlencode", "", "the text percent-encoded, for a part of a URL"),
    ("urlize", "", "refused: it makes HTML"),
    ("wordcount", "", "the number of words"),
    ("wordwrap", "(width, break_long_words, wrapstring, break_on_hyphens)", "the text with line breaks"),
    ("xmlattr", "", "a dict as attributes of an HTML tag"),
];

/// By name.
const TESTS: &[(&str, &str)] = &[
    ("boolean", "true or false"),
    ("callable", "can be called"),
    ("defined", "not missing; null is defined"),
    ("divisibleby", "a number that the argument divides"),
    ("eq", "equal"),
    ("equalto", "equal"),
    ("escaped", "marked as HTML"),
    ("even", "an even number"),
    ("false", "false"),
    ("filter", "the name of a filter"),
    ("float", "a number with a fraction"),
    ("ge", "greater or equal"),
    ("greaterthan", "greater"),
    ("gt", "greater"),
    ("in", "one of the items"),
    ("integer", "a whole number"),
    ("iterable", "can be looped over"),
    ("le", "less or equal"),
    ("lessthan", "less"),
    ("lower", "text in lower case"),
    ("lt", "less"),
    ("mapping", "an object"),
    ("ne", "not equal"),
    ("none", "null"),
    ("number", "a number"),
    ("odd", "an odd number"),
    ("sameas", "the same"),
    ("sequence", "a list or text"),
    ("string", "text"),
    ("test", "the name of a test"),
    ("true", "true"),
    ("undefined", "missing"),
    ("upper", "text in upper case"),
];

pub(super) fn filter(name: &str) -> Option<Entry> {
    let (_, arguments, about) = FILTERS.iter().find(|(known, ..)| *known == name)?;
    Some(Entry { arguments, about })
}

pub(super) fn test(name: &str) -> Option<&'static str> {
    TESTS.iter().find(|(known, _)| *known == name).map(|(_, about)| *about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{filters, predicates};

    #[test]
    fn every_filter_and_test_is_documented_and_no_other() {
        let documented: Vec<_> = FILTERS.iter().map(|(name, ..)| *name).collect();
        assert_eq!(documented, filters::NAMES);
        let documented: Vec<_> = TESTS.iter().map(|(name, _)| *name).collect();
        let words: Vec<_> =
            predicates::NAMES.iter().copied().filter(|name| name.starts_with(char::is_alphabetic)).collect();
        assert_eq!(documented, words);
    }
}
