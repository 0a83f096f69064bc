//! Generates the client of the User service, which `src/lib.rs` includes.

fn main() -> Result<(), saponify_codegen::Error> {
    saponify_codegen::Builder::new()
        .wsdl("../wsdl/User.wsdl")
        .secret("GenerateNewPasswordForExternalUserResponse/Response")
        .derive("PartialEq")
        .generate("user.rs")?;
    Ok(())
}
