//! JSON texts read once into a flat tape that remembers where every value stands.
//!
//! Profiles, finished payloads and rendered payloads all take this form: values are looked up without building
//! a tree of maps, and each knows its byte range, which is what findings point at. Repeated keys, which most
//! parsers silently drop, are kept and listed.

mod buffers;
mod builder;
mod document;
mod duplicates;
mod lookup;
mod parse;
mod pointer;
pub mod text;
pub(crate) mod wanted;

pub use buffers::Buffers;
pub use builder::{Builder, ItemSlots, MemberSlots, Slot};
pub(crate) use document::written;
pub use document::{Document, Items, Kind, Node};
pub(crate) use lookup::Trail;
pub use parse::{JsonError, MAX_DEPTH};
pub use pointer::{Pointer, Step};
