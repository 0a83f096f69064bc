//! Service with generated types, called by clients of other SOAP stacks. The HTTP header `X-Sample` of a request names
//! a sample. The request must equal the request of this sample; the answer is the reply of the sample.

use std::fmt::Debug;
use std::io;
use std::net::Ipv4Addr;

use saponify::Operation;
use saponify::server::{self, Answer, Declared, Failure, Message, Operations, Paths, Running};
use saponify::soap::{Fault, Version};
use saponify_examples::superoffice_nil_kept;
use saponify_examples::weather::WeatherService;

use crate::operations::{self, Visit};
use crate::samples::Samples;
use crate::weather::Forecasts;

/// Serves every operation on a loopback port, and a service with a declared fault at `/weather`.
pub(crate) fn start(samples: Samples) -> io::Result<Running> {
    let mut mirror = Mirror(Some(Operations::new(samples)));
    operations::kept(&mut mirror);
    let service = mirror.0.unwrap_or_else(|| Operations::new(Samples::default())).into_service();
    let services = Paths::new().at("/", service).at("/weather", Forecasts.into_service());
    server::start((Ipv4Addr::LOCALHOST, 0), services)
}

/// The operations that were visited. `None` only while an operation is added.
struct Mirror(Option<Operations<Samples>>);

impl Visit<superoffice_nil_kept::RequestHeaders, superoffice_nil_kept::ReplyHeaders> for Mirror {
    fn visit<O>(&mut self)
    where
        O: Operation<
                RequestHeaders = superoffice_nil_kept::RequestHeaders,
                ReplyHeaders = superoffice_nil_kept::ReplyHeaders,
                Fault: Declared + Send,
            > + 'static,
        O::Request: PartialEq + Debug,
        O::Reply: PartialEq + Debug + Send,
    {
        let Self(operations) = self;
        *operations = operations.take().map(|operations| {
            operations.with(|samples, message| {
                let answer = answer::<O>(&samples, message).map_err(|why| Failure::from(Fault::client(why)));
                std::future::ready(answer)
            })
        });
    }
}

fn answer<O: Operation>(
    samples: &Samples,
    message: Message<O>,
) -> Result<Answer<O::Reply, O::ReplyHeaders>, String>
where
    O::RequestHeaders: PartialEq,
    O::Request: PartialEq,
{
    let wanted = message.context.http_headers().get("X-Sample").and_then(|value| value.to_str().ok());
    let wanted = wanted.unwrap_or_default();
    let sample = samples.of::<O>().iter().find(|sample| sample.variant == wanted);
    let sample = sample.ok_or_else(|| format!("found no sample `{wanted}`"))?;
    let text = |error: saponify::Error| error.to_string();

    let expected = sample.request::<O>().map_err(text)?;
    let context = message.context;
    if message.headers != expected.headers || message.request != expected.body {
        let write = |headers: O::RequestHeaders, body: O::Request| {
            let client = saponify::Client::new((), "", Version::Soap11);
            client.call::<O>(body).headers(headers).envelope().map_err(text)
        };
        let expected = write(expected.headers, expected.body)?;
        let found = write(message.headers, message.request)?;
        let is_alike =
            context.http_headers().contains_key("X-Nil-Lost") && reduced(&expected) == reduced(&found);
        if !is_alike {
            return Err(difference(&expected, &found));
        }
    }
    let reply = sample.reply::<O>().map_err(text)?;
    Ok(Answer::new(reply.body, reply.headers))
}

/// Removes from an envelope the distinctions that some stacks cannot represent. These stacks do not
/// distinguish nil, absent and empty elements, and they read the list `Mask` as a set of flags without an
/// order.
fn reduced(envelope: &str) -> Option<String> {
    fn reduce(node: roxmltree::Node<'_, '_>, output: &mut String) {
        let before = output.len();
        output.push_str(&format!("<{}>", node.tag_name().name()));
        let begin = output.len();
        for child in node.children() {
            match child.text() {
                Some(text) if child.is_text() && node.tag_name().name() == "Mask" => {
                    let mut words: Vec<_> = text.split_whitespace().collect();
                    words.sort_unstable();
                    output.push_str(&words.join(" "));
                }
                Some(text) if child.is_text() => output.push_str(text),
                _ => reduce(child, output),
            }
        }
        match output.len() == begin {
            true => output.truncate(before),
            false => output.push('>'),
        }
    }
    let document = roxmltree::Document::parse(envelope).ok()?;
    let mut output = String::new();
    reduce(document.root_element(), &mut output);
    Some(output)
}

/// Returns the first difference between two texts, with some context.
fn difference(expected: &str, found: &str) -> String {
    let at = expected.chars().zip(found.chars()).take_while(|(left, right)| left == right).count();
    let window = |text: &str| text.chars().skip(at.saturating_sub(80)).take(200).collect::<String>();
    format!("expected …{}…, found …{}…", window(expected), window(found))
}
