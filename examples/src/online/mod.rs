//! Calls to SuperOffice Online by an application that runs without a user.
//!
//! The application signs its system user token and exchanges it for a JSON Web Token at the login service. The claims
//! of the token contain a ticket and the URL of the tenant. When NetServer refuses the ticket, the application logs in
//! again and repeats the call once. Tasks that share a [`Tenant`] share its ticket, and one login serves all of them.

mod error;
mod key;
mod login;
mod tenant;
mod token;

pub use error::Error;
pub use key::SigningKey;
pub use login::{Application, Environment, Login};
pub use tenant::{Tenant, is_refused};
pub use token::{Claims, Keys};
