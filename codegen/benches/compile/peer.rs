//! Types that xsd-parser generates for the same schemas, with derives of serde.

use std::{fs, path::Path};

use crate::package::{self, Package};

const DEPENDENCIES: &str = "\
serde = { version = \"1\", features = [\"derive\"] }\n\
xsd-parser-types = { version = \"0.2\", features = [\"quick-xml\", \"serde\"] }";

/// Generates types for a schema file with xsd-parser, and returns a package that contains them. Panics with
/// the output of cargo if xsd-parser fails.
pub(crate) fn serde(schemas: &Path) -> Option<Package> {
    let folder = package::folder("xsd-parser");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"peer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nxsd-parser = { version = \"1.5\", default-features = false }\n\n[workspace]\n",
    )
    .unwrap();
    fs::write(folder.join("src/main.rs"), include_str!("peer/main.rs")).unwrap();
    let out = folder.join("generated.rs");
    package::cargo(
        &folder,
        &["run", "--", &schemas.to_string_lossy(), &out.to_string_lossy()],
        &package::target(),
    );
    Some(Package::new("xsd-parser", fs::read_to_string(out).ok()?, DEPENDENCIES.to_owned()))
}
