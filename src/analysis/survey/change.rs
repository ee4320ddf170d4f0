//! What filters, methods and slices do to the length and the characters of a text.

use crate::render::recorder::{Given, Operation, OperationKind};

/// The difference between a text of the data and what the template makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    /// UTF-16 code units that come out for each that goes in, at most.
    pub(super) factor: u64,
    /// Units that are added.
    pub(super) added: u64,
    /// Code points to which a shorter text is filled up.
    pub(super) padded: u64,
    /// Code points that come out at least, whatever goes in.
    pub(super) least: u64,
    /// Whether letters may change their case, and with it their length: `ß` becomes `SS`.
    pub(super) cased: bool,
    /// Code points that come out at most, however long the text was.
    pub(super) most: Option<u64>,
    /// Whether the text comes out as it was.
    pub(super) none: bool,
    /// Whether a text that is not empty may come out empty.
    pub(super) may_empty: bool,
    /// Whether nothing of this is known.
    pub(super) unknown: bool,
    /// Whether all that comes out may stand in a URL.
    pub(super) url_safe: bool,
}

impl Change {
    pub(super) const NONE: Self = Self {
        factor: 1,
        added: 0,
        padded: 0,
        least: 0,
        cased: false,
        most: None,
        none: true,
        may_empty: false,
        unknown: false,
        url_safe: false,
    };

    /// All operations, the first one first.
    pub(super) fn of<'o>(operations: impl Iterator<Item = &'o Operation>) -> Self {
        operations.fold(Self::NONE, |so_far, operation| so_far.then(step(operation)))
    }

    /// Whether less may come out than goes in.
    fn shortens(&self) -> bool {
        self.may_empty || self.unknown || self.most.is_some() || self.factor != 1
    }

    fn then(self, next: Self) -> Self {
        let most = match (self.most, next.most) {
            // Each code point has at most two units.
            (Some(most), next_most) => {
                // A letter of another case is up to three.
                let letters = if next.cased { 3 } else { 1 };
                let grown = most.saturating_mul(if next.factor == 1 { letters } else { 2 * next.factor });
                let grown = grown.saturating_add(next.added).max(next.padded);
                Some(next_most.map_or(grown, |next_most| next_most.min(grown)))
            }
            (None, next_most) => next_most,
        };
        Self {
            factor: self.factor.saturating_mul(next.factor),
            added: self.added.saturating_mul(next.factor).saturating_add(next.added),
            padded: match self.padded {
                0 => next.padded,
                padded => padded.saturating_mul(next.factor).saturating_add(next.added).max(next.padded),
            },
            least: if next.shortens() { next.least } else { self.least.max(next.least) },
            cased: self.cased || next.cased,
            most,
            none: self.none && next.none,
            may_empty: self.may_empty || next.may_empty,
            unknown: self.unknown || next.unknown,
            url_safe: next.url_safe || (self.url_safe && next.factor == 1 && next.added == 0),
        }
    }
}

fn step(operation: &Operation) -> Change {
    let changed = Change { none: false, ..Change::NONE };
    let unknown = Change { unknown: true, ..changed };
    let number = |position, name, default: Option<u64>| match operation.argument(position, name) {
        Some(Given::Int(value)) => u64::try_from(*value).ok(),
        Some(_) => None,
        None => default,
    };
    match operation.kind {
        OperationKind::Slice => slice(&operation.positional),
        OperationKind::Item => Change { most: Some(1), ..changed },
        OperationKind::Filter | OperationKind::Method => match &*operation.name {
            "upper" | "lower" | "title" | "capitalize" | "swapcase" | "casefold" => {
                Change { cased: true, ..changed }
            }
            "trim" | "strip" | "lstrip" | "rstrip" | "striptags" | "removeprefix" | "removesuffix" => {
                Change { may_empty: true, ..changed }
            }
            "reverse" => changed,
            "first" | "last" => Change { most: Some(1), ..changed },
            "urlencode" => Change { factor: 9, url_safe: true, ..changed },
            "e" | "escape" | "forceescape" => Change { factor: 5, ..changed },
            "base64encode" => Change { factor: 4, added: 4, ..changed },
            "convertToSHA256" | "convertToSHA256NoSalt" => {
                Change { factor: 0, added: 64, least: 64, most: Some(64), url_safe: true, ..changed }
            }
            "truncate" => match (number(0, "length", Some(255)), number(3, "leeway", Some(5))) {
                (Some(length), Some(leeway)) => Change { most: Some(length + leeway), ..changed },
                _ => unknown,
            },
            "center" | "ljust" | "rjust" | "zfill" => match number(0, "width", Some(80)) {
                Some(width) => Change { padded: width, least: width, ..changed },
                None => unknown,
            },
            "replace" => replace(operation),
            _ => unknown,
        },
    }
}

fn slice(bounds: &[Given]) -> Change {
    let changed = Change { none: false, may_empty: true, ..Change::NONE };
    let bound = |at: usize| match bounds.get(at) {
        Some(Given::Int(value)) => Some(*value),
        _ => None,
    };
    let size = |value: i128| u64::try_from(value).ok();
    match (bound(0), bound(1), bound(2).unwrap_or(1)) {
        (None | Some(0), Some(end), 1) if end > 0 => Change { most: size(end), may_empty: false, ..changed },
        (Some(start), Some(end), 1) if start >= 0 && end >= 0 => {
            Change { most: size(end - start).or(Some(0)), ..changed }
        }
        (Some(start), None, 1) if start < 0 => Change { most: size(-start), may_empty: false, ..changed },
        _ => changed,
    }
}

fn replace(operation: &Operation) -> Change {
    let text = |position, name| match operation.argument(position, name) {
        Some(Given::Text(text)) => Some(text.encode_utf16().count() as u64),
        _ => None,
    };
    let changed = Change { none: false, ..Change::NONE };
    match (text(0, "old"), text(1, "new")) {
        (Some(old), Some(new)) if old > 0 => {
            Change { factor: new.div_ceil(old).max(1), may_empty: new < old, ..changed }
        }
        _ => Change { unknown: true, ..changed },
    }
}
