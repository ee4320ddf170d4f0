//! The practical limit: what somebody would write who knew the template by heart and had one message to send.
//!
//! Static JSON is copied, the values are escaped, and one length is checked. It does nothing that lineplate does not do,
//! and lineplate does much more: the place of every value, all of LINE's rules, findings.

use serde::Deserialize;
use std::fmt::Write as _;

/// The longest text that LINE takes, in UTF-16 code units.
const TEXT: usize = 5000;
/// The longest alternative text.
const ALT_TEXT: usize = 1500;

/// A user, read as a programmer would read it: into a struct.
#[derive(Deserialize)]
pub struct User {
    #[serde(rename = "UserAttribute")]
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Attributes {
    line_id: String,
    first_name: String,
    tier: String,
    stamps: u64,
    store: String,
}

/// Writes the payload of one user; whether it can be sent.
pub type Emitter = fn(&User, &mut String) -> bool;

/// The emitter for a workload. There is none where the structure depends on data: nobody would write that by hand.
pub fn emitter(workload: &str) -> Option<Emitter> {
    match workload {
        "w1_text" => Some(text),
        "w2_receipt" => Some(receipt),
        _ => None,
    }
}

fn text(User { attributes: user }: &User, out: &mut String) -> bool {
    out.push_str(r#"{"to":""#);
    escape(out, &user.line_id);
    out.push_str(r#"","messages":[{"type":"text","text":"Hi "#);
    escape(out, &user.first_name);
    out.push_str(", your ");
    escape(out, &user.tier);
    out.push_str(" card has ");
    number(out, user.stamps);
    out.push_str(r#" stamps now. Ten more make a coffee, and a hundred a bag of beans."},"#);
    out.push_str(r#"{"type":"image","originalContentUrl":"https://cdn.example.com/cards/full.jpg","#);
    out.push_str(r#""previewImageUrl":"https://cdn.example.com/cards/small.jpg"}]}"#);
    let fixed =
        "Hi , your  card has 000 stamps now. Ten more make a coffee, and a hundred a bag of beans.".len();
    fixed + utf16(&user.first_name) + utf16(&user.tier) <= TEXT
}

fn receipt(User { attributes: user }: &User, out: &mut String) -> bool {
    out.push_str(r#"{"to":""#);
    escape(out, &user.line_id);
    out.push_str(r#"","messages":[{"type":"flex","altText":""#);
    escape(out, &user.first_name);
    out.push_str(RECEIPT_HEAD);
    escape(out, &user.store);
    out.push_str(RECEIPT_BODY);
    number(out, user.stamps);
    out.push_str(RECEIPT_FOOT);
    escape(out, &user.tier);
    out.push_str(r#" card","uri":"https://coffee.example.com/card?u="#);
    escape(out, &user.line_id);
    out.push_str(r#""}}]}}}]}"#);
    utf16(&user.first_name) + ", your order is ready".len() <= ALT_TEXT
}

const RECEIPT_HEAD: &str = concat!(
    r#", your order is ready","contents":{"type":"bubble","size":"mega","header":{"type":"box","layout":"vertical","#,
    r##""backgroundColor":"#3E2723","contents":[{"type":"text","text":"READY FOR PICK-UP","color":"#D7CCC8","##,
    r#""size":"xs","weight":"bold"},{"type":"text","text":""#,
);

const RECEIPT_BODY: &str = concat!(
    r##"","color":"#FFFFFF","size":"xl","weight":"bold"}]},"body":{"type":"box","layout":"vertical","##,
    r#""spacing":"md","contents":[{"type":"box","layout":"vertical","spacing":"sm","contents":[{"type":"box","#,
    r#""layout":"horizontal","contents":[{"type":"text","text":"Flat white","size":"sm","#,
    r##""color":"#555555","flex":0},{"type":"text","text":"¥520","size":"sm","color":"#111111","align":"end"}]},"##,
    r#"{"type":"box","layout":"horizontal","contents":[{"type":"text","text":"Butter toast","size":"sm","#,
    r##""color":"#555555","flex":0},{"type":"text","text":"¥380","size":"sm","color":"#111111","align":"end"}]},"##,
    r#"{"type":"box","layout":"horizontal","contents":[{"type":"text","text":"Bag of beans","size":"sm","#,
    r##""color":"#555555","flex":0},{"type":"text","text":"¥1,480","size":"sm","color":"#111111","align":"end"}]},"##,
    r#"{"type":"separator","margin":"lg"},{"type":"box","layout":"horizontal","margin":"lg","contents":["#,
    r##"{"type":"text","text":"Total","size":"sm","color":"#555555","flex":0},"##,
    r##"{"type":"text","text":"¥2,380","size":"sm","color":"#111111","align":"end"}]},"##,
    r#"{"type":"box","layout":"horizontal","margin":"lg","contents":["#,
    r##"{"type":"text","text":"Stamps on your card","size":"sm","color":"#555555","flex":0},"##,
    r#"{"type":"text","text":""#,
);

const RECEIPT_FOOT: &str = concat!(
    r##"","size":"sm","color":"#111111","align":"end"}]}]},{"type":"text","##,
    r##""text":"We keep it warm for thirty minutes.","size":"xs","color":"#AAAAAA","wrap":true}]},"##,
    r##""footer":{"type":"box","layout":"vertical","contents":[{"type":"button","style":"primary","color":"#6D4C41","##,
    r#""action":{"type":"uri","label":"My "#,
);

fn number(out: &mut String, number: u64) {
    write!(out, "{number}").expect("memory takes what is written");
}

/// Copies what needs no escape in one piece.
fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => write!(out, "\\u{control:04x}").expect("memory takes what is written"),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

fn utf16(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
