//! Code that gSOAP generates from the same contract, in C++, compiled with `-O2`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::peer::{Peer, folder};

/// Starts the program for a reply of GetUser. Prints a message and returns `None` if gSOAP is not installed.
pub(crate) fn begin(xml: &str) -> Option<Peer> {
    let Some(program) = program() else {
        println!("gSOAP is absent or does not build: apt-get install gsoap libgsoap-dev g++");
        return None;
    };
    let file = folder().join("gsoap-GetUser.xml");
    fs::write(&file, xml).ok()?;
    Peer::begin(Command::new(program).arg(file))
}

/// Generates and builds the program, unless an earlier run has built it. The build takes a minute or two.
fn program() -> Option<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (folder, main) = (folder().join("gsoap"), package.join("benches/gsoap/main.cpp"));
    let program = folder.join("gsoap");
    let built = fs::metadata(&program).and_then(|metadata| metadata.modified());
    if built.is_ok_and(|built| {
        fs::metadata(&main).and_then(|main| main.modified()).is_ok_and(|main| main < built)
    }) {
        return Some(program);
    }
    fs::create_dir_all(&folder).ok()?;
    let run = |command: &mut Command| {
        let quiet = command.current_dir(&folder).stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().ok().filter(|status| status.success())
    };
    run(Command::new("wsdl2h").args(["-o", "user.h"]).arg(package.join("../wsdl/User.wsdl")))?;
    run(Command::new("soapcpp2").args(["-C", "-w", "-x", "-I/usr/share/gsoap/import", "user.h"]))?;
    let mut build = Command::new(env::var_os("CXX").unwrap_or_else(|| "c++".into()));
    build.args(["-O2", "-I.", "-o", "gsoap"]).arg(main).args(["soapC.cpp", "soapClient.cpp", "-lgsoap++"]);
    run(&mut build)?;
    Some(program)
}
