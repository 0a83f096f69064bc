//! Serves the NetServer stand-in until it is stopped, for clients of any kind.
//!
//! ```sh
//! cargo run -p saponify-examples --example serve
//! curl 'http://127.0.0.1:8086/Remote/Services86/User.svc?wsdl'
//! curl -H 'Content-Type: text/xml' --data-binary @examples/GetUser.xml http://127.0.0.1:8086/Remote/Services86/User.svc
//! ```

use std::error::Error;
use std::net::SocketAddr;

use clap::Parser;
use saponify_examples::stand_in::StandIn;

#[derive(Parser)]
struct Arguments {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8086")]
    address: SocketAddr,
}

fn main() -> Result<(), Box<dyn Error>> {
    let stand_in = StandIn::listen(Arguments::parse().address)?;
    println!("contracts: {}?wsdl", stand_in.user_endpoint());
    println!("           {}?wsdl", stand_in.principal_endpoint());
    println!("application token: {}", StandIn::APPLICATION_TOKEN);
    println!("ticket of KARI:    {}", StandIn::TICKET);
    println!("users KARI, jdoe and jürgen have the password {}", StandIn::PASSWORD);
    loop {
        std::thread::park();
    }
}
