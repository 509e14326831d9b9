//! A caller of the HTTP API, as a test needs it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// A caller with an administrator's token.
#[derive(Clone)]
pub struct Api {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Api {
    /// Signs in at a development server.
    ///
    /// # Errors
    /// A server that does not answer.
    pub async fn admin(base: &str) -> Result<Self> {
        // Another test of this process may have been first; it installs the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .no_proxy()
            .build()?;
        let mut api = Self {
            http,
            base: base.to_owned(),
            token: String::new(),
        };
        let wanted = json!({"subject": "tests", "roles": [{"role": "admin", "department": "*"}], "ttl_seconds": 86_400});
        let answer = api.post("dev/tokens", "", &wanted).await?;
        api.token = answer["token"].as_str().context("no token")?.to_owned();
        Ok(api)
    }

    /// Somebody else at the same server: a person of the directory with one role in one department, `*` for all.
    ///
    /// # Errors
    /// A server that does not answer.
    pub async fn person(&self, code: &str, role: &str, department: &str) -> Result<Self> {
        let wanted = json!({
            "subject": code,
            "person": code,
            "roles": [{"role": role, "department": department}],
            "ttl_seconds": 3_600,
        });
        let answer = self.post("dev/tokens", "", &wanted).await?;
        Ok(Self {
            token: answer["token"].as_str().context("no token")?.to_owned(),
            ..self.clone()
        })
    }

    /// Reads.
    ///
    /// # Errors
    /// The server's problem.
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.judge(
            self.http
                .get(self.url(path))
                .bearer_auth(&self.token)
                .send()
                .await?,
        )
        .await
    }

    /// Changes, under a key where one is given.
    ///
    /// # Errors
    /// The server's problem.
    pub async fn post(&self, path: &str, key: &str, body: &Value) -> Result<Value> {
        let mut request = self
            .http
            .post(self.url(path))
            .bearer_auth(&self.token)
            .json(body);
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        self.judge(request.send().await?).await
    }

    /// Replaces.
    ///
    /// # Errors
    /// The server's problem.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Value> {
        self.judge(
            self.http
                .put(self.url(path))
                .bearer_auth(&self.token)
                .json(body)
                .send()
                .await?,
        )
        .await
    }

    /// Sends a workbook.
    ///
    /// # Errors
    /// The server's problem.
    pub async fn import(&self, workbook: Vec<u8>) -> Result<Value> {
        let url = self.url("plans/import");
        self.judge(
            self.http
                .post(url)
                .bearer_auth(&self.token)
                .body(workbook)
                .send()
                .await?,
        )
        .await
    }

    /// Asks until `wanted` holds.
    ///
    /// # Errors
    /// Where that takes longer than `patience`.
    pub async fn until(
        &self,
        path: &str,
        patience: Duration,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let started = Instant::now();
        loop {
            let last = self.get(path).await;
            if let Ok(value) = &last
                && wanted(value)
            {
                return last;
            }
            if started.elapsed() > patience {
                bail!("{path} is not as wanted after {patience:?}: {last:?}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.base)
    }

    async fn judge(&self, answer: reqwest::Response) -> Result<Value> {
        let status = answer.status();
        let bytes = answer.bytes().await?;
        if !status.is_success() {
            bail!("{status}: {}", String::from_utf8_lossy(&bytes));
        }
        Ok(serde_json::from_slice(&bytes)?)
    }
}
