//! Passes envelopes through generated code: reads, writes, reads again, and compares the values.
//!
//! A request on standard input is a line `NUMBER LENGTH VALID`, where `VALID` is whether `validate` must accept the
//! value, followed by the envelope. The answer is `ok LENGTH` and the written envelope, or `error LENGTH` and the
//! reason.
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

/// The operation in the reverse direction: its request type is the reply type of the original.
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

/// Reads an envelope as a request of `I`, writes its value as a reply of `O`, and compares what is read from
/// the written envelope. Returns the written envelope.
///
/// One of `I` and `O` is an operation of the contract, and the other is its [`Mirror`]. If the envelope is
/// valid, all reading modes must yield the same value. `validate`, if given, must accept the value.
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
        return Err(format!("validate rejects a valid value: {violations}"));
    }
    let debug = |read: &Received<_, _>| format!("{:?} {:?}", read.headers, read.body);
    if valid {
        for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
            let read = server::read_request_as::<I>(original, mode)
                .map_err(|error| format!("{mode:?} does not read a valid document: {error}"))?;
            if let Some(departure) = read.account.iter().find(|departure| !is_allowed(departure.kind)) {
                return Err(format!("{mode:?} finds a departure in a valid document: {departure}"));
            }
            if (read.body != first.body || read.headers != first.headers) && debug(&read) != debug(&first) {
                return Err(format!("{mode:?} reads another value\n{:?}\n{:?}", first.body, read.body));
            }
        }
    }
    let written = server::write_reply::<O>(first.version, &first.headers, &first.body)
        .map_err(|error| format!("the value cannot be written: {error}"))?;
    let again = server::read_request::<I>(written.as_bytes())
        .map_err(|error| format!("the written document cannot be read: {error}\n{written}"))?;
    // NaN is not equal to itself.
    let same = (again.body == first.body && again.headers == first.headers)
        || (written.contains("NaN") && debug(&first) == debug(&again));
    if !same {
        return Err(format!("the written document has another value\n{:?}\n{:?}", first.body, again.body));
    }
    match server::write_reply::<O>(again.version, &again.headers, &again.body) {
        Ok(twice) if twice == written => Ok(written),
        _ => Err("the same value was written differently".to_owned()),
    }
}

/// Whether the reader may report a departure of this kind for a valid document: the use of a default, another form
/// of SOAP encoding, or an undeclared header block.
fn is_allowed(kind: DepartureKind) -> bool {
    matches!(kind, DepartureKind::Default | DepartureKind::Encoding | DepartureKind::HeaderBlock)
}

/// Checks that a fault with a declared detail is equal after it was read, written and read again. `element`
/// converts the detail to XML.
pub(crate) fn fault<O: Operation>(
    original: &[u8],
    element: fn(&O::Fault, Name<'_>) -> saponify::Result<Element>,
) -> Result<String, String>
where
    O::Fault: PartialEq + Debug,
{
    let (first, detail) = read_fault::<O>(original)?;
    let name = first.detail.first().map(Element::name).unwrap_or_default();
    // The `xsi:type` of an encoded detail identifies the fault. Add it if the element that was made from the value has
    // none.
    let type_name = first.detail.first().and_then(Element::type_name);
    let write = |detail: &O::Fault| {
        let element = element(detail, name)?;
        let element = match type_name.filter(|_| element.type_name().is_none()) {
            Some(type_name) => element.with_type(type_name),
            None => element,
        };
        server::write_fault(first.version, &Fault::server(first.reason()).with_detail(element))
    };
    let written = write(&detail).map_err(|error| format!("what was read is not written: {error}"))?;
    let (again, same) = read_fault::<O>(written.as_bytes())?;
    let is_same = same == detail || (written.contains("NaN") && format!("{same:?}") == format!("{detail:?}"));
    if !is_same || !again.is_server() || again.reason() != first.reason() || again.version != first.version {
        return Err(format!("the written document is another fault\n{first} {detail:?}\n{again} {same:?}"));
    }
    match write(&same) {
        Ok(twice) if twice == written => Ok(written),
        _ => Err("the same value was written differently".to_owned()),
    }
}

fn read_fault<O: Operation>(envelope: &[u8]) -> Result<(Fault, O::Fault), String> {
    let Err(error) = server::read_request::<Mirror<O>>(envelope) else {
        return Err("it is not read as a fault".to_owned());
    };
    let fault = error.fault().ok_or_else(|| format!("it is not read: {error}"))?;
    match fault.detail::<O::Fault>() {
        Ok(Some(detail)) => Ok((fault.clone(), detail)),
        Ok(None) => Err(format!("its detail is not known: {fault}")),
        Err(error) => Err(format!("its detail is not read: {error}")),
    }
}

/// Default stack size of threads of the standard library and of tokio's worker threads. The thread that reads
/// and writes the envelopes has this size, so that the test fails if generated code needs more stack.
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
        let (status, text) = match judged {
            Ok(Ok(written)) => ("ok", written),
            Ok(Err(error)) => ("error", error),
            Err(_) => ("error", "it panicked".to_owned()),
        };
        let answered = write!(output, "{status} {}\n{text}", text.len()).and_then(|()| output.flush());
        if answered.is_err() {
            return;
        }
        line.clear();
    }
}
