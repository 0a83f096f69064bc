//! What came of random instances, in figures and failures.

use crate::trial::Tally;

/// The smallest instance of each message that fails.
pub(crate) fn failures(tally: &Tally) {
    for failure in &tally.failures {
        println!("FAIL {} {}\n{}\n{}\n", failure.root, failure.message, failure.said, failure.instance);
    }
}

/// The figures.
pub(crate) fn print(tally: &Tally) {
    println!(
        "{} roots, {} messages, {} instances of {} elements; {} valid, {} valid as written, {} equal; {} messages fail",
        tally.roots,
        tally.messages,
        tally.instances,
        tally.elements,
        tally.valid,
        tally.valid_written,
        tally.equal,
        tally.failures.len()
    );
    for (kind, count) in &tally.kinds {
        println!("{count:>8} {kind}");
    }
    for (liberty, count) in &tally.liberties {
        println!("{count:>8} with the liberty {liberty:?}");
    }
    for (reason, count) in &tally.exceptions {
        println!("{count:>8} {reason}");
    }
}
