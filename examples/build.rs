//! Generates the clients of the services User and SoPrincipal, one family, which `src/lib.rs` includes.

use saponify_codegen::{Builder, Error};

fn main() -> Result<(), Error> {
    let family = Builder::new()
        .wsdls(["../wsdl/User.wsdl", "../wsdl/SoPrincipal.wsdl"])
        // What proves who somebody is, whatever the plug-in calls it: the values of a dictionary.
        .secret("AuthenticateGeneric/AuthenticationData")
        .derive("PartialEq");
    family.generate("superoffice.rs")?;
    // The interop suite sends again exactly what came, nil included.
    family.nil_kept(true).generate("superoffice_nil_kept.rs")?;
    Ok(())
}
