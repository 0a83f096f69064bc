//! Results of commands.

/// Result of a command. The numbers are exit codes and listed in `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Success.
    Done = 0,
    /// `generate --check`: files are not up to date. `diff`: a change breaks callers. `fetch --check`: documents changed.
    Differs = 1,
    /// Values of a request do not fit the contract.
    Arguments = 2,
    /// Documents are missing, malformed or incomplete.
    Documents = 3,
    /// Output could not be written, or the generator has a bug.
    Failed = 4,
    /// `call`: the server answered with a fault.
    Fault = 5,
    /// `call`: no reply arrived.
    NoReply = 6,
    /// `call`: the reply does not match the contract of the operation.
    BadReply = 7,
}
