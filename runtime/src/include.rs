//! The macro that includes generated code in a crate.

/// Includes the code that the build script generated, as a module: `saponify::include!(pub mod user)` for
/// `Builder::generate("user.rs")`.
///
/// ```ignore
/// saponify::include!(pub mod user);
///
/// saponify::include! {
///     /// A module with another name than its file, and with documentation.
///     pub mod contract = "user"
/// }
/// ```
///
/// The macro turns off two kinds of warnings in the module. The compiler's warnings for unused items are off,
/// because a program uses only a part of the contract. Clippy's warnings for enum variants with the name of
/// their enum are off, because the contract defines these names.
///
/// A folder of modules is included by its `mod.rs`: `saponify::include!(pub mod services =
/// "services/mod")`.
///
/// With only a name, `saponify::include!("user")` includes the items at the place of the macro call.
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
