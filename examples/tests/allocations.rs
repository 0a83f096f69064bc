//! Allocations of the generated client: number and peak memory. The counts are the same on every machine.

#![allow(missing_docs, clippy::unwrap_used)]

mod sample;

use allocation_counter::{AllocationInfo, measure};
use saponify::{Value, from_str, to_string};
use saponify_examples::superoffice::user::{GetUserInfoListResponse, GetUserResponse};

const NS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services86";

/// Returns two counts of allocations: those that `make` causes, and those that the finished value consists
/// of. The second count is measured on a clone, because cloning allocates each text and list exactly once.
fn costs<V: Value + Clone>(mut make: impl FnMut() -> V) -> (AllocationInfo, AllocationInfo) {
    let mut value = None;
    let made = measure(|| value = Some(make()));
    let kept = measure(|| std::mem::forget(value.clone()));
    (made, kept)
}

#[test]
fn a_small_reply_allocates_what_its_texts_and_lists_need() {
    let xml = to_string((NS, "GetUserResponse"), &sample::get_user_response()).unwrap();
    assert!((2_500..6_500).contains(&xml.len()), "{}", xml.len());
    let (made, kept) = costs(|| from_str::<GetUserResponse>(&xml).unwrap());
    // The reader may make up to 12 further allocations, for its buffers and for lists that grow.
    assert!(made.count_total <= kept.count_total + 12, "{} for {}", made.count_total, kept.count_total);
}

#[test]
fn a_long_reply_allocates_what_its_texts_and_lists_need() {
    let xml = to_string((NS, "GetUserInfoListResponse"), &sample::user_info_list(10_000)).unwrap();
    let (made, kept) = costs(|| from_str::<GetUserInfoListResponse>(&xml).unwrap());
    assert!(kept.count_total > 40_000, "{}", kept.count_total);
    assert!(made.count_total <= kept.count_total + 32, "{} for {}", made.count_total, kept.count_total);
}

#[test]
fn reading_needs_little_memory_in_addition_to_the_result() {
    let size = |count| {
        let xml = to_string((NS, "GetUserInfoListResponse"), &sample::user_info_list(count)).unwrap();
        let (made, _) = costs(|| from_str::<GetUserInfoListResponse>(&xml).unwrap());
        made.bytes_max - made.bytes_current as u64
    };
    // The reply has one item, so that no list grows.
    assert!(size(1) < 64 << 10, "{}", size(1));
}

#[test]
fn a_request_is_written_with_two_allocations() {
    let request = sample::save_user();
    let written = measure(|| drop(to_string((NS, "SaveUser"), &request).unwrap()));
    assert!(written.count_total <= 2, "{}", written.count_total);
}

#[test]
fn prefixes_for_many_namespaces_cost_in_proportion_to_their_number() {
    let allocations = |count: usize| {
        let namespaces: String =
            (0..count).map(|number| format!(" xmlns:p{number}='urn:{number}'")).collect();
        let attributes: String = (0..count).map(|number| format!(" p{number}:a=''")).collect();
        let element = saponify::Element::parse(&format!("<a{namespaces}{attributes}><b/></a>")).unwrap();
        measure(|| assert_eq!(element.children().len(), 1)).count_total
    };
    let [few, many] = [50, 200].map(allocations);
    assert!(many < few * 6, "{many} for four times as many as {few}");
}
