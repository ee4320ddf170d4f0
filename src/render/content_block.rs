//! Content blocks: stored pieces of template that the account holds.

use super::account::Account;
use super::context::{Context, HoleKey};
use super::fault::{Fault, Result};
use super::value::{Object, Value};
use crate::Code;
use crate::template::program::Program;

impl<'p> Context<'p> {
    /// The text of a content block: a template of its own, which sees the data but no name of the template around it.
    pub(super) fn content_block(&mut self, key: &Value<'p>) -> Result<Value<'p>> {
        let Value::Text(name) = key else {
            return Err(Fault::type_error("content blocks have names").hint("write ContentBlock['name']"));
        };
        let shown = if name.first_data().is_some() { "…" } else { name.as_str() };
        let Some(block) = self.blocks.iter().find(|(known, _)| **known == *name.as_str()) else {
            let broken = self.broken_blocks.iter().find(|(known, _)| **known == *name.as_str());
            if let Some(reason) = broken.and_then(|(_, diagnostics)| diagnostics.first()) {
                let message = match name.first_data() {
                    Some(_) => format!("the content block `{shown}` is no template"),
                    None => reason.message.clone(),
                };
                return Err(Fault::new(Code::RenderOption, message).hint("mend the block, or do not use it"));
            }
            let fault = Fault::new(Code::RenderOption, format!("the account has no content block `{shown}`"));
            return Err(fault.hint("the option `account` holds content blocks (`--account FILE`)"));
        };
        let (name, program) = block;
        self.deeper(|context| context.run_block(name, program))
    }

    fn run_block(&mut self, name: &str, program: &'p Program) -> Result<Value<'p>> {
        let outer = std::mem::replace(&mut self.program, program);
        let names = std::mem::take(&mut self.names);
        let was_in_block = std::mem::replace(&mut self.in_block, true);
        // Places in the block are none of the template's.
        let recorder = self.recorder.take();
        let text = self.capture_all(&program.body);
        self.recorder = recorder;
        self.in_block = was_in_block;
        self.names = names;
        self.program = outer;
        text.map(Value::Text).map_err(|fault| fault.inside_block(name, &program.source))
    }

    /// Whether this is what the name `ContentBlock` stands for, with or without any blocks.
    pub(super) fn is_content_blocks(&self, value: &Value<'p>) -> bool {
        match value {
            Value::Missing(hole) => self
                .holes
                .get(*hole as usize)
                .is_some_and(|hole| matches!(hole.key, HoleKey::Name(Account::CONTENT_BLOCKS))),
            Value::Object(object) => matches!(&**object, Object::ContentBlocks),
            _ => false,
        }
    }
}
