//! Functions for operations on passwords.

use saponify::Secret;

use crate::stand_in::net_server::{NetServer, generated_password};

/// Password in a request.
type Password = Option<Secret<String>>;

pub(super) fn generate(net_server: &mut NetServer, id: Option<i32>) -> String {
    let password = generated_password();
    net_server.passwords.insert(id.unwrap_or_default(), password.clone());
    password
}

pub(super) fn set(net_server: &mut NetServer, id: Option<i32>, password: Password) -> bool {
    let password = password.map(Secret::into_exposed).unwrap_or_default();
    net_server.passwords.insert(id.unwrap_or_default(), password);
    true
}

pub(super) fn change(net_server: &mut NetServer, id: Option<i32>, old: Password, new: Password) -> bool {
    let known = net_server.passwords.get(&id.unwrap_or_default());
    known == old.map(Secret::into_exposed).as_ref() && set(net_server, id, new)
}
