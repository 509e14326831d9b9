//! What the trace runs through: one process, or five over PostgreSQL and RabbitMQ.

use std::process::{Child, Command, Stdio};

use cascade_testkit::{TestBroker, TestDatabase};
use cascade_tests::{
    process::{self, free_port},
    stack::said,
};

const SERVICES: [&str; 4] = ["goals", "tasks", "resources", "monitoring"];

/// The processes, and what they run on; all gone when dropped.
pub struct Running {
    pub gateway: String,
    children: Vec<Child>,
    _databases: Vec<TestDatabase>,
    _broker: Option<TestBroker>,
    _data: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The binary with what every process is told.
fn cascade(otlp: &str, data: &tempfile::TempDir) -> Command {
    let mut command = process::cascade();
    command
        .env("CASCADE__CLOCK__MODE", "simulated")
        .env("CASCADE__CLOCK__START", "2026-06-29T00:00:00Z")
        .env("CASCADE__AUTH__MODE", "dev")
        .env("CASCADE_DATA", data.path())
        .env("CASCADE__TELEMETRY__OTLP_ENDPOINT", otlp)
        .env("CASCADE__TELEMETRY__LOG_FILTER", "warn")
        .env("OTEL_BSP_SCHEDULE_DELAY", "200")
        .stdin(Stdio::null());
    command
}

/// Every role in one process, over SQLite and memory.
pub fn embedded(otlp: &str) -> Running {
    let data = tempfile::tempdir().unwrap();
    let listen = format!("127.0.0.1:{}", free_port().unwrap());
    let child = cascade(otlp, &data)
        .args(["dev", "--listen", &listen])
        .spawn()
        .unwrap();
    Running {
        gateway: format!("http://{listen}"),
        children: vec![child],
        _databases: Vec::new(),
        _broker: None,
        _data: data,
    }
}

/// Each role a process, over PostgreSQL and RabbitMQ.
pub async fn distributed(otlp: &str) -> Running {
    let data = tempfile::tempdir().unwrap();
    let broker = TestBroker::start();
    let mut databases = Vec::new();
    let mut settings = vec![
        ("CASCADE__BUS__KIND".to_owned(), "rabbitmq".to_owned()),
        ("CASCADE__BUS__URL".to_owned(), broker.url()),
    ];
    for role in SERVICES {
        let database = TestDatabase::postgres(&[]).await;
        let (key, port) = (role.to_uppercase(), free_port().unwrap());
        settings.push((
            format!("CASCADE__{key}__STORAGE__URL"),
            database.config().url,
        ));
        settings.push((
            format!("CASCADE__LISTEN__{key}"),
            format!("127.0.0.1:{port}"),
        ));
        settings.push((
            format!("CASCADE__ENDPOINTS__{key}"),
            format!("http://127.0.0.1:{port}"),
        ));
        settings.push((
            format!("CASCADE__OPS__{key}"),
            format!("127.0.0.1:{}", free_port().unwrap()),
        ));
        databases.push(database);
    }
    let gateway = format!("127.0.0.1:{}", free_port().unwrap());
    settings.push(("CASCADE__LISTEN__GATEWAY".to_owned(), gateway.clone()));
    settings.push((
        "CASCADE__OPS__GATEWAY".to_owned(),
        format!("127.0.0.1:{}", free_port().unwrap()),
    ));

    let migrated = cascade(otlp, &data)
        .envs(settings.clone())
        .arg("migrate")
        .args(SERVICES)
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{}", said(&migrated));
    let children = SERVICES
        .iter()
        .chain(&["gateway"])
        .map(|role| {
            cascade(otlp, &data)
                .envs(settings.clone())
                .args(["serve", role])
                .spawn()
                .unwrap()
        })
        .collect();
    Running {
        gateway: format!("http://{gateway}"),
        children,
        _databases: databases,
        _broker: Some(broker),
        _data: data,
    }
}
