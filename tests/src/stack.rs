//! The real topology under test: each role its own process over the private PostgreSQL and RabbitMQ, started by the project's
//! own scripts, one such stack at a time.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use crate::process::free_port;

/// Root of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The binary under test: `CASCADE_BIN`, or the debug build beside this test.
#[must_use]
pub fn binary() -> PathBuf {
    if let Some(given) = std::env::var_os("CASCADE_BIN") {
        return given.into();
    }
    let here = std::env::current_exe().unwrap_or_default();
    let target = here
        .ancestors()
        .find(|folder| folder.join("cascade").is_file());
    target.map_or_else(
        || root().join("target/debug/cascade"),
        |folder| folder.join("cascade"),
    )
}

/// A running stack; stopped when dropped.
pub struct Stack {
    /// Address of the gateway.
    pub gateway: String,
}

impl Stack {
    /// Starts every role over emptied databases and an emptied bus.
    ///
    /// # Errors
    /// What a script says.
    pub fn start() -> Result<Self> {
        script(&["stack", "up", "--fresh"])?;
        let env = std::fs::read_to_string(local().join("stack/env")).context(".local/stack/env")?;
        let gateway = env
            .lines()
            .find_map(|line| line.strip_prefix("export CASCADE_STACK_GATEWAY_URL='"))
            .and_then(|rest| rest.strip_suffix('\''))
            .context("the stack does not say where its gateway is")?
            .to_owned();
        Ok(Self { gateway })
    }

    /// kill -9 of one role, and starting it again.
    ///
    /// # Errors
    /// What a script says.
    pub fn kill_and_start(&self, role: &str) -> Result<()> {
        self.kill(role)?;
        self.start_role(role)
    }

    /// kill -9 of one role.
    ///
    /// # Errors
    /// What the script says.
    pub fn kill(&self, role: &str) -> Result<()> {
        script(&["stack", "kill", role])
    }

    /// Starts one role and waits until it is ready.
    ///
    /// # Errors
    /// What the script says.
    pub fn start_role(&self, role: &str) -> Result<()> {
        script(&["stack", "start", role])
    }

    /// Starts another replica of a role and waits until it is ready.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn second(&self, role: &str) -> Result<Replica> {
        let (port, ops) = (free_port()?, free_port()?);
        let child = Command::new(root().join("deploy/local/stack"))
            .args(["second", role, &port.to_string(), &ops.to_string()])
            .env("CASCADE_BIN", binary())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("deploy/local/stack second")?;
        let replica = Replica {
            child,
            ops: format!("127.0.0.1:{ops}"),
        };
        for _ in 0..600 {
            if replica.ask("/readyz").is_ok() {
                return Ok(replica);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("a second {role} is not ready")
    }

    /// Kills RabbitMQ and starts it again.
    ///
    /// # Errors
    /// What the script says.
    pub fn kill_rabbitmq(&self) -> Result<()> {
        script(&["kill-rabbitmq"])
    }

    /// Kills RabbitMQ, which stays away until [`Stack::start_parts`].
    ///
    /// # Errors
    /// What the script says.
    pub fn kill_rabbitmq_for_good(&self) -> Result<()> {
        script(&["kill-rabbitmq", "--stay-down"])
    }

    /// Starts PostgreSQL and RabbitMQ where they are away.
    ///
    /// # Errors
    /// What the script says.
    pub fn start_parts() -> Result<()> {
        script(&["up"])
    }

    /// Restarts PostgreSQL.
    ///
    /// # Errors
    /// What the script says.
    pub fn restart_postgres(&self) -> Result<()> {
        script(&["restart-postgres"])
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if let Err(error) = script(&["stack", "down"]) {
            eprintln!("the stack did not stop: {error:#}");
        }
    }
}

/// A replica beside the stack's own; killed when dropped.
pub struct Replica {
    child: Child,
    ops: String,
}

impl Replica {
    /// What it answers its operators, without the head.
    ///
    /// # Errors
    /// An answer other than 200, or none.
    pub fn ask(&self, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.ops)?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("no head")?;
        ensure!(head.contains(" 200"), "{path}: {head}");
        Ok(body.to_owned())
    }

    /// Events that it has handled for a consumer.
    ///
    /// # Errors
    /// Where it does not answer.
    pub fn handled(&self, consumer: &str) -> Result<f64> {
        let name = format!("cascade_events_handled_total{{consumer=\"{consumer}\"");
        let metrics = self.ask("/metrics")?;
        let lines = metrics.lines().filter(|line| line.starts_with(&name));
        Ok(lines
            .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
            .sum())
    }

    /// kill -STOP: it holds what it has and does nothing any more, as one whose machine hangs.
    ///
    /// # Errors
    /// What the system says.
    pub fn freeze(&self) -> Result<()> {
        let pid = self.child.id().to_string();
        let stopped = Command::new("kill").args(["-STOP", &pid]).status()?;
        ensure!(stopped.success(), "kill -STOP {pid}: {stopped}");
        Ok(())
    }

    /// kill -9.
    ///
    /// # Errors
    /// What the system says.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        // Gone already where it was killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn local() -> PathBuf {
    std::env::var_os("CASCADE_LOCAL_DIR").map_or_else(|| root().join(".local"), PathBuf::from)
}

/// Runs a script of `deploy/local`.
fn script(words: &[&str]) -> Result<()> {
    let (name, arguments) = words.split_first().context("no script named")?;
    let output = Command::new(root().join("deploy/local").join(name))
        .args(arguments)
        .env("CASCADE_BIN", binary())
        .output()
        .with_context(|| format!("deploy/local/{name}"))?;
    ensure!(
        output.status.success(),
        "{}: {}",
        words.join(" "),
        said(&output)
    );
    Ok(())
}

/// Both streams of a finished command.
#[must_use]
pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
