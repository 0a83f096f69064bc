//! Generates with xsd-parser types with the derives of serde: `peer SCHEMA OUT`.

use std::{env, fs};

use xsd_parser::{Config, config::Schema, generate};

fn main() {
    let mut arguments = env::args().skip(1);
    let (schema, out) = (arguments.next().unwrap(), arguments.next().unwrap());
    // Names of its own for types, since the contract has `User` and `UserType`.
    let config = Config::default()
        .with_schema(Schema::file(schema))
        .with_serde_quick_xml()
        .with_type_postfix("XsdType")
        .with_element_type_postfix("XsdElement");
    fs::write(out, generate(config).unwrap().to_string()).unwrap();
}
