//! References of .NET comments to types and members.

/// A reference as a reader wants to see it: `T:SuperOffice.CRM.Services.UserAgent` is `UserAgent`, and
/// `M:SuperOffice.CRM.Services.UserAgent.GetUser(System.Int32)` is `UserAgent.GetUser`.
pub(super) fn short(reference: &str) -> String {
    let reference = reference.trim();
    let (kind, path) = match reference.split_once(':') {
        Some((kind, path)) if kind.chars().count() == 1 => (kind, path),
        _ => ("", reference),
    };
    let path = path.split('(').next().unwrap_or_default();
    let kept = match kind {
        "T" => 1,
        "M" | "P" | "F" | "E" => 2,
        // A namespace, or what the compiler could not resolve.
        _ => usize::MAX,
    };
    let parts: Vec<&str> = path.split('.').map(without_arity).filter(|part| !part.is_empty()).collect();
    let parts = parts.get(parts.len().saturating_sub(kept)..).unwrap_or_default();
    // The name of a constructor is that of its type.
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.starts_with('#')).collect();
    parts.join(".")
}

/// ``List`1`` is `List`.
fn without_arity(part: &str) -> &str {
    part.split('`').next().unwrap_or_default()
}
