//! Budget for namespaces in JSON. XML declares a namespace once; JSON repeats it in each name and in each element that is
//! kept as XML, so a short message with a long namespace could grow without bound.

use std::cell::Cell;

use roxmltree::Node;

/// Number of bytes of namespaces that the JSON of any message may contain.
const FREE_BYTES: usize = 16 << 20;
/// Number of bytes of namespaces that JSON may contain for each byte of XML.
const BYTES_PER_INPUT_BYTE: usize = 4;

/// Counts the bytes of namespaces that one message needs in JSON.
#[derive(Debug, Default)]
pub(super) struct Copies {
    bytes: Cell<usize>,
    limit: Cell<usize>,
}

impl Copies {
    /// Adds `bytes` bytes of namespaces, which the JSON of the element `node` repeats. Returns `false` if the
    /// sum exceeds the budget. The caller then leaves out the name or the XML that would contain them.
    pub(super) fn allow(&self, node: Node<'_, '_>, bytes: usize) -> bool {
        let limit = node
            .document()
            .input_text()
            .len()
            .saturating_mul(BYTES_PER_INPUT_BYTE)
            .saturating_add(FREE_BYTES);
        self.limit.set(self.limit.get().max(limit));
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        self.bytes.get() <= self.limit.get()
    }

    /// Checks that the repeated namespaces of the message are within the budget.
    ///
    /// # Errors
    ///
    /// If [`allow`](Self::allow) returned `false`. The JSON is incomplete then.
    pub(super) fn check(&self) -> Result<(), String> {
        match self.bytes.get() <= self.limit.get() {
            true => Ok(()),
            false => Err(format!(
                "in JSON, the repeated namespaces of the message would take more than {} bytes",
                self.limit.get()
            )),
        }
    }
}
