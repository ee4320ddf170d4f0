//! Written numbers into their fields: groups of digits, signs and filling.

use super::number::Written;
use super::spec::{Align, Spec};
use crate::render::context::Context;
use crate::render::fault::Result;
use crate::render::text::{Source, Text, TextBuilder};

impl<'p> Context<'p> {
    /// A number in the field that the specification asks for.
    pub(super) fn lay_out(&mut self, written: &Written, spec: &Spec) -> Result<Text<'p>> {
        let (fill, source) = spec.filling();
        let align = spec.align.unwrap_or(if spec.zero { Align::Inside } else { Align::Right });
        self.budget.text(spec.width.max(written.len()).saturating_mul(fill.len_utf8().max(2)))?;
        let head = written.sign.len() + written.prefix.len();
        let digits = match spec.grouping {
            Some(separator) => {
                let size = if matches!(spec.kind, Some('b' | 'o' | 'x' | 'X')) { 4 } else { 3 };
                let zeros_inside = fill == '0' && align == Align::Inside;
                let least =
                    if zeros_inside { spec.width.saturating_sub(head + written.rest.len()) } else { 0 };
                grouped(&written.digits, separator, size, least)
            }
            None => written.digits.clone(),
        };
        let missing = spec.width.saturating_sub(head + digits.len() + written.rest.len());
        let (before, inside, behind) = match align {
            Align::Left => (0, 0, missing),
            Align::Right => (missing, 0, 0),
            Align::Middle => (missing / 2, 0, missing - missing / 2),
            Align::Inside => (0, missing, 0),
        };
        let mut builder = TextBuilder::default();
        let filling = |builder: &mut TextBuilder, count: usize| fill_with(builder, fill, source, count);
        filling(&mut builder, before);
        builder.push_template(written.sign);
        builder.push_template(written.prefix);
        filling(&mut builder, inside);
        builder.push_template(&digits);
        builder.push_template(&written.rest);
        filling(&mut builder, behind);
        Ok(builder.finish())
    }
}

fn fill_with(builder: &mut TextBuilder, fill: char, source: Source, count: usize) {
    builder.push(&fill.to_string().repeat(count), source);
}

/// The digits in groups, filled up with zeros until they are `least` characters wide, separators included.
fn grouped(digits: &str, separator: char, size: usize, least: usize) -> String {
    if digits.is_empty() {
        return "0".repeat(least);
    }
    let mut reversed = String::new();
    let mut digits = digits.chars().rev().peekable();
    let mut in_group = 0;
    while digits.peek().is_some() || reversed.len() < least {
        if in_group == size {
            reversed.push(separator);
            in_group = 0;
            // A separator is never the first character.
        }
        reversed.push(digits.next().unwrap_or('0'));
        in_group += 1;
    }
    reversed.chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn groups_from_the_right() {
        assert_eq!(grouped("1234567", ',', 3, 0), "1,234,567");
        assert_eq!(grouped("123", ',', 3, 0), "123");
        assert_eq!(grouped("1234", ',', 3, 10), "00,001,234");
        assert_eq!(grouped("1234", ',', 3, 8), "0,001,234");
        assert_eq!(grouped("12345678", '_', 4, 0), "1234_5678");
    }
}
