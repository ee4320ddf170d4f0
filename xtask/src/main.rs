//! `cargo run --manifest-path xtask/Cargo.toml` builds the engine of the npm package into `wasm/npm/dist`.
//!
//! Cargo compiles the crate, wasm-bindgen writes the glue code, and `wasm-opt` of the npm package `binaryen` makes it
//! smaller. Beside the engine stand what it needs only at times: the time zones, and the pages on the codes of findings.
//!
//! The first two tools must agree on their version, so wasm-bindgen is a library here and not a tool that
//! somebody has installed.

mod codes;
mod zones;

use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// Names of the files in `wasm/npm/dist`.
const NAME: &str = "engine";

/// Until nothing gets smaller. Rust's stack is the memory below, so no address that is computed lies in the first
/// kilobyte, and addresses may be added up in the instructions that read and write.
///
/// Data stays in one piece: what lies between its parts, if they are told apart, compresses worse than zeros. Functions
/// that are called from one place stay functions, too: in large ones with hundreds of variables no two pieces of code look
/// the same to Brotli, which costs 4% of the whole.
///
/// At last what only helps Brotli: functions of one module stand together, and instructions promise no alignment, which
/// engines do not look at.
const SMALL: [&str; 7] = [
    "-Oz",
    "--converge",
    "--low-memory-unused",
    "--skip-pass=memory-packing",
    "--one-caller-inline-max-function-size=0",
    "--reorder-functions-by-name",
    "--dealign",
];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask stands in the repository")?;
    let package = root.join("wasm/npm");
    let dist = package.join("dist");
    let compiled = compile(root)?;
    bind(&compiled, &dist)?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        std::fs::copy(root.join(licence), package.join(licence))?;
    }
    std::fs::write(dist.join("zones.bin"), zones::file())?;
    let page = std::fs::read_to_string(root.join("docs/codes.md"))?;
    std::fs::write(dist.join("codes.js"), codes::module(&page))?;
    optimise(&package, &dist.join(format!("{NAME}_bg.wasm")), &dist.join(format!("{NAME}.wasm")))
}

fn compile(root: &Path) -> Result<PathBuf> {
    let target = root.join("target");
    run(Command::new("cargo")
        .args(["build", "--package", "lineplate-wasm", "--lib", "--profile", "wasm", "--locked", "--quiet"])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&target)
        .current_dir(root))?;
    Ok(target.join("wasm32-unknown-unknown/wasm/lineplate_wasm.wasm"))
}

fn bind(compiled: &Path, dist: &Path) -> Result<()> {
    if dist.exists() {
        std::fs::remove_dir_all(dist)?;
    }
    Bindgen::new()
        .input_path(compiled)
        .out_name(NAME)
        .web(true)?
        // The package says itself where the file is, and has types of its own.
        .omit_default_module_path(true)
        .typescript(false)
        // After a panic the memory cannot be trusted: a new instance takes its place.
        .reset_state_function(true)
        .generate(dist)?;
    Ok(())
}

fn optimise(package: &Path, from: &Path, to: &Path) -> Result<()> {
    let tool = package.join("node_modules/binaryen/bin/wasm-opt");
    if !tool.exists() {
        return Err("wasm-opt is missing: run `npm ci` in wasm/npm".into());
    }
    run(Command::new("node").arg(tool).args(SMALL).arg(from).arg("-o").arg(to))?;
    std::fs::remove_file(from)?;
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_owned();
    let status = command.status().map_err(|error| format!("{}: {error}", show(&name)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed: {status}", show(&name)).into()) }
}

fn show(name: &OsStr) -> std::borrow::Cow<'_, str> {
    name.to_string_lossy()
}
