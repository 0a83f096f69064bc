//! Generates types with derives of serde by xsd-parser: `peer SCHEMA OUT`.

use std::{env, fs};

use xsd_parser::{Config, config::Schema, generate};

fn main() {
    let mut arguments = env::args().skip(1);
    let (schema, out) = (arguments.next().unwrap(), arguments.next().unwrap());
    // The suffix avoids name clashes, since the contract has both `User` and `UserType`.
    let config = Config::default()
        .with_schema(Schema::file(schema))
        .with_serde_quick_xml()
        .with_type_postfix("XsdType")
        .with_element_type_postfix("XsdElement");
    fs::write(out, generate(config).unwrap().to_string()).unwrap();
}
