//! Prints figures and failures of the random instances.

use crate::trial::Tally;

/// Prints the smallest failing instance of each message.
pub(crate) fn failures(tally: &Tally) {
    for failure in &tally.failures {
        println!("FAIL {} {}\n{}\n{}\n", failure.root, failure.message, failure.reason, failure.instance);
    }
}

/// Prints the figures.
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
        println!("{count:>8} with the permitted difference {liberty:?}");
    }
    for (reason, count) in &tally.exceptions {
        println!("{count:>8} {reason}");
    }
}
