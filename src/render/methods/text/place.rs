//! Places in a text, counted in characters as Python counts them.

use crate::render::arguments::integer;
use crate::render::fault::Result;
use crate::render::value::Value;
use std::ops::Range;

/// The number of characters.
pub(in crate::render) fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Where the character with this number begins; the end of the text if there is none.
pub(in crate::render) fn offset(text: &str, number: usize) -> usize {
    if text.is_ascii() {
        return number.min(text.len());
    }
    text.char_indices().nth(number).map_or(text.len(), |(at, _)| at)
}

/// The bytes between the bounds `start` and `end` of a search; `None` if nothing, not even an empty text, can be
/// found there.
pub(super) fn window(
    callee: &str,
    text: &str,
    start: Option<&Value<'_>>,
    end: Option<&Value<'_>>,
) -> Result<Option<Range<usize>>> {
    let bound = |name, value: Option<&Value<'_>>| match value {
        Some(value) if !value.is_none() => integer(callee, name, value).map(Some),
        _ => Ok(None),
    };
    let (start, end) = (bound("start", start)?, bound("end", end)?);
    if start.is_none() && end.is_none() {
        return Ok(Some(0..text.len()));
    }
    let len = length(text);
    let place = |bound: i128| {
        let place = if bound < 0 { bound.saturating_add(len as i128).max(0) } else { bound };
        usize::try_from(place).unwrap_or(usize::MAX)
    };
    let (start, end) = (start.map_or(0, place), end.map_or(len, place).min(len));
    Ok((start <= end).then(|| offset(text, start)..offset(text, end)))
}
