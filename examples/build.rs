//! Generates the code of several services for the examples and the tests. The services User and SoPrincipal
//! are one family, which shares types. `src/lib.rs` includes the generated files.

use saponify_codegen::{Builder, Error};

fn main() -> Result<(), Error> {
    let family = Builder::new()
        .wsdls(["../wsdl/User.wsdl", "../wsdl/SoPrincipal.wsdl"])
        // The values of this dictionary are credentials, with key names that depend on the plug-in.
        .secret("AuthenticateGeneric/AuthenticationData")
        .derive("PartialEq")
        // The stand-in implements the services.
        .server(true)
        .embed_contract(true);
    family.generate("superoffice.rs")?;
    // The same contract with the conveniences for WCF services.
    let user = Builder::new().wsdl("../wsdl/User.wsdl").operation("GetUser*").operation("SaveUser").dotnet();
    user.generate("user_dotnet.rs")?;
    // Binary content, with MTOM and with attachments.
    Builder::new().wsdl("../wsdl/Archive.wsdl").derive("PartialEq").server(true).generate("archive.rs")?;
    // The login service of SuperOffice Online, whose headers are not those of NetServer.
    Builder::new()
        .wsdl("../wsdl/PartnerSystemUserService.wsdl")
        .server(true)
        .generate("superoffice_login.rs")?;
    // The interop suite has to reproduce documents exactly, including nil.
    family.nil_kept(true).generate("superoffice_nil_kept.rs")?;
    // A service with a declared fault, for the interop suite.
    Builder::new().wsdl("../runtime/doc/weather.wsdl").server(true).generate("weather.rs")?;
    // For the example `onvif_clock`.
    Builder::new().wsdl("wsdl/device.wsdl").server(true).generate("device.rs")?;
    Ok(())
}
