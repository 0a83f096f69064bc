//! Checks that any bytes, read as a contract, yield code that parses as Rust, or a problem.
#![no_main]

use libfuzzer_sys::fuzz_target;
use saponify_codegen::internals::config::Config;
use saponify_codegen::internals::problem::Problems;
use saponify_codegen::internals::source::Sources;
use saponify_codegen::internals::{emit, plan, read};

fuzz_target!(|bytes: &[u8]| {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let options = read::ReadOptions::default();
    let model = read::read_bytes(&[("a.wsdl", bytes)], &options, &mut sources, &mut problems);
    let config = Config { all_types: true, ..Config::default() };
    let plan = plan::plan(&model, &config, &mut problems);
    // `single` also parses what it prints: an error is a defect of the generator.
    emit::single(&plan).expect("what is planned can be printed");
    let _ = problems.render(&sources, false);
});
