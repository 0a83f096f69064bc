//! The binary `saponify`: all of it is in the library, under the feature `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    saponify_codegen::run()
}
