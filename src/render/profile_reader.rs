//! Profiles of which only what a template reads is kept.

use super::{Profile, ROOTS};
use crate::analysis::{Keys, Reads};
use crate::diagnostic::Diagnostic;
use crate::json::wanted::{Members, Selection, Wanted};
use crate::json::{Buffers, Slot};

/// Reads profiles from JSON text and keeps what a template reads.
///
/// The whole text has to be JSON, as for [`Profile::parse`], but what the template does not read is only looked over:
/// nothing of it is decoded or kept, and keys that stand twice in it go unnoticed. What becomes of the message is the
/// same.
///
/// ```
/// use lineplate::{Options, Template};
///
/// let body = r#"{"to": "{{ UserAttribute['line_id'] }}", "messages": [{"type": "text", "text": "Hi {{ UserAttribute['name'] }}"}]}"#;
/// let template = Template::compile(body, Options::default()).expect("the template compiles");
/// let reader = template.profile_reader();
/// let profile = reader.read(r#"{"line_id": "U4af4980629d3b0f1b3d3a3b3e3c3d3f3", "name": "花子", "orders": [{"id": 1}]}"#)
///     .expect("an object");
/// assert_eq!(profile.user_attribute("name"), Some("花子"));
/// assert!(template.render(&profile).payload().is_some());
/// ```
#[derive(Debug, Clone)]
pub struct ProfileReader {
    selection: Selection,
}

impl ProfileReader {
    /// A reader that keeps what these reads name.
    pub(crate) fn new(reads: &Reads) -> Self {
        if reads.keys(USER) == Some(&Keys::All) {
            // Without roots, each member is an attribute of the user.
            return Self::everything();
        }
        let mut members = Members::default();
        for root in ROOTS {
            members.add(root, reads.keys(root).map_or(Wanted::Kind, wanted));
        }
        for name in reads.names() {
            members.add(name, Wanted::All);
        }
        if let Some(Keys::Only(keys)) = reads.keys(USER) {
            for key in keys {
                members.add(key, Wanted::All);
            }
        }
        Self { selection: Selection::of(members) }
    }

    /// A reader that keeps all.
    pub(crate) fn everything() -> Self {
        Self { selection: Selection::everything() }
    }

    /// Reads a profile.
    ///
    /// # Errors
    /// A diagnostic with the place, if the text is not one JSON object.
    pub fn read<'a>(&self, text: &'a str) -> Result<Profile<'a>, Diagnostic> {
        self.read_in(text, Buffers::default())
    }

    /// [`ProfileReader::read`], in the memory of a profile that is no longer needed.
    ///
    /// # Errors
    /// A diagnostic with the place, if the text is not one JSON object.
    pub fn read_in<'a>(&self, text: &'a str, buffers: Buffers) -> Result<Profile<'a>, Diagnostic> {
        Profile::parse_selection(text, &self.selection, buffers)
    }

    /// Writes what is kept of a profile: `true` for all of a value, an object with what is kept of each member, or
    /// `false` if only the kind of value is looked at.
    ///
    /// Whoever holds a profile in a form of their own needs to make JSON of this part alone:
    ///
    /// ```
    /// use lineplate::json::Builder;
    /// use lineplate::{Options, Template};
    ///
    /// let template = Template::compile(r#""{{ UserAttribute['name'] }}""#, Options::default()).expect("the template compiles");
    /// let mut outline = Builder::default();
    /// template.profile_reader().outline(outline.root());
    /// let outline = outline.finish().expect("not nested deeply");
    /// assert_eq!(outline.root().get("name").and_then(|name| name.as_bool()), Some(true));
    /// ```
    pub fn outline(&self, slot: Slot<'_>) {
        self.selection.outline(slot);
    }
}

/// The root whose attributes may stand alone.
const USER: &str = "UserAttribute";

fn wanted(keys: &Keys) -> Wanted {
    match keys {
        Keys::All => Wanted::All,
        Keys::Only(keys) => {
            let mut members = Members::default();
            for key in keys {
                members.add(key, Wanted::All);
            }
            Wanted::Members(members)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Options;
    use crate::template::Template;

    fn reader(body: &str) -> ProfileReader {
        Template::compile(body, Options::default()).unwrap().profile_reader()
    }

    /// How many values of a profile are kept, keys included.
    fn kept(body: &str, profile: &str) -> usize {
        reader(body).read(profile).unwrap().size()
    }

    #[test]
    fn keeps_what_is_read() {
        let body = r#""{{ UserAttribute['a'] }}{{ UserAttribute.b.c }}""#;
        assert_eq!(kept(body, r#"{"x": [1, {"y": 2}], "a": 1, "b": {"c": 2, "d": 3}, "z": "\n"}"#), 9);
        assert_eq!(kept(body, r#"{"UserAttribute": {"x": 0, "\u0061": 1}, "ProductSet": [1, 2, 3]}"#), 7);
        assert_eq!(kept(body, r#"{"EventAttribute": {"a": 1}, "a": 1}"#), 5);
        assert_eq!(kept(r#""{{ UserAttribute|length }}""#, r#"{"a": 1, "b": [2]}"#), 6);
        assert_eq!(kept(r#""{{ other }}""#, r#"{"other": 1, "UserAttribute": {"a": 1}}"#), 5);
    }

    #[test]
    fn looks_over_the_rest() {
        let reader = reader(r#""{{ UserAttribute['a'] }}""#);
        for text in [
            r#"{"x": [1,], "a": 1}"#,
            r#"{"x": "\q"}"#,
            r#"{"x": 01}"#,
            r#"{"x": {"y" 1}}"#,
            "[]",
            r#"{"x": "#,
        ] {
            let ours = reader.read(text).unwrap_err();
            assert_eq!(ours, Profile::parse(text).unwrap_err(), "{text}");
        }
        let profile = reader.read(r#"{"x": "\n", "a": "\t", "y": {"a": "\r"}}"#).unwrap();
        assert_eq!(profile.user_attribute("a"), Some("\t"));
        assert_eq!(profile.user_attribute("x"), None);
        assert_eq!(reader.read(r#"{"a": 1, "a": "2"}"#).unwrap().user_attribute("a"), Some("2"));
    }

    /// A slot that was learnt from one profile is right for others, or not asked.
    #[test]
    fn slots_are_those_of_their_reader() {
        let body = r#""{{ UserAttribute['a'] }} {{ UserAttribute['b']|default('-') }} {{ EventAttribute['a']|default('+') }}""#;
        let template = Template::compile(body, Options { kind: None, ..Options::default() }).unwrap();
        let other = reader(r#""{{ UserAttribute['b'] }}{{ UserAttribute['z'] }}{{ UserAttribute['a'] }}""#);
        let readers =
            [template.profile_reader(), other, ProfileReader::everything(), template.profile_reader()];
        let profiles = [
            r#"{"a": "1", "b": "2"}"#,
            r#"{"UserAttribute": {"b": "3", "a": "4"}, "a": "5", "EventAttribute": {"a": "6"}}"#,
            r#"{"UserAttribute": {"a": "7"}, "b": "8"}"#,
            r#"{"a": "9", "UserAttribute": {"a": "0", "b": "x"}, "UserAttribute": {"a": "y"}}"#,
            r#"{"b": "2", "a": "1", "b": "3"}"#,
            r#"{"a": "\n"}"#,
        ];
        let mut renderer = template.renderer();
        for text in profiles.iter().cycle().take(3 * profiles.len()) {
            for reader in &readers {
                let profile = reader.read(text).unwrap();
                let mut out = String::new();
                assert!(renderer.render_into(&profile, &mut out).is_sent(), "{text}");
                assert_eq!(Some(&*out), template.render(&profile).payload(), "{text}");
            }
        }
    }
}
