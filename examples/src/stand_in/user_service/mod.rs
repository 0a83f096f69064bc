//! User service of the stand-in: one function for each operation, in modules by topic.

mod credentials;
mod groups;
mod passwords;
mod roles;
mod users;
mod validation;

use super::net_server::NetServer;
use super::operations::Operations;

/// Returns the operations that the stand-in implements.
pub(super) fn operations() -> Operations {
    let topics = [users::add, passwords::add, validation::add, groups::add, roles::add, credentials::add];
    topics.into_iter().fold(Operations::new(NetServer::admit_user), |operations, add| add(operations))
}
