//! State of the stand-in, and checks of callers.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

use saponify::Dictionary;
use saponify::soap::Fault;

use super::StandIn;
use super::failure::Failure;
use crate::superoffice::RequestHeaders;
use crate::superoffice::services86::{
    Associate, Credential, Person, Role, RoleEntity, RoleType, ServiceAuth, UntrustedCredentials, User,
    UserGroup, UserType,
};

/// User to whom the initial ticket belongs.
const ADMINISTRATOR: i32 = 5;

/// Initial password of all users.
pub(super) const PASSWORD: &str = "Correct-Horse-1";

/// State of the stand-in: the objects that a real service keeps in its database, by identifier.
#[derive(Debug)]
pub(super) struct NetServer {
    /// User to whom the ticket of the current call belongs.
    pub(super) caller: i32,
    /// Issued tickets, with the users to whom they belong.
    tickets: HashMap<String, i32>,
    pub(super) users: BTreeMap<i32, User>,
    pub(super) passwords: HashMap<i32, String>,
    pub(super) groups: BTreeMap<i32, UserGroup>,
    pub(super) roles: BTreeMap<i32, RoleEntity>,
    /// Data rights. The key is the identifier of a role and the name of a table. The value maps each
    /// relation of the user to the owner of a record to a right.
    pub(super) data_rights: HashMap<(i32, String), Dictionary<String, String>>,
    pub(super) service_auths: BTreeMap<i32, ServiceAuth>,
    /// Untrusted credentials. The key is the identifier of a user and the type of the credentials.
    pub(super) untrusted: HashMap<(i32, String), Vec<UntrustedCredentials>>,
}

impl Default for NetServer {
    fn default() -> Self {
        let mut net_server = Self {
            caller: ADMINISTRATOR,
            tickets: [(StandIn::TICKET.to_owned(), ADMINISTRATOR)].into(),
            users: BTreeMap::new(),
            passwords: HashMap::new(),
            groups: [group(1, "Sales"), group(2, "Support")].into(),
            roles: [role(1, "Employee", RoleType::Employee), role(2, "Customer", RoleType::ExternalUser)]
                .into(),
            data_rights: HashMap::new(),
            service_auths: BTreeMap::new(),
            untrusted: HashMap::new(),
        };
        let people = [
            (ADMINISTRATOR, "KARI", "Kari", "Nordmann", UserType::InternalAssociate),
            (42, "jdoe", "John", "Doe", UserType::ExternalAssociate),
            (43, "jürgen", "Jürgen", "Müller", UserType::InternalAssociate),
        ];
        for (id, name, first, last, user_type) in people {
            net_server.users.insert(id, net_server.person_as_user(id, name, first, last, user_type));
            net_server.passwords.insert(id, PASSWORD.to_owned());
        }
        net_server
    }
}

impl NetServer {
    /// Checks the application token. Returns a fault if it is not valid.
    pub(super) fn admit_application(&mut self, headers: &RequestHeaders) -> Result<(), Box<Fault>> {
        let token = headers.application_token.as_ref().map(|token| token.expose().as_str());
        if token != Some(StandIn::APPLICATION_TOKEN) {
            return Err(Fault::client("the application token is not valid").into());
        }
        Ok(())
    }

    /// Checks the application token and the ticket. Returns a fault if one is not valid.
    pub(super) fn admit_user(&mut self, headers: &RequestHeaders) -> Result<(), Box<Fault>> {
        self.admit_application(headers)?;
        let ticket = headers.credentials.as_ref().and_then(|credentials| credentials.ticket.as_ref());
        let caller = ticket.and_then(|ticket| self.tickets.get(ticket.expose()));
        let Some(caller) = caller.filter(|caller| self.users.get(caller).is_some_and(may_log_in)) else {
            return Err(Fault::client("the ticket is not valid or has expired").into());
        };
        self.caller = *caller;
        Ok(())
    }

    /// Returns the user with this name and password.
    pub(super) fn log_in(&mut self, name: Option<&str>, password: Option<&str>) -> Result<User, Failure> {
        let user = self.user_of_name(name).ok().cloned();
        let known = user.and_then(|user| Some((self.passwords.get(&user.associate_id?)?, user)));
        match known {
            Some((known, user)) if Some(known.as_str()) == password && may_log_in(&user) => Ok(user),
            // The error is the same for an unknown user, so that callers cannot find out which names exist.
            _ => Err(Failure::not_authenticated("the user name or the password is wrong")),
        }
    }

    /// Issues a ticket for a user. It is valid until the user is deleted or the stand-in stops.
    pub(super) fn issue_ticket(&mut self, user: &User) -> String {
        let ticket = format!("7T:{}{}", generated_password(), generated_password());
        self.tickets.insert(ticket.clone(), user.associate_id.unwrap_or_default());
        ticket
    }

    /// Makes all tickets invalid.
    pub(super) fn expire_tickets(&mut self) {
        self.tickets.clear();
    }

    /// Returns the user with this identifier.
    pub(super) fn user(&mut self, id: Option<i32>) -> Result<&mut User, Failure> {
        let id = id.unwrap_or_default();
        self.users.get_mut(&id).ok_or_else(|| Failure::not_found("user", id))
    }

    /// Returns the user with this name. Case is ignored.
    pub(super) fn user_of_name(&mut self, name: Option<&str>) -> Result<&mut User, Failure> {
        let name = name.unwrap_or_default();
        let same = |user: &&mut User| {
            let own = user.name.as_deref().unwrap_or_default();
            !own.is_empty() && own.to_lowercase() == name.to_lowercase()
        };
        self.users.values_mut().find(same).ok_or_else(|| Failure::not_found("user", name))
    }

    /// Stores a user, under a new identifier if it has none.
    pub(super) fn keep(&mut self, mut user: User) -> User {
        let id = match user.associate_id {
            None | Some(0) => next(&self.users),
            Some(id) => id,
        };
        user.associate_id = Some(id);
        self.users.insert(id, user.clone());
        user
    }

    /// Deletes a user with all tickets and the password, so that a later user with the same identifier cannot inherit
    /// them.
    pub(super) fn forget(&mut self, id: i32) -> Option<User> {
        self.tickets.retain(|_, user| *user != id);
        self.passwords.remove(&id);
        self.users.remove(&id)
    }

    fn person_as_user(&self, id: i32, name: &str, first: &str, last: &str, user_type: UserType) -> User {
        let person = Person {
            person_id: Some(id + 100),
            firstname: Some(first.to_owned()),
            lastname: Some(last.to_owned()),
            full_name: Some(format!("{first} {last}")),
            associate_id: Some(id),
            associate_name: Some(name.to_owned()),
            ..Default::default()
        };
        let role = match user_type {
            UserType::ExternalAssociate => self.role(2),
            _ => self.role(1),
        };
        User {
            associate_id: Some(id),
            name: Some(name.to_owned()),
            user_name: Some(name.to_owned()),
            tooltip: person.full_name.clone(),
            role,
            user_group: self.groups.values().next().cloned(),
            person: Some(person),
            deleted: Some(false),
            type_: Some(user_type),
            credentials: Some(Vec::<Option<Credential>>::new()),
            ..Default::default()
        }
    }

    /// Returns a role as a `Role`: identifier, name and tooltip.
    pub(super) fn role(&self, id: i32) -> Option<Role> {
        let role = self.roles.get(&id)?;
        Some(Role {
            id: role.role_id,
            value: role.name.clone(),
            tooltip: role.tooltip.clone(),
            ..Default::default()
        })
    }
}

fn may_log_in(user: &User) -> bool {
    user.deleted != Some(true) && user.type_ != Some(UserType::ResourceAssociate)
}

/// Returns the first free identifier.
pub(super) fn next<T>(known: &BTreeMap<i32, T>) -> i32 {
    known.last_key_value().map_or(1, |(last, _)| last.saturating_add(1))
}

/// Generates an unpredictable password of thirteen letters and digits, from the random keys of the standard library's
/// hasher.
pub(super) fn generated_password() -> String {
    const SIGNS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGH";
    let mut random = RandomState::new().hash_one(0);
    let mut password = String::from("9");
    for _ in 0..12 {
        let sign = SIGNS.get(random as usize % SIGNS.len()).copied().unwrap_or(b'x');
        password.push(char::from(sign));
        random /= SIGNS.len() as u64;
    }
    password
}

fn group(id: i32, name: &str) -> (i32, UserGroup) {
    let group =
        UserGroup { id: Some(id), value: Some(name.to_owned()), deleted: Some(0), ..Default::default() };
    (id, group)
}

fn role(id: i32, name: &str, role_type: RoleType) -> (i32, RoleEntity) {
    let role = RoleEntity {
        role_id: Some(id),
        name: Some(name.to_owned()),
        role_type: Some(role_type),
        created: "2020-02-29T12:00:00.1234567".parse().ok(),
        created_by: Some(Associate { associate_id: Some(ADMINISTRATOR), ..Default::default() }),
        ..Default::default()
    };
    (id, role)
}
