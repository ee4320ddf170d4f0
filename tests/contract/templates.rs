//! Templates at random, over everything that the dialect can do with an attribute.

use crate::Dice;
use std::fmt::Write as _;

const SCALARS: &[&str] = &[
    "UserAttribute['a']",
    "UserAttribute['b']",
    "UserAttribute.c",
    "UserAttribute['l'][0]",
    "UserAttribute['l'][-1]",
    "UserAttribute['o']['x']",
    "UserAttribute['o'].y",
    "EventAttribute['e']",
];
const FILTERS: &[&str] = &[
    "upper",
    "lower",
    "title",
    "capitalize",
    "trim",
    "striptags",
    "e",
    "urlencode",
    "base64encode",
    "string",
    "safe",
    "length",
    "first",
    "last",
    "reverse",
    "int",
    "float",
    "round",
    "abs",
    "list",
    "sort|join",
    "join(', ')",
    "truncate(8)",
    "truncate(8, true, '…', 0)",
    "truncate(3, false, '')",
    "replace('a', 'bcd')",
    "replace(' ', '')",
    "replace('', '-')",
    "center(12)",
    "wordcount",
    "tojson",
    "default('Guest')",
    "default('Guest', true)",
    "default(UserAttribute['b'])",
    "default('')",
    "default('MOE_NOT_SEND')",
    "default('MOE_NOT_SEND', true)",
    "convertToSHA256NoSalt",
    "format('x')",
    "unique|join('-')",
    "map('upper')|join",
    "max",
    "sum",
    "filesizeformat",
    "wordwrap(3)",
    "indent(2)",
    "select|join",
    "batch(2)|list",
    "dictsort",
    "attr('x')",
    "pprint",
];
const BEHIND: &[&str] = &[
    "[0]",
    "[-1]",
    "[5]",
    "[:3]",
    "[-10:]",
    "[2:4]",
    "[::-1]",
    "['x']",
    ".x",
    ".upper()",
    ".strip()",
    ".title()",
    ".zfill(9)",
    ".split(',')[0]",
    ".split()[1]",
    ".replace('a', 'bb')",
    ".ljust(12)",
    ".items()",
    ".get('x', 'y')",
    ".format(1)",
];

/// What a contract can mostly say.
const TAME: &[&str] = &[
    "upper",
    "trim",
    "e",
    "urlencode",
    "base64encode",
    "string",
    "length",
    "first",
    "truncate(8)",
    "truncate(8, true, '…', 0)",
    "replace('a', 'bcd')",
    "replace(' ', '')",
    "center(12)",
    "default('Guest')",
    "default('Guest', true)",
    "default(UserAttribute['b'])",
    "default(UserAttribute['b'], true)",
    "default('')",
    "default('MOE_NOT_SEND')",
    "convertToSHA256NoSalt",
];
const TAME_BEHIND: &[&str] =
    &["[0]", "[-1]", "[:3]", "[-10:]", "[2:4]", ".upper()", ".strip()", ".replace('a', 'bb')"];

/// Writes one template after the other.
pub(crate) struct Author<'d> {
    dice: &'d mut Dice,
    /// Whether it keeps to what a contract can mostly say.
    is_tame: bool,
    /// The variables that can be read.
    variables: Vec<String>,
}

impl<'d> Author<'d> {
    pub(crate) fn new(dice: &'d mut Dice) -> Self {
        let is_tame = dice.roll(8) > 0;
        Self { dice, is_tame, variables: Vec::new() }
    }

    /// A whole body.
    pub(crate) fn body(&mut self) -> String {
        let mut before = String::new();
        for _ in 0..self.dice.roll(3) {
            before.push_str(&self.setting());
        }
        let message = self.message();
        let more = match self.dice.roll(4) {
            0 => {
                let condition = self.condition(2);
                let second = self.message();
                format!("{{% if {condition} %}}, {second}{{% endif %}}")
            }
            1 => {
                let condition = self.condition(2);
                format!("{{% if {condition} %}}{{% MOE_NOT_SEND(\"no\") %}}{{% endif %}}")
            }
            _ => String::new(),
        };
        format!("{before}{{\"to\": \"{{{{ UserAttribute['line_id'] }}}}\", \"messages\": [{message}{more}]}}")
    }

    fn setting(&mut self) -> String {
        let name = format!("v{}", self.variables.len());
        let value = self.expression(2);
        let text = match self.dice.roll(6) {
            0 => {
                let condition = self.condition(1);
                let other = self.expression(1);
                format!(
                    "{{% if {condition} %}}{{% set {name} = {value} %}}{{% else %}}{{% set {name} = {other} %}}{{% endif %}}"
                )
            }
            1 => {
                let inner = self.text(1);
                format!("{{% set {name} %}}{inner}{{% endset %}}")
            }
            2 => format!(
                "{{% set n = namespace(t={value}) %}}{{% for x in UserAttribute['l'] %}}{{% set n.t = x %}}{{% endfor %}}{{% set {name} = n.t %}}"
            ),
            3 => {
                let inner = self.text(1);
                format!(
                    "{{% macro m{name}(z) %}}{inner}{{{{ z }}}}{{% endmacro %}}{{% set {name} = m{name}({value}) %}}"
                )
            }
            _ => format!("{{% set {name} = {value} %}}"),
        };
        self.variables.push(name);
        text
    }

    fn message(&mut self) -> String {
        let text = self.text(2);
        match self.dice.roll(if self.is_tame { 8 } else { 9 }) {
            0..=2 => format!("{{\"type\": \"text\", \"text\": \"{text}\"}}"),
            3 => {
                let (label, more) = (self.text(1), self.text(1));
                format!(
                    "{{\"type\": \"text\", \"text\": \"x\", \"quickReply\": {{\"items\": [{{\"type\": \"action\", \"action\": {{\"type\": \"message\", \"label\": \"{label}\", \"text\": \"{more}\"}}}}]}}}}"
                )
            }
            4 => {
                let (list, filter) = (self.list(), self.loop_filter());
                let label = self.within("x", |author| author.text(1));
                format!(
                    "{{\"type\": \"text\", \"text\": \"x\", \"quickReply\": {{\"items\": [{{% for x in {list}{filter} %}}{{\"type\": \"action\", \"action\": {{\"type\": \"message\", \"label\": \"{label}\", \"text\": \"x\"}}}},{{% endfor %}}]}}}}"
                )
            }
            5 => {
                let url = self.expression(2);
                format!(
                    "{{\"type\": \"image\", \"originalContentUrl\": \"https://example.com/?q={{{{ {url} }}}}\", \"previewImageUrl\": \"https://example.com/a.png\"}}"
                )
            }
            6 => {
                let (latitude, title) = (self.expression(2), self.text(1));
                format!(
                    "{{\"type\": \"location\", \"title\": \"{title}\", \"address\": \"x\", \"latitude\": {{{{ {latitude} }}}}, \"longitude\": 1}}"
                )
            }
            7 => {
                let (flex, items) = (self.expression(1), self.list());
                let mut line = self.within("p", |author| author.text(1));
                if self.dice.roll(3) == 0 {
                    // A loop within the loop prints the items of both, and what stands outside them.
                    let inner = self.within("p", |author| author.within("x", |author| author.text(1)));
                    let list = self.list();
                    line = format!(
                        "{line}\"}}, {{% for x in {list} %}}{{\"type\": \"text\", \"text\": \"{inner}\"}}, {{% endfor %}}{{\"type\": \"text\", \"text\": \"z"
                    );
                }
                format!(
                    "{{\"type\": \"flex\", \"altText\": \"x\", \"contents\": {{\"type\": \"bubble\", \"body\": {{\"type\": \"box\", \"layout\": \"vertical\", \"contents\": [{{% for p in {items} %}}{{\"type\": \"text\", \"text\": \"{line}\"}}, {{% endfor %}}{{\"type\": \"text\", \"flex\": {{{{ {flex} }}}}, \"text\": \"y\"}}]}}}}}}"
                )
            }
            _ => {
                let kind = self.expression(1);
                format!("{{\"type\": \"{{{{ {kind} }}}}\", \"text\": \"{text}\"}}")
            }
        }
    }

    fn within<T>(&mut self, variable: &str, write: impl FnOnce(&mut Self) -> T) -> T {
        self.variables.push(variable.to_owned());
        let written = write(self);
        self.variables.retain(|known| known != variable);
        written
    }

    fn list(&mut self) -> String {
        let lists = [
            "UserAttribute['l']",
            "UserAttribute['l'][:3]",
            "UserAttribute['cart']",
            "UserAttribute['cart'][:10]",
            "UserAttribute['l']|default([])",
            "UserAttribute['l'] or []",
            "UserAttribute['l']|sort",
            "UserAttribute['a'].split(',')",
            "UserAttribute['o'].items()",
            "UserAttribute['l']|unique",
            "range(3)",
        ];
        let lists = if self.is_tame { lists.get(..6).unwrap_or(&lists) } else { &lists };
        (*self.dice.one(lists)).to_owned()
    }

    fn loop_filter(&mut self) -> String {
        match self.dice.roll(5) {
            0 => format!(" if {}", self.within("x", |author| author.condition(1))),
            _ => String::new(),
        }
    }

    /// The inside of a string.
    fn text(&mut self, depth: usize) -> String {
        let mut text = String::new();
        for _ in 0..=self.dice.roll(3) {
            match self.dice.roll(8) {
                0 => text.push_str("Hello "),
                1 if depth > 0 => {
                    let (condition, then, other) =
                        (self.condition(depth), self.text(depth - 1), self.text(depth - 1));
                    let _ = write!(text, "{{% if {condition} %}}{then}{{% else %}}{other}{{% endif %}}");
                }
                2 if depth > 0 && !self.is_tame => {
                    let list = self.list();
                    let inner = self.within("x", |author| author.text(depth - 1));
                    let out = match self.dice.roll(4) {
                        0 => "{% if loop.index > 2 %}{% break %}{% endif %}",
                        1 => "{% if not loop.last %}, {% endif %}",
                        _ => "",
                    };
                    let _ = write!(text, "{{% for x in {list} %}}{inner}{out}{{% endfor %}}");
                }
                _ => {
                    let value = self.expression(depth + 1);
                    let _ = write!(text, "{{{{ {value} }}}}");
                }
            }
        }
        text
    }

    fn atom(&mut self) -> String {
        if !self.variables.is_empty() && self.dice.roll(3) == 0 {
            let variable = self.dice.one(&self.variables).clone();
            return match variable.as_str() {
                "p" | "x" if self.dice.roll(2) == 0 => format!("{variable}.name"),
                _ => variable,
            };
        }
        match self.dice.roll(12) {
            0 => "'word'".to_owned(),
            1 => "5".to_owned(),
            _ => (*self.dice.one(SCALARS)).to_owned(),
        }
    }

    fn expression(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.atom();
        }
        let value = self.expression(depth - 1);
        let (filters, behind, kinds) =
            if self.is_tame { (TAME, TAME_BEHIND, 13) } else { (FILTERS, BEHIND, 16) };
        match self.dice.roll(kinds) {
            0..=4 => value,
            5 | 6 => format!("{value}|{}", self.dice.one(filters)),
            7 => format!("({value}){}", self.dice.one(behind)),
            8 | 9 => format!("({value} ~ {})", self.expression(depth - 1)),
            13 => {
                let op = *self.dice.one(&["+", "*", "-", "/", "%", "//"]);
                let other = match self.dice.roll(3) {
                    0 => "' x'".to_owned(),
                    1 => "2".to_owned(),
                    _ => self.expression(depth - 1),
                };
                format!("({value} {op} {other})")
            }
            10 => format!("({value} or {})", self.expression(depth - 1)),
            14 => format!("({value} and {})", self.expression(depth - 1)),
            11 => {
                let condition = self.condition(depth - 1);
                format!("({value} if {condition} else {})", self.expression(depth - 1))
            }
            12 => format!("({value} + ' x')"),
            15 => {
                let format = *self.dice.one(&["'{:,}'.format(", "'{}'.format(", "'%s'|format("]);
                format!("{format}{value})")
            }
            _ => format!("('{}' % {value})", self.dice.one(&["%d", "%s", "%05d"])),
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        let value =
            if self.is_tame || self.dice.roll(3) > 0 { self.atom() } else { self.expression(depth.min(1)) };
        match self.dice.roll(if self.is_tame { 11 } else { 13 }) {
            0 if depth > 0 => format!("not ({})", self.condition(depth - 1)),
            1 if depth > 0 => {
                format!("({}) and ({})", self.condition(depth - 1), self.condition(depth - 1))
            }
            2 if depth > 0 => format!("({}) or ({})", self.condition(depth - 1), self.condition(depth - 1)),
            3 | 4 => format!("{value} == {}", self.dice.one(&["'ja'", "'a'", "1", "true", "none", "''"])),
            5 => format!("{value} != {}", self.dice.one(&["'ja'", "0", "''"])),
            6 => format!(
                "{value} {} {}",
                self.dice.one(&[">", "<", ">=", "<="]),
                self.dice.one(&["5", "100", "'m'"])
            ),
            7 => format!("{value} in ['ja', 'th', 1]"),
            11 => format!("'a' in {value}"),
            8 => format!(
                "{value} is {}",
                self.dice.one(&[
                    "defined",
                    "undefined",
                    "none",
                    "string",
                    "number",
                    "mapping",
                    "odd",
                    "boolean"
                ])
            ),
            12 => format!("{value}|length > 3"),
            _ => value,
        }
    }
}
