//! Calls an ONVIF device whose clock is wrong. The program reads the time of the device without
//! authentication. Then it authenticates with a password digest that is computed for the time of the device.
//!
//! ```sh
//! cargo run -p saponify-examples --example onvif_clock
//! cargo run -p saponify-examples --example onvif_clock -- \
//!     --endpoint http://192.168.1.20/onvif/device_service --user admin --password secret
//! ```
//!
//! Without `--endpoint`, the program simulates a device whose clock is three years behind.

use std::error::Error;
use std::time::SystemTime;

use clap::Parser;
use saponify::security::{ClockOffset, Security, UsernameToken};
use saponify::server::{Context, Failure, Running, start};
use saponify::soap::extension::{
    CallFacts, Extension, ExtensionRun, IncomingMessage, OutgoingMessage, Preparation,
};
use saponify::transport::Ureq;
use saponify::xsd::{self, Zone};
use saponify_examples::device::{
    Date, DateTime, DeviceClient, DeviceService, GetDeviceInformationResponse, GetSystemDateAndTimeResponse,
    SystemDateTime, Time,
};

#[derive(Parser)]
struct Arguments {
    /// URL of the device service; the default is a device in this process
    #[arg(long)]
    endpoint: Option<String>,
    #[arg(long, default_value = "admin")]
    user: String,
    #[arg(long, env = "ONVIF_PASSWORD", default_value = PASSWORD, hide_env_values = true)]
    password: String,
}

/// Password of the simulated device that runs in this process; the default of `--password`.
const PASSWORD: &str = "Correct-Horse-1";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let (_device, endpoint) = match arguments.endpoint {
        Some(endpoint) => (None, endpoint),
        None => {
            let device = device()?;
            let url = device.url();
            (Some(device), url)
        }
    };
    let client = DeviceClient::new(Ureq::new(), endpoint);
    let security =
        || Security::new().username_token(UsernameToken::digest(&arguments.user, &arguments.password));

    // A device whose clock is right accepts the time of this machine.
    match client.get_device_information().security(security()).send() {
        Ok(reply) => println!("with the time of this machine: {}", reply.body.model),
        Err(error) => println!("with the time of this machine: {error}"),
    }

    let reply = client.get_system_date_and_time().send()?;
    let time =
        reply.body.system_date_and_time.utc_date_time.ok_or("the device does not tell its time in UTC")?;
    let offset = ClockOffset::of(system_time(&time)?);
    println!("the clock of the device differs by {} s", offset.as_seconds());

    let client = client.with(|client| client.with_security(security().clock_offset(offset)));
    let information = client.get_device_information().send()?.body;
    println!("with the time of the device: {} {}", information.manufacturer, information.model);
    Ok(())
}

/// Converts the time that a device returned.
fn system_time(time: &DateTime) -> Result<SystemTime, Box<dyn Error>> {
    let DateTime { time: Time { hour, minute, second }, date: Date { year, month, day } } = *time;
    let (month, day) = (month.try_into()?, day.try_into()?);
    let (hour, minute, second) = (hour.try_into()?, minute.try_into()?, second.try_into()?);
    let time = xsd::DateTime::new(year, month, day, hour, minute, second)?.with_zone(Zone::UTC);
    Ok(SystemTime::try_from(&time)?)
}

/// Starts a device.
fn device() -> std::io::Result<Running> {
    let passwords = |user: &str| (user == "admin").then(|| PASSWORD.to_owned());
    let security = Security::new().passwords(passwords).clock_offset(Device::CLOCK);
    start(("127.0.0.1", 0), Device.into_service().with_extension(Gate(security)))
}

/// A device whose clock is three years behind.
struct Device;

impl Device {
    const CLOCK: ClockOffset = ClockOffset::seconds(-3 * 365 * 86_400);
}

impl DeviceService for Device {
    async fn get_system_date_and_time(&self, _: &Context) -> Result<GetSystemDateAndTimeResponse, Failure> {
        let time = xsd::DateTime::try_from(Self::CLOCK.now()).unwrap_or_default();
        let utc_date_time = Some(DateTime {
            time: Time {
                hour: time.hour().into(),
                minute: time.minute().into(),
                second: time.second().into(),
            },
            date: Date { year: time.year(), month: time.month().into(), day: time.day().into() },
        });
        let date_time_type = "Manual".to_owned();
        let time = SystemDateTime { date_time_type, utc_date_time, ..SystemDateTime::default() };
        Ok(GetSystemDateAndTimeResponse { system_date_and_time: time })
    }

    async fn get_device_information(&self, _: &Context) -> Result<GetDeviceInformationResponse, Failure> {
        Ok(GetDeviceInformationResponse {
            manufacturer: "saponify".to_owned(),
            model: "Stand-in 1".to_owned(),
            ..GetDeviceInformationResponse::default()
        })
    }
}

/// Checks the passwords of all operations except the one that returns the time.
struct Gate(Security);

struct GateRun(Box<dyn ExtensionRun>);

impl Extension for Gate {
    fn start(&self, call: &CallFacts<'_>) -> saponify::Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(GateRun(self.0.start(call)?)))
    }
}

impl ExtensionRun for GateRun {
    fn prepare(&mut self, message: &mut Preparation<'_>) -> saponify::Result<()> {
        self.0.prepare(message)
    }

    fn seal(&mut self, message: &mut OutgoingMessage<'_>) -> saponify::Result<()> {
        self.0.seal(message)
    }

    fn open(&mut self, message: &mut IncomingMessage<'_>) -> saponify::Result<()> {
        match message.body_element()? {
            Some((_, local)) if local == "GetSystemDateAndTime" => Ok(()),
            _ => self.0.open(message),
        }
    }
}
