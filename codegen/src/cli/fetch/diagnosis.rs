//! Replies that are not a document: what they mean, and what the user can do.

use url::Url;

use super::{http::Reply, mask::masked};

/// A message about a reply and a hint what to do.
#[derive(Debug)]
pub(super) struct Diagnosis {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// Explains a reply whose status or content shows that it is not a document. Returns `None` for other replies.
///
/// `asked` is the URL before redirects.
pub(super) fn diagnose(reply: &Reply, asked: &Url, has_credentials: bool) -> Option<Diagnosis> {
    let url = masked(&reply.url);
    let diagnosis = |message: String, hint: Option<String>| Some(Diagnosis { message, hint });
    match reply.status {
        200..=299 if is_page(reply) => diagnosis(
            format!("`{url}` is a web page, not a WSDL or a schema"),
            Some(about_page(reply, asked)),
        ),
        200..=299 if reply.body.iter().all(u8::is_ascii_whitespace) => {
            diagnosis(format!("the reply of `{url}` is empty"), Some(other_urls(asked)))
        }
        200..=299 => None,
        401 => diagnosis(format!("`{url}` requires a login"), Some(about_login(reply, has_credentials))),
        403 if has_credentials && !reply.with_credentials => {
            diagnosis(format!("`{url}` refuses access (status 403)"), Some(unsent(&reply.url)))
        }
        403 => diagnosis(
            format!("`{url}` refuses access (status 403)"),
            Some("the user may lack a permission, or the service publishes no WSDL at this URL".to_owned()),
        ),
        404 | 410 => diagnosis(
            format!("there is no document at `{url}` (status {})", reply.status),
            Some(other_urls(asked)),
        ),
        407 => diagnosis(
            "the proxy requires a login".to_owned(),
            Some("put user and password into HTTPS_PROXY: `http://user:password@proxy:3128`".to_owned()),
        ),
        405 => diagnosis(
            format!("`{url}` does not answer GET (status 405)"),
            Some(format!("this may be the endpoint of the service; {}", other_urls(asked))),
        ),
        300..=399 => diagnosis(
            format!("`{url}` answers with a redirect without `Location` (status {})", reply.status),
            None,
        ),
        status => diagnosis(
            format!("the server answered `{url}` with status {status}"),
            (status >= 500).then(|| format!("the server failed; try again later, or {}", other_urls(asked))),
        ),
    }
}

/// Returns the start of a body as text. Zero bytes are removed, so that ASCII in UTF-16 reads like UTF-8.
fn beginning(body: &[u8], length: usize) -> String {
    let bytes: Vec<u8> = body.iter().take(length).copied().filter(|byte| *byte != 0).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a reply is HTML.
fn is_page(reply: &Reply) -> bool {
    let start = beginning(&reply.body, 2048).to_ascii_lowercase();
    let start = start.trim_start_matches(|first: char| !first.is_ascii_graphic());
    let is_typed = reply.content_type.to_ascii_lowercase().contains("html");
    start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || start.contains("<html") && !start.contains("definitions")
        || is_typed
            && !start.starts_with("<?xml")
            && !start.contains("definitions")
            && !start.contains("schema")
}

fn about_page(reply: &Reply, asked: &Url) -> String {
    let links = links(reply);
    if !links.is_empty() {
        return format!("the page links to {}", links.join(", "));
    }
    if reply.url.origin() != asked.origin() {
        let host = reply.url.host_str().unwrap_or_default();
        return format!("the server redirected to a page of `{host}`, perhaps for a login in a browser");
    }
    other_urls(asked)
}

/// Returns the first links of a page that look like links to a WSDL.
fn links(reply: &Reply) -> Vec<String> {
    const MAX_BYTES: usize = 1 << 20;
    const MAX_LINKS: usize = 5;
    let page = beginning(&reply.body, MAX_BYTES);
    let mut links = Vec::new();
    for rest in page.split("href=").skip(1) {
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        let Some(target) = quote.and_then(|quote| rest.get(1..)?.split(quote).next()) else { continue };
        let target = target.replace("&amp;", "&");
        let is_wsdl = target.to_ascii_lowercase().contains("wsdl");
        if let Some(url) =
            reply.url.join(&target).ok().filter(|url| is_wsdl && url.scheme().starts_with("http"))
        {
            let shown = format!("`{}`", masked(&url));
            if !links.contains(&shown) {
                links.push(shown);
            }
        }
        if links.len() == MAX_LINKS {
            break;
        }
    }
    links
}

fn about_login(reply: &Reply, has_credentials: bool) -> String {
    let schemes: Vec<&str> =
        reply.challenges.iter().filter_map(|challenge| challenge.split([' ', ',']).next()).collect();
    let offered = match schemes.as_slice() {
        [] => String::new(),
        schemes => format!("; the server offers {}", schemes.join(", ")),
    };
    match (has_credentials, reply.with_credentials) {
        (false, _) => format!("give `--user NAME`, `--bearer TOKEN` or `--header 'NAME: VALUE'`{offered}"),
        (true, true) => format!("the server rejects the credentials{offered}"),
        (true, false) => unsent(&reply.url),
    }
}

fn unsent(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    format!(
        "credentials are sent only to the origin of the given URL; `--trust-host {host}` sends them to `{host}` too, \
         or give its URL"
    )
}

/// Proposes other URLs at which services publish their WSDL.
fn other_urls(asked: &Url) -> String {
    let with = |query| {
        let mut url = asked.clone();
        url.set_query(Some(query));
        url.set_fragment(None);
        format!("`{}`", masked(&url))
    };
    match asked.query().map(str::to_ascii_lowercase).as_deref() {
        Some("wsdl") => format!("try {}", with("singleWsdl")),
        _ => format!("try {} or {}", with("wsdl"), with("singleWsdl")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, content_type: &str, body: &str) -> Reply {
        Reply {
            url: Url::parse("http://a.test/Service.svc").unwrap(),
            status,
            content_type: content_type.to_owned(),
            challenges: Vec::new(),
            with_credentials: false,
            referrer: crate::cli::address::Referrer::User,
            body: body.as_bytes().to_vec(),
        }
    }

    fn text(reply: &Reply, has_credentials: bool) -> String {
        let asked = Url::parse("http://a.test/Service.svc").unwrap();
        let found = diagnose(reply, &asked, has_credentials);
        found.map_or(String::new(), |found| format!("{}; {}", found.message, found.hint.unwrap_or_default()))
    }

    #[test]
    fn a_reply_with_a_document_has_no_diagnosis() {
        for body in ["<definitions/>", "<?xml version='1.0'?><xs:schema/>", "<s:Envelope/>", "no XML"] {
            assert_eq!(text(&reply(200, "text/xml", body), false), "");
        }
        // Some servers send a WSDL as `text/html`.
        assert_eq!(text(&reply(200, "text/html", "<wsdl:definitions/>"), false), "");
    }

    #[test]
    fn a_page_names_its_links_to_a_wsdl() {
        let page =
            "\u{feff}<!DOCTYPE html><a href=\"?wsdl&amp;key=PW\">WSDL</a> <a href='/b.wsdl'> <a href='x'>";
        let text = text(&reply(200, "text/html", page), false);
        let expected = "links to `http://a.test/Service.svc?wsdl&key=[redacted]`, `http://a.test/b.wsdl`";
        assert!(text.contains("is a web page") && text.ends_with(expected), "{text}");
    }

    #[test]
    fn a_page_without_links_proposes_other_urls() {
        let text = text(&reply(200, "text/html", "<HTML><body>Hello"), false);
        assert!(
            text.ends_with("try `http://a.test/Service.svc?wsdl` or `http://a.test/Service.svc?singleWsdl`")
        );
    }

    #[test]
    fn a_login_is_explained() {
        let mut login = reply(401, "", "");
        login.challenges = vec!["NTLM".to_owned(), "Basic realm=\"a\"".to_owned()];
        assert!(text(&login, false).ends_with("; the server offers NTLM, Basic"));
        assert!(text(&login, true).contains("--trust-host a.test"));
        login.with_credentials = true;
        assert!(text(&login, true).contains("rejects the credentials"));
    }

    #[test]
    fn every_other_status_has_a_message() {
        for status in (100..200).chain(300..600) {
            assert!(!text(&reply(status, "", "x"), false).is_empty(), "{status}");
        }
    }
}
