//! The binary `saponify`. The library implements it, under the feature `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    saponify_codegen::run()
}
