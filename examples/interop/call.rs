//! The generated client calls the server of another SOAP stack. The server compares each request with the sample named
//! in an HTTP header, and answers with the reply of the sample.

use std::error::Error;
use std::fmt::Debug;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use saponify::transport::Ureq;
use saponify::{Client, ErrorKind, Operation, Version};
use saponify_examples::superoffice::user::{GetUserInfoList, UserClient, operations};

use crate::operations::{Visit, kept, plain};
use crate::samples::{Sample, Samples};

/// Calls each operation with each sample, with the given variants of the client, and with requests that make the server
/// fail.
pub(crate) fn all(
    samples: &Samples,
    results: &Path,
    peer: &str,
    endpoint: &str,
    flavours: &[&str],
) -> Result<(), Box<dyn Error>> {
    let mut lines = Vec::new();
    for &flavour in flavours {
        let nil = if flavour == "kept" { "kept" } else { "absent" };
        let client = Client::new(Ureq::new(), endpoint, Version::Soap11).with_http_header("X-Nil", nil);
        let mut calling = Calling { samples, client, lines: &mut lines, peer, flavour };
        match flavour {
            "kept" => kept(&mut calling),
            _ => plain(&mut calling),
        }
    }
    if !samples.of::<operations::GetUserInfoList>().is_empty() {
        let client = Client::new(Ureq::new(), endpoint, Version::Soap11);
        lines.push(line(peer, "GetUserInfoList", "large", large(&UserClient::from_client(client))));
    }
    let failed = lines.iter().filter(|line| line.contains("\tfailed\t")).count();
    let mut file = OpenOptions::new().append(true).create(true).open(results)?;
    for line in &lines {
        writeln!(file, "{line}")?;
    }
    println!("{} calls of {peer}, {failed} failed", lines.len());
    Ok(())
}

struct Calling<'a> {
    samples: &'a Samples,
    client: Client<Ureq>,
    lines: &'a mut Vec<String>,
    peer: &'a str,
    flavour: &'a str,
}

impl<H, R> Visit<H, R> for Calling<'_>
where
    R: PartialEq + Debug,
{
    fn visit<O>(&mut self)
    where
        O: Operation<RequestHeaders = H, ReplyHeaders = R> + 'static,
        O::Request: PartialEq + Debug,
        O::Reply: PartialEq + Debug,
    {
        let samples = self.samples.of::<O>();
        if samples.is_empty() {
            return;
        }
        for sample in samples {
            let outcome = self.sample::<O>(sample);
            self.line::<O>(&sample.variant, outcome);
        }
        for (case, outcome) in [("fault", self.fault::<O>()), ("unsuccessful", self.unsuccessful::<O>())] {
            self.line::<O>(case, outcome);
        }
    }
}

impl Calling<'_> {
    fn line<O: Operation>(&mut self, case: &str, outcome: Result<(), String>) {
        self.lines.push(line(self.peer, O::CONTRACT.name, &format!("{}-{case}", self.flavour), outcome));
    }

    /// The reply must equal that of the sample.
    fn sample<O: Operation>(&self, sample: &Sample) -> Result<(), String>
    where
        O::ReplyHeaders: PartialEq + Debug,
        O::Reply: PartialEq + Debug,
    {
        let request = sample.request::<O>().map_err(|error| error.to_string())?;
        let expected = sample.reply::<O>().map_err(|error| error.to_string())?;
        let call = self.client.call::<O>(request.body).headers(request.headers);
        let reply =
            call.http_header("X-Sample", &sample.variant).send().map_err(|error| error.to_string())?;
        same(&expected.headers, &reply.headers)?;
        same(&expected.body, &reply.body)
    }

    /// The fault must contain everything that the server put into it.
    fn fault<O: Operation>(&self) -> Result<(), String> {
        let error = self.failure::<O>("fault")?;
        let fault = error.fault().ok_or_else(|| format!("not a fault: {error}"))?;
        same(&"no & never \"é\" 漢字 😀", &fault.reason())?;
        same(&true, &fault.is_server())?;
        same(&Some("urn:actor"), &fault.actor.as_deref())?;
        let details: Vec<_> = fault.detail.iter().map(|element| element.name().local()).collect();
        same(&vec!["UserFault"], &details)
    }

    /// A reply whose header reports a failure must be an error with the reason.
    fn unsuccessful<O: Operation>(&self) -> Result<(), String>
    where
        O::ReplyHeaders: Debug,
    {
        let error = self.failure::<O>("unsuccessful")?;
        if !matches!(error.kind(), ErrorKind::Unsuccessful { .. }) {
            return Err(format!("not the error `Unsuccessful`: {error}"));
        }
        let headers = error.reply_headers::<O::ReplyHeaders>().map_err(|error| error.to_string())?;
        let headers = format!("{headers:?}");
        let is_complete = ["no <&> such user", "inner"].iter().all(|text| headers.contains(text));
        if is_complete { Ok(()) } else { Err(format!("the headers do not contain the reason: {headers}")) }
    }

    fn failure<O: Operation>(&self, case: &str) -> Result<saponify::Error, String> {
        let call = self.client.call::<O>(Default::default());
        match call.http_header("X-Sample", case).send() {
            Ok(_) => Err("it succeeded".to_owned()),
            Err(error) => Ok(error),
        }
    }
}

/// A reply of 50 MB must be complete.
fn large(client: &UserClient<Ureq>) -> Result<(), String> {
    let request = GetUserInfoList::default();
    let reply = client.get_user_info_list(request).http_header("X-Sample", "large").send();
    let infos = reply.map_err(|error| error.to_string())?.body.response.unwrap_or_default();
    same(&20_000, &infos.len())?;
    let long = " <&> 漢字 😀".repeat(100);
    for (id, info) in (1..).zip(infos.iter().flatten()) {
        same(&Some(id), &info.user_info_id)?;
        same(&Some(format!("{id}{long}")), &info.tooltip)?;
    }
    Ok(())
}

/// Formats a line of the results.
fn line(peer: &str, operation: &str, case: &str, outcome: Result<(), String>) -> String {
    let (outcome, why) = match outcome {
        Ok(()) => ("passed", String::new()),
        Err(why) => ("failed", why.replace(['\t', '\n', '\r'], " ")),
    };
    format!("{peer}\t{operation}\t{case}\t{outcome}\t{why}")
}

fn same<T: PartialEq + Debug>(expected: &T, found: &T) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let (expected, found) = (format!("{expected:?}"), format!("{found:?}"));
    let at = expected.chars().zip(found.chars()).take_while(|(left, right)| left == right).count();
    let window = |text: &str| text.chars().skip(at.saturating_sub(60)).take(160).collect::<String>();
    Err(format!("expected …{}…, found …{}…", window(&expected), window(&found)))
}
