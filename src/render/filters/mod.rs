//! Filters: what stands behind a bar.

mod attribute;
mod auxiliary;
mod dates;
mod encode;
mod entities;
mod fallback;
mod group;
mod html;
mod json;
mod lookup;
mod number;
pub(super) mod order;
mod parse;
mod pretty;
mod refused;
mod select;
mod sequence;
mod strftime;
mod text;
mod wrap;

#[cfg(test)]
mod holes;
#[cfg(test)]
mod provenance;

pub(crate) use dates::DateText;

use super::FilterFunction;

/// All filters.
const TABLE: [(&str, FilterFunction); 64] = [
    ("abs", number::abs),
    ("attr", lookup::attr),
    ("base64decode", encode::base64_decode),
    ("base64encode", encode::base64_encode),
    ("batch", sequence::batch),
    ("capitalize", text::capitalize),
    ("center", text::center),
    ("convertToSHA256", encode::salted_sha256),
    ("convertToSHA256NoSalt", encode::sha256),
    ("count", sequence::length),
    ("d", fallback::default),
    ("dateFormatter", dates::date_formatter),
    ("dateTimeFormatter", dates::date_time_formatter),
    ("days", dates::days),
    ("default", fallback::default),
    ("dictsort", order::dictsort),
    ("e", html::escape),
    ("escape", html::escape),
    ("filesizeformat", number::filesizeformat),
    ("first", sequence::first),
    ("float", number::float),
    ("forceescape", html::escape),
    ("format", text::format),
    ("getAuxData", auxiliary::aux_data),
    ("groupby", group::groupby),
    ("indent", text::indent),
    ("int", number::int),
    ("items", sequence::items),
    ("join", sequence::join),
    ("last", sequence::last),
    ("length", sequence::length),
    ("list", sequence::list),
    ("lower", text::lower),
    ("map", select::map),
    ("max", order::max),
    ("min", order::min),
    ("pprint", pretty::pprint),
    ("random", refused::random),
    ("reject", select::reject),
    ("rejectattr", select::rejectattr),
    ("replace", text::replace),
    ("reverse", sequence::reverse),
    ("round", number::round),
    ("safe", text::string),
    ("select", select::select),
    ("selectattr", select::selectattr),
    ("slice", sequence::slice),
    ("sort", order::sort_filter),
    ("string", text::string),
    ("striptags", html::striptags),
    ("sum", number::sum),
    ("title", text::title),
    ("today", dates::today),
    ("tojson", json::tojson),
    ("trim", text::trim),
    ("truncate", text::truncate),
    ("unique", group::unique),
    ("upper", text::upper),
    ("urldecode", encode::url_decode),
    ("urlencode", encode::url_encode),
    ("urlize", refused::urlize),
    ("wordcount", text::wordcount),
    ("wordwrap", wrap::wordwrap),
    ("xmlattr", html::xmlattr),
];

/// The names of all filters.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
pub(crate) const NAMES: &[&str] = &{
    let mut names = [""; TABLE.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = TABLE[i].0;
        i += 1;
    }
    names
};

/// The filter of this name.
pub(crate) fn find(name: &str) -> Option<FilterFunction> {
    TABLE.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

/// What to do about a filter that other engines have and the platform lacks.
pub(crate) fn absent(name: &str) -> Option<&'static str> {
    Some(match name {
        "split" => "`split` is a method: `text.split(',')`",
        "lines" => "`splitlines` is a method: `text.splitlines()`",
        "startswith" | "endswith" | "strip" | "lstrip" | "rstrip" | "zfill" | "find" | "isdigit" => {
            "that is a method of texts: `text.name(…)`"
        }
        "keys" | "values" => "that is a method of dicts: `dict.name()`",
        "bool" => "compare the value: `value == 'true'`, or use it as it is in `{% if %}`",
        "zip" | "chain" => "loop over `range(items|length)` and look up each index",
        "dateformat" | "datetimeformat" | "strftime" | "date" | "timeformat" => {
            "the platform's filters are `dateFormatter` and `dateTimeFormatter`"
        }
        "now" => "the platform's way to the date: `{{ '%Y-%m-%d'|today('Asia/Tokyo') }}`",
        "md5" | "sha1" | "sha256" | "hash" => {
            "the platform's filters are `convertToSHA256` and `convertToSHA256NoSalt`"
        }
        "b64encode" => "the platform's filter is `base64encode`",
        "b64decode" => "the platform's filter is `base64decode`",
        "json" | "to_json" | "json_encode" | "jsonify" => "the filter is `tojson`",
        "ternary" | "iif" => "write `a if condition else b`",
        "fallback" | "default_if_none" => {
            "the filter is `default`; `|default('text', true)` replaces null too"
        }
        "money" | "currency" | "intcomma" | "number_format" => {
            "group thousands with `{{ '{:,}'.format(value) }}`"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(NAMES.is_sorted());
        assert!(NAMES.iter().all(|name| find(name).is_some()));
        assert!(find("split").is_none() && absent("split").is_some());
    }
}
