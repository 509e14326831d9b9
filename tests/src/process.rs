//! The binary under test as a process of its own.

use std::{
    io::Error,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};

use crate::stack::binary;

/// Longest wait for a server to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The binary, with nothing that the test's own surroundings set.
#[must_use]
pub fn cascade() -> Command {
    let mut command = Command::new(binary());
    for (key, _) in std::env::vars_os() {
        if key.to_string_lossy().starts_with("CASCADE_") {
            command.env_remove(key);
        }
    }
    command
}

/// A port that nobody listens on.
///
/// # Errors
/// Where there is none.
pub fn free_port() -> Result<u16, Error> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Every role in one process, over SQLite and memory; gone when dropped.
pub struct Embedded {
    /// Address of the gateway.
    pub gateway: String,
    child: Child,
    data: Arc<tempfile::TempDir>,
}

impl Embedded {
    /// Starts it on a clock that stands at `start` until it is moved, and waits until it answers.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn start(start: &str) -> Result<Self> {
        Self::over(Arc::new(tempfile::tempdir()?), start)
    }

    /// Kills it, has its databases changed, and starts it again over them.
    ///
    /// # Errors
    /// Where they cannot be changed, or it does not start.
    pub async fn restarted(
        mut self,
        start: &str,
        change: impl AsyncFnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        self.child.kill()?;
        self.child.wait()?;
        change(self.data.path()).await?;
        Self::over(Arc::clone(&self.data), start)
    }

    /// Folder of its databases.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    fn over(data: Arc<tempfile::TempDir>, start: &str) -> Result<Self> {
        let listen = format!("127.0.0.1:{}", free_port()?);
        let child = cascade()
            .args(["dev", "--listen", &listen])
            .env("CASCADE__CLOCK__MODE", "simulated")
            .env("CASCADE__CLOCK__START", start)
            .env("CASCADE__TELEMETRY__LOG_FILTER", "warn")
            .env("CASCADE_DATA", data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let running = Self {
            gateway: format!("http://{listen}"),
            child,
            data,
        };
        let started = Instant::now();
        while std::net::TcpStream::connect(&listen).is_err() {
            ensure!(started.elapsed() < PATIENCE, "no server at {listen}");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(running)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
