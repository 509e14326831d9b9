//! A caller of the gateway that has a trace of its own.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// Looks again and again until there is what is wanted; in the end says what there was instead.
pub async fn eventually<T, R>(what: &str, mut look: impl FnMut() -> R) -> T
where
    R: Future<Output = Result<T, String>>,
{
    let started = Instant::now();
    loop {
        match look().await {
            Ok(found) => return found,
            Err(instead) => {
                assert!(
                    started.elapsed() < PATIENCE,
                    "waited in vain for {what}: {instead}"
                );
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A caller that can say which trace it is in.
pub struct Caller {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Caller {
    /// Signs in as soon as there is somebody to sign in at.
    pub async fn admin(base: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let wanted = json!({"subject": "tests", "roles": [{"role": "admin", "department": "*"}], "ttl_seconds": 3_600});
        let started = Instant::now();
        loop {
            let answer = http
                .post(format!("{base}/api/v1/dev/tokens"))
                .json(&wanted)
                .send()
                .await;
            match answer {
                Ok(answer) if answer.status().is_success() => {
                    let answer: Value = answer.json().await.unwrap();
                    let token = answer["token"].as_str().unwrap().to_owned();
                    return Self {
                        http,
                        base: base.to_owned(),
                        token,
                    };
                }
                other => assert!(started.elapsed() < PATIENCE, "no token: {other:?}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method, format!("{}/api/v1/{path}", self.base))
            .bearer_auth(&self.token)
    }

    /// The answer, or the problem.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Result<Value, String> {
        let answer = request.send().await.map_err(|error| error.to_string())?;
        let (status, bytes) = (answer.status(), answer.bytes().await.unwrap());
        if !status.is_success() {
            return Err(format!("{status}: {}", String::from_utf8_lossy(&bytes)));
        }
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }

    pub async fn get(&self, path: &str) -> Result<Value, String> {
        self.send(self.request(reqwest::Method::GET, path)).await
    }

    /// The plan once monitoring knows it as `wanted`.
    pub async fn status(&self, plan: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        eventually("the plan's status", || async {
            let state = self.get(&format!("plans/{plan}/status")).await?;
            if wanted(&state) {
                Ok(state)
            } else {
                Err(state.to_string())
            }
        })
        .await
    }

    /// Events as they come.
    pub async fn follow(&self) -> Arc<Mutex<Vec<Value>>> {
        let mut stream = self
            .request(reqwest::Method::GET, "events?types=cascade.monitoring.%23")
            .send()
            .await
            .unwrap();
        assert!(stream.status().is_success());
        let events = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&events);
        tokio::spawn(async move {
            let mut text = String::new();
            while let Ok(Some(bytes)) = stream.chunk().await {
                text.push_str(&String::from_utf8_lossy(&bytes));
                while let Some(end) = text.find('\n') {
                    let line: String = text.drain(..=end).collect();
                    if let Some(data) = line.strip_prefix("data:") {
                        heard
                            .lock()
                            .unwrap()
                            .push(serde_json::from_str(data).unwrap());
                    }
                }
            }
        });
        events
    }
}
