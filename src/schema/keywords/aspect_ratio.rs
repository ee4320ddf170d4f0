//! `aspectRatio`

use super::dimension::decimal;
use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::node::RatioRule;

pub(super) fn test(rule: &RatioRule, text: &str) -> Result<(), Fault> {
    let wrong = |message: String| Err(Fault::new(Code::SchemaDimension, message));
    let sides = text.split_once(':').and_then(|(width, height)| Some((side(width)?, side(height)?)));
    let Some((width, height)) = sides else {
        return wrong("must be two numbers with a colon between them, `width:height`".to_owned());
    };
    let most = f64::from(rule.max_side);
    if width <= 0.0 || height <= 0.0 {
        return wrong("must have sides above 0".to_owned());
    }
    let least = f64::from(rule.min_side);
    if width < least || height < least || width > most || height > most {
        return wrong(format!("must have sides from {} to {}", rule.min_side, rule.max_side));
    }
    if rule.max_height_per_width > 0 && height > width * f64::from(rule.max_height_per_width) {
        return wrong(format!("must be at most {} times as high as wide", rule.max_height_per_width));
    }
    Ok(())
}

fn side(text: &str) -> Option<f64> {
    decimal(text).filter(|_| !text.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;

    #[test]
    fn wants_two_numbers_in_range() {
        let rule = RatioRule { min_side: 1, max_side: 100_000, max_height_per_width: 3 };
        for good in ["1:1", "20:13", "1.91:1", "1:3", "100000:100000"] {
            assert_eq!(message(test(&rule, good)), "ok", "{good}");
        }
        for (bad, said) in [
            ("1", "must be two numbers with a colon between them, `width:height`"),
            ("a:b", "must be two numbers with a colon between them, `width:height`"),
            ("-1:1", "must be two numbers with a colon between them, `width:height`"),
            ("1:1:1", "must be two numbers with a colon between them, `width:height`"),
            ("0:1", "must have sides above 0"),
            ("1:0.0", "must have sides above 0"),
            ("100001:1", "must have sides from 1 to 100000"),
            ("0.5:1", "must have sides from 1 to 100000"),
            ("1:0.99", "must have sides from 1 to 100000"),
            ("1:3.01", "must be at most 3 times as high as wide"),
        ] {
            assert_eq!(message(test(&rule, bad)), format!("schema/dimension: {said}"), "{bad}");
        }
    }
}
