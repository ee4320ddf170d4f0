//! Which attributes a template reads, as far as its text shows.

use super::visit;
use crate::ordered::{Map, Set};
use crate::render::{ProfileReader, ROOTS};
use crate::template::Template;
use crate::template::program::{Argument, Constant, Expr, Program};

/// The attributes that a template may read, by root and key at the top: what a loader of audiences must load.
///
/// Nothing that a render reads is left out. Where a key is computed, or a root is handed on as a whole, the template
/// may read all of that root.
///
/// ```
/// use lineplate::{Options, Template};
///
/// let body = r#"{"to": "{{ UserAttribute['line_id'] }}", "messages": [{"type": "text", "text": "{{ EventAttribute[UserAttribute.pick] }}"}]}"#;
/// let template = Template::compile(body, Options::default()).expect("the template compiles");
/// let reads = template.attributes();
/// assert!(reads.reads("UserAttribute", "line_id"));
/// assert!(!reads.reads("UserAttribute", "first_name"));
/// assert!(reads.reads("EventAttribute", "anything"));
/// assert_eq!(reads.roots().collect::<Vec<_>>(), ["EventAttribute", "UserAttribute"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    roots: Map<Box<str>, Keys>,
    /// Other names that may be those of data.
    names: Set<Box<str>>,
}

/// Keys of one root that a template may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys {
    /// These and no others, in alphabetical order.
    Only(Vec<Box<str>>),
    /// Any: a key is computed, or the root is handed on as a whole.
    All,
}

impl Reads {
    /// The names of the roots that are read, in alphabetical order.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.roots.keys().map(|root| &**root)
    }

    /// The keys of a root that may be read, if any of it is.
    pub fn keys(&self, root: &str) -> Option<&Keys> {
        self.roots.get(root)
    }

    /// Whether the template may read this key of a root.
    pub fn reads(&self, root: &str, key: &str) -> bool {
        match self.keys(root) {
            Some(Keys::Only(keys)) => place(keys, key).is_ok(),
            Some(Keys::All) => true,
            None => false,
        }
    }

    /// Names that stand alone and are no roots. A profile with roots may hold values of these names beside them.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// What a program may read.
    pub(crate) fn of(program: &Program) -> Self {
        of(program)
    }

    /// Adds a key of a root.
    pub(crate) fn key(&mut self, root: &str, key: &str) {
        if let Keys::Only(keys) = self.roots.get_or_insert_with(root.into(), || Keys::Only(Vec::new()))
            && let Err(place) = place(keys, key)
        {
            keys.insert(place, key.into());
        }
    }

    /// Adds what another template reads.
    #[cfg(feature = "batch")]
    pub(crate) fn join(&mut self, more: &Self) {
        for (root, keys) in &more.roots {
            match keys {
                Keys::Only(keys) => keys.iter().for_each(|key| self.key(root, key)),
                Keys::All => self.all(root),
            }
        }
        self.names.extend(more.names.iter().cloned());
    }

    /// Adds all of a root.
    pub(crate) fn all(&mut self, root: &str) {
        self.roots.insert(root.into(), Keys::All);
    }
}

/// Where a key stands, or where it would.
fn place(keys: &[Box<str>], key: &str) -> Result<usize, usize> {
    keys.binary_search_by(|other| (**other).cmp(key))
}

impl Template {
    /// The attributes that the template may read.
    pub fn attributes(&self) -> Reads {
        Reads::of(self.program())
    }

    /// Reads profiles and keeps what the template reads.
    pub fn profile_reader(&self) -> ProfileReader {
        ProfileReader::new(&self.attributes())
    }
}

fn of(program: &Program) -> Reads {
    let names = program.names.iter().filter(|name| !ROOTS.contains(&&***name)).cloned();
    let mut reads = Reads { roots: Map::new(), names: names.collect() };
    visit::statements(&program.body, &mut |statement| {
        for expr in visit::roots(statement) {
            read(program, expr, &mut reads);
        }
    });
    if reads.keys("ContentBlock").is_some() {
        // A block is template text itself, which may read anything.
        for root in ROOTS {
            reads.all(root);
        }
    }
    reads
}

fn read(program: &Program, expr: &Expr, reads: &mut Reads) {
    let found = lookup(program, expr);
    match found {
        Some((root, Some(key))) => reads.key(root, key),
        Some((root, None)) => reads.all(root),
        None => {}
    }
    // The first part of a lookup is what is looked up in: the root itself, or the method that is called.
    for part in visit::parts(expr).into_iter().skip(usize::from(found.is_some())) {
        read(program, part, reads);
    }
    if let (None, Some(root)) = (found, root_name(program, expr)) {
        reads.all(root);
    }
}

/// The root and the key that an expression looks up directly; no key where it is computed.
fn lookup<'p>(program: &'p Program, expr: &'p Expr) -> Option<(&'p str, Option<&'p str>)> {
    match expr {
        Expr::Attribute { base, name, .. } => Some((root_name(program, base)?, Some(name))),
        Expr::Item { base, key, .. } => Some((root_name(program, base)?, text(key))),
        Expr::Call { callee, arguments, .. } => {
            let Expr::Attribute { base, name, .. } = &**callee else { return None };
            let root = root_name(program, base)?;
            let key = match (&**name, arguments.first()) {
                ("get", Some(Argument::Positional(key))) => text(key),
                _ => None,
            };
            Some((root, key))
        }
        _ => None,
    }
}

fn root_name<'p>(program: &'p Program, expr: &Expr) -> Option<&'p str> {
    match expr {
        Expr::Name(symbol, _) => Some(program.name(*symbol)).filter(|name| ROOTS.contains(name)),
        _ => None,
    }
}

fn text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Constant(Constant::Text(text), _) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Options;

    fn reads(body: &str) -> String {
        let template = Template::compile(body, Options::default()).unwrap();
        let reads = template.attributes();
        let root = |root: &str| match reads.keys(root) {
            Some(Keys::Only(keys)) => {
                format!("{root}: {}", keys.join(" "))
            }
            Some(Keys::All) => format!("{root}: *"),
            None => String::new(),
        };
        reads.roots().map(root).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn keys_that_are_written_out_are_named() {
        assert_eq!(reads("{}"), "");
        assert_eq!(reads(r#""{{ UserAttribute['a'] }}{{ UserAttribute.b.c }}""#), "UserAttribute: a b");
        assert_eq!(reads(r#""{{ UserAttribute.get('a', UserAttribute.b) }}""#), "UserAttribute: a b");
        assert_eq!(
            reads(r#""{{ UserAttribute['First Name']|default(EventAttribute.x) }}""#),
            "EventAttribute: x; UserAttribute: First Name"
        );
        assert_eq!(reads("[{% for i in UserAttribute.a if i.b %}{{ i.c }}{% endfor %}]"), "UserAttribute: a");
    }

    #[test]
    fn what_is_hidden_in_macros_and_blocks_is_found() {
        let body = r#"{% macro m(x=UserAttribute.a) %}{{ UserAttribute.b }}{% endmacro %}"{{ m() }}""#;
        assert_eq!(reads(body), "UserAttribute: a b");
        let body = r#"{% set t|replace('x', UserAttribute.a) %}{{ UserAttribute.b }}{% endset %}"{{ t }}""#;
        assert_eq!(reads(body), "UserAttribute: a b");
        let body = r#"{% macro m() %}{{ caller(1) }}{% endmacro %}"{% call(x, y=UserAttribute.a) m() %}{{ UserAttribute.b }}{% endcall %}""#;
        assert_eq!(reads(body), "UserAttribute: a b");
        assert_eq!(
            reads(r#"{% set ns = namespace(a=UserAttribute.a) %}{% set ns.b = UserAttribute.b %}"""#),
            "UserAttribute: a b"
        );
    }

    #[test]
    fn whatever_may_reach_any_key_reads_all() {
        for body in [
            r"{{ UserAttribute }}",
            r"{{ UserAttribute|tojson }}",
            r"{% set u = UserAttribute %}{{ u.a }}",
            r"{{ UserAttribute[EventAttribute.k] }}",
            r"{{ UserAttribute.items()|list }}",
            r"[{% for k in UserAttribute %}{{ k }}{% endfor %}]",
            r"{{ UserAttribute|attr('a') }}",
            r"{{ 'a' in UserAttribute }}",
            r"{{ UserAttribute.get(EventAttribute.k) }}",
        ] {
            assert!(reads(body).ends_with("UserAttribute: *"), "{body}: {}", reads(body));
        }
        assert_eq!(reads("{{ EventAttribute[UserAttribute] }}"), "EventAttribute: *; UserAttribute: *");
        assert!(reads(r#""{{ ContentBlock['a'] }}""#).contains("UserAttribute: *"));
    }
}
