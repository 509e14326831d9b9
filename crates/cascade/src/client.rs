//! The way to a server: its HTTP API, with a token, in a language, and its problems as errors that people can read.

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use cascade_gateway::api;
use cascade_runtime::error::Problem;
use reqwest::{Method, RequestBuilder, Url};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::cli::{Language, ServerArgs};

/// Longest an answer may take; an import of a large workbook is the slowest.
const PATIENCE: Duration = Duration::from_secs(120);
/// Life of a token that a development server gives.
const TOKEN_SECONDS: u64 = 12 * 3_600;

/// A server and who speaks to it.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    token: String,
    lang: &'static str,
}

impl Client {
    /// Speaks to a server with the token given or, at a development server, with one that it gives.
    ///
    /// # Errors
    /// A server that does not answer or gives no token.
    pub async fn connect(server: &ServerArgs, lang: Language) -> Result<Self> {
        let client = Self::anonymous(&server.server, lang)?;
        match &server.token {
            Some(token) => Ok(Self { token: token.clone(), ..client }),
            None => client.as_person("cli", None, &[("admin", "*")]).await.context(
                "no token: give one by --token or CASCADE_TOKEN, or let the server run with auth.mode = \"dev\"",
            ),
        }
    }

    /// Speaks to a server as nobody.
    ///
    /// # Errors
    /// An address that is none.
    pub fn anonymous(server: &str, lang: Language) -> Result<Self> {
        let base = Url::parse(server).with_context(|| format!("{server} is no address"))?;
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .no_proxy()
            .build()?;
        let lang = match lang {
            Language::Zh => "zh-CN",
            Language::En => "en",
        };
        Ok(Self {
            http,
            base,
            token: String::new(),
            lang,
        })
    }

    /// The same server, spoken to as somebody whom a development server vouches for.
    ///
    /// # Errors
    /// A server that is none.
    pub async fn as_person(
        &self,
        subject: &str,
        person: Option<&str>,
        roles: &[(&str, &str)],
    ) -> Result<Self> {
        let roles: Vec<_> = roles
            .iter()
            .map(|(role, department)| json!({"role": role, "department": department}))
            .collect();
        let body = json!({"subject": subject, "person": person, "roles": roles, "ttl_seconds": TOKEN_SECONDS});
        let answer: serde_json::Value = self.send(Method::POST, "dev/tokens", Some(&body)).await?;
        let token = answer["token"]
            .as_str()
            .ok_or_else(|| anyhow!("the server gave no token"))?;
        Ok(Self {
            token: token.to_owned(),
            ..self.clone()
        })
    }

    /// Reads.
    ///
    /// # Errors
    /// The server's problem, or none to speak to.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.send(Method::GET, path, None::<&()>).await
    }

    /// Changes; with a key of its own, so that a lost answer can be asked for again.
    ///
    /// # Errors
    /// The server's problem, or none to speak to.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T> {
        self.send(Method::POST, path, Some(body)).await
    }

    /// Changes by any method.
    ///
    /// # Errors
    /// The server's problem, or none to speak to.
    pub async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<T> {
        let mut request = self.request(method, path)?;
        if let Some(body) = body {
            request = request.json(body);
        }
        let bytes = self.bytes(request).await?;
        serde_json::from_slice(&bytes)
            .with_context(|| format!("the server's answer to {path} is not understood"))
    }

    /// Changes under a key and on condition of a version, as far as they are given.
    ///
    /// # Errors
    /// The server's problem, or none to speak to.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&serde_json::Value>,
        ask: &Ask,
    ) -> Result<serde_json::Value> {
        let mut request = self.request(method, path)?;
        if let Some(key) = &ask.key {
            request = self.keyed(request, key);
        }
        if let Some(version) = ask.version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let bytes = self.bytes(request).await?;
        serde_json::from_slice(&bytes)
            .with_context(|| format!("the server's answer to {path} is not understood"))
    }

    /// Under this key instead of one of its own.
    fn keyed(&self, request: RequestBuilder, key: &str) -> RequestBuilder {
        let mut headers = reqwest::header::HeaderMap::new();
        if let Ok(value) = key.parse() {
            headers.insert("idempotency-key", value);
        }
        request.headers(headers)
    }

    /// Sends a workbook.
    ///
    /// # Errors
    /// The server's problem, or none to speak to.
    pub async fn import(&self, workbook: Vec<u8>, dry_run: bool) -> Result<api::ImportAnswer> {
        let request = self
            .request(Method::POST, &format!("plans/import?dry_run={dry_run}"))?
            .header(
                "content-type",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            )
            .body(workbook);
        Ok(serde_json::from_slice(&self.bytes(request).await?)?)
    }

    /// Fetches bytes.
    ///
    /// # Errors
    /// The server's problem, or none to speak to.
    pub async fn download(&self, path: &str) -> Result<Vec<u8>> {
        self.bytes(self.request(Method::GET, path)?).await
    }

    /// A request that the caller reads as a stream.
    ///
    /// # Errors
    /// The server's problem, or none to speak to.
    pub async fn stream(&self, path: &str) -> Result<reqwest::Response> {
        // A stream of events has no end to wait for.
        let answer = self
            .request(Method::GET, path)?
            .timeout(Duration::from_secs(30 * 24 * 3_600))
            .send()
            .await;
        self.judge(answer).await
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        let url = self.base.join("/api/v1/")?.join(path)?;
        let mut request = self
            .http
            .request(method.clone(), url)
            .header("accept-language", self.lang);
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if method != Method::GET {
            request = request.header("idempotency-key", uuid::Uuid::now_v7().to_string());
        }
        Ok(request)
    }

    async fn bytes(&self, request: RequestBuilder) -> Result<Vec<u8>> {
        let answer = self.judge(request.send().await).await?;
        Ok(answer.bytes().await?.to_vec())
    }

    async fn judge(&self, answer: reqwest::Result<reqwest::Response>) -> Result<reqwest::Response> {
        let answer = answer.map_err(|error| {
            if error.is_connect() {
                Unreachable(format!(
                    "no server answers at {}: start one with `cascade dev`",
                    self.base
                ))
                .into()
            } else {
                anyhow::Error::from(error)
            }
        })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let bytes = answer.bytes().await?;
        match serde_json::from_slice::<Problem>(&bytes) {
            Ok(problem) => Err(Refusal {
                problem: Box::new(problem),
            }
            .into()),
            Err(_) => Err(Unreachable(format!("the server answered {status}")).into()),
        }
    }
}

/// How a change is asked for.
#[derive(Debug, Default)]
pub struct Ask {
    /// Only if the version is still this one.
    pub version: Option<i64>,
    /// Idempotency key; one of its own where none is given.
    pub key: Option<String>,
}

/// Nobody answers, or somebody whose own fault it is.
#[derive(Debug)]
pub struct Unreachable(String);

impl std::fmt::Display for Unreachable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreachable {}

/// What a server refused, and why.
#[derive(Debug)]
pub struct Refusal {
    /// As the server put it.
    pub problem: Box<Problem>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.problem.detail, self.problem.reason)?;
        for violation in &self.problem.violations {
            write!(
                f,
                "\n  {} [{}] {}",
                violation.field, violation.rule, violation.description
            )?;
            if !violation.value.is_empty() {
                write!(f, " ({})", violation.value)?;
            }
            if !violation.advice.is_empty() {
                write!(f, " → {}", violation.advice)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
