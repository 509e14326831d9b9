//! Carries requests to the services: the only part of this crate that knows a network.

use reqwest::header::{CONTENT_TYPE, HeaderMap};

use crate::{
    config::{Channel, Kind},
    request::Request,
    smtp,
    verdict::{Answer, Verdict, judge},
};

/// Of an answer's body, so much is read: none of the services says more.
const MOST_ANSWER: usize = 16 * 1024;

/// Carries requests; cheap to clone.
#[derive(Debug, Clone)]
pub struct Courier {
    /// None where no TLS can be set up on this machine: then every attempt says so.
    http: Result<reqwest::Client, String>,
}

impl Default for Courier {
    fn default() -> Self {
        Self::new()
    }
}

impl Courier {
    /// A courier.
    #[must_use]
    pub fn new() -> Self {
        cascade_runtime::install_crypto();
        let http = reqwest::Client::builder()
            .timeout(Kind::Webhook.patience())
            // A robot's address does not move; what redirects is a login page.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("Cascade/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| with_causes(&error));
        Self { http }
    }

    /// Sends once, and tells what became of it. Never shows the address, which may hold a token.
    pub async fn send(&self, channel: &Channel, request: Request) -> Verdict {
        match request {
            Request::Http { url, headers, body } => {
                let client = match &self.http {
                    Ok(client) => client,
                    Err(said) => return Verdict::Failed { said: said.clone() },
                };
                match post(client, &url, headers, body).await {
                    Ok(answer) => judge(channel.kind, &answer),
                    Err(error) => Verdict::Failed {
                        said: with_causes(&error.without_url()),
                    },
                }
            }
            Request::Letter(letter) => smtp::carry(channel.url.expose(), &letter).await,
        }
    }
}

async fn post(
    client: &reqwest::Client,
    url: &str,
    headers: Vec<(&'static str, String)>,
    body: String,
) -> Result<Answer, reqwest::Error> {
    let mut request = client
        .post(url)
        .header(CONTENT_TYPE, "application/json; charset=utf-8");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let mut response = request.body(body).send().await?;
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() >= MOST_ANSWER {
            body.truncate(MOST_ANSWER);
            break;
        }
    }
    Ok(Answer {
        status,
        retry_after,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// The standard header, or the one of Feishu's gateway.
fn retry_after(headers: &HeaderMap) -> Option<u32> {
    ["retry-after", "x-ogw-ratelimit-reset"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok()?.trim().parse().ok())
}

/// The error with what lies behind it: reqwest's own line says only that sending failed.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        said.push_str(": ");
        said.push_str(&inner.to_string());
        source = inner.source();
    }
    said
}
