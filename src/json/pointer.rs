//! JSON Pointers (RFC 6901).

use std::fmt;

/// One step down into a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into an item of an array.
    Index(usize),
    /// Into a member of an object.
    Key(String),
}

/// A place in a JSON value. Displays as `/messages/0/text`; the root is empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pointer {
    steps: Vec<Step>,
}

impl Pointer {
    /// The steps from the root.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Goes one step down.
    pub fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The pointer one step further down.
    pub fn join(&self, step: Step) -> Self {
        let mut joined = self.clone();
        joined.push(step);
        joined
    }
}

impl FromIterator<Step> for Pointer {
    fn from_iter<T: IntoIterator<Item = Step>>(steps: T) -> Self {
        Self { steps: steps.into_iter().collect() }
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            match step {
                Step::Index(i) => write!(f, "/{i}")?,
                Step::Key(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1"))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_slash_and_tilde() {
        let pointer: Pointer = [Step::Key("a/b~c".into()), Step::Index(3)].into_iter().collect();
        assert_eq!(pointer.to_string(), "/a~1b~0c/3");
        assert_eq!(Pointer::default().to_string(), "");
    }
}
