//! Payloads to files.

mod destination;
mod parquet;

use super::delivery::Delivery;
use super::error::Error;
pub use destination::{Destination, refuse_collisions};
use std::path::Path;

/// Takes the payloads of an audience, in a form that the name of the file tells: `.parquet`, or one payload a line.
#[derive(Debug)]
pub struct Output(Form);

#[derive(Debug)]
enum Form {
    Lines(Destination),
    Parquet(Box<parquet::Writer>),
}

impl Output {
    /// Lines on standard output.
    pub fn stdout() -> Self {
        Self(Form::Lines(Destination::stdout()))
    }

    /// A file, which is there when [`Output::finish`] has returned.
    pub fn file(path: &Path) -> Result<Self, Error> {
        let destination = Destination::file(path)?;
        let is_parquet = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
        Ok(Self(if is_parquet {
            Form::Parquet(Box::new(parquet::Writer::new(destination)?))
        } else {
            Form::Lines(destination)
        }))
    }

    /// Writes the payloads of a delivery.
    pub fn write(&mut self, delivery: &Delivery) -> Result<(), Error> {
        match &mut self.0 {
            Form::Lines(destination) => destination.write(|writer| delivery.write_lines(writer)),
            Form::Parquet(writer) => writer.write(delivery),
        }
    }

    /// Writes what is left and puts the file in its place.
    pub fn finish(self) -> Result<(), Error> {
        match self.0 {
            Form::Lines(destination) => destination.finish(),
            Form::Parquet(writer) => writer.finish(),
        }
    }
}
