//! Checks that only scheme, host, port and path of a URL are shown, for every text that a URL parser accepts.
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
    // If the URL has a user, the shown path must not contain an `@`: the text before the `@` could be the
    // user or the password.
    if !url.username().is_empty() || url.password().is_some() {
        assert!(!again.path().contains('@'), "{text:?} is shown as {seen:?}");
    }
});
