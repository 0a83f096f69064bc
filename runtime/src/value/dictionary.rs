//! Dictionaries: repeated pairs of a key and a value, in document order. In this file, only [`Pairs`],
//! `PairIn` and `PairOut` depend on the XML form of a dictionary.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::Hash;

use crate::error::Result;
use crate::redaction::names::is_secret_name;
use crate::text::Name;
use crate::validate::{Checks, Entries, Pair, Validate};
use crate::xml::{Content, Found, Reader, Record, Required, TextRule, Value, Writer};

/// A dictionary: pairs of key and value in order. Either may be nil.
///
/// `Debug` shows `[redacted]` for a value whose key marks it as secret: `Password`, `api_key`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Dictionary<K, V>(pub Vec<(Option<K>, Option<V>)>);

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Dictionary<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Dictionary").field(&DebugPairs(&self.0)).finish()
    }
}

/// The `Debug` form of the pairs.
struct DebugPairs<'p, K, V>(&'p [(Option<K>, Option<V>)]);

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for DebugPairs<'_, K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = formatter.debug_list();
        for (key, value) in self.0 {
            match is_secret_name(&format!("{key:?}")) {
                true => list.entry(&(key, crate::value::Redacted)),
                false => list.entry(&(key, value)),
            };
        }
        list.finish()
    }
}

impl<K, V> Default for Dictionary<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K, V> Dictionary<K, V> {
    /// A dictionary without pairs.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Number of pairs, including those with a nil key or value.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of the first pair with this key; `None` if no pair has the key, or the value is nil.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.pair(key).and_then(|(_, value)| value.as_ref())
    }

    /// The value of the first pair with this key, by mutable reference; `None` if no pair has the key, or the
    /// value is nil.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.0.iter_mut().find(|pair| has_key(pair, key)).and_then(|(_, value)| value.as_mut())
    }

    /// Whether a pair has this key. Its value may be nil.
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.pair(key).is_some()
    }

    /// Sets the value of a key and returns the previous value. A new key is appended.
    pub fn insert(&mut self, key: K, value: impl Into<Option<V>>) -> Option<V>
    where
        K: Eq,
    {
        let value = value.into();
        match self.0.iter_mut().find(|pair| has_key(pair, &key)) {
            Some((_, old)) => std::mem::replace(old, value),
            None => {
                self.0.push((Some(key), value));
                None
            }
        }
    }

    /// Removes the first pair with this key and returns its value.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let index = self.0.iter().position(|pair| has_key(pair, key))?;
        self.0.remove(index).1
    }

    /// Iterates over keys and values. Pairs with a nil key are omitted.
    pub fn iter(&self) -> impl Iterator<Item = (&K, Option<&V>)> {
        self.0.iter().filter_map(|(key, value)| Some((key.as_ref()?, value.as_ref())))
    }

    /// Iterates over the keys that are not nil.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().filter_map(|(key, _)| key.as_ref())
    }

    /// Iterates over the values that are not nil.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().filter_map(|(_, value)| value.as_ref())
    }

    /// Converts the pairs into a map. The last of equal keys wins; pairs with a nil key are omitted.
    pub fn into_map(self) -> HashMap<K, Option<V>>
    where
        K: Eq + Hash,
    {
        self.0.into_iter().filter_map(|(key, value)| Some((key?, value))).collect()
    }

    /// Converts the pairs like [`into_map`](Self::into_map), sorted by key.
    pub fn into_sorted_map(self) -> BTreeMap<K, Option<V>>
    where
        K: Ord,
    {
        self.0.into_iter().filter_map(|(key, value)| Some((key?, value))).collect()
    }

    fn pair<Q>(&self, key: &Q) -> Option<&(Option<K>, Option<V>)>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.0.iter().find(|pair| has_key(pair, key))
    }
}

fn has_key<K: Borrow<Q>, V, Q: Eq + ?Sized>(pair: &(Option<K>, Option<V>), key: &Q) -> bool {
    pair.0.as_ref().is_some_and(|own| own.borrow() == key)
}

impl<K, V> FromIterator<(K, V)> for Dictionary<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (Some(key), Some(value))).collect())
    }
}

impl<K, V, const N: usize> From<[(K, V); N]> for Dictionary<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<K, V> Extend<(K, V)> for Dictionary<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        self.0.extend(pairs.into_iter().map(|(key, value)| (Some(key), Some(value))));
    }
}

impl<K, V> IntoIterator for Dictionary<K, V> {
    type Item = (Option<K>, Option<V>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K, V> Entries for Dictionary<K, V> {
    type Key = K;
    type Value = V;

    fn entries(&self) -> &[Pair<K, V>] {
        &self.0
    }
}

/// Checks the values. [`Checks::keys`] checks the keys.
impl<K, V: Validate> Validate for Dictionary<K, V> {
    fn check(&self, checks: &mut Checks) {
        checks.each(self.0.iter(), |(_, value), checks| value.check(checks));
    }
}

/// The element names and text rules of a dictionary's XML form.
#[derive(Clone, Copy, Debug)]
pub struct Pairs {
    namespace: &'static str,
    pair: &'static str,
    key: &'static str,
    value: &'static str,
    required: [Required; 2],
    key_is_nillable: bool,
    value_is_nillable: bool,
    key_rule: TextRule,
    value_rule: TextRule,
    type_name: &'static str,
}

impl Pairs {
    /// The names of a dictionary whose pairs are elements `pair` that contain a `key` and a `value`, all in
    /// one namespace.
    pub const fn new(
        namespace: &'static str,
        pair: &'static str,
        key: &'static str,
        value: &'static str,
    ) -> Self {
        let (key_rule, value_rule) = (TextRule::NONE, TextRule::NONE);
        Self {
            namespace,
            pair,
            key,
            value,
            required: [(0, key), (1, value)],
            key_is_nillable: true,
            value_is_nillable: true,
            key_rule,
            value_rule,
            type_name: "",
        }
    }

    /// Sets whether keys and values may be nil. Without this, both may.
    #[must_use]
    pub const fn with_nil(self, keys: bool, values: bool) -> Self {
        Self { key_is_nillable: keys, value_is_nillable: values, ..self }
    }

    /// Sets the local name of the dictionary's type. Without this, it is `ArrayOf` followed by the name of the
    /// pairs.
    #[must_use]
    pub const fn with_type(self, type_name: &'static str) -> Self {
        Self { type_name, ..self }
    }

    /// Sets the text rule of the keys.
    #[must_use]
    pub const fn with_keys(self, rule: TextRule) -> Self {
        Self { key_rule: rule, ..self }
    }

    /// Sets the text rule of the values.
    #[must_use]
    pub const fn with_values(self, rule: TextRule) -> Self {
        Self { value_rule: rule, ..self }
    }

    pub(crate) fn pair(&self) -> Name<'static> {
        Name::new(self.namespace, self.pair)
    }

    /// The local name of the dictionary's type. Empty for the default name: `ArrayOf` and the name of the pair
    /// elements.
    pub(crate) fn type_name(&self) -> &'static str {
        self.type_name
    }
}

/// A pair of a dictionary that is being decoded. The key and the value are required. [`Pairs`] contains
/// whether each of them may be nil.
pub(crate) struct PairIn<'p, K, V> {
    names: &'static Pairs,
    pair: &'p mut (Option<K>, Option<V>),
    /// Whether the key names a secret; `None` until the key is read.
    is_secret: Option<bool>,
    /// If the value precedes its key: the number of the secret that was recorded for the value. The secret is
    /// removed if the key turns out not to name a secret.
    early: Option<usize>,
}

impl<'p, K, V> PairIn<'p, K, V> {
    pub(crate) fn new(names: &'static Pairs, pair: &'p mut (Option<K>, Option<V>)) -> Self {
        Self { names, pair, is_secret: None, early: None }
    }
}

impl<K: Value, V: Value> Record for PairIn<'_, K, V> {
    fn content(&self) -> Content {
        Content::Items
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(self.names.namespace) {
            local if local == self.names.key => {
                if !self.names.key_is_nillable && !input.has_ended_before(0) {
                    input.not_nil()?;
                }
                input.set_rule(&self.names.key_rule);
                let found = input.once(0, &mut self.pair.0)?;
                if found != Found::Full {
                    let is_secret = input.last_text_is_secret_name();
                    self.is_secret = Some(is_secret);
                    if let Some(count) = self.early.take().filter(|_| !is_secret) {
                        input.forget_secret(count);
                    }
                }
                Ok(found)
            }
            local if local == self.names.value => {
                if !self.names.value_is_nillable && !input.has_ended_before(1) {
                    input.not_nil()?;
                }
                input.set_rule(&self.names.value_rule);
                if self.is_secret == Some(false) {
                    return input.once(1, &mut self.pair.1);
                }
                let found = input.secret(|input| input.once(1, &mut self.pair.1))?;
                if self.is_secret.is_none() && found != Found::Full {
                    self.early = Some(input.secrets().len());
                }
                Ok(found)
            }
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &self.names.required
    }

    fn encode_fields(&self, output: &mut Writer) {
        PairOut { names: self.names, pair: self.pair }.encode_fields(output);
    }
}

/// A pair of a dictionary that is being encoded.
pub(crate) struct PairOut<'p, K, V> {
    pub(crate) names: &'p Pairs,
    pub(crate) pair: &'p (Option<K>, Option<V>),
}

impl<K: Value, V: Value> Record for PairOut<'_, K, V> {
    fn encode_fields(&self, output: &mut Writer) {
        let (names, (key, value)) = (self.names, self.pair);
        let start = output.position();
        output.never_empty(names.key_rule.instead_of_empty(), |output| {
            let fields = output.within(names.namespace);
            match key {
                None if !names.key_is_nillable => fields.unset(names.key),
                _ => fields.nillable(names.key, key),
            };
        });
        let is_secret = output.last_text_is_secret_name(start);
        output.never_empty(names.value_rule.instead_of_empty(), |output| {
            let fields = output.within(names.namespace);
            match is_secret {
                _ if value.is_none() && !names.value_is_nillable => fields.unset(names.value),
                true => fields.secret(|fields| fields.nillable(names.value, value)),
                false => fields.nillable(names.value, value),
            };
        });
    }
}
