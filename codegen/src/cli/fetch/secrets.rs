//! Secrets from the environment or from a prompt.

use std::io::{self, IsTerminal};

use super::super::failure::Failure;

/// Reads a secret from an environment variable, or else asks for it on the terminal without echo.
///
/// # Errors
///
/// If the variable is not set and there is no terminal.
pub(super) fn read(variable: &str, prompt: &str) -> Result<String, Failure> {
    if let Ok(secret) = std::env::var(variable) {
        return Ok(secret);
    }
    let missing = |reason: &str| Failure::Unknown(format!("{reason}, and {variable} is not set"), None);
    if !io::stdin().is_terminal() {
        return Err(missing("there is no terminal to ask for a secret"));
    }
    rpassword::prompt_password(format!("{prompt}: ")).map_err(|_| missing("the terminal cannot be read"))
}
