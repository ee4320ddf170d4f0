//! Python's two ways of formatting: `'%05d' % x` and `'{:,}'.format(x)`.

mod braces;
mod layout;
mod number;
mod percent;
mod spec;

pub(super) use number::fixed;
