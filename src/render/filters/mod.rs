//! Filters.
use super::FilterFunction;
pub(crate) const NAMES: &[&str] = &[];
pub(crate) fn find(_name: &str) -> Option<FilterFunction> {
    None
}
pub(crate) fn absent(_name: &str) -> Option<&'static str> {
    None
}
