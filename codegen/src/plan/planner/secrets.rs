//! Determines which members are secret. Texts become `Secret`s; members of other types keep their type
//! and are omitted from `Debug`.

use crate::{
    config::Config,
    lists::{CollectVec, PushAll, SortList},
    map::Set,
    model::{ComplexContent, ElementId, Part, PartContent, Particle, Term, TypeId, TypeKind},
    plan::{
        ArmKind, Item, ItemRef, Module, ModuleId, Slot, Ty, WireName,
        facts::{Facts, wrappers::list_of},
        identifiers,
        selection::{Selected, Service, body_parts},
    },
    secret_names::{is_secret_name, mentions_secret},
};

/// The secret members.
pub(in crate::plan) struct Secrets<'a> {
    config: &'a Config,
    /// The options that matched a member.
    used: Set<String>,
    /// Paths of texts that are secret because they are the only content of the reply to an operation whose
    /// name suggests a secret.
    replies: Set<String>,
}

impl<'a> Secrets<'a> {
    /// Collects the secret texts in document-style replies.
    pub(in crate::plan) fn new(facts: &Facts<'a>, services: &[Service<'a>]) -> Self {
        let mut replies = Set::new();
        let model = facts.model;
        let mut seen = Set::new();
        for selected in services.iter().flat_map(|service| &service.operations) {
            for part in reply_parts(facts, selected) {
                let id = match part.content {
                    PartContent::Element(element) => {
                        let element = &model.elements[element];
                        if facts.is_text(element.type_id) {
                            replies.insert(element.name.local.to_string());
                        }
                        element.type_id
                    }
                    PartContent::Type(id) => id,
                    PartContent::Missing => continue,
                };
                if !seen.insert(id) {
                    continue;
                }
                let owner = facts.type_name(id);
                for member in only_texts(facts, id).unwrap_or_default() {
                    replies.insert(format!("{owner}/{}", model.elements[member].name.local));
                }
            }
        }
        Self { config: facts.config, used: Set::new(), replies }
    }

    /// Adds the parts of a reply that become members of the reply's record, if all of them have text types. `name` is
    /// the Rust name of the operation.
    pub(super) fn add_reply(&mut self, facts: &Facts<'a>, selected: &Selected<'a>, name: &str) {
        let parts = reply_parts(facts, selected);
        let is_text = |part: &&Part| matches!(part.content, PartContent::Type(id) if facts.is_text(id));
        if parts.iter().all(is_text) {
            self.replies.extend(parts.iter().map(|part| format!("{name}Response/{}", part.name)));
        }
    }

    /// Whether a text is secret: by an option, by its name, or as the reply of an operation whose name
    /// suggests a secret.
    pub(super) fn is_secret(&mut self, facts: &Facts<'_>, path: &str, name: &str, id: TypeId) -> bool {
        if !facts.is_text(id) {
            return false;
        }
        self.option_for(path, name).unwrap_or_else(|| is_secret_name(name) || self.replies.contains(path))
    }

    /// The option that the user sets for a member.
    fn option_for(&mut self, path: &str, name: &str) -> Option<bool> {
        let key = [path, name].into_iter().find(|key| self.config.secrets.contains_key(*key))?;
        self.used.insert(key.to_owned());
        self.config.secrets.get(key).copied()
    }

    /// Marks the secret members whose type does not contain `Secret<T>`, so that `Debug` and errors do not
    /// show them. Adds a note that lists all secret members, including those of type `Secret<T>`.
    pub(in crate::plan) fn mask_members(&mut self, modules: &mut [Module], notes: &mut Vec<String>) {
        let mut secrets = Vec::new();
        let mut variants = Set::new();
        let items = modules.iter_mut().enumerate();
        for (module, item) in
            items.flat_map(|(place, module)| module.items.iter_mut().map(move |item| (place, item)))
        {
            let ident = item.ident().to_owned();
            let owner = self.name_before(&ident);
            match item {
                Item::Record(record) => {
                    for field in &record.fields {
                        if let Some(local) = member_name(&field.slot, &field.ident)
                            && self.is_masked(&owner, local, &field.ty, &mut secrets)
                        {
                            record.masked.push(field.ident.clone());
                        }
                    }
                }
                Item::Choice(choice) => {
                    for variant in &choice.variants {
                        if let Some(
                            ArmKind::Element(WireName { local, .. })
                            | ArmKind::Repeated(WireName { local, .. })
                            | ArmKind::List(WireName { local, .. }, ..)
                            | ArmKind::Dictionary(WireName { local, .. }, _),
                        ) = &variant.kind
                            && self.is_masked(&owner, local, &variant.ty, &mut secrets)
                        {
                            choice.masked.push(variant.ident.clone());
                            let item = ItemRef { module: ModuleId(module), ident: ident.clone() };
                            variants.insert((item, variant.ident.clone()));
                        }
                    }
                }
                Item::Faults(faults) => {
                    for variant in &faults.variants {
                        if self.is_masked(&owner, &variant.name.local, &variant.ty, &mut secrets) {
                            faults.masked.push(variant.ident.clone());
                        }
                    }
                }
                _ => {}
            }
        }
        if !variants.is_empty() {
            mask_arms(modules, &variants);
        }
        if !secrets.is_empty() {
            secrets.sort_list();
            secrets.dedup();
            let names = secrets.iter().map(|name| format!("`{name}`")).collect_vec();
            notes.push(format!(
                "secret members, which `Debug` and errors do not show: {}; to show a member, pass its path to `not_secret`",
                names.join(", ")
            ));
        }
    }

    /// Whether a member is secret and its type does not contain `Secret<T>`. Adds every secret member to
    /// `secrets`.
    fn is_masked(&mut self, owner: &str, local: &str, ty: &Ty, secrets: &mut Vec<String>) -> bool {
        let path = format!("{owner}/{local}");
        if holds_secret(ty) {
            secrets.push(path);
            return false;
        }
        let is_masked = self
            .option_for(&path, local)
            .unwrap_or_else(|| is_secret_name(local) && !(is_number(ty) && is_question_or_setting(local)));
        if is_masked {
            secrets.push(path);
        }
        is_masked
    }

    /// The name of an item before the user renamed it.
    fn name_before(&self, ident: &str) -> String {
        let renamed = self.config.renames.iter().find(|(path, new)| !path.contains('/') && *new == ident);
        renamed.map_or(ident, |(path, _)| path).to_owned()
    }

    /// The options that matched no member.
    pub(in crate::plan) fn unused(&self) -> impl Iterator<Item = &'a String> {
        let Self { config, used, .. } = self;
        config.secrets.keys().filter(|path| !used.contains(*path))
    }
}

/// The parts of the reply, for an operation whose name suggests a secret; empty for others.
fn reply_parts<'a>(facts: &Facts<'a>, selected: &Selected<'a>) -> Vec<&'a Part> {
    let output = selected.output().filter(|_| mentions_secret(&selected.operation.name));
    output.map_or(Vec::new(), |(message, bound)| body_parts(facts.model, message, bound))
}

/// The members of a type, if all of them are texts or lists of texts.
fn only_texts(facts: &Facts<'_>, id: TypeId) -> Option<Vec<ElementId>> {
    let TypeKind::Complex(complex) = &facts.model.types[id].kind else { return None };
    let ComplexContent::Elements(particle) = &complex.content else { return None };
    let mut members = Vec::new();
    let mut particles: Vec<&Particle> = vec![particle];
    while let Some(particle) = particles.pop() {
        match &particle.term {
            Term::Group(_, inner) => particles.push_all(inner),
            Term::Element(element) => {
                let id = facts.model.elements[*element].type_id;
                let item = list_of(facts.model, id).map(|list| facts.model.elements[list.item].type_id);
                if !facts.is_text(item.unwrap_or(id)) {
                    return None;
                }
                members.push(*element);
            }
            Term::Any(_) | Term::GroupRef(_) => return None,
        }
    }
    Some(members)
}

/// Marks the arms of secret variants whose type does not contain `Secret<T>`.
fn mask_arms(modules: &mut [Module], variants: &Set<(ItemRef, String)>) {
    for item in modules.iter_mut().flat_map(|module| &mut module.items) {
        let Item::Record(record) = item else { continue };
        for field in &mut record.fields {
            let (Slot::Choice { arms, .. } | Slot::Ordered { arms, .. }) = &mut field.slot else { continue };
            for arm in arms {
                if let Ty::Item(choice) = &arm.choice {
                    arm.is_masked = variants.contains(&(choice.clone(), arm.variant.clone()));
                }
            }
        }
    }
}

/// The local name of a member. A choice has no local name, so its identifier is used. For a choice between
/// the elements of a substitution group, the identifier is made from the name of the head element.
fn member_name<'f>(slot: &'f Slot, ident: &'f str) -> Option<&'f str> {
    match slot {
        Slot::Once { name, .. }
        | Slot::Repeated { name, .. }
        | Slot::List { name, .. }
        | Slot::Dictionary { name, .. }
        | Slot::Attribute { name, .. } => Some(&name.local),
        Slot::Choice { .. } => Some(ident),
        Slot::Text { .. } => Some("value"),
        _ => None,
    }
}

/// Whether a type contains `Secret<T>`, whose `Debug` output is masked.
fn holds_secret(ty: &Ty) -> bool {
    match ty {
        Ty::Generic("Secret", _) => true,
        Ty::Generic(_, arguments) => arguments.iter().any(holds_secret),
        Ty::Option(inner) | Ty::Vec(inner) | Ty::Boxed(inner) => holds_secret(inner),
        _ => false,
    }
}

fn is_number(ty: &Ty) -> bool {
    match ty {
        Ty::Std(name) => *name != "String",
        Ty::Option(inner) => is_number(inner),
        _ => false,
    }
}

/// Whether the first word of a name is a verb of yes-or-no questions and settings: `HasPassword`,
/// `ShowTickets`. A number or boolean with such a name is not itself a secret.
fn is_question_or_setting(local: &str) -> bool {
    const VERBS: [&str; 14] = [
        "allow", "allows", "can", "enable", "has", "is", "must", "needs", "require", "requires", "show",
        "shows", "use", "uses",
    ];
    identifiers::words(local).first().is_some_and(|first| VERBS.contains(&first.to_lowercase().as_str()))
}
