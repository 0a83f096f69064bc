//! References (`cref`) of .NET comments to types and members.

use crate::lists::CollectVec;

/// Shortens a reference for readers: `T:SuperOffice.CRM.Services.UserAgent` becomes `UserAgent`, and
/// `M:SuperOffice.CRM.Services.UserAgent.GetUser(System.Int32)` becomes `UserAgent.GetUser`.
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
        // A namespace, or a reference that the C# compiler could not resolve.
        _ => usize::MAX,
    };
    let parts: Vec<&str> = path.split('.').map(without_arity).filter(|part| !part.is_empty()).collect_vec();
    let parts = parts.get(parts.len().saturating_sub(kept)..).unwrap_or_default();
    // `#ctor` is dropped: a constructor is shown by the name of its type.
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.starts_with('#')).collect_vec();
    parts.join(".")
}

/// Removes the arity of a generic type: ``List`1`` becomes `List`.
fn without_arity(part: &str) -> &str {
    part.split('`').next().unwrap_or_default()
}
