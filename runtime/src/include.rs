//! The macro by which a crate takes in what its build script generated.

/// Includes the Rust that the build script generated, as a module: `saponify::include!(pub mod user)` for
/// `Builder::generate("user.rs")`.
///
/// ```ignore
/// saponify::include!(pub mod user);
///
/// saponify::include! {
///     /// Another module than its file is called, with documentation.
///     pub mod contract = "user"
/// }
/// ```
///
/// The compiler does not tell of operations and types of the module that nobody uses: a program uses a few of them. Nor does
/// Clippy tell of values that are called like their enumeration: their names are the contract's.
///
/// A folder of modules is included by its `mod.rs`: `saponify::include!(pub mod services = "services/mod")`.
///
/// With a name alone, `saponify::include!("user")`, it includes the items right where it stands.
#[macro_export]
macro_rules! include {
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
    ($(#[$attribute:meta])* $visibility:vis mod $module:ident $(;)?) => {
        $(#[$attribute])*
        #[allow(dead_code, clippy::enum_variant_names)]
        $visibility mod $module {
            ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", ::core::stringify!($module), ".rs"));
        }
    };
    ($(#[$attribute:meta])* $visibility:vis mod $module:ident = $name:literal $(;)?) => {
        $(#[$attribute])*
        #[allow(dead_code, clippy::enum_variant_names)]
        $visibility mod $module {
            $crate::include!($name);
        }
    };
}
