//! Recognizes secrets by their paths, such as `Body/Login/Password`.

use super::names::is_secret_name;

/// Whether a path such as `Body/Login/Users/Password[2]/@id` ends at a secret. This is so if any element or
/// attribute in the path has a name that suggests a secret.
///
/// The element in the body is named after an operation. If its name suggests a secret, as `SetPassword` does,
/// only the text of this element is secret. Its attributes and child elements, such as `Body/SetPassword/Id`,
/// are not.
pub(crate) fn ends_at_secret(path: &str) -> bool {
    let mut steps = path.split('/').enumerate().peekable();
    let in_body = path.starts_with("Body/");
    while let Some((index, step)) = steps.next() {
        let name = step.trim_start_matches('@').split('[').next().unwrap_or_default();
        let is_operation = in_body && index == 1 && !step.contains('[') && steps.peek().is_some();
        if !is_operation && is_secret_name(name) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::ends_at_secret;

    #[test]
    fn a_name_in_a_path_marks_its_value_as_secret() {
        for path in [
            "Body/Login/Password",
            "Token[2]/Value",
            "a/@api-key",
            "Body/SetPassword",
            "Header/Security/UsernameToken/Id",
        ] {
            assert!(ends_at_secret(path), "{path}");
        }
        for path in ["", "Body/SetPassword/Id", "Body/GetTicket/TicketId[3]", "a/@id"] {
            assert!(!ends_at_secret(path), "{path}");
        }
    }
}
