//! The vendor's User contract, where the shared facts are at hand.

use std::path::PathBuf;

use saponify_codegen::{
    model::{Model, TypeKind},
    problem::Problems,
    read::{ReadOptions, read},
    source::Sources,
};

fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("SAPONIFY_SHARED").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let found = given.unwrap_or(beside);
    if !found.join("superoffice").is_dir() {
        println!("skipped: no shared corpora");
        return None;
    }
    Some(found)
}

fn read_all(paths: &[PathBuf]) -> (Model, String) {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let model = read(paths, &ReadOptions::default(), &mut sources, &mut problems);
    (model, problems.render(&sources, false))
}

#[test]
fn the_user_contract_is_whole() {
    let Some(shared) = shared() else { return };
    let (model, problems) = read_all(&[shared.join("superoffice/wsdl/Services86-User.wsdl")]);
    assert_eq!(problems, "");
    assert_eq!(model.services.len(), 1);
    let binding = &model.bindings[model.services[0].ports[0].binding];
    assert_eq!(binding.operations.len(), 79);
    assert_eq!(model.port_types[binding.port_type].operations.len(), 79);
    let of_superoffice =
        model.names.types.keys().filter(|name| &*name.namespace != "http://www.w3.org/2001/XMLSchema");
    println!("{}", of_superoffice.count());
    let complex = model.types.iter().filter(|(_, its)| matches!(its.kind, TypeKind::Complex(_))).count();
    println!("{complex} {:?}", model.merged);
    let first = &binding.operations[0];
    assert_eq!(first.input.as_ref().unwrap().headers.len(), 3);
    assert_eq!(first.output.as_ref().unwrap().headers.len(), 4);
}
