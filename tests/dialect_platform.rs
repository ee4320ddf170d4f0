//! What the platform has beyond Jinja: its filters on dates, texts and tables.

#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use lineplate::{Clock, Code, Options, Profile, eval};

const PROFILE: &str = r#"{
    "UserAttribute": {"joined": "14/10/2020", "uid": "42", "bad": "2020-10-14", "when": "2012-01-19 17:21:00 CST",
        "mail": "ana@example.jp", "name": "花子", "nothing": null, "strange": "\"%Y"},
    "AuxData": {"bills": {"42": {"amount": 300, "due": "01/09/2026"}}},
    "ContentApi": {"weather": {"temp": 31, "items": [{"name": "sun"}]}}
}"#;

fn options() -> Options {
    let mut options = Options::default();
    options.clock = Clock::parse("2026-08-01T02:30:00Z");
    options.time_zone = Some("Asia/Tokyo".to_owned());
    options
}

fn run(template: &str, options: &Options) -> Result<String, Code> {
    let profile = Profile::parse(PROFILE).unwrap();
    eval(template, &profile, options).map_err(|errors| errors.first().expect("an error").code)
}

#[track_caller]
fn gives(template: &str, expected: &str) {
    assert_eq!(run(template, &options()).as_deref(), Ok(expected), "{template}");
}

#[track_caller]
fn fails(template: &str, code: Code) {
    assert_eq!(run(template, &options()), Err(code), "{template}");
}

#[test]
fn date_formatter() {
    gives("{{ '14/10/2020'|dateFormatter('%m/%d/%Y') }}", "10/14/2020");
    gives("{{ UserAttribute.joined|dateFormatter('%Y年%-m月%-d日 (%a)') }}", "2020年10月14日 (Wed)");
    gives("{{ '1/2/2024'|dateFormatter('%d.%m.%y %H:%M') }}", "01.02.24 00:00");
    gives("{{ '29/02/2024'|dateFormatter('%j') }}", "060");
    fails("{{ '29/02/2023'|dateFormatter('%j') }}", Code::RenderRange);
    fails("{{ UserAttribute.bad|dateFormatter('%Y') }}", Code::RenderRange);
    fails("{{ ''|dateFormatter('%Y') }}", Code::RenderRange);
    fails("{{ 5|dateFormatter('%Y') }}", Code::RenderType);
    fails("{{ UserAttribute.nothing|dateFormatter('%Y') }}", Code::RenderType);
    fails("{{ UserAttribute.missing|dateFormatter('%Y') }}", Code::RenderUndefined);
    fails("{{ '14/10/2020'|dateFormatter }}", Code::RenderArgument);
    fails("{{ '14/10/2020'|dateFormatter(5) }}", Code::RenderType);
}

#[test]
fn days() {
    gives("{{ '12/10/2020'|days('14/10/2020') }}", "2");
    gives("{{ '14/10/2020'|days('12/10/2020') }}", "-2");
    gives("{{ '14/10/2020'|days('14/10/2020') }}", "0");
    gives("{{ '28/02/2024'|days('01/03/2024') + 1 }}", "3");
    gives("{{ UserAttribute.joined|days('%d/%m/%Y'|today) }}", "2117");
    fails("{{ '12/10/2020'|days('x') }}", Code::RenderRange);
    fails("{{ '12/10/2020'|days }}", Code::RenderArgument);
}

#[test]
fn today() {
    gives("{{ '%m/%d/%Y'|today('EST') }}", "07/31/2026");
    gives("{{ '%m/%d/%Y'|today('Asia/Tokyo') }}", "08/01/2026");
    gives("{{ '%Y-%m-%d %H:%M %z %Z'|today('+09:00') }}", "2026-08-01 11:30 +0900 +09");
    gives("{{ '%Y-%m-%d %H:%M'|today }}", "2026-08-01 11:30");
    gives("{{ '%Y-%m-%d %H:%M'|today(none) }}", "2026-08-01 11:30");
    fails("{{ 5|today('EST') }}", Code::RenderType);
    let mut without = options();
    without.clock = None;
    assert_eq!(run("{{ '%Y'|today('EST') }}", &without), Err(Code::RenderOption));
    without = options();
    without.time_zone = None;
    assert_eq!(run("{{ '%Y'|today }}", &without), Err(Code::RenderOption));
}

#[test]
#[cfg(feature = "timezones")]
fn zones_of_the_database() {
    gives("{{ '%H:%M %Z'|today('Europe/Berlin') }}", "04:30 CEST");
    gives("{{ '2026-01-01 12:00:00'|dateTimeFormatter('%H:%M', 'America/New_York') }}", "07:00");
    fails("{{ '%H'|today('Nowhere/City') }}", Code::RenderRange);
}

#[test]
fn date_time_formatter() {
    gives("{{ UserAttribute.when|dateTimeFormatter(timeZone='Asia/Kolkata') }}", "2012-01-19 22:51:00 PM");
    gives("{{ UserAttribute.when|dateTimeFormatter(tzOffset=-330) }}", "2012-01-19 11:51:00 AM");
    gives(
        "{{ UserAttribute.when|dateTimeFormatter(toFormat='%Y-%m-%d %H:%M:%S %p') }}",
        "2012-01-19 17:21:00 PM",
    );
    gives("{{ UserAttribute.when|dateTimeFormatter }}", "2012-01-19 17:21:00 PM");
    gives("{{ UserAttribute.when|dateTimeFormatter('%I:%M', 'Asia/Kolkata', 60) }}", "06:21");
    gives("{{ UserAttribute.when|dateTimeFormatter('%H', 'Asia/Tokyo', -1000) }}", "02");
    gives("{{ UserAttribute.when|dateTimeFormatter(none, none, none) }}", "2012-01-19 17:21:00 PM");
    gives("{{ '2026-08-01T00:30:00Z'|dateTimeFormatter('%H:%M', 'JST') }}", "09:30");
    fails("{{ '2026-08-01T00:30:00+09:00'|dateTimeFormatter }}", Code::RenderRange);
    fails("{{ '14/10/2020'|dateTimeFormatter }}", Code::RenderRange);
    fails("{{ UserAttribute.when|dateTimeFormatter(tzOffset=10**20) }}", Code::RenderRange);
    fails("{{ UserAttribute.when|dateTimeFormatter(tzOffset='x') }}", Code::RenderType);
}

#[test]
fn digests_and_encodings() {
    gives(
        "{{ 'abc'|convertToSHA256NoSalt() }}",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    gives("{{ 'ab'|convertToSHA256('c') == 'abc'|convertToSHA256NoSalt }}", "True");
    gives("{{ UserAttribute.mail|convertToSHA256('salt')|length }}", "64");
    gives("{{ '花子'|base64encode }} {{ '6Iqx5a2Q'|base64decode }}", "6Iqx5a2Q 花子");
    gives(
        "{{ ''|base64encode }}|{{ ''|base64decode }}|{{ 'a'|base64encode }}|{{ 'YQ'|base64decode }}",
        "||YQ==|a",
    );
    fails("{{ '*'|base64decode }}", Code::RenderRange);
    fails("{{ '/w=='|base64decode }}", Code::RenderRange);
    gives("{{ 'a b/花'|urlencode }} {{ 'a%20b%2F%E8%8A%B1'|urldecode }}", "a%20b/%E8%8A%B1 a b/花");
    gives("{{ 'a+b%zz%4'|urldecode }}", "a b%zz%4");
    gives("{{ UserAttribute.missing|base64encode }}|{{ UserAttribute.missing|urldecode }}|", "||");
    fails("{{ 'a'|convertToSHA256 }}", Code::RenderArgument);
}

#[test]
fn tables() {
    gives(
        "{% set bill = UserAttribute.uid|getAuxData('bills') %}{{ bill.amount }} {{ bill['due'] }}",
        "300 01/09/2026",
    );
    gives("{% set bill = '7'|getAuxData('bills') %}{{ bill is defined }}{{ bill|default('-') }}", "False-");
    gives("{{ (42|getAuxData('bills')).amount }}", "300");
    gives("{{ UserAttribute.nothing|getAuxData('bills')|default('-', true) }}", "-");
    fails("{{ '7'|getAuxData('nothing') }}", Code::RenderOption);
    fails("{{ UserAttribute.missing|getAuxData('bills') }}", Code::RenderUndefined);
    fails("{{ ('7'|getAuxData('bills')).amount }}", Code::RenderUndefined);
}

#[test]
fn content_api() {
    gives("{{ ContentApi.weather().temp }} {{ ContentApi.weather({'id': 1})['items'][0].name }}", "31 sun");
    fails("{{ ContentApi.offers() }}", Code::RenderOption);
}

#[test]
fn filters_that_the_platform_lacks_are_unknown() {
    for name in ["split", "now", "dateformat", "datetimeformat", "b64encode", "zip", "regex_replace"] {
        fails(&format!("{{{{ 'x'|{name} }}}}"), Code::SyntaxUnknownName);
    }
    fails("{{ now() }}", Code::RenderUndefined);
}
