//! What the examples share: the client that `build.rs` generated, and a NetServer stand-in to call.

pub mod http;
pub mod installation;
pub mod stand_in;

saponify::include! {
    /// The User service, as `build.rs` generated it from `wsdl/User.wsdl`.
    pub mod user
}

saponify::include! {
    /// The same with nil kept apart from absent, for the interop suite, which sends again exactly what came.
    pub mod user_nil_kept
}
