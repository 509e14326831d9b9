//! From the nouns to clap's commands, and from what was typed to the call.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, Args as _, Command, FromArgMatches as _};

use super::{
    ALL, Asked, Call, Field, How, Kind, Noun, Operation, Place, Verb, answer, body, place,
};
use crate::{
    cli::{Language, ServerArgs},
    client::Client,
};

/// The command with a subcommand for every noun.
#[must_use]
pub fn augment(root: Command) -> Command {
    ALL.iter()
        .fold(root, |root, noun| root.subcommand(of(noun)))
}

fn of(noun: &Noun) -> Command {
    let command = Command::new(noun.name)
        .about(noun.about)
        .subcommand_required(true)
        .arg_required_else_help(true);
    noun.operations.iter().fold(command, |command, operation| {
        command.subcommand(operation_command(operation))
    })
}

fn operation_command(operation: &Operation) -> Command {
    // What it is about comes after the server's flags, which bring an about of their own.
    let mut command = ServerArgs::augment_args(Command::new(operation.name))
        .about(operation.about)
        .after_help(format!("Example:\n  {}", operation.example));
    command = command.arg(
        Arg::new("format")
            .long("format")
            .value_parser(["table", "json"])
            .default_value("table")
            .help("How to print the answer"),
    );
    for place in operation.places {
        command = command.arg(place_arg(*place));
    }
    let needs_plan = operation
        .places
        .iter()
        .any(|place| matches!(place, Place::Row(..) | Place::Node));
    if needs_plan && !operation.places.contains(&Place::Plan) {
        command = command.arg(place_arg(Place::Plan));
    }
    match &operation.how {
        How::Call(call) => call_flags(command, call),
        How::Own { flags, .. } => flags.iter().map(flag).fold(command, Command::arg),
    }
}

fn call_flags(mut command: Command, call: &Call) -> Command {
    command = call
        .query
        .iter()
        .chain(call.body)
        .map(flag)
        .fold(command, Command::arg);
    if body::may_be_a_file(call) {
        command =
            command.arg(Arg::new("from").long("from").value_name("FILE").help(
                "Take the body from a file of JSON, `-` for standard input; flags go over it",
            ));
    }
    if call.verb != Verb::Get {
        command = command
            .arg(
                Arg::new("if-version")
                    .long("if-version")
                    .value_name("N")
                    .value_parser(clap::value_parser!(i64))
                    .help("Only if its version is still this one"),
            )
            .arg(
                Arg::new("key")
                    .long("key")
                    .value_name("KEY")
                    .help("Idempotency key: the same call under the same key is done once"),
            );
    }
    if matches!(call.answer, super::Answer::Pages(_)) {
        command = command
            .arg(
                Arg::new("limit")
                    .long("limit")
                    .value_name("N")
                    .value_parser(clap::value_parser!(u32).range(1..=500))
                    .default_value("50")
                    .help("Rows at most, 1–500"),
            )
            .arg(
                Arg::new("all")
                    .long("all")
                    .action(ArgAction::SetTrue)
                    .help("Every row, page by page"),
            );
    }
    command
}

fn place_arg(place: Place) -> Arg {
    match place {
        Place::Plan => Arg::new("plan")
            .long("plan")
            .value_name("CODE")
            .help("The plan, by code or id; may be left out where the server has one"),
        Place::Row(name, _) => Arg::new("id")
            .value_name(name)
            .required(true)
            .help("By code or id"),
        Place::Node => Arg::new("id")
            .value_name("GOAL|KR")
            .required(true)
            .help("A goal or key result, by code or id"),
        Place::Name(name) => Arg::new("id").value_name(name).required(true),
    }
}

fn flag(field: &Field) -> Arg {
    let long = body::typed(field.name);
    let arg = Arg::new(field.name).long(long).help(field.help);
    match field.kind {
        Kind::Flag => arg.action(ArgAction::SetTrue),
        Kind::Text => arg.value_name("TEXT"),
        Kind::Number => arg
            .value_name("NUMBER")
            .value_parser(clap::value_parser!(f64))
            .allow_hyphen_values(true),
        Kind::Integer => arg
            .value_name("N")
            .value_parser(clap::value_parser!(i64))
            .allow_hyphen_values(true),
        Kind::List => arg.value_name("A,B").value_delimiter(','),
        Kind::Json => arg.value_name("JSON"),
    }
}

/// Does what was typed, where it names a noun; none for anything else.
///
/// # Errors
/// What the server refuses, or that there is none.
pub async fn run(matches: &ArgMatches, lang: Language) -> Option<Result<ExitCode>> {
    let (name, matches) = matches.subcommand()?;
    let noun = ALL.iter().find(|noun| noun.name == name)?;
    let (name, matches) = matches.subcommand()?;
    let operation = noun.operations.iter().find(|one| one.name == name)?;
    Some(perform(operation, matches, lang).await)
}

async fn perform(operation: &Operation, matches: &ArgMatches, lang: Language) -> Result<ExitCode> {
    let server = ServerArgs::from_arg_matches(matches)?;
    // What cannot be read is told before anybody is asked.
    let call = match &operation.how {
        How::Call(call) => Some((call, body::read(call, matches)?)),
        How::Own { .. } => None,
    };
    let client = Client::connect(&server, lang).await?;
    let found = place::find(&client, operation.places, matches).await?;
    let json = matches.get_one::<String>("format").map(String::as_str) == Some("json");
    match (&operation.how, call) {
        (How::Call(call), Some((_, body))) => {
            let path = body::path(call, &found, matches);
            let answer = answer::ask(&client, call, &path, &body, matches).await?;
            answer::print(&answer, &call.answer, lang, json)?;
            Ok(ExitCode::SUCCESS)
        }
        (How::Own { run, .. }, _) => {
            run(Asked {
                client,
                lang,
                json,
                matches: matches.clone(),
                plan: found.plan,
                id: found.id,
            })
            .await
        }
        (How::Call(_), None) => Ok(ExitCode::FAILURE),
    }
}
