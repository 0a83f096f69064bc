//! Checks that of each URL that a parser accepts, only scheme, host, port and path are shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use saponify::transport::shown;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let seen = shown(text);
    let Ok(url) = Url::parse(text) else { return };
    if seen.ends_with("[redacted]") {
        return;
    }
    let again = Url::parse(&seen).expect("what is shown of a URL is a URL");
    assert_eq!((again.username(), again.password()), ("", None), "{text:?} is shown as {seen:?}");
    assert_eq!((again.query(), again.fragment()), (None, None), "{text:?} is shown as {seen:?}");
    assert_eq!(
        (again.scheme(), again.host(), again.port()),
        (url.scheme(), url.host(), url.port()),
        "{text:?}"
    );
    if !text.contains(';') {
        assert_eq!(again.path(), url.path(), "{text:?} is shown as {seen:?}");
    }
    // A user shown at the position of the host would look like the host, so the path must not contain one.
    if !url.username().is_empty() || url.password().is_some() {
        assert!(!again.path().contains('@'), "{text:?} is shown as {seen:?}");
    }
});
