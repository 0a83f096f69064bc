//! What the examples share: the clients that `build.rs` generated, and a NetServer stand-in to call.

pub mod http;
pub mod installation;
pub mod stand_in;

saponify::include! {
    /// The services User and SoPrincipal, as `build.rs` generated them from `wsdl/`.
    pub mod superoffice
}

saponify::include! {
    /// The same with nil kept apart from absent, for the interop suite, which sends again exactly what came.
    pub mod superoffice_nil_kept
}
