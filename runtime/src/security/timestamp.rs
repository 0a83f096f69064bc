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

/// The conditions on which a received timestamp is accepted.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimestampRules {
    /// How far `Created` may be after the current time, and how long the timestamp is accepted after it has
    /// expired.
    pub(super) tolerance: Duration,
    /// The lifetime of a timestamp that has only a time of creation.
    pub(super) max_age: Duration,
    /// Whether a timestamp with neither `Created` nor `Expires` is an error.
    pub(super) requires_time: bool,
}

/// Checks that a received timestamp is valid at the time `now`.
pub(super) fn check(timestamp: &Element, now: SystemTime, accepted: TimestampRules) -> Result<()> {
    let TimestampRules { tolerance, max_age, requires_time } = accepted;
    let children = timestamp.limited_children()?;
    let time = |local: &str| -> Result<Option<(String, SystemTime)>> {
        let name = Name::new(WSU, local);
        let mut found = children.iter().filter(|child| child.name() == name);
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
    let (text, expires) = match (&created, expires) {
        (_, Some(expires)) => expires,
        (Some((text, created)), None) => {
            let until = created.checked_add(max_age).and_then(|until| until.checked_add(tolerance));
            return match until.is_none_or(|until| until >= now) {
                true => Ok(()),
                false => Err(Error::rejected(format!(
                    "the timestamp is too old: it was created at {text} and has no `Expires`; the time is {}",
                    clock::written(now)?
                ))),
            };
        }
        (None, None) if requires_time => {
            return Err(Error::rejected("the timestamp has neither Created nor Expires"));
        }
        (None, None) => return Ok(()),
    };
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
    const ACCEPTED: TimestampRules =
        TimestampRules { tolerance: MINUTE, max_age: Duration::from_secs(300), requires_time: false };

    fn outcome(now: SystemTime, content: &str) -> Result<(), String> {
        let element = Element::parse(&format!("<wsu:Timestamp xmlns:wsu='{WSU}'>{content}</wsu:Timestamp>"));
        check(&element.unwrap(), now, ACCEPTED).map_err(|error| error.to_string())
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
            assert_eq!(check(&element, at, ACCEPTED).is_ok(), accepted, "{minutes}");
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
        let empty = Element::parse(&format!("<Timestamp xmlns='{WSU}'/>")).unwrap();
        let error =
            check(&empty, now, TimestampRules { requires_time: true, ..ACCEPTED }).unwrap_err().to_string();
        assert!(error.contains("the timestamp has neither Created nor Expires"), "{error}");
    }

    #[test]
    fn a_timestamp_without_expiry_is_accepted_for_the_maximum_age() {
        let now = clock::read("2026-01-01T12:00:00Z").unwrap();
        let created = |time: &str| outcome(now, &format!("<wsu:Created>{time}</wsu:Created>"));
        assert_eq!(created("2026-01-01T12:01:00Z"), Ok(()));
        // The maximum age is five minutes, and the tolerance is one minute.
        assert_eq!(created("2026-01-01T11:54:00Z"), Ok(()));
        for old in ["2026-01-01T11:53:59Z", "2019-01-01T00:00:00Z"] {
            let error = created(old).unwrap_err();
            assert!(error.contains(&format!("too old: it was created at {old}")), "{error}");
        }
    }
}
