//! Completion scripts and man pages.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::Write,
    process::{Command, Output, Stdio},
};

fn saponify(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_saponify")).args(arguments).output().unwrap()
}

const COMMANDS: [&str; 8] = ["generate", "list", "sample", "docs", "diff", "fetch", "completions", "man"];

#[test]
fn every_shell_gets_a_script_with_all_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = saponify(&["completions", shell]);
        assert!(output.status.success(), "{shell}");
        let script = String::from_utf8(output.stdout).unwrap();
        for command in COMMANDS {
            assert!(script.contains(command), "{command} is not in the script for {shell}");
        }
        assert!(script.contains("trust-host"), "{shell}");
    }
    assert_eq!(saponify(&["completions", "tcsh"]).status.code(), Some(2));
}

/// Completes the words of a command line in a new bash, which has read the script.
fn bash(words: &[&str]) -> Option<Vec<String>> {
    let script = String::from_utf8(saponify(&["completions", "bash"]).stdout).unwrap();
    let last = words.len() - 1;
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let test = format!(
        "set -e\n{script}\nCOMP_WORDS=({})\nCOMP_CWORD={last}\nset +e\n_saponify saponify \"${{COMP_WORDS[{last}]}}\" \
         \"${{COMP_WORDS[{}]}}\"\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        quoted.join(" "),
        last - 1
    );
    let bash =
        Command::new("bash").args(["--norc", "-s"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut bash) = bash else {
        let _ = writeln!(std::io::stderr(), "skipped: no bash");
        return None;
    };
    bash.stdin.take().unwrap().write_all(test.as_bytes()).unwrap();
    let output = bash.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

#[test]
fn bash_completes_commands_and_options() {
    let Some(found) = bash(&["saponify", "fe"]) else { return };
    assert_eq!(found, ["fetch"]);
    let found = bash(&["saponify", "fetch", "--trust"]).unwrap();
    assert_eq!(found, ["--trust-host"]);
    let found = bash(&["saponify", "completions", "z"]).unwrap();
    assert_eq!(found, ["zsh"]);
}

#[test]
fn there_is_a_man_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("man1");
    assert!(saponify(&["man", "--out", out.to_str().unwrap()]).status.success());
    let mut names: Vec<_> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let mut expected: Vec<_> = COMMANDS.iter().map(|command| format!("saponify-{command}.1")).collect();
    expected.push("saponify.1".to_owned());
    for name in expected {
        assert!(names.contains(&name), "{name} in {names:?}");
        let page = fs::read_to_string(out.join(&name)).unwrap();
        let first = page.lines().find(|line| line.starts_with(".TH")).unwrap().to_owned();
        assert!(first.contains(name.trim_end_matches(".1")), "{first}");
        assert!(page.contains(".SH SYNOPSIS"), "{name}");
    }
    assert!(fs::read_to_string(out.join("saponify-fetch.1")).unwrap().contains(r"\-\-trust\-host"));
}
