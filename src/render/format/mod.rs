//! Python formatting.
use super::context::Context;
use super::fault::{Fault, Result};
use super::text::Text;
use super::value::Value;
impl<'p> Context<'p> {
    pub(crate) fn percent_format(&mut self, _format: &Text<'p>, _arguments: &Value<'p>) -> Result<Text<'p>> {
        Err(Fault::type_error("no formatting"))
    }
}
