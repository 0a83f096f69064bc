//! Secrets from the environment or from a prompt, as in `saponify call`.

use std::io::{self, IsTerminal};

use super::super::{call::secret::Secrets, failure::Failure};

/// Returns the value of an argument: the variable for `env:NAME`, the user's input for `prompt:`, otherwise
/// the argument itself. `label` names the argument in messages.
///
/// # Errors
///
/// If the variable is not set, or there is no terminal to ask.
pub(super) fn resolve(given: &str, label: &str) -> Result<String, Failure> {
    // The prompt reads from the terminal of the process even if the standard input is something else, as in a
    // pipeline. Do not ask in this case, because the command would wait for an answer that nobody gives.
    if given == "prompt:" && !io::stdin().is_terminal() {
        return Err(Failure::Arguments(format!("{label}: there is no terminal to ask for the value")));
    }
    Secrets::default().resolve(given, label)
}
