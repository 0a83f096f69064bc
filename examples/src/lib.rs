//! What the examples share: the client that `build.rs` generated, and a NetServer stand-in to call.

pub mod http;
pub mod installation;
pub mod stand_in;

/// The User service, as `build.rs` generated it from `wsdl/User.wsdl`.
pub mod user {
    saponify::include!("user");
}
