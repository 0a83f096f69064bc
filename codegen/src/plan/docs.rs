#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs {
    pub text: Vec<String>,
    pub parameters: Vec<(String, Vec<String>)>,
    pub returns: Vec<String>,
}
pub(crate) fn read(documentation: &str) -> Docs {
    Docs {
        text: vec![
            documentation.split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "").replace('>', ""),
        ],
        ..Docs::default()
    }
}
