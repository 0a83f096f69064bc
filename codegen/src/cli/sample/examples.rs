//! Example values derived from the name of a member, so that examples look realistic.

use crate::plan::identifiers;

/// Splits a name into words in lower case.
fn lowered(name: &str) -> Vec<String> {
    identifiers::words(name).iter().map(|word| word.to_lowercase()).collect()
}

/// Returns an example text for a name. If the name suggests nothing, its words are the text.
pub(in crate::cli) fn text(name: &str) -> String {
    let words = lowered(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let known = match words.as_slice() {
        [.., "first" | "given", "name"] | [.., "firstname"] => "Jane",
        [.., "middle", "name"] | [.., "middlename"] => "Mary",
        [.., "last" | "family", "name"] | [.., "lastname" | "surname"] => "Doe",
        [.., "full" | "person" | "contact" | "customer" | "owner" | "author", "name"] | [.., "fullname"] => {
            "Jane Doe"
        }
        [.., "user" | "associate" | "login" | "logon", "name"] | [.., "username" | "login" | "logon"] => {
            "jdoe"
        }
        [.., "file", "name"] | [.., "filename"] => "example.txt",
        [.., "email" | "mail"] | [.., "email" | "mail", "address"] => "jane.doe@example.com",
        [.., "url" | "uri" | "href" | "link" | "endpoint"] => "https://example.com/",
        [.., "phone" | "fax" | "mobile"] | [.., "phone" | "fax" | "mobile", "number"] => "+47 22 00 00 00",
        [.., "street"] | [.., "street", "address"] | ["address"] | [.., "address1"] => "1 Main Street",
        [.., "city" | "town"] => "Oslo",
        [.., "zip" | "zipcode" | "postcode"] | [.., "zip" | "postal", "code"] => "0150",
        [.., "country"] => "Norway",
        [.., "country", "code"] => "NO",
        [.., "currency"] | [.., "currency", "code"] => "NOK",
        [.., "language"] | [.., "language", "code"] => "en",
        [.., "culture"] | [.., "culture", "name"] => "en-US",
        [.., "version"] => "1.0",
        [.., "host"] | [.., "host", "name"] | [.., "server"] => "localhost",
        [.., "guid" | "uuid"] => "01234567-89ab-cdef-0123-456789abcdef",
        [] | ["response" | "result" | "return" | "value"] => "example",
        words => return sentence(words),
    };
    known.to_owned()
}

/// Joins words to a phrase: `GroupTooltip` becomes "Group tooltip".
fn sentence(words: &[&str]) -> String {
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Returns an example that is a valid NCName.
pub(super) fn identifier(name: &str) -> String {
    let words = lowered(name).join("-");
    let begins = words.chars().next().is_some_and(|letter| letter.is_ascii_alphabetic());
    if begins && words.is_ascii() { words } else { "example".to_owned() }
}

/// Returns an example of an integer.
pub(in crate::cli) fn integer(name: &str) -> i64 {
    match lowered(name).iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [.., "id" | "ids" | "key"] => 123,
        [.., "year"] => 2024,
        [.., "month"] => 5,
        [.., "day"] => 17,
        [.., "port"] => 443,
        [.., "size" | "length" | "width" | "height"] => 100,
        [.., "minutes" | "seconds" | "percent" | "probability"] => 30,
        [.., "count" | "total"] => 2,
        _ => 1,
    }
}

/// Returns an example of a decimal number.
pub(in crate::cli) fn decimal(name: &str) -> &'static str {
    match lowered(name).iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [.., "amount" | "price" | "cost" | "sum" | "total" | "earning"] => "1250.00",
        [.., "latitude"] | ["lat"] => "59.91",
        [.., "longitude"] | ["long" | "lon"] => "10.75",
        _ => "12.50",
    }
}

/// Returns `true` if a boolean of this name is usually false.
pub(in crate::cli) fn suggests_bad_state(name: &str) -> bool {
    const BAD: &[&str] = &[
        "deleted",
        "retired",
        "disabled",
        "locked",
        "blocked",
        "failed",
        "cancelled",
        "canceled",
        "hidden",
        "expired",
        "error",
        "obsolete",
        "not",
        "no",
        "bounced",
        "terminated",
    ];
    lowered(name).iter().any(|word| BAD.contains(&word.as_str()))
}

/// Returns `true` if a reply header of this name is sent only with failures.
pub(super) fn suggests_failure(name: &str) -> bool {
    lowered(name).iter().any(|word| matches!(word.as_str(), "exception" | "error" | "fault"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_suit_the_names_of_members() {
        for (name, expected) in [
            ("AssociateName", "jdoe"),
            ("Firstname", "Jane"),
            ("EMailAddress", "jane.doe@example.com"),
            ("GroupTooltip", "Group tooltip"),
            ("", "example"),
        ] {
            assert_eq!(text(name), expected, "{name}");
        }
        assert_eq!((integer("UserId"), integer("Rank")), (123, 1));
        assert!(suggests_bad_state("IsDeleted") && !suggests_bad_state("Succeeded"));
        assert_eq!((identifier("1st").as_str(), identifier("UserType").as_str()), ("example", "user-type"));
    }
}
