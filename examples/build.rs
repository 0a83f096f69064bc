//! Generates the client of the User service, which `src/lib.rs` includes.

use saponify_codegen::{Builder, Error};

fn main() -> Result<(), Error> {
    let user = Builder::new()
        .wsdl("../wsdl/User.wsdl")
        .secret("GenerateNewPasswordForExternalUserResponse/Response")
        .derive("PartialEq");
    user.generate("user.rs")?;
    // The interop suite sends again exactly what came, nil included.
    user.nil_kept(true).generate("user_nil_kept.rs")?;
    Ok(())
}
