//! `minimum`, `maximum`, `exclusiveMinimum` and `exclusiveMaximum`

use crate::diagnostic::Code;
use crate::schema::fault::Fault;

fn holds(holds: bool, message: impl FnOnce() -> String) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(Code::SchemaRange, message())) }
}

pub(super) fn minimum(number: f64, least: i32) -> Result<(), Fault> {
    holds(number >= f64::from(least), || format!("must be at least {least}"))
}

pub(super) fn maximum(number: f64, most: i32) -> Result<(), Fault> {
    holds(number <= f64::from(most), || format!("must be at most {most}"))
}

pub(super) fn exclusive_minimum(number: f64, bound: i32) -> Result<(), Fault> {
    holds(number > f64::from(bound), || format!("must be above {bound}"))
}

pub(super) fn exclusive_maximum(number: f64, bound: i32) -> Result<(), Fault> {
    holds(number < f64::from(bound), || format!("must be below {bound}"))
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;

    #[test]
    fn bounds_are_inside_or_outside() {
        assert_eq!(message(minimum(0.0, 0)), "ok");
        assert_eq!(message(minimum(-0.5, 0)), "schema/range: must be at least 0");
        assert_eq!(message(maximum(90.0, 90)), "ok");
        assert_eq!(message(maximum(90.1, 90)), "schema/range: must be at most 90");
        assert_eq!(message(exclusive_minimum(0.0, 0)), "schema/range: must be above 0");
        assert_eq!(message(exclusive_maximum(5.0, 5)), "schema/range: must be below 5");
        assert_eq!(message(maximum(1e300, i32::MAX)), "schema/range: must be at most 2147483647");
    }
}
