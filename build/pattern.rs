//! Compiles the regular expressions of `pattern` to pieces that a few lines of code match.
//!
//! Known are anchors, characters, classes, groups with `|`, and the quantifiers `*`, `+`, `?`, `{n}` and `{n,m}`;
//! groups take `?` only. Everything else fails the build.

use std::iter::Peekable;
use std::str::Chars;

/// What `Piece` of the tables is made from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Class { ranges: Vec<(char, char)>, negated: bool, min: u16, max: u16 },
    Group { alternatives: Vec<Vec<Piece>>, optional: bool },
}

/// A pattern.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pattern {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) from_start: bool,
    pub(crate) to_end: bool,
}

type Input<'a> = Peekable<Chars<'a>>;

pub(crate) fn compile(text: &str) -> Result<Pattern, String> {
    let from_start = text.starts_with('^');
    let to_end = text.ends_with('$') && !text.ends_with("\\$");
    let inner = text.strip_prefix('^').unwrap_or(text);
    let inner = if to_end { &inner[..inner.len() - 1] } else { inner };
    let mut input = inner.chars().peekable();
    let mut alternatives = alternatives(&mut input)?;
    if let Some(left) = input.next() {
        return Err(format!("unexpected `{left}`"));
    }
    if alternatives.len() != 1 {
        return Err("`|` outside a group".to_owned());
    }
    Ok(Pattern { pieces: alternatives.remove(0), from_start, to_end })
}

fn alternatives(input: &mut Input<'_>) -> Result<Vec<Vec<Piece>>, String> {
    let mut all = vec![Vec::new()];
    while let Some(&next) = input.peek() {
        match next {
            ')' => break,
            '|' => {
                input.next();
                all.push(Vec::new());
            }
            _ => {
                let piece = piece(input)?;
                all.last_mut().unwrap().push(piece);
            }
        }
    }
    Ok(all)
}

fn piece(input: &mut Input<'_>) -> Result<Piece, String> {
    let mut piece = match input.next().unwrap() {
        '(' => group(input)?,
        '[' => class(input)?,
        '\\' => escape(input).map(single)?,
        special @ ('^' | '$' | '.' | '*' | '+' | '?' | '{' | '}') => {
            return Err(format!("`{special}` is not supported here"));
        }
        char => single(char),
    };
    let (least, most) = quantifier(input)?;
    match &mut piece {
        Piece::Class { min, max, .. } => (*min, *max) = (least, most),
        Piece::Group { optional, .. } => match (least, most) {
            (1, 1) => {}
            (0, 1) => *optional = true,
            _ => return Err("a group takes no quantifier but `?`".to_owned()),
        },
    }
    Ok(piece)
}

fn single(char: char) -> Piece {
    Piece::Class { ranges: vec![(char, char)], negated: false, min: 1, max: 1 }
}

fn group(input: &mut Input<'_>) -> Result<Piece, String> {
    if input.peek() == Some(&'?') {
        input.next();
        if input.next() != Some(':') {
            return Err("only `(?:…)` is supported".to_owned());
        }
    }
    let alternatives = alternatives(input)?;
    if input.next() != Some(')') {
        return Err("a group is not closed".to_owned());
    }
    Ok(Piece::Group { alternatives, optional: false })
}

fn class(input: &mut Input<'_>) -> Result<Piece, String> {
    let negated = input.peek() == Some(&'^');
    if negated {
        input.next();
    }
    let mut ranges = Vec::new();
    loop {
        let first = match input.next().ok_or("a class is not closed")? {
            ']' => break,
            '\\' => escape(input)?,
            char => char,
        };
        let mut ahead = input.clone();
        if ahead.next() == Some('-') && ahead.peek().is_some_and(|&next| next != ']') {
            input.next();
            let last = match input.next().unwrap() {
                '\\' => escape(input)?,
                char => char,
            };
            ranges.push((first, last));
        } else {
            ranges.push((first, first));
        }
    }
    Ok(Piece::Class { ranges, negated, min: 1, max: 1 })
}

fn escape(input: &mut Input<'_>) -> Result<char, String> {
    match input.next().ok_or("a backslash ends the pattern")? {
        'u' => {
            let mut digits = String::new();
            if input.peek() == Some(&'{') {
                input.next();
                digits.extend(input.by_ref().take_while(|&char| char != '}'));
            } else {
                digits.extend(input.by_ref().take(4));
            }
            u32::from_str_radix(&digits, 16)
                .ok()
                .and_then(char::from_u32)
                .ok_or_else(|| format!("`\\u{digits}` is no character"))
        }
        'n' => Ok('\n'),
        char if char.is_ascii_alphanumeric() => Err(format!("`\\{char}` is not supported")),
        char => Ok(char),
    }
}

fn quantifier(input: &mut Input<'_>) -> Result<(u16, u16), String> {
    let counts = match input.peek() {
        Some('*') => (0, u16::MAX),
        Some('+') => (1, u16::MAX),
        Some('?') => (0, 1),
        Some('{') => {
            input.next();
            let text: String = input.by_ref().take_while(|&char| char != '}').collect();
            let number = |text: &str| text.parse::<u16>().map_err(|_| format!("`{{{text}}}` is no count"));
            return match text.split_once(',') {
                None => number(&text).map(|count| (count, count)),
                Some((least, "")) => Ok((number(least)?, u16::MAX)),
                Some((least, most)) => Ok((number(least)?, number(most)?)),
            };
        }
        _ => return Ok((1, 1)),
    };
    input.next();
    Ok(counts)
}
