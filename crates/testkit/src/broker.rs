//! A virtual host of RabbitMQ for one test.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use uuid::Uuid;

use crate::{amqp_management_url, amqp_url};

/// A virtual host of its own: queues and exchanges of other tests are not there. Removed with this value.
pub struct TestBroker {
    name: String,
}

impl TestBroker {
    /// Makes the virtual host.
    #[must_use]
    pub fn start() -> Self {
        let name = format!("cascade-test-{}", Uuid::now_v7().simple());
        let broker = Self { name };
        let status = broker.manage("PUT", &format!("/api/vhosts/{}", broker.name));
        assert!(
            (200..300).contains(&status),
            "the virtual host was not made: HTTP {status}"
        );
        broker
    }

    /// URL to connect to it.
    #[must_use]
    pub fn url(&self) -> String {
        let url = amqp_url();
        let (server, _) = url
            .rsplit_once('/')
            .expect("CASCADE_TEST_AMQP_URL ends in /vhost");
        format!("{server}/{}", self.name)
    }

    /// Cuts the connections of this virtual host, as a network that fails does. Answers how many there were.
    pub fn cut_connections(&self) -> usize {
        let (status, body) = self.request("GET", &format!("/api/vhosts/{}/connections", self.name));
        assert_eq!(status, 200, "connections can be listed: {body}");
        let connections: Vec<serde_json::Value> =
            serde_json::from_str(&body).expect("the management interface answers JSON");
        connections
            .iter()
            .filter_map(|connection| connection["name"].as_str())
            .filter(|name| {
                let path = format!("/api/connections/{}", percent_encoded(name));
                self.manage("DELETE", &path) == 204
            })
            .count()
    }

    /// Removes a queue or an exchange, as an operator's mistake does: `queues` or `exchanges`, and its name.
    pub fn remove(&self, kind: &str, name: &str) {
        let status = self.manage("DELETE", &format!("/api/{kind}/{}/{name}", self.name));
        assert_eq!(status, 204, "{kind} {name} can be removed");
    }

    fn manage(&self, method: &str, path: &str) -> u16 {
        self.request(method, path).0
    }

    /// One request over HTTP/1.0, which ends with the connection: a client library for four calls would be too much.
    fn request(&self, method: &str, path: &str) -> (u16, String) {
        let url = amqp_management_url();
        let (credentials, host) = url
            .strip_prefix("http://")
            .and_then(|rest| rest.rsplit_once('@'))
            .expect("CASCADE_TEST_AMQP_MANAGEMENT_URL is http://user:password@host:port");
        let mut stream = TcpStream::connect(host).unwrap_or_else(|error| {
            panic!("RabbitMQ's management interface does not answer ({error}): run `make up-parts`")
        });
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a timeout can be set");
        let token = base64(credentials.as_bytes());
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nAuthorization: Basic {token}\r\nContent-Length: 0\r\n\r\n"
        )
        .expect("the request can be sent");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .expect("the answer can be read");
        let status = answer
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        let body = answer
            .split_once("\r\n\r\n")
            .map_or("", |(_, body)| body)
            .to_owned();
        (status, body)
    }
}

impl Drop for TestBroker {
    fn drop(&mut self) {
        // A second panic, in a test that has failed already, would hide the first.
        let removed = std::panic::catch_unwind(|| {
            self.manage("DELETE", &format!("/api/vhosts/{}", self.name))
        });
        if !matches!(removed, Ok(200..300)) {
            eprintln!("virtual host {} is left over", self.name);
        }
    }
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .map(|chunk| {
            let word = chunk
                .iter()
                .fold(0_u32, |word, byte| (word << 8) | u32::from(*byte))
                << (8 * (3 - chunk.len()));
            (0..4)
                .map(|place| {
                    if place > chunk.len() {
                        '='
                    } else {
                        char::from(ALPHABET[(word >> (18 - 6 * place) & 63) as usize])
                    }
                })
                .collect::<String>()
        })
        .collect()
}
