//! Checks that any bytes from a server yield a reply or an error, and that any bytes from a client yield a
//! request or an error.
#![no_main]

#[path = "../../tests/common/mod.rs"]
mod common;

#[path = "../../tests/both_ways/mod.rs"]
mod both_ways;

use both_ways::both_ways;
use common::{GetName, operations};
use libfuzzer_sys::fuzz_target;
use saponify::soap::server;
use saponify::transport::{Memory, Response};
use saponify::{Client, Limits, Version};

fuzz_target!(|bytes: &[u8]| {
    let _ = server::first_body_element(bytes);
    let _ = server::read_request::<operations::GetName>(bytes);
    for status in [200, 500] {
        let [cached, uncached] = both_ways(Limits::default()).map(|limits| {
            let memory = Memory::new();
            memory.push(Response::new(status, bytes).with_header("Content-Type", "text/xml"));
            let client = Client::new(memory, "http://localhost/", Version::Soap11).with_limits(limits);
            let call = client.call::<operations::GetName>(GetName::default());
            call.send().map_err(|error| (error.to_string(), format!("{error:?}").len()))
        });
        assert_eq!(cached.map(|reply| reply.body), uncached.map(|reply| reply.body));
    }
});
