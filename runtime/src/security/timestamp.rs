//! Timestamps of messages: when they were created, and when they expire.

use std::time::{Duration, SystemTime};

use super::clock;
use crate::error::{Error, Result};
use crate::text::namespaces::WSU;
use crate::text::{Element, Name};

/// A timestamp as XML. The prefix `wsu` is declared around it.
pub(super) fn to_xml(id: &str, now: SystemTime, lifetime: Duration) -> Result<String> {
    let created = clock::written(now)?;
    let expires = now.checked_add(lifetime);
    let expires = expires.map_or_else(|| clock::written(now), clock::written)?;
    Ok(format!(
        "<wsu:Timestamp wsu:Id=\"{id}\"><wsu:Created>{created}</wsu:Created>\
         <wsu:Expires>{expires}</wsu:Expires></wsu:Timestamp>"
    ))
}

/// Whether an element is a timestamp.
pub(super) fn is_timestamp(element: &Element) -> bool {
    element.name() == Name::new(WSU, "Timestamp")
}

/// Checks that a received timestamp includes the time `now`, with this tolerance on both sides.
pub(super) fn check(timestamp: &Element, now: SystemTime, tolerance: Duration) -> Result<()> {
    let time = |local: &str| -> Result<Option<(String, SystemTime)>> {
        let name = Name::new(WSU, local);
        let mut found = timestamp.children().into_iter().filter(|child| child.name() == name);
        let Some(element) = found.next() else { return Ok(None) };
        if found.next().is_some() {
            return Err(Error::rejected(format!("the timestamp has two elements `{local}`")));
        }
        let text = element.text().unwrap_or_default().trim().to_owned();
        let time = clock::read(&text)?;
        Ok(Some((text, time)))
    };
    let (created, expires) = (time("Created")?, time("Expires")?);
    if let Some((text, created)) = &created
        && *created > now.checked_add(tolerance).unwrap_or(now)
    {
        return Err(Error::rejected(format!(
            "the timestamp was created in the future, at {text}; the time is {}",
            clock::written(now)?
        )));
    }
    let Some((text, expires)) = expires else { return Ok(()) };
    if expires.checked_add(tolerance).unwrap_or(expires) < now {
        return Err(Error::rejected(format!(
            "the timestamp expired at {text}; the time is {}",
            clock::written(now)?
        )));
    }
    match created {
        Some((_, created)) if created > expires => {
            Err(Error::rejected("the timestamp expires before it was created"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn outcome(now: SystemTime, content: &str) -> Result<(), String> {
        let element = Element::parse(&format!("<wsu:Timestamp xmlns:wsu='{WSU}'>{content}</wsu:Timestamp>"));
        check(&element.unwrap(), now, MINUTE).map_err(|error| error.to_string())
    }

    #[test]
    fn a_timestamp_is_accepted_within_the_tolerance() {
        let now = clock::read("2026-01-01T12:00:00Z").unwrap();
        let xml = to_xml("t", now, MINUTE * 5).unwrap();
        let element =
            Element::parse(&format!("<a xmlns:wsu='{WSU}'>{xml}</a>")).unwrap().children().remove(0);
        assert!(is_timestamp(&element));
        assert_eq!(element.attribute((WSU, "Id")), Some("t"));
        for (minutes, accepted) in [(8, false), (9, true), (10, true), (15, true), (16, true), (17, false)] {
            let at = now - MINUTE * 10 + MINUTE * minutes;
            assert_eq!(check(&element, at, MINUTE).is_ok(), accepted, "{minutes}");
        }
    }

    #[test]
    fn wrong_timestamps_are_rejected_with_the_reason() {
        let now = clock::read("2026-01-01T12:00:00Z").unwrap();
        let created = |time: &str| format!("<wsu:Created>{time}</wsu:Created>");
        let expires = |time: &str| format!("<wsu:Expires>{time}</wsu:Expires>");
        for (content, reason) in [
            (
                created("2026-01-01T13:00:00Z"),
                "in the future, at 2026-01-01T13:00:00Z; the time is 2026-01-01T12:00:00Z",
            ),
            (expires("2026-01-01T11:00:00Z"), "expired at 2026-01-01T11:00:00Z"),
            (created("2026-01-01T12:00:30Z") + &expires("2026-01-01T12:00:00Z"), "before it was created"),
            (created("soon"), "`soon` is not a time"),
            (created("2026-01-01T12:00:00Z").repeat(2), "two elements `Created`"),
            (expires("<x/>"), "`` is not a time"),
        ] {
            let error = outcome(now, &content).unwrap_err();
            assert!(error.contains(reason), "{content}: {error}");
        }
        assert_eq!(outcome(now, ""), Ok(()));
    }
}
