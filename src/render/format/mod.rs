//! Python's two ways of formatting: `'%05d' % x` and `'{:,}'.format(x)`.

mod braces;
mod layout;
mod number;
mod percent;
mod spec;

use super::text::Origin;

/// The origin of a character whose code was a number: numbers do not tell where they come from, so it may be the
/// data. It is the number of the data's root.
pub(super) const SOMEWHERE: Origin = 0;

pub(super) use number::fixed;
