//! The clock and the account: what a template asks for beside the attributes of a user.

use crate::project::{ID, Project};
use insta::assert_snapshot;

const ACCOUNT: &str = r#"{
  "ContentBlock": {
    "greeting": "Hello, {{ UserAttribute['name'] }}!\\n{{ ContentBlock['footer'] }}",
    "footer": "{% set shop = 'Tokyo' %}{{ shop }}",
    "loop": "{{ ContentBlock['loop'] }}",
    "faulty": "a\n{{ 1 + 'x' }}"
  },
  "AuxData": {"bills": {"42": {"due": "1 \"May\""}}},
  "ContentApi": {"weather": {"sky": "clear"}}
}"#;

#[test]
fn come_from_options() {
    let project =
        Project::new(&[("account.json", ACCOUNT), ("profile.json", r#"{"name": "花\"子", "uid": 42}"#)]);
    let eval = |text: &str, options: &[&str]| {
        let fixed = ["eval", text, "--profile", "profile.json"];
        project.run_with(&[&fixed[..], options].concat(), "")
    };
    let account = ["--account", "account.json"];
    let plain = |text: &str, options: &[&str]| {
        let run = eval(text, options);
        assert_eq!(run.status, 0, "{text}: {}", run.stderr);
        run.stdout.trim_end().to_owned()
    };
    assert_eq!(plain("{{ ContentBlock['footer'] }}", &account), "Tokyo");
    assert_eq!(plain("{{ ContentBlock.footer|upper }}", &account), "TOKYO");
    assert_eq!(plain("{% set b = 'footer' %}{{ ContentBlock[b] }}", &account), "Tokyo");
    assert_eq!(plain("{{ ContentBlock['footer'] }}{{ shop }}", &account), "Tokyo");
    assert_eq!(plain("{{ (UserAttribute.uid|getAuxData('bills')).due }}", &account), "1 \"May\"");
    assert_eq!(plain("{{ (9|getAuxData('bills'))|default('-') }}", &account), "-");
    assert_eq!(plain("{{ ContentApi.weather({'id': 1}).sky }}", &account), "clear");
    let clock = ["--clock", "2026-08-01T20:30:00Z"];
    assert_eq!(plain("{{ '%d.%m.%Y'|today('Asia/Tokyo') }}", &clock), "02.08.2026");
    let zone = ["--clock", "2026-08-01T20:30:00Z", "--time-zone", "Asia/Tokyo"];
    assert_eq!(plain("{{ '%d.%m.%Y'|today }}", &zone), "02.08.2026");
    let year = plain("{{ '%Y'|today('UTC') }}", &["--clock", "now"]);
    assert!(year.parse::<u32>().is_ok_and(|year| year >= 2026), "{year}");

    assert_snapshot!("no_clock", eval("{{ '%d.%m.%Y'|today('UTC') }}", &[]));
    assert_snapshot!("no_block", eval("{{ ContentBlock['other'] }}", &account));
    assert_snapshot!("no_blocks", eval("{{ ContentBlock['other'] }}", &[]));
    assert_snapshot!("no_table", eval("{{ '42'|getAuxData('other') }}", &account));
    assert_snapshot!("no_answer", eval("{{ ContentApi.news() }}", &[]));
    assert_snapshot!("endless_block", eval("{{ ContentBlock['loop'] }}", &account));
    assert_snapshot!("faulty_block", eval("{{ ContentBlock['faulty'] }}", &account));
}

#[test]
fn blocks_are_safe_in_payloads() {
    let body = r#"{"text": "{{ ContentBlock['greeting'] }}", "due": "{{ ('42'|getAuxData('bills')).due }}"}"#;
    let project = Project::new(&[
        ("account.json", ACCOUNT),
        ("body.json", body),
        ("profile.json", r#"{"name": "花\"子"}"#),
    ]);
    let options = ["--profile", "profile.json", "--account", "account.json", "--no-validate"];
    let run = project.run_with(&[&["render", "body.json"][..], &options].concat(), "");
    assert_eq!(
        (run.stdout.as_str(), run.stderr.as_str()),
        ("{\"text\":\"Hello, 花\\\"子!\\nTokyo\",\"due\":\"1 \\\"May\\\"\"}\n", "")
    );
}

#[test]
fn a_campaign_names_its_account() {
    let campaign = "name = \"a\"\nid = \"a\"\nendpoint = \"message\"\nbody = \"body.json\"\n\n[audience]\nfile = \"users.csv\"\n\n[render]\naccount = \"account.json\"\n";
    let body = r#"{"type": "text", "text": "{{ ContentBlock['footer'] }} {{ (UserAttribute.uid|getAuxData('bills')).due }}"}"#;
    let project = Project::new(&[
        ("account.json", ACCOUNT),
        ("campaign.toml", campaign),
        ("body.json", body),
        ("users.csv", &format!("line_id,uid\n{ID},42\n")),
        (
            "other.json",
            r#"{"ContentBlock": {"footer": "Osaka"}, "AuxData": {"bills": {"42": {"due": "2 May"}}}}"#,
        ),
    ]);
    let run = project.run("render campaign.toml");
    assert_eq!(run.stdout, "{\"type\":\"text\",\"text\":\"Tokyo 1 \\\"May\\\"\"}\n", "{run}");
    let run = project.run("render campaign.toml --account other.json");
    assert_eq!(run.stdout, "{\"type\":\"text\",\"text\":\"Osaka 2 May\"}\n", "{run}");
    project.write("account.json", "{\"Other\": 1}");
    let run = project.run("render campaign.toml");
    assert!(run.status == 2 && run.stderr.contains("account.json") && run.stderr.contains("1:2"), "{run}");
}

/// Findings on values of the account name them by their path.
#[test]
fn findings_name_values_of_the_account() {
    let body = r#"{"type": "text", "text": "{{ (UserAttribute.uid|getAuxData('bills')).due }}", "quoteToken": {{ (UserAttribute.uid|getAuxData('bills')).due }}}"#;
    let project = Project::new(&[
        ("account.json", ACCOUNT),
        ("body.json", body),
        ("profile.json", r#"{"uid": "42"}"#),
        ("missing.json", r#"{"type": "text", "text": "{{ (UserAttribute.uid|getAuxData('bills')).sum }}"}"#),
    ]);
    for (file, name) in
        [("body.json", "AuxData['bills'][…]['due']"), ("missing.json", "AuxData['bills'][…]['sum']")]
    {
        let run = project.run(&format!(
            "render {file} --kind message --profile profile.json --account account.json --format json"
        ));
        let finding: serde_json::Value = serde_json::from_str(run.stderr.lines().next().unwrap()).unwrap();
        assert_eq!(finding["diagnostics"][0]["attribute"], name, "{run}");
    }
}

/// A content block that is no template stops those that use it, and no others.
#[test]
fn a_broken_content_block_concerns_who_uses_it() {
    let project = Project::new(&[
        (
            "account.json",
            r#"{"ContentBlock": {"broken": "{{ 1 +", "outer": "{{ ContentBlock['broken'] }}", "fine": "fine"}}"#,
        ),
        ("profile.json", r#"{"name": "broken"}"#),
        ("none.json", r#"{"text": "broken"}"#),
        ("other.json", r#"{"text": "{{ ContentBlock['fine'] }}"}"#),
        ("itself.json", r#"{"text": "{{ ContentBlock['broken'] }}"}"#),
        ("within.json", r#"{"text": "{{ ContentBlock.outer }}"}"#),
        ("computed.json", r#"{"text": "{{ ContentBlock[UserAttribute.name] }}"}"#),
    ]);
    for (file, status) in
        [("none.json", 0), ("other.json", 0), ("itself.json", 2), ("within.json", 2), ("computed.json", 1)]
    {
        let run = project
            .run(&format!("render {file} --profile profile.json --account account.json --no-validate"));
        assert_eq!(run.status, status, "{file}: {run}");
        assert_eq!(run.stderr.contains("in content block `broken` at 1:"), status == 2, "{file}: {run}");
        let is_told = run.stderr.contains("the content block `…` is no template");
        assert_eq!(is_told, file == "computed.json", "{file}: {run}");
    }
}

#[test]
fn a_broken_account_is_refused() {
    let project = Project::new(&[
        ("account.json", "{\"ContentBlock\": {\"a\": 1}}"),
        ("bad.json", "{\"ContentBlock\": {\"a\": \"x\\n{% if %}\"}}"),
    ]);
    let run = |file: &str| project.run_with(&["eval", "{{ ContentBlock['a'] }}", "--account", file], "");
    assert_snapshot!("no_account", run("account.json"));
    assert_snapshot!("block_does_not_compile", run("bad.json"));
    assert_eq!(run("nothing.json").status, 2);
}
