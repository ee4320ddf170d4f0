//! The closed list of diagnostic codes.

use serde::{Serialize, Serializer};
use std::fmt;

const PAGE: &str = include_str!("../../docs/codes.md");

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal;)+) => {
        /// A stable name for a kind of finding. New codes may be added; none changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All codes, in the order of their families.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as it is written: `schema/too-long`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// One sentence on what the code stands for.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    // Template text.
    /// The template is not well-formed Jinja.
    SyntaxTemplate = "syntax/template";
    /// The template uses a tag, filter, test, function or method that the platform does not have.
    SyntaxUnknownName = "syntax/unknown-name";
    /// The template uses a feature that the platform does not offer.
    SyntaxUnsupported = "syntax/unsupported";

    // JSON that the template's own text makes.
    /// The template's text is not JSON at this place.
    JsonSyntax = "json/syntax";
    /// A comma is missing between two values.
    JsonMissingComma = "json/missing-comma";
    /// A comma too many was dropped.
    JsonExtraComma = "json/extra-comma";
    /// Two branches leave off at different places of the JSON.
    JsonAmbiguous = "json/ambiguous-position";
    /// A key stands twice in one object.
    JsonDuplicateKey = "json/duplicate-key";
    /// Text from data stands where a JSON value must stand.
    JsonBareText = "json/bare-text";
    /// A filter, slice or method has cut or changed an escape sequence of the template.
    JsonBrokenEscape = "json/broken-escape";
    /// The value has no JSON form.
    JsonValue = "json/value";
    /// The JSON is nested too deeply.
    JsonDepth = "json/too-deep";

    // What looks wrong in a template, whoever it is rendered for.
    /// A typographic quote stands in a tag, where it does not quote.
    LintTypographicQuotes = "lint/typographic-quotes";
    /// A comment is written as a tag.
    LintCommentTag = "lint/comment-tag";
    /// `cycle` is used as a tag.
    LintCycleTag = "lint/cycle-tag";
    /// An HTML entity stands in a tag.
    LintHtmlEntity = "lint/html-entity";
    /// A name is written with a dollar sign.
    LintDollarName = "lint/dollar-name";
    /// A placeholder stands inside a tag.
    LintNestedTag = "lint/nested-tag";
    /// A tag does not end as it began.
    LintUnclosedTag = "lint/unclosed-tag";
    /// Braces of a placeholder are percent-encoded.
    LintEncodedTag = "lint/encoded-tag";
    /// The key of an event attribute has a blank behind the dot.
    LintBlankInKey = "lint/blank-in-key";
    /// `+` joins a number with text, which fails.
    LintAddNumber = "lint/add-number";
    /// A filter applies to less than it seems to.
    LintFilterPrecedence = "lint/filter-precedence";
    /// A number is indexed or sliced.
    LintNumberIndex = "lint/number-index";
    /// A filter takes only dates of one form, and fails for others.
    LintDateForm = "lint/date-form";
    /// A boolean is compared with a text.
    LintBooleanText = "lint/boolean-text";
    /// A fallback comes too late: the lookup before it fails.
    LintDefaultTooLate = "lint/default-too-late";
    /// A fallback does not replace empty text and null.
    LintDefaultKeepsEmpty = "lint/default-keeps-empty";
    /// A fallback that is never used.
    LintDefaultNeverFires = "lint/default-never-fires";
    /// A variable is set in a loop and read behind it, where it has its old value.
    LintSetInLoop = "lint/set-in-loop";
    /// An event attribute has a name that the platform keeps for itself.
    LintReservedName = "lint/reserved-name";
    /// The name of a standard attribute, which wins over a custom one.
    LintStandardName = "lint/standard-name";
    /// Two names that differ in nothing but case, blanks or underscores.
    LintSimilarName = "lint/similar-name";
    /// A word that looks like the one that cancels a message.
    LintMisspeltNotSend = "lint/misspelt-not-send";
    /// An attribute without a fallback: users who lack it get no message.
    LintUnguarded = "lint/unguarded-attribute";
    /// Braces in data would be read as keys of a text message v2.
    LintBracesInTextV2 = "lint/braces-in-text-v2";
    /// A value in quotes where LINE wants a number or boolean.
    LintQuotedNumber = "lint/quoted-number";
    /// A link without encryption.
    LintHttpLink = "lint/http-link";
    /// Data in a URL that is not percent-encoded.
    LintUrlNotEncoded = "lint/url-not-encoded";
    /// `|tojson` inside quotes writes quotes into the text.
    LintToJsonInQuotes = "lint/tojson-in-quotes";
    /// `|e` writes HTML entities, which LINE shows as they are.
    LintHtmlEscape = "lint/html-escape";
    /// A method is named but not called.
    LintMethodNotCalled = "lint/method-not-called";
    /// A name that neither the template nor the platform gives a value.
    LintUnknownName = "lint/unknown-name";
    /// A feature that Jinja 2.8 lacks.
    LintAbsentInJinja28 = "lint/absent-in-jinja28";
    /// A branch could not be looked at.
    CheckIncomplete = "check/incomplete";
    /// The template cancels every message.
    CheckNeverSent = "check/never-sent";

    // Data against the contract of a template.
    /// An attribute that the template needs is missing.
    ContractMissing = "contract/missing-attribute";
    /// An attribute is null where the template needs a value.
    ContractNull = "contract/null";
    /// An attribute has a type that the template cannot use.
    ContractType = "contract/type";
    /// An attribute is too long for its place in the message.
    ContractTooLong = "contract/too-long";
    /// An attribute is empty where LINE wants text.
    ContractEmpty = "contract/empty";
    /// An attribute does not have the form that its place in the message needs.
    ContractForm = "contract/form";
    /// A number is out of range, or a list has too few or too many items.
    ContractRange = "contract/range";

    // Evaluation for one user.
    /// An attribute without a fallback is missing or null.
    RenderMissing = "render/missing-attribute";
    /// An operation got a value of the wrong type.
    RenderType = "render/type";
    /// A lookup in a value that is missing.
    RenderUndefined = "render/undefined";
    /// A division by zero.
    RenderDivision = "render/division-by-zero";
    /// An argument is wrong or missing.
    RenderArgument = "render/argument";
    /// A value is outside the range that the operation can handle.
    RenderRange = "render/range";
    /// Data holds the word that cancels a message.
    RenderNotSendInData = "render/not-send-in-data";
    /// A render option that the template needs is not set.
    RenderOption = "render/missing-option";

    // What the platform would send.
    /// Sent as the platform does it, the value breaks the JSON.
    FaithfulBreak = "faithful/broken-json";

    // Limits of the engine.
    /// The template is too large.
    LimitTemplate = "limit/template-size";
    /// The template is nested too deeply.
    LimitDepth = "limit/depth";
    /// Rendering takes too many steps.
    LimitSteps = "limit/steps";
    /// Texts and lists made while rendering grow too large.
    LimitMemory = "limit/memory";
    /// The payload grows too large.
    LimitOutput = "limit/output-size";
    /// More was found than is listed.
    LimitFindings = "limit/findings";

    // The profile.
    /// The profile is not a JSON object.
    ProfileInvalid = "profile/invalid";
    /// What the account holds is not as it must be.
    AccountInvalid = "account/invalid";

    // LINE's schemas.
    /// A property that LINE requires is missing.
    SchemaRequired = "schema/required";
    /// A value has the wrong JSON type.
    SchemaType = "schema/type";
    /// A value is not one of those allowed.
    SchemaEnum = "schema/enum";
    /// The `type` of an object is unknown.
    SchemaUnknownType = "schema/unknown-type";
    /// The object may not stand at this place.
    SchemaWrongPlace = "schema/wrong-place";
    /// A property is unknown.
    SchemaUnknownProperty = "schema/unknown-property";
    /// A text is empty.
    SchemaEmpty = "schema/empty";
    /// A text is too long.
    SchemaTooLong = "schema/too-long";
    /// An array has too few items.
    SchemaTooFew = "schema/too-few";
    /// An array or object has too many items.
    SchemaTooMany = "schema/too-many";
    /// A number is out of range.
    SchemaRange = "schema/range";
    /// A text does not have the form that LINE wants.
    SchemaPattern = "schema/pattern";
    /// A URL cannot be used.
    SchemaUri = "schema/uri";
    /// A size, margin or offset has the wrong form or unit.
    SchemaDimension = "schema/dimension";
    /// A date or time has the wrong form.
    SchemaDateTime = "schema/date-time";
    /// The JSON of an object is too large.
    SchemaTooLarge = "schema/too-large";
    /// Properties contradict each other.
    SchemaConflict = "schema/conflict";
    /// The value does not fit the way the message is sent.
    SchemaContext = "schema/context";
    /// The value is accepted but has no effect.
    SchemaNoEffect = "schema/no-effect";
    /// The value is accepted but deprecated.
    SchemaDeprecated = "schema/deprecated";
    /// The value is accepted but looks wrong.
    SchemaSuspicious = "schema/suspicious";

    // LINE's answers.
    /// LINE refused the request for it.
    LineRefused = "line/refused";
}

impl Code {
    /// Whether there is a payload in spite of a finding with this code.
    pub fn can_be_allowed(self) -> bool {
        let families = ["schema/", "lint/", "check/"];
        families.iter().any(|family| self.as_str().starts_with(family))
            || matches!(self, Self::JsonExtraComma | Self::JsonDuplicateKey | Self::RenderNotSendInData)
    }

    /// The code with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Cause, limit, examples and what to do, in Markdown: the section of `docs/codes.md`.
    pub fn explanation(self) -> &'static str {
        let sections = PAGE.split("\n### ").skip(1).filter_map(|section| section.split_once('\n'));
        let text =
            sections.into_iter().find(|(heading, _)| *heading == self.as_str()).map_or("", |(_, text)| text);
        text.split("\n## ").next().unwrap_or_default().trim()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_a_section_that_begins_with_its_summary() {
        for code in Code::ALL {
            let text = code.explanation();
            assert!(text.starts_with(&format!("{}\n\n", code.summary())), "{code}: {text}");
        }
    }
}
