//! `dimension`

use crate::diagnostic::Code;
use crate::schema::fault::{Fault, listed};
use crate::schema::nearest::nearest;
use crate::schema::node::{DimensionRule, Sign};

pub(super) fn test(rule: &DimensionRule, text: &str) -> Result<(), Fault> {
    if rule.keywords.texts().any(|keyword| keyword == text) {
        return Ok(());
    }
    let number = rule.units.texts().find_map(|unit| text.strip_suffix(unit)).and_then(decimal);
    match (number, rule.sign) {
        (None, _) => Err(wrong_form(rule, text)),
        (Some(number), Sign::NonNegative) if number < 0.0 => {
            Err(Fault::new(Code::SchemaDimension, "must not be negative"))
        }
        (Some(number), Sign::Positive) if number <= 0.0 => {
            Err(Fault::new(Code::SchemaDimension, "must be above 0"))
        }
        (Some(_), _) => Ok(()),
    }
}

fn wrong_form(rule: &DimensionRule, text: &str) -> Fault {
    let units = listed(rule.units.texts(), " or ", usize::MAX);
    let at = text.find(|char: char| !matches!(char, '-' | '.' | '0'..='9')).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(at).unwrap_or_default();
    let is_meant = |known: &str| unit.trim().eq_ignore_ascii_case(known);
    let message = if decimal(number).is_none() || unit.contains(|char: char| char.is_ascii_digit()) {
        let keyword = if rule.keywords.len == 0 { "" } else { ", or a keyword" };
        format!("must be a number with {units}{keyword}")
    } else if unit.is_empty() {
        format!("has no unit: {units} is needed")
    } else if rule.units.texts().any(is_meant) {
        format!("must end in {units}, in lower case and without spaces")
    } else {
        format!("has the wrong unit: {units} is needed")
    };
    let fault = Fault::new(Code::SchemaDimension, message);
    let fault = match nearest(text, rule.keywords.texts()) {
        Some(meant) => fault.hint(format!("did you mean `{meant}`?")),
        None => fault,
    };
    if rule.keywords.len == 0 {
        fault
    } else {
        fault.hint(format!("keywords here: {}", listed(rule.keywords.texts(), " and ", usize::MAX)))
    }
}

/// A number as LINE writes it: digits, and more behind a point; maybe a minus.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let written = match unsigned.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(unsigned),
    };
    if written { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;
    use crate::schema::tables;

    fn rule(keyword: Option<&str>, units: usize, sign: Sign) -> &'static DimensionRule {
        (0..)
            .map_while(tables::dimension)
            .find(|rule| {
                rule.keywords.texts().last() == keyword
                    && rule.units.texts().len() == units
                    && rule.sign == sign
            })
            .unwrap()
    }

    #[test]
    fn takes_keywords_and_numbers_with_units() {
        let margin = rule(Some("xxl"), 1, Sign::NonNegative);
        for good in ["none", "xxl", "0px", "10px", "1.5px"] {
            assert_eq!(message(test(margin, good)), "ok", "{good}");
        }
        assert_eq!(message(test(margin, "10%")), "schema/dimension: has the wrong unit: `px` is needed");
        assert_eq!(message(test(margin, "10")), "schema/dimension: has no unit: `px` is needed");
        assert_eq!(message(test(margin, "-1px")), "schema/dimension: must not be negative");
        for unit in ["1px ", "1 px", "1PX", "1pX"] {
            let said = "schema/dimension: must end in `px`, in lower case and without spaces";
            assert_eq!(message(test(margin, unit)), said, "{unit}");
        }
        for number in ["5.px", ".5px", "1e3px", "1.2.3px", "px"] {
            let said = "schema/dimension: must be a number with `px`, or a keyword";
            assert_eq!(message(test(margin, number)), said, "{number}");
        }
        assert_eq!(
            message(test(margin, "large")),
            "schema/dimension: must be a number with `px`, or a keyword"
        );
        for bad in
            ["", "px", ".5px", "5.px", "1e3px", "+1px", " 1px", "1px ", "1 px", "XL", "５px", "1.2.3px"]
        {
            assert_ne!(message(test(margin, bad)), "ok", "{bad}");
        }
    }

    #[test]
    fn offsets_may_be_negative() {
        let offset = rule(Some("xxl"), 2, Sign::Any);
        for good in ["-10px", "-1.5%", "0px", "xs"] {
            assert_eq!(message(test(offset, good)), "ok", "{good}");
        }
        let width = rule(None, 2, Sign::NonNegative);
        assert_eq!(message(test(width, "none")), "schema/dimension: must be a number with `px` or `%`");
    }

    #[test]
    fn zero_is_not_above_zero() {
        let size = rule(Some("5xl"), 1, Sign::Positive);
        assert_eq!(message(test(size, "0px")), "schema/dimension: must be above 0");
        assert_eq!(message(test(size, "0.1px")), "ok");
        let fault = test(size, "5XL ").unwrap_err();
        assert_eq!(fault.hints[0], "did you mean `5xl`?");
    }
}
