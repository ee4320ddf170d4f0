//! `minimum`, `maximum`, `exclusiveMinimum` and `exclusiveMaximum`

use crate::diagnostic::Code;
use crate::json::{Kind, Node};
use crate::schema::fault::Fault;

fn holds(holds: bool, limit: impl Into<i64>, message: impl FnOnce() -> String) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(Code::SchemaRange, message()).bound(limit.into())) }
}

pub(super) fn minimum(number: f64, least: i32) -> Result<(), Fault> {
    holds(number >= f64::from(least), least, || format!("must be at least {least}"))
}

pub(super) fn maximum(number: f64, most: i32) -> Result<(), Fault> {
    holds(number <= f64::from(most), most, || format!("must be at most {most}"))
}

pub(super) fn exclusive_minimum(number: f64, bound: i32) -> Result<(), Fault> {
    holds(number > f64::from(bound), bound, || format!("must be above {bound}"))
}

pub(super) fn exclusive_maximum(number: f64, bound: i32) -> Result<(), Fault> {
    holds(number < f64::from(bound), bound, || format!("must be below {bound}"))
}

/// An integer with a sign of so many bits. What is no integer is left to `type`.
pub(super) fn integer_bits(value: Node<'_>, bits: u8) -> Result<(), Fault> {
    let most = (1_i128 << (bits - 1)) - 1;
    let fits = match value.kind() {
        // What 128 bits cannot hold, fewer cannot either.
        Kind::Integer => value.as_int().is_some_and(|number| (-most - 1..=most).contains(&number)),
        _ => value.as_f64().is_some_and(|number| number.abs() <= most as f64),
    };
    holds(fits, i64::try_from(most).unwrap_or(i64::MAX), || {
        format!("must be an integer of {bits} bits, at most {most}")
    })
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;
    use crate::json::Document;

    #[test]
    fn integers_have_so_many_bits() {
        let judge = |json: &'static str, bits| {
            let document = Document::parse(json).unwrap();
            message(integer_bits(document.root(), bits))
        };
        for fits in ["9223372036854775807", "-9223372036854775808", "0", "1.0", "9e18"] {
            assert_eq!(judge(fits, 64), "ok", "{fits}");
        }
        for large in ["9223372036854775808", "-9223372036854775809", "1e19", "9e300"] {
            let said = "schema/range: must be an integer of 64 bits, at most 9223372036854775807";
            assert_eq!(judge(large, 64), said, "{large}");
        }
        assert_eq!(judge("2147483647", 32), "ok");
        assert_eq!(
            judge("2147483648", 32),
            "schema/range: must be an integer of 32 bits, at most 2147483647"
        );
    }

    #[test]
    fn bounds_are_inside_or_outside() {
        assert_eq!(message(minimum(0.0, 0)), "ok");
        assert_eq!(message(minimum(-0.5, 0)), "schema/range: must be at least 0");
        assert_eq!(message(maximum(90.0, 90)), "ok");
        assert_eq!(message(maximum(90.1, 90)), "schema/range: must be at most 90");
        assert_eq!(message(exclusive_minimum(0.0, 0)), "schema/range: must be above 0");
        assert_eq!(message(exclusive_maximum(5.0, 5)), "schema/range: must be below 5");
        assert_eq!(minimum(-1.0, 0).unwrap_err().limit, Some((0, None)));
        assert_eq!(minimum(-91.0, -90).unwrap_err().limit, Some((-90, None)));
        assert_eq!(message(maximum(1e300, i32::MAX)), "schema/range: must be at most 2147483647");
    }
}
