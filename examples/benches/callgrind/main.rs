//! Runs one operation once, for valgrind to count its instructions. The script `run` in this folder starts it.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "../../tests/sample/mod.rs"]
mod sample;
#[path = "../suite/mod.rs"]
mod suite;

use std::hint::black_box;

use saponify::{
    Value, from_str,
    soap::{Version, server},
    to_string,
    transport::{Memory, Response},
};
use saponify_examples::superoffice::user::{
    GetUser, GetUserInfoListResponse, GetUserResponse, SaveUser, UserClient, operations,
};
use suite::documents::{Envelope, NS, envelope, users};

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    let (list, reply, request) = (users(10_000), sample::get_user_response(), sample::save_user());
    let text = "Smith & Sons, a company with a name of some length; ".repeat(20_000);
    match name.as_str() {
        "decode-list" => decode::<GetUserInfoListResponse>("GetUserInfoListResponse", &list),
        "decode-reply" => decode::<GetUserResponse>("GetUserResponse", &reply),
        "decode-request" => decode::<SaveUser>("SaveUser", &request),
        "decode-text" => decode("a", &text),
        "encode-list" => encode("GetUserInfoListResponse", &list),
        "encode-reply" => encode("GetUserResponse", &reply),
        "encode-request" => encode("SaveUser", &request),
        "encode-text" => encode("a", &text),
        "call" => call(&reply),
        // Cargo runs the benchmark without arguments to list its tests.
        _ => println!(
            "decode-list decode-reply decode-request decode-text \
             encode-list encode-reply encode-request encode-text call"
        ),
    }
}

fn decode<T: Value>(element: &'static str, value: &T) {
    let xml = envelope(&to_string((NS, element), value).unwrap());
    counted(|| from_str::<Envelope<T>>(&xml).unwrap());
}

fn encode<T: Value>(element: &'static str, value: &T) {
    counted(|| to_string((NS, element), value).unwrap());
}

/// Performs a call without HTTP.
fn call(reply: &GetUserResponse) {
    let reply = server::write_reply::<operations::GetUser>(Version::Soap11, &Default::default(), reply);
    let memory = Memory::new();
    memory.push(Response::envelope(reply.unwrap()));
    let client = UserClient::new(memory, "http://localhost/").with_headers(sample::headers());
    counted(|| client.get_user(GetUser { user_id: Some(7) }).send().unwrap());
}

/// The only function in which instructions are counted. The script refers to it by name.
#[inline(never)]
fn counted<T>(run: impl FnOnce() -> T) {
    // Dropping the result is not counted.
    std::mem::forget(black_box(run()));
}
