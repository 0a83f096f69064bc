//! Generates types for two replies and a request of the User service with xsd-parser, in its quick-xml variant.

use std::{env, fs, path::Path};

use xsd_parser::{Config, IdentType, config::Schema, generate};

const NAMESPACE: &[u8] = b"http://www.superoffice.net/ws/crm/NetServer/Services86";

fn main() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../wsdl/user-service.xsd");
    let elements = ["GetUserInfoListResponse", "GetUserResponse", "SaveUser"];
    // The suffix avoids name clashes, since the contract has both `User` and `UserType`.
    let config = Config::default()
        .with_schema(Schema::file(schema))
        .with_namespace(b"tns", NAMESPACE)
        .with_generate(elements.map(|name| (IdentType::Element, format!("tns:{name}"))))
        .with_quick_xml()
        .with_type_postfix("XsdType")
        .with_element_type_postfix("XsdElement");
    let text = generate(config).unwrap().to_string();
    fs::write(Path::new(&env::var_os("OUT_DIR").unwrap()).join("types.rs"), text).unwrap();
}
