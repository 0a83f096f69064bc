//! Takes envelopes through generated code: read, written, read again and compared as values.
//!
//! Asked on standard input, `NUMBER LENGTH VALID` on a line, which says whether `validate` must agree, and the envelope behind it; answers `ok LENGTH` and what was written,
//! or `error LENGTH` and why not.
#![allow(warnings)]

mod judges;

use std::{
    fmt::Debug,
    io::{BufRead, Read, Write},
    marker::PhantomData,
    panic,
};

use saponify::{
    Contract, DepartureKind, Element, Name, NoFault, Operation, ReadingMode,
    soap::{
        Fault,
        server::{self, Received},
    },
    validate::Violations,
};

pub(crate) type Judge = fn(&[u8], bool) -> Result<String, String>;

/// The other direction of an operation: what it answers is what this one asks.
pub(crate) struct Mirror<O>(PhantomData<O>);

impl<O: Operation> Operation for Mirror<O> {
    type Request = O::Reply;
    type Reply = O::Request;
    type RequestHeaders = O::ReplyHeaders;
    type ReplyHeaders = O::RequestHeaders;
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        name: O::CONTRACT.name,
        action: O::CONTRACT.action,
        request: O::CONTRACT.reply,
        reply: O::CONTRACT.request,
        request_headers: &[],
    };
}

/// An envelope that `I` asks and `O` answers. Where it is valid, `validate` has nothing against it, and the reading mode makes
/// no difference.
pub(crate) fn judge<I, O>(
    original: &[u8],
    valid: bool,
    validate: Option<fn(&I::Request) -> Result<(), Violations>>,
) -> Result<String, String>
where
    I: Operation,
    O: Operation<Reply = I::Request, ReplyHeaders = I::RequestHeaders>,
    I::Request: PartialEq + Debug,
    I::RequestHeaders: PartialEq + Debug,
{
    let first = server::read_request::<I>(original).map_err(|error| format!("it is not read: {error}"))?;
    if let Some(Err(violations)) = validate.map(|validate| validate(&first.body)) {
        return Err(format!("validate refuses what is valid: {violations}"));
    }
    if valid {
        for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
            let read = server::read_request_as::<I>(original, mode)
                .map_err(|error| format!("{mode:?} does not read what is valid: {error}"))?;
            if let Some(departure) = read.account.iter().find(|departure| !is_allowed(departure.kind)) {
                return Err(format!("{mode:?} finds a departure in what is valid: {departure}"));
            }
            let debug = |read: &Received<_, _>| format!("{:?} {:?}", read.headers, read.body);
            if (read.body != first.body || read.headers != first.headers) && debug(&read) != debug(&first) {
                return Err(format!("{mode:?} reads another value\n{:?}\n{:?}", first.body, read.body));
            }
        }
    }
    let written = server::write_reply::<O>(first.version, &first.headers, &first.body)
        .map_err(|error| format!("what was read is not written: {error}"))?;
    let again = server::read_request::<I>(written.as_bytes())
        .map_err(|error| format!("what was written is not read: {error}\n{written}"))?;
    // A value that is not a number does not equal itself.
    let same = (again.body == first.body && again.headers == first.headers)
        || (written.contains("NaN") && format!("{first:?}") == format!("{again:?}"));
    if !same {
        return Err(format!("what was written is another value\n{:?}\n{:?}", first.body, again.body));
    }
    match server::write_reply::<O>(again.version, &again.headers, &again.body) {
        Ok(twice) if twice == written => Ok(written),
        _ => Err("the same value was written otherwise".to_owned()),
    }
}

/// Whether a valid document may have such a departure: defaults and SOAP encoding are noted, since another value is read
/// than the text that stands there, and header blocks may be undeclared.
fn is_allowed(kind: DepartureKind) -> bool {
    matches!(kind, DepartureKind::Default | DepartureKind::Encoding | DepartureKind::HeaderBlock)
}

/// A fault with a detail that an operation declares; `element` gives the detail as it is written.
pub(crate) fn fault<O: Operation>(
    original: &[u8],
    element: fn(&O::Fault, Name<'_>) -> saponify::Result<Element>,
) -> Result<String, String>
where
    O::Fault: PartialEq + Debug,
{
    let (first, detail) = read_fault::<O>(original)?;
    let name = first.detail.first().map(Element::name).unwrap_or_default();
    // The type of an encoded detail says which fault it is, and a value need not say its own.
    let said = first.detail.first().and_then(Element::type_name);
    let write = |detail: &O::Fault| {
        let element = element(detail, name)?;
        let element = match said.filter(|_| element.type_name().is_none()) {
            Some(said) => element.with_type(said),
            None => element,
        };
        server::write_fault(first.version, &Fault::server(first.reason()).with_detail(element))
    };
    let written = write(&detail).map_err(|error| format!("what was read is not written: {error}"))?;
    let (again, same) = read_fault::<O>(written.as_bytes())?;
    let is_same = same == detail || (written.contains("NaN") && format!("{same:?}") == format!("{detail:?}"));
    if !is_same || !again.is_server() || again.reason() != first.reason() || again.version != first.version {
        return Err(format!("what was written is another fault\n{first} {detail:?}\n{again} {same:?}"));
    }
    match write(&same) {
        Ok(twice) if twice == written => Ok(written),
        _ => Err("the same value was written otherwise".to_owned()),
    }
}

fn read_fault<O: Operation>(envelope: &[u8]) -> Result<(Fault, O::Fault), String> {
    let Err(error) = server::read_request::<Mirror<O>>(envelope) else {
        return Err("it is read as no fault".to_owned());
    };
    let fault = error.fault().ok_or_else(|| format!("it is not read: {error}"))?;
    match fault.detail::<O::Fault>() {
        Ok(Some(detail)) => Ok((fault.clone(), detail)),
        Ok(None) => Err(format!("its detail is not known: {fault}")),
        Err(error) => Err(format!("its detail is not read: {error}")),
    }
}

/// What a thread has for its stack by default, and a task of an async runtime: values must fit there.
const STACK: usize = 2 << 20;

fn main() {
    panic::set_hook(Box::new(|_| {}));
    let answering = std::thread::Builder::new().stack_size(STACK).spawn(answer);
    let _ = answering.map(|thread| thread.join());
}

fn answer() {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut line = String::new();
    while input.read_line(&mut line).is_ok_and(|length| length > 0) {
        let mut numbers = line.split_whitespace().filter_map(|number| number.parse::<usize>().ok());
        let (Some(number), Some(length)) = (numbers.next(), numbers.next()) else { return };
        let is_valid = line.ends_with("true\n");
        let mut envelope = vec![0; length];
        if input.read_exact(&mut envelope).is_err() {
            return;
        }
        let judged = panic::catch_unwind(|| judges::JUDGES[number](&envelope, is_valid));
        let (said, text) = match judged {
            Ok(Ok(written)) => ("ok", written),
            Ok(Err(error)) => ("error", error),
            Err(_) => ("error", "it panicked".to_owned()),
        };
        let answered = write!(output, "{said} {}\n{text}", text.len()).and_then(|()| output.flush());
        if answered.is_err() {
            return;
        }
        line.clear();
    }
}
