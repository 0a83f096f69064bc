//! SoPrincipal service of the stand-in: tickets for users who know their password, and information about the system.

use saponify::Secret;
use saponify::server::Context;

use super::failure::Failure;
use super::net_server::NetServer;
use super::shared::{Answered, Shared};
use crate::superoffice::RequestHeaders;
use crate::superoffice::services86::*;
use crate::superoffice::so_principal::*;

/// The service.
pub(super) struct Principals(pub(super) Shared);

impl SoPrincipalService for Principals {
    async fn authenticate_username_password(
        &self,
        request: AuthenticateUsernamePassword,
        headers: RequestHeaders,
        _: &Context,
    ) -> Answered<AuthenticateResponse> {
        self.0.for_application(&headers, |net_server| {
            let password = request.password.map(Secret::into_exposed);
            authenticate(net_server, request.user_name.as_deref(), password.as_deref(), "Password")
        })
    }

    async fn authenticate_generic(
        &self,
        request: AuthenticateGeneric,
        headers: RequestHeaders,
        _: &Context,
    ) -> Answered<AuthenticateResponse> {
        self.0.for_application(&headers, |net_server| {
            // The only plug-in of the stand-in takes a user name and a password.
            let data = request.authentication_data.unwrap_or_default();
            let value = |name: &str| data.get(name).map(|value| value.expose().as_str());
            authenticate(net_server, value("UserName"), value("Password"), "StandIn")
        })
    }

    async fn authenticate_implicit(
        &self,
        headers: RequestHeaders,
        _: &Context,
    ) -> Answered<AuthenticateResponse> {
        self.0.for_application(&headers, |_| {
            Err(Failure::not_authenticated("the connection carries no identity of a user"))
        })
    }

    async fn authenticate_with_access_token(
        &self,
        _: AuthenticateWithAccessToken,
        headers: RequestHeaders,
        _: &Context,
    ) -> Answered<AuthenticateResponse> {
        self.0.for_application(&headers, |_| {
            Err(Failure::not_authenticated("the access token was not issued by this server"))
        })
    }

    async fn get_system_info(&self, headers: RequestHeaders, _: &Context) -> Answered<GetSystemInfoResponse> {
        self.0.for_application(&headers, |_| Ok(GetSystemInfoResponse { system_info: Some(system_info()) }))
    }
}

fn authenticate(
    net_server: &mut NetServer,
    name: Option<&str>,
    password: Option<&str>,
    way: &str,
) -> Result<AuthenticateResponse, Failure> {
    let user = net_server.log_in(name, password)?;
    let ticket = net_server.issue_ticket(&user);
    Ok(AuthenticateResponse {
        response: Some(principal(net_server, user, way)),
        credentials: Some(SoCredentials { ticket: Some(ticket.into()) }),
        authentication_succeeded: Some(true),
    })
}

/// Returns the data of a user who logged in. `way` is the method of the login, such as `Password`.
fn principal(net_server: &NetServer, user: User, way: &str) -> SoPrincipalCarrier {
    let person = user.person.unwrap_or_default();
    let role = user.role.unwrap_or_default();
    let other_groups = user.other_groups.iter().flatten().flatten();
    let credential = ProvidedCredential {
        type_: Some(way.to_owned()),
        search_name: user.user_name.clone(),
        display_name: user.user_name,
        credential_id: Some(0),
    };
    SoPrincipalCarrier {
        user_type: user.type_,
        associate: user.name,
        associate_id: user.associate_id,
        is_person: person.person_id.map(|id| id != 0),
        person_id: person.person_id,
        contact_id: person.contact_id,
        group_id: user.user_group.and_then(|group| group.id),
        role_type: role.id.and_then(|id| net_server.roles.get(&id)).and_then(|role| role.role_type.clone()),
        role_id: role.id,
        role_name: role.value,
        role_description: role.tooltip,
        licenses: Some(Vec::new()),
        full_name: person.full_name,
        e_mail_address: person.email,
        function_rights: Some(Vec::new()),
        ej_user_id: user.ej_user_id,
        ej_user_status: Some(EjUserStatus::StatusNone),
        provided_credentials: Some(vec![Some(credential)]),
        secondary_groups: Some(other_groups.filter_map(|group| group.id).collect()),
        ..Default::default()
    }
}

fn system_info() -> SoSystemInfoCarrier {
    let never = "9999-12-31T23:59:59.9999999".parse().ok();
    let module = ModuleLicense {
        module_name: Some("stand-in".to_owned()),
        license_type: Some(LicenseType::SiteLicense),
        unrestricted: Some(true),
        ..Default::default()
    };
    SoSystemInfoCarrier {
        license: Some(LicenseInfo {
            company_name: Some("saponify".to_owned()),
            expiry_date: never.clone(),
            module_licenses: Some(vec![Some(module)]),
            ..Default::default()
        }),
        assembly_version: Some("8.6.0.0".to_owned()),
        accumulated_next_check_date: never,
        description: Some("stand-in of saponify, which keeps its data in memory".to_owned()),
        build_type: Some(NetServerBuildType::Release),
        is_unicode: Some(true),
        company_name: Some("saponify".to_owned()),
        is_on_travel: Some(false),
        is_satellite: Some(false),
        ..Default::default()
    }
}
