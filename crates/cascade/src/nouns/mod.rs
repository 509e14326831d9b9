//! What people do with a server from the command line, as data: a noun has operations, an operation has a way to the HTTP API,
//! the flags that fill its body, and the columns of its answer. A new operation is an entry in the noun's file.
//!
//! ```text
//! cascade goal create --plan Q3 --code G9 …  ──▶  POST plans/{plan}/goals {"code": "G9", …}  ──▶  table or JSON
//! ```

mod answer;
mod body;
mod command;
mod place;

mod adjustments;
mod alerts;
mod audit;
mod catalog;
mod directory;
mod forecasts;
mod goals;
mod milestones;
mod my_day;
mod notices;
mod overview;
mod plans;
mod policies;
mod predecessors;
mod progress;
mod reports;
mod requests;
mod reviews;
mod rotas;
mod tasks;
mod what_if;

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod promises;

use std::process::ExitCode;

use anyhow::Result;
use clap::ArgMatches;
use futures::future::BoxFuture;
use reqwest::Method;

use crate::{cli::Language, client::Client};

pub use command::{augment, run};

/// A kind of thing that people work with.
pub struct Noun {
    /// As it is typed.
    pub name: &'static str,
    /// For the list of commands.
    pub about: &'static str,
    /// What can be done with it.
    pub operations: &'static [Operation],
}

/// Something that can be done.
pub struct Operation {
    /// As it is typed.
    pub name: &'static str,
    /// For its help.
    pub about: &'static str,
    /// A line that works, for its help.
    pub example: &'static str,
    /// What it is done to, in the order in which it is typed.
    pub places: &'static [Place],
    /// How the server is asked, or what is done instead.
    pub how: How,
}

/// How an operation is done.
pub enum How {
    /// By one call of the HTTP API.
    Call(Call),
    /// In its own way: several calls, a file, a computation here. Flags beside the places come from `flags`.
    Own {
        /// What it asks the server for, so that a test sees which calls have a command.
        #[cfg_attr(not(test), expect(dead_code, reason = "read by coverage.rs alone"))]
        calls: &'static [(Verb, &'static str)],
        /// Flags of its own.
        flags: &'static [Field],
        /// Does it.
        run: fn(Asked) -> BoxFuture<'static, Result<ExitCode>>,
    },
}

/// Method of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Reads
    Get,
    /// Does
    Post,
    /// Writes whole
    Put,
    /// Writes what is given
    Patch,
}

impl From<Verb> for Method {
    fn from(verb: Verb) -> Self {
        match verb {
            Verb::Get => Self::GET,
            Verb::Post => Self::POST,
            Verb::Put => Self::PUT,
            Verb::Patch => Self::PATCH,
        }
    }
}

/// One call of the HTTP API.
pub struct Call {
    /// By which method.
    pub verb: Verb,
    /// Below `/api/v1/`, with `{plan}` and `{id}` for the places.
    pub path: &'static str,
    /// Flags that go into the query.
    pub query: &'static [Field],
    /// Flags that go into the body.
    pub body: &'static [Field],
    /// JSON that the body has whatever is typed; empty for none.
    pub fixed: &'static str,
    /// What comes back.
    pub answer: Answer,
}

impl Call {
    /// Reads.
    pub const fn get(path: &'static str, answer: Answer) -> Self {
        Self {
            verb: Verb::Get,
            path,
            query: &[],
            body: &[],
            fixed: "",
            answer,
        }
    }

    /// Changes.
    pub const fn post(path: &'static str, body: &'static [Field], answer: Answer) -> Self {
        Self {
            verb: Verb::Post,
            path,
            query: &[],
            body,
            fixed: "{}",
            answer,
        }
    }

    /// With these flags in its query.
    pub const fn query(mut self, query: &'static [Field]) -> Self {
        self.query = query;
        self
    }

    /// With this JSON in its body.
    pub const fn fixed(mut self, json: &'static str) -> Self {
        self.fixed = json;
        self
    }

    /// By another method.
    pub const fn by(mut self, verb: Verb) -> Self {
        self.verb = verb;
        self
    }
}

/// What an operation is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A plan, by `--plan`; the only one where there is but one.
    Plan,
    /// A row of a plan, by code or id: its name, and the list to look the code up in.
    Row(&'static str, &'static str),
    /// A goal or a key result of a plan, by code or id.
    Node,
    /// Anything that is its own name in the path.
    Name(&'static str),
}

/// A flag.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// In the body or query, `outer/inner` for what lies in an object; typed with dashes.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// For the help.
    pub help: &'static str,
}

/// What the value of a flag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As typed.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// Given or not.
    Flag,
    /// Texts with commas between them.
    List,
    /// JSON as typed.
    Json,
}

/// A text flag.
pub const fn text(name: &'static str, help: &'static str) -> Field {
    Field {
        name,
        kind: Kind::Text,
        help,
    }
}

/// A flag of another kind.
pub const fn field(name: &'static str, kind: Kind, help: &'static str) -> Field {
    Field { name, kind, help }
}

/// What comes back.
pub enum Answer {
    /// Pages of rows.
    Pages(&'static [Column]),
    /// A list under a key; the answer itself for an empty one.
    Rows(&'static str, &'static [Column]),
    /// One thing under a key, told field by field; the answer itself for an empty one.
    One(&'static str, &'static [Column]),
}

/// A column of a table.
pub struct Column {
    /// Header in Chinese.
    pub zh: &'static str,
    /// Header in English.
    pub en: &'static str,
    /// JSON pointer without its first slash: `plan/code`.
    pub at: &'static str,
}

/// A column.
pub const fn col(zh: &'static str, en: &'static str, at: &'static str) -> Column {
    Column { zh, en, at }
}

/// An operation as it was typed, its places found.
pub struct Asked {
    /// The server.
    pub client: Client,
    /// Language of what is printed.
    pub lang: Language,
    /// Print JSON.
    pub json: bool,
    /// What was typed.
    pub matches: ArgMatches,
    /// Id of the plan; empty where the operation has none.
    pub plan: String,
    /// Id of the row, or the name; empty where the operation has none.
    pub id: String,
}

/// Every noun, in the order in which work happens.
pub const ALL: &[&Noun] = &[
    &plans::NOUN,
    &goals::GOAL,
    &goals::KEY_RESULT,
    &tasks::NOUN,
    &predecessors::NOUN,
    &milestones::NOUN,
    &progress::NOUN,
    &requests::NOUN,
    &requests::APPROVE,
    &directory::DEPARTMENTS,
    &directory::PEOPLE,
    &catalog::CALENDARS,
    &catalog::TOOLS,
    &catalog::DATA_SETS,
    &directory::BUDGET,
    &directory::LOAD,
    &forecasts::NOUN,
    &overview::NOUN,
    &my_day::NOUN,
    &alerts::NOUN,
    &reports::NOUN,
    &policies::NOUN,
    &rotas::NOUN,
    &notices::NOTICES,
    &notices::CHANNELS,
    &notices::DELIVERIES,
    &adjustments::NOUN,
    &reviews::NOUN,
    &audit::NOUN,
];
