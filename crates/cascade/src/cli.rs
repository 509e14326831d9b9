//! The command line: every command with its flags and a help text that needs no manual.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Cascade: from department goals to executed work.
#[derive(Debug, Parser)]
#[command(
    name = "cascade",
    version,
    about = "Turns department goals into executed work: goals, key results, tasks, resources, schedule, tracking, escalation",
    after_help = "Start here:\n  cascade check examples/q3-sales.xlsx      findings in a workbook, no server needed\n  cascade plan  examples/q3-sales.xlsx      its schedule and critical path\n  cascade demo                              the whole story on a simulated calendar\n  cascade dev                               everything in this one process\n\nConfiguration comes from defaults, then the file given by --config or CASCADE_CONFIG, then variables such as\nCASCADE__GOALS__STORAGE__URL, then flags; `cascade config` prints the result.\n\nExit codes: 0 done, 1 refused by a rule or the state of things, 2 a command that cannot be meant, 3 no server answers."
)]
pub struct Cli {
    /// Configuration file (TOML).
    #[arg(long, global = true, env = "CASCADE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// One setting, for example `--set clock.mode=simulated`; may be given more than once.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    pub settings: Vec<String>,
    /// Language of what is printed: zh or en.
    #[arg(
        long,
        global = true,
        env = "CASCADE_LANG",
        default_value = "zh",
        value_name = "LANG"
    )]
    pub lang: Language,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Language of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// 简体中文
    Zh,
    /// English
    En,
}

impl From<Language> for cascade_method::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a workbook against every rule; exit code 1 if it has an error
    Check(CheckArgs),
    /// Calculate a workbook's schedule on the national calendar: early and late dates, float, critical path
    Plan(PlanArgs),
    /// Tell the whole story of a quarter on a simulated calendar, then serve it
    Demo(DemoArgs),
    /// Run every service in this process, with nothing else installed
    Dev(DevArgs),
    /// Run one or more roles as a server
    Serve(ServeArgs),
    /// Bring the databases of roles up to date
    Migrate(MigrateArgs),
    /// Write the workbook to begin with: all tables with headers, drop-downs and instructions, and no row
    Template(TemplateArgs),
    /// Import a workbook into a server; the same file again changes nothing
    Import(ImportArgs),
    /// Export a plan of a server as a workbook
    Export(ExportArgs),
    /// Follow the events of a server as they happen
    Watch(WatchArgs),
    /// List events that a consumer could not apply, or send them again
    DeadLetters(DeadLettersArgs),
    /// Print the configuration in effect, secrets hidden
    Config,
    /// Print a completion script for a shell: `source <(cascade completion bash)`
    Completion {
        /// Whose
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Simulate a quarter of an enterprise: delays, alerts and how they climb the ladder, the same for the same seed
    Simulate(SimulateArgs),
    /// Measure this machine: reports per second, latency, propagation
    Bench(BenchArgs),
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    Table,
    /// For programs
    Json,
}

/// `cascade check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The workbook; also a folder of CSV files, a zip of it, one .csv, or MS Project XML
    pub file: PathBuf,
    /// How to print the findings
    #[arg(long, value_enum, default_value = "table")]
    pub format: CheckFormat,
    /// The day that "today" is for rules about dates [default: the machine's day]
    #[arg(long, value_name = "DATE")]
    pub today: Option<NaiveDate>,
    /// Write a workbook with the faulty cells marked to this file
    #[arg(long, value_name = "FILE")]
    pub mark: Option<PathBuf>,
}

/// How a schedule is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people, with a Gantt chart
    Table,
    /// For programs
    Json,
    /// A Mermaid Gantt diagram, for Markdown
    Mermaid,
}

/// `cascade plan`
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The workbook; also a folder of CSV files, a zip of it, one .csv, or MS Project XML
    pub file: PathBuf,
    /// How to print the schedule
    #[arg(long, value_enum, default_value = "table")]
    pub format: PlanFormat,
}

/// `cascade demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// End after the story instead of serving it
    #[arg(long)]
    pub exit: bool,
    /// Tell the story on a running stack with a simulated clock instead of in this process
    #[arg(long, value_name = "URL")]
    pub stack: Option<String>,
    /// The workbook that the story is about [default: the built-in Q3 sales plan]
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Where the gateway listens afterwards
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: String,
    /// Write the story as JSON, one line an entry, to compare two runs
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

/// `cascade dev`
#[derive(Debug, Args)]
pub struct DevArgs {
    /// Folder of the databases and the local signing key
    #[arg(
        long,
        env = "CASCADE_DATA",
        default_value = "cascade-data",
        value_name = "DIR"
    )]
    pub data: PathBuf,
    /// Where the gateway listens
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: String,
}

/// A part of Cascade that can run by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Role {
    /// Plans, goals, key results
    Goals,
    /// Tasks, dependencies, progress
    Tasks,
    /// Directory, budgets, requests
    Resources,
    /// Forecasts, lights, alerts
    Monitoring,
    /// HTTP
    Gateway,
}

/// `cascade serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The roles to run
    #[arg(required = true, value_enum)]
    pub roles: Vec<Role>,
}

/// `cascade migrate`
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// The roles whose databases to bring up to date
    #[arg(required = true, value_enum)]
    pub roles: Vec<Role>,
}

/// The server that a command speaks to.
#[derive(Debug, Args)]
pub struct ServerArgs {
    /// Address of the gateway
    #[arg(
        long,
        env = "CASCADE_SERVER",
        default_value = "http://127.0.0.1:8080",
        value_name = "URL"
    )]
    pub server: String,
    /// Bearer token; a development server gives one by itself
    #[arg(
        long,
        env = "CASCADE_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    pub token: Option<String>,
}

/// What a plan is exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// An Excel workbook
    Xlsx,
    /// CSV files, one a table
    Csv,
    /// MS Project XML
    Mspdi,
}

/// `cascade import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The workbook; also a folder of CSV files, a zip of it, one .csv, or MS Project XML
    pub file: PathBuf,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "table")]
    pub format: CheckFormat,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub server: ServerArgs,
}

/// `cascade template`
#[derive(Debug, Args)]
pub struct TemplateArgs {
    /// Where to write the workbook; `-` for standard output
    pub file: PathBuf,
}

/// `cascade export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Where to write: FILE.xlsx, a zip of CSV files, MS Project XML as FILE.xml, or a folder for CSV files; `-` for standard output
    pub file: PathBuf,
    /// Kind of file [default: by the ending of its name; a folder gets CSV files]
    #[arg(long, value_enum)]
    pub format: Option<FileFormat>,
    /// Code or id of the plan; may be left out where the server has one plan
    #[arg(long)]
    pub plan: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub server: ServerArgs,
}

/// `cascade watch`
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Types to follow, as a pattern: `cascade.monitoring.#`
    #[arg(long, default_value = "#")]
    pub types: String,
    /// Only events of this plan, by id
    #[arg(long)]
    pub plan: Option<String>,
    /// Begin after this event, by id: what has happened since comes first
    #[arg(long, value_name = "ID")]
    pub after: Option<String>,
    /// Print each event as one line of JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub server: ServerArgs,
}

/// `cascade dead-letters`
#[derive(Debug, Args)]
pub struct DeadLettersArgs {
    /// What to do with them
    #[command(subcommand)]
    pub action: DeadLettersAction,
}

/// What to do with dead letters.
#[derive(Debug, Subcommand)]
pub enum DeadLettersAction {
    /// List them
    List {
        /// Whose
        #[arg(value_enum)]
        consumer: Role,
    },
    /// Deliver them again
    Redrive {
        /// Whose
        #[arg(value_enum)]
        consumer: Role,
        /// Only these event ids [default: all]
        ids: Vec<uuid::Uuid>,
    },
}

/// `cascade simulate`
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Departments, each with 2 goals, 6 key results and 36 tasks
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=5_000))]
    pub departments: u16,
    /// Length in weeks
    #[arg(long, default_value_t = 13, value_parser = clap::value_parser!(u16).range(1..=52))]
    pub weeks: u16,
    /// First day
    #[arg(long, default_value = "2026-07-01", value_name = "DATE")]
    pub begin: NaiveDate,
    /// What everything that happens is drawn from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Write the escalation log to this file, a line for each thing that happened
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value = "table")]
    pub format: CheckFormat,
}

/// `cascade bench`
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// What to measure
    #[arg(value_enum, default_value = "embedded")]
    pub what: BenchKind,
    /// Seconds of load
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// Calls under way at once
    #[arg(long, default_value_t = 32, conflicts_with = "rate")]
    pub concurrency: usize,
    /// Departments of the workbook, each with 10 goals, 40 key results and 320 tasks
    #[arg(long, default_value_t = 100)]
    pub departments: usize,
    /// Copies of the example plan that the reports are spread over
    #[arg(long, default_value_t = 8, conflicts_with = "rate")]
    pub plans: usize,
    /// Gateway of a running stack; with `stack` and `workbook`
    #[arg(long, env = "CASCADE_STACK_GATEWAY_URL", value_name = "URL")]
    pub server: Option<String>,
    /// Reports sent each second, however slow the server is; with `stack`, on plans that are there
    #[arg(long, requires = "prefix", value_parser = clap::value_parser!(u32).range(1..=1_000_000), value_name = "REPORTS")]
    pub rate: Option<u32>,
    /// Begin of the codes of the plans whose begun tasks are reported on, at `--rate`
    #[arg(long, requires = "rate", value_name = "CODE")]
    pub prefix: Option<String>,
    /// Reports of one call, at `--rate`
    #[arg(long, default_value_t = 50, requires = "rate", value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub batch: u16,
    /// Reports of each call whose way to the changed forecast is timed, at `--rate`
    #[arg(long, default_value_t = 1, requires = "rate")]
    pub sample: u16,
    /// Reports in a hundred that move a forecast date, and with it those of all that waits for the task, at `--rate`
    #[arg(long, default_value_t = 10, requires = "rate", value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub moving: u8,
    /// Process whose processor time is told at `--rate`, with its children; may be given more than once
    #[arg(long = "process", requires = "rate", value_name = "NAME=PID")]
    pub processes: Vec<Watched>,
}

/// A process that a benchmark keeps an eye on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// What it is called.
    pub name: String,
    /// Its number.
    pub pid: u32,
}

impl std::str::FromStr for Watched {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('=');
        let named = parts.and_then(|(name, pid)| Some((name, pid.parse().ok()?)));
        match named {
            Some((name, pid)) if !name.is_empty() => Ok(Self {
                name: name.to_owned(),
                pid,
            }),
            _ => Err("a process is written NAME=PID"),
        }
    }
}

/// What to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BenchKind {
    /// Progress reports end to end, everything in this process
    Embedded,
    /// Progress reports end to end, on a running stack
    Stack,
    /// Propagation on a graph of 1,000,000 tasks and 2,000,000 edges
    Graph,
    /// A workbook of a whole company there and back, everything in this process, or on a running stack with `--server`
    Workbook,
}
