//! The cost of generating is proportional to the input and output, for every shape of contract. Cost is measured as
//! allocated bytes and number of allocations, not as time.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod shapes;

use allocation_counter::measure;
use saponify_codegen::internals::{
    config::Config,
    emit,
    plan::plan,
    problem::Problems,
    read::{ReadOptions, read_bytes},
    source::Sources,
};
use shapes::SHAPES;

/// Returns the number of bytes read and written, and the code; `None` if a budget rejects the document.
fn generate(text: &str) -> (usize, Option<String>) {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let texts = [("shape.wsdl", text.as_bytes())];
    let model = read_bytes(&texts, &ReadOptions::default(), &mut sources, &mut problems);
    if problems.has_errors() {
        return (text.len(), None);
    }
    let code = emit::single(&plan(&model, &Config::default(), &mut problems)).unwrap();
    (text.len() + code.len(), Some(code))
}

#[test]
fn allocations_grow_no_faster_than_input_and_output() {
    let mut failed = Vec::new();
    for shape in SHAPES {
        let cost = |size: usize| {
            let text = (shape.text)(size);
            let mut bytes = 0;
            let info = measure(|| bytes = generate(&text).0);
            (info.count_total as f64 / bytes as f64, info.bytes_total as f64 / bytes as f64)
        };
        let size = (shape.size / 16).max(8);
        let (small, large) = (cost(size), cost(size * 4));
        // Fixed costs of a run weigh more in the small one, so with linear growth the large one is cheaper per byte.
        if large.0 >= small.0 * 1.5 || large.1 >= small.1 * 1.5 {
            failed.push(format!("{}: allocations and bytes {small:.2?}, then {large:.2?}", shape.name));
        }
    }
    assert_eq!(failed, Vec::<String>::new());
}

#[test]
fn a_record_of_5000_members_needs_only_a_small_stack() {
    let record = SHAPES.iter().find(|shape| shape.name == "members of a record").unwrap();
    let text = (record.text)(5_000);
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let code = thread.spawn(move || generate(&text).1).unwrap().join().unwrap().unwrap();
    assert!(code.contains("pub a4999: Option<String>"));
    let longest = code.split(';').map(|statement| statement.matches(".field(").count()).max();
    assert!(longest <= Some(128), "{longest:?}");
}

#[test]
fn expansion_beyond_the_budget_is_a_problem() {
    for name in ["groups", "attribute groups", "unions", "choices"] {
        let name = format!("{name} that refer twice to the next");
        let shape = SHAPES.iter().find(|shape| shape.name == name).unwrap();
        assert!(generate(&(shape.text)(40)).1.is_none(), "{name}");
    }
}
