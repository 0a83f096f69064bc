//! Recorded messages of independent SOAP stacks, read into the generated types of the User service.

use std::{
    fs,
    path::{Path, PathBuf},
};

use saponify::{
    Body, ErrorKind, Nillable, Operation, Reply, Result,
    soap::server,
    transport::{Memory, Response},
};
use user_alone::user::{
    ETableRightItem, GetUserInfoListResponse, GetUserResponse, ReplyHeaders, RequestHeaders, User,
    UserClient, UserType, operations,
};

use crate::samples::{Mirror, same};

const NAME: &str = "jürgen <&> \"é\" 漢字 😀";

/// Recorded document.
pub(crate) struct Recording {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Returns the recorded documents whose file name ends with `ending`.
pub(crate) fn recordings(shared: &Path, ending: &str) -> Vec<Recording> {
    let files = |folder: &Path| -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    };
    let mut found = Vec::new();
    for folder in files(&shared.join("wire")) {
        for file in files(&folder) {
            let name = file.strip_prefix(shared).unwrap().to_string_lossy().into_owned();
            if name.ends_with(ending) {
                found.push(Recording { name, bytes: fs::read(&file).unwrap() });
            }
        }
    }
    assert!(found.len() > 50, "only {} recordings end in {ending}", found.len());
    found
}

/// Calls a function with the operation to which a recording belongs.
#[macro_export]
macro_rules! with_operation {
    ($name:expr, $function:ident, $($argument:expr),*) => {
        match $name {
            name if name.contains("-gnp") => {
                $function::<operations::GenerateNewPasswordForExternalUser>($($argument),*)
            }
            name if name.contains("-getuser") => $function::<operations::GetUser>($($argument),*),
            name if name.contains("-saveuser") => $function::<operations::SaveUser>($($argument),*),
            name if name.contains("-userinfolist") => $function::<operations::GetUserInfoList>($($argument),*),
            name => panic!("{name} is of no known operation"),
        }
    };
}

/// Reads every recording and checks its values.
pub(crate) fn check(shared: &Path) {
    let requests = recordings(shared, ".request.xml");
    for recording in &requests {
        with_operation!(recording.name.as_str(), request, recording);
    }
    let replies = recordings(shared, ".response.xml");
    let (mut typed, mut refused, mut faults) = (0, 0, 0);
    for recording in &replies {
        match reply(recording) {
            Outcome::Typed => typed += 1,
            Outcome::Refused => refused += 1,
            Outcome::Fault => faults += 1,
        }
    }
    println!(
        "{} recorded requests are read; of {} replies {typed} are read, {faults} are faults, {refused} are rejected",
        requests.len(),
        replies.len()
    );
    assert_eq!(
        (faults, refused),
        (7, 11),
        "replies that are faults, and that use a prefix without declaring it"
    );
}

fn request<O: Operation<RequestHeaders = RequestHeaders>>(recording: &Recording) {
    let name = &recording.name;
    let received =
        server::read_request::<O>(&recording.bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let headers = received.headers;
    assert_eq!(headers.application_token.value().unwrap().expose(), "app-token-Ω", "{name}");
    let ticket = headers.credentials.value().and_then(|credentials| credentials.ticket.value());
    assert_eq!(ticket.unwrap().expose(), "7T:abc<&>\"'==", "{name}");
    let zone = headers.time_zone.value().unwrap();
    assert_eq!(zone.so_time_zone_id, Some(42), "{name}");
    assert_eq!(zone.so_time_zone_location_code, Nillable::Value("NO1".to_owned()), "{name}");
    let written =
        server::write_reply::<Mirror<O>>(received.version, &Default::default(), &received.body).unwrap();
    compare(recording, &written);
}

enum Outcome {
    Typed,
    Refused,
    Fault,
}

/// Reads a reply through the generated client.
fn reply(recording: &Recording) -> Outcome {
    let name = recording.name.as_str();
    let memory = Memory::new();
    let status = if name.contains("-fault") { 500 } else { 200 };
    memory.push(Response::new(status, recording.bytes.clone()).with_header("Content-Type", "text/xml"));
    let client = UserClient::new(memory, "http://localhost/");
    match () {
        () if name.contains("-gnp") => {
            let answer = client.generate_new_password_for_external_user(Default::default()).send();
            typed_reply::<operations::GenerateNewPasswordForExternalUser>(recording, answer, |body| {
                match body.response.value() {
                    Some(password) if name.contains("01-gnp") => {
                        assert_eq!(*password.expose(), format!("pw:{NAME}"));
                    }
                    Some(password) => assert_eq!(password.expose(), "pw:", "{name}"),
                    None => {
                        assert!(["-nil", "-none", "-absent"].iter().any(|case| name.contains(case)), "{name}")
                    }
                }
            })
        }
        () if name.contains("-getuser") => {
            let answer = client.get_user(Default::default()).send();
            typed_reply::<operations::GetUser>(recording, answer, |body| match name.contains("-nil") {
                true => assert!(body.response.value().is_none(), "{name}"),
                false => user(name, body),
            })
        }
        () if name.contains("-saveuser") => {
            let answer = client.save_user(Default::default()).send();
            typed_reply::<operations::SaveUser>(recording, answer, |body| {
                assert!(body.response.value().is_some(), "{name}");
            })
        }
        () => {
            let answer = client.get_user_info_list(Default::default()).send();
            typed_reply::<operations::GetUserInfoList>(recording, answer, |body| infos(name, body))
        }
    }
}

fn typed_reply<O: Operation<ReplyHeaders = ReplyHeaders>>(
    recording: &Recording,
    answer: Result<Reply<ReplyHeaders, O::Reply>>,
    body: impl FnOnce(&O::Reply),
) -> Outcome {
    let name = &recording.name;
    let is_fault = name.contains("-fault");
    let reply = match answer {
        Ok(reply) => reply,
        Err(error) if is_fault => {
            let fault = error.fault().unwrap_or_else(|| panic!("{name}: {error:?}"));
            assert_eq!(fault.reason(), "No such user -5", "{name}");
            return Outcome::Fault;
        }
        Err(error) => {
            assert!(name.contains("undeclared-xsi"), "{name}: {error}");
            assert!(matches!(error.kind(), ErrorKind::NotWellFormed { .. }), "{name}: {error:?}");
            assert!(error.to_string().contains("`xsi`"), "{name}: {error}");
            return Outcome::Refused;
        }
    };
    assert!(!is_fault && !name.contains("undeclared-xsi"), "{name}");
    assert_eq!(reply.headers.succeeded, Some(true), "{name}");
    let extra = reply.headers.extra_info.value().unwrap();
    assert_eq!(extra.get("k1").map(String::as_str), Some("v<1>"), "{name}");
    assert!(extra.contains_key("k2") && extra.get("k2").is_none(), "{name}");
    body(&reply.body);
    if !matches!(O::CONTRACT.reply, Body::Element(..)) {
        panic!("{name}: the body contains no element");
    }
    let written =
        server::write_reply::<O>(saponify::Version::Soap11, &Default::default(), &reply.body).unwrap();
    compare(recording, &written);
    Outcome::Typed
}

/// The written document must equal the recording, except for the lexical form of booleans.
fn compare(recording: &Recording, written: &str) {
    let original = String::from_utf8(recording.bytes.clone()).unwrap();
    if let Err(differences) = same(&original, written) {
        let others: Vec<_> =
            differences.lines().filter(|line| !line.ends_with(r#"/Deleted: "0" became "false""#)).collect();
        assert!(others.is_empty(), "{}: {others:#?}", recording.name);
    }
}

fn user(name: &str, body: &GetUserResponse) {
    let user: &User = body.response.value().unwrap_or_else(|| panic!("{name}"));
    assert_eq!(user.associate_id, Some(42), "{name}");
    assert_eq!(user.name.value().unwrap(), NAME, "{name}");
    assert_eq!(user.rank, Some(-7), "{name}");
    assert_eq!(user.tooltip.value().unwrap(), "  lead/trail  ", "{name}");
    assert_eq!(user.lastlogin.as_ref().unwrap().to_string(), "2024-02-29T23:59:59.1234567", "{name}");
    assert_eq!(user.lastlogout.as_ref().unwrap().to_string(), "0001-01-01T00:00:00", "{name}");
    assert_eq!(user.ej_user_id, Some(i32::MAX), "{name}");
    assert_eq!(user.type_, Some(UserType::InternalAssociate), "{name}");
    assert_eq!(user.is_person_retired, Some(true), "{name}");
    let right = user.carrier.table_right.value().unwrap();
    let mask = [ETableRightItem::Select, ETableRightItem::Update, ETableRightItem::RestrictedUpdate];
    assert_eq!(right.mask.as_ref().unwrap()[..], mask, "{name}");
    let properties = user.carrier.field_properties.value().unwrap();
    assert_eq!(properties.keys().map(String::as_str).collect::<Vec<_>>(), ["f1", "f2"], "{name}");
    assert_eq!(properties.get("f1").unwrap().field_length, Some(50), "{name}");
    assert!(properties.get("f2").is_none(), "{name}");
    let groups = user.other_groups.value().unwrap();
    assert_eq!(groups.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true], "{name}");
    assert_eq!(
        groups.iter().flatten().map(|group| group.id).collect::<Vec<_>>(),
        [Some(1), Some(2)],
        "{name}"
    );
}

fn infos(name: &str, body: &GetUserInfoListResponse) {
    let infos: &[_] = body.response.value().map(Vec::as_slice).unwrap_or_default();
    if name.contains("-empty") {
        return assert!(infos.is_empty(), "{name}");
    }
    assert_eq!(infos.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true], "{name}");
    let ids: Vec<_> = infos.iter().flatten().map(|info| info.user_info_id).collect();
    assert_eq!(ids, [Some(1), Some(3)], "{name}");
    let licenses = infos[0].as_ref().unwrap().granted_licenses.value().unwrap();
    let licenses: Vec<_> = licenses.iter().map(Option::as_deref).collect();
    // PHP omits list members that are null.
    assert_eq!(licenses[..3], [Some("L1"), Some(""), Some("L<3>")], "{name}");
    assert_eq!(licenses.get(3), (!name.contains("php-soapserver")).then_some(&None), "{name}");
}
