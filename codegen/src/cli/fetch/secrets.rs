//! Secrets from the environment or from a prompt, as in `saponify call`.

use std::io::{self, IsTerminal};

use super::super::{call::secret::Secrets, failure::Failure};

/// Returns the value that an argument stands for: `env:NAME`, `prompt:`, or itself. `label` names it in messages.
///
/// # Errors
///
/// If the variable is not set, or there is no terminal to ask.
pub(super) fn resolve(given: &str, label: &str) -> Result<String, Failure> {
    // In a pipeline nobody answers, even if the process has a terminal.
    if given == "prompt:" && !io::stdin().is_terminal() {
        return Err(Failure::Arguments(format!("{label}: there is no terminal to ask for the value")));
    }
    Secrets::default().resolve(given, label)
}
