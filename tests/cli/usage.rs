//! Help and wrong arguments.

use crate::project::Project;
use insta::assert_snapshot;

#[test]
fn help_teaches() {
    let project = Project::new(&[]);
    for command in ["render", "check", "contract", "sample", "validate", "eval", "explain", "schema"] {
        let run = project.run(&format!("{command} --help"));
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        assert!(run.stdout.contains("Examples:"));
        assert_snapshot!(format!("help_{command}"), run.stdout);
    }
    assert_snapshot!("help", project.run("--help").stdout);
    assert!(project.run("--version").stdout.starts_with("lineplate "));
}

#[test]
fn wrong_arguments_end_with_status_2() {
    let project = Project::new(&[("x.json", "{}")]);
    for (name, arguments) in [
        ("no_data", "render x.json"),
        ("two_data", "render x.json --profile x.json --audience x.csv"),
        ("rejects_without_audience", "render x.json --profile x.json --rejects y"),
        ("unknown_code", "validate x.json --allow schema/to-long"),
        ("unlike_any_code", "validate x.json --deny zzz"),
        ("code_that_cannot_be_allowed", "validate x.json --allow render/missing-attribute"),
        ("unknown_code_to_explain", "explain schema/to-long"),
        ("response_without_template", "explain --response x.json"),
        ("unknown_kind", "validate x.json --kind bubbles"),
        ("unknown_command", "rendre x.json"),
        ("no_files", "validate"),
    ] {
        let run = project.run(arguments);
        assert_eq!(run.status, 2, "{arguments}");
        assert_snapshot!(format!("usage_{name}"), run);
    }
}
