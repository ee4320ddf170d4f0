//! `quantity`

use super::dimension::decimal;
use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::node::QuantityRule;

pub(super) fn test(rule: &QuantityRule, text: &str) -> Result<(), Fault> {
    let unit = rule.unit.text();
    let Some(number) = text.strip_suffix(unit).and_then(decimal) else {
        return Err(Fault::new(Code::SchemaDimension, format!("must be a number with `{unit}`")));
    };
    let wrong = |limit: i32, message: String| Err(Fault::new(Code::SchemaRange, message).bound(limit.into()));
    if let Some(least) = rule.minimum.filter(|least| number < f64::from(*least)) {
        return wrong(least, format!("must be at least {least}{unit}"));
    }
    if let Some(most) = rule.maximum.filter(|most| number > f64::from(*most)) {
        return wrong(most, format!("must be at most {most}{unit}"));
    }
    if let Some(bound) = rule.exclusive_maximum.filter(|bound| number >= f64::from(*bound)) {
        return wrong(bound, format!("must be below {bound}{unit}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;
    use crate::schema::tables;

    #[test]
    fn wants_an_angle_or_a_percentage() {
        let rule =
            |unit: &str| (0..).map_while(tables::quantity).find(|rule| rule.unit.text() == unit).unwrap();
        for good in ["0deg", "359.9deg", "45deg"] {
            assert_eq!(message(test(rule("deg"), good)), "ok", "{good}");
        }
        assert_eq!(message(test(rule("deg"), "360deg")), "schema/range: must be below 360deg");
        assert_eq!(message(test(rule("deg"), "-1deg")), "schema/range: must be at least 0deg");
        assert_eq!(message(test(rule("deg"), "45")), "schema/dimension: must be a number with `deg`");
        assert_eq!(message(test(rule("%"), "100%")), "ok");
        assert_eq!(message(test(rule("%"), "100.1%")), "schema/range: must be at most 100%");
    }
}
