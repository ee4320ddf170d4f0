//! The format specification behind the colon: `>+#010,.2f`.

use crate::render::fault::{Fault, Result};
use crate::render::text::{Source, Text};

/// A format specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spec {
    pub(super) fill: Option<(char, Source)>,
    pub(super) align: Option<Align>,
    pub(super) sign: Option<char>,
    /// `z`: a float that rounds to minus zero prints as zero.
    pub(super) no_minus_zero: bool,
    pub(super) alternate: bool,
    pub(super) zero: bool,
    pub(super) width: usize,
    pub(super) grouping: Option<char>,
    pub(super) precision: Option<usize>,
    pub(super) kind: Option<char>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
    Middle,
    /// `=`: between the sign and the digits.
    Inside,
}

impl Spec {
    /// What the room around the value is filled with.
    pub(super) fn filling(&self) -> (char, Source) {
        self.fill.unwrap_or((if self.zero { '0' } else { ' ' }, Source::TEMPLATE))
    }

    pub(super) fn parse(text: &Text<'_>) -> Result<Self> {
        let chars: Vec<(char, Source)> = text.chars().take(1000).collect();
        let mut reader = Reader { chars: &chars };
        let (fill, align) = reader.fill();
        let sign = reader.one_of("+- ");
        let no_minus_zero = reader.one_of("z").is_some();
        let alternate = reader.one_of("#").is_some();
        let zero = fill.is_none() && reader.one_of("0").is_some();
        let width = reader.number()?.unwrap_or(0);
        let grouping = reader.one_of(",_");
        if grouping.is_some() && reader.one_of(",_").is_some() {
            return Err(Fault::range("a format groups digits by `,` or by `_`, once"));
        }
        let precision = match reader.one_of(".") {
            Some(_) => {
                Some(reader.number()?.ok_or_else(|| Fault::range("the precision of a format is missing"))?)
            }
            None => None,
        };
        let kind = reader.next();
        if reader.next().is_some() {
            return Err(invalid());
        }
        let spec =
            Self { fill, align, sign, no_minus_zero, alternate, zero, width, grouping, precision, kind };
        match (grouping, kind) {
            (Some(','), Some('b' | 'o' | 'x' | 'X' | 'c' | 'n' | 's'))
            | (Some('_'), Some('c' | 'n' | 's')) => {
                Err(Fault::range("this type of format does not group digits"))
            }
            _ => Ok(spec),
        }
    }
}

fn invalid() -> Fault {
    Fault::range("the format specification is not valid").hint("for example `{:,}`, `{:.2f}` or `{:>10}`")
}

struct Reader<'c> {
    chars: &'c [(char, Source)],
}

impl Reader<'_> {
    fn fill(&mut self) -> (Option<(char, Source)>, Option<Align>) {
        if let [fill, (second, _), rest @ ..] = self.chars
            && let Some(align) = align_of(*second)
        {
            self.chars = rest;
            return (Some(*fill), Some(align));
        }
        if let [(first, _), rest @ ..] = self.chars
            && let Some(align) = align_of(*first)
        {
            self.chars = rest;
            return (None, Some(align));
        }
        (None, None)
    }

    fn next(&mut self) -> Option<char> {
        let (first, rest) = self.chars.split_first()?;
        self.chars = rest;
        Some(first.0)
    }

    fn one_of(&mut self, set: &str) -> Option<char> {
        let (first, rest) = self.chars.split_first()?;
        if !set.contains(first.0) {
            return None;
        }
        self.chars = rest;
        Some(first.0)
    }

    fn number(&mut self) -> Result<Option<usize>> {
        let mut number: Option<usize> = None;
        while let Some(digit) = self.chars.first().and_then(|(char, _)| char.to_digit(10)) {
            self.chars = self.chars.get(1..).unwrap_or_default();
            let sum =
                number.unwrap_or(0).checked_mul(10).and_then(|number| number.checked_add(digit as usize));
            number = Some(sum.filter(|&sum| isize::try_from(sum).is_ok()).ok_or_else(too_large)?);
        }
        Ok(number)
    }
}

fn too_large() -> Fault {
    Fault::range("a width or precision of the format is too large")
}

fn align_of(char: char) -> Option<Align> {
    match char {
        '<' => Some(Align::Left),
        '>' => Some(Align::Right),
        '^' => Some(Align::Middle),
        '=' => Some(Align::Inside),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_all_parts() {
        let spec = Spec::parse(&Text::template("*^+#012,.3f")).unwrap();
        assert_eq!(spec.fill, Some(('*', Source::TEMPLATE)));
        assert_eq!(spec.align, Some(Align::Middle));
        assert_eq!((spec.sign, spec.alternate, spec.zero), (Some('+'), true, false));
        assert_eq!(
            (spec.width, spec.grouping, spec.precision, spec.kind),
            (12, Some(','), Some(3), Some('f'))
        );
        assert_eq!(
            Spec::parse(&Text::template("05d")).map(|spec| (spec.zero, spec.width)).unwrap(),
            (true, 5)
        );
        assert!(Spec::parse(&Text::template("<>5")).unwrap().fill.is_some());
        for bad in ["5dd", ".f", ",_d", ",x", "99999999999999999999"] {
            assert!(Spec::parse(&Text::template(bad)).is_err(), "{bad}");
        }
    }
}
