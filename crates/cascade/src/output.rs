//! What commands print. A reader that has seen enough and closes the pipe, as `head` does, ends the command quietly.

use std::{
    fmt,
    io::{ErrorKind, Write, stdout},
    process,
};

/// What a shell says of a process that its closed pipe has ended.
const PIPE_CLOSED: i32 = 128 + 13;

/// Writes to standard output; ends the process where nobody reads any more.
#[allow(
    clippy::disallowed_methods,
    reason = "nothing is left to be done for somebody who has gone"
)]
pub fn write(text: fmt::Arguments<'_>) {
    let mut out = stdout().lock();
    if let Err(error) = out.write_fmt(text).and_then(|()| out.flush()) {
        if error.kind() != ErrorKind::BrokenPipe {
            eprintln!("cascade: standard output: {error}");
        }
        process::exit(PIPE_CLOSED);
    }
}

/// Prints as [`std::print!`] does.
macro_rules! put {
    ($($text:tt)*) => { $crate::output::write(format_args!($($text)*)) };
}

/// Prints a line as [`std::println!`] does.
macro_rules! say {
    () => { $crate::output::write(format_args!("\n")) };
    ($($text:tt)*) => { $crate::output::write(format_args!("{}\n", format_args!($($text)*))) };
}
