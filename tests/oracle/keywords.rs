//! The keywords on a single value.

use super::{Request, Test, checks};
use regex::Regex;
use serde_json::Value;
use std::cell::Cell;
use unicode_segmentation::UnicodeSegmentation;

thread_local! {
    /// The bytes of the document that is looked at, which its value does not tell; without them compact JSON counts.
    pub static BODY_BYTES: Cell<Option<usize>> = const { Cell::new(None) };
}

pub const NAMES: &[&str] = &[
    "minUtf16Length",
    "maxUtf16Length",
    "maxGraphemes",
    "maxJsonBytes",
    "maxBodyBytes",
    "integerBits",
    "lineUrl",
    "dimension",
    "aspectRatio",
    "quantity",
    "dateTime",
    "contexts",
    "checks",
];

pub fn test(name: &str, value: &Value, request: &Request) -> Test {
    let limit = value.as_u64().unwrap_or(0) as usize;
    match name {
        "minUtf16Length" => text(move |text| text.encode_utf16().count() >= limit),
        "maxUtf16Length" => text(move |text| text.encode_utf16().count() <= limit),
        "maxGraphemes" => text(move |text| text.graphemes(true).count() <= limit),
        "maxJsonBytes" => Box::new(move |value| value.to_string().len() <= limit),
        "maxBodyBytes" => {
            Box::new(move |value| BODY_BYTES.get().unwrap_or_else(|| value.to_string().len()) <= limit)
        }
        "integerBits" => integer_bits(limit),
        "lineUrl" => line_url(value),
        "dimension" => dimension(value),
        "aspectRatio" => aspect_ratio(value),
        "quantity" => quantity(value),
        "dateTime" => date_time(value.as_str().unwrap()),
        "contexts" => contexts(value, request),
        "checks" => checks::test(value),
        _ => panic!("unknown keyword {name}"),
    }
}

/// A test of texts; other values pass.
fn text(test: impl Fn(&str) -> bool + Send + Sync + 'static) -> Test {
    Box::new(move |value| value.as_str().is_none_or(&test))
}

pub fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn integer_bits(bits: usize) -> Test {
    let most = (1_u64 << (bits - 1)) as f64;
    Box::new(move |value| match (value.as_i64(), value.as_f64()) {
        (Some(number), _) => bits == 64 || i32::try_from(number).is_ok(),
        (None, Some(number)) => number.abs() < most,
        _ => true,
    })
}

fn line_url(rule: &Value) -> Test {
    let schemes = rule.get("schemes").map(texts);
    let refused = texts(&rule["refusedSchemes"]);
    let encoding = rule["encoding"].as_str().unwrap_or_default().to_owned();
    let absolute = Regex::new(r"^([A-Za-z][A-Za-z0-9+.-]*):").unwrap();
    let with_host =
        Regex::new(r"^[A-Za-z]+://(?:[^/?#]*@)?(?:[^/?#@:\[\]]+|\[[^/?#@\]]+\])(?::[0-9]{0,5})?(?:[/?#]|$)")
            .unwrap();
    let filled = Regex::new(r"^[^:]+:.").unwrap();
    let forbidden = Regex::new(r#"[\x00-\x20"<>\\^`{|}\x7f]"#).unwrap();
    let percent = Regex::new(r"%(?:[^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)").unwrap();
    text(move |text| {
        let Some(found) = absolute.captures(text) else { return false };
        let scheme = found[1].to_lowercase();
        let form = if ["http", "https"].contains(&scheme.as_str()) { &with_host } else { &filled };
        let allowed = schemes.as_ref().is_none_or(|schemes| schemes.contains(&scheme));
        let characters = match encoding.as_str() {
            "" => true,
            "rfc3986" => !forbidden.is_match(text),
            _ => !forbidden.is_match(text) && text.is_ascii() && !percent.is_match(text),
        };
        form.is_match(text) && allowed && !refused.contains(&scheme) && characters
    })
}

fn dimension(rule: &Value) -> Test {
    let keywords = texts(&rule["keywords"]);
    let units = texts(&rule["units"]).iter().map(|unit| regex::escape(unit)).collect::<Vec<_>>().join("|");
    let number = Regex::new(&format!(r"^(-?[0-9]+(?:\.[0-9]+)?)(?:{units})$")).unwrap();
    let sign = rule["sign"].as_str().unwrap().to_owned();
    text(move |text| {
        let number = number.captures(text).map(|found| found[1].parse::<f64>().unwrap());
        let in_range = number.is_some_and(|number| match sign.as_str() {
            "any" => true,
            "nonNegative" => number >= 0.0,
            _ => number > 0.0,
        });
        in_range || keywords.iter().any(|keyword| keyword == text)
    })
}

fn aspect_ratio(rule: &Value) -> Test {
    let form = Regex::new(r"^([0-9]+(?:\.[0-9]+)?):([0-9]+(?:\.[0-9]+)?)$").unwrap();
    let least = rule["minSide"].as_f64().unwrap();
    let most = rule["maxSide"].as_f64().unwrap();
    let steep = rule["maxHeightPerWidth"].as_f64().unwrap();
    text(move |text| {
        form.captures(text).is_some_and(|found| {
            let (width, height) = (found[1].parse::<f64>().unwrap(), found[2].parse::<f64>().unwrap());
            width > 0.0
                && height > 0.0
                && width >= least
                && height >= least
                && width <= most
                && height <= most
                && height <= steep * width
        })
    })
}

fn quantity(rule: &Value) -> Test {
    let unit = regex::escape(rule["unit"].as_str().unwrap());
    let form = Regex::new(&format!(r"^(-?[0-9]+(?:\.[0-9]+)?){unit}$")).unwrap();
    let bound = |name: &str, or: f64| rule[name].as_f64().unwrap_or(or);
    let (least, most) = (bound("minimum", f64::NEG_INFINITY), bound("maximum", f64::INFINITY));
    let below = bound("exclusiveMaximum", f64::INFINITY);
    text(move |text| {
        form.captures(text).is_some_and(|found| {
            let number = found[1].parse::<f64>().unwrap();
            (least..=most).contains(&number) && number < below
        })
    })
}

fn date_time(form: &str) -> Test {
    let date = "(?<year>19[0-9]{2}|20[0-9]{2}|2100)-(?<month>0[1-9]|1[0-2])-(?<day>0[1-9]|[12][0-9]|3[01])";
    let time = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
    let form = match form {
        "date" => format!("^{date}$"),
        "time" => format!("^{time}$"),
        _ => format!("^{date}[Tt]{time}$"),
    };
    let form = Regex::new(&form).unwrap();
    text(move |text| {
        let Some(found) = form.captures(text) else { return false };
        let number = |name: &str| found.name(name).map(|digits| digits.as_str().parse::<u32>().unwrap());
        let (Some(year), Some(month), Some(day)) = (number("year"), number("month"), number("day")) else {
            return true;
        };
        let february = if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 { 29 } else { 28 };
        day <= [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1]
    })
}

fn contexts(rule: &Value, request: &Request) -> Test {
    let fits = |name: &str, known: Option<&str>| {
        known.is_none_or(|known| {
            rule.get(name).is_none_or(|allowed| texts(allowed).iter().any(|text| text == known))
        })
    };
    let fits = fits("methods", request.method) && fits("recipients", request.recipient);
    Box::new(move |_| fits)
}
