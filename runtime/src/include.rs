//! The macro by which a crate takes in what its build script generated.

/// Includes the Rust that the build script generated: `saponify::include!("user")` for
/// `Builder::generate("user.rs")`.
///
/// It stands in a module of its own:
///
/// ```ignore
/// pub mod user {
///     saponify::include!("user");
/// }
/// ```
///
/// In a program without a library, `#[allow(dead_code)]` on the module keeps the compiler from telling of every operation
/// that is not called.
///
/// A folder of modules is included by its `mod.rs`: `saponify::include!("services/mod")`.
#[macro_export]
macro_rules! include {
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}
