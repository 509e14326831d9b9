//! A mail server on loopback that takes letters (RFC 5321, as much of it as a sender needs) and keeps them.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A letter as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Envelope recipients.
    pub to: Vec<String>,
    /// Headers and body, encoded as they were sent.
    pub data: String,
}

/// A mail server on loopback.
#[derive(Clone)]
pub struct MailServer {
    url: String,
    letters: Arc<Mutex<Vec<Letter>>>,
    /// Answered to the next letters instead of taking them.
    refusals: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("smtp://{}", listener.local_addr().unwrap()),
            letters: Arc::default(),
            refusals: Arc::default(),
        };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = accepting.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        server
    }

    /// `smtp://127.0.0.1:port`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Refuses the next letter with a reply such as `550 5.1.1 no such user`.
    pub fn refuse(&self, reply: &str) {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        refusals.push(reply.to_owned());
    }

    /// What has come, oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        let letters = self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        letters.clone()
    }

    async fn serve(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 loopback ESMTP\r\n").await.ok()?;
        let mut to = Vec::new();
        while let Some(line) = lines.next_line().await.ok()? {
            let verb = line.split([' ', ':']).next().unwrap_or_default();
            let reply = match verb.to_ascii_uppercase().as_str() {
                "EHLO" | "HELO" => "250 loopback".to_owned(),
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                    to.push(address.to_owned());
                    "250 ok".to_owned()
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    let mut data = String::new();
                    while let Some(line) = lines.next_line().await.ok()? {
                        if line == "." {
                            break;
                        }
                        data.push_str(line.strip_prefix('.').unwrap_or(&line));
                        data.push('\n');
                    }
                    self.take(Letter {
                        to: std::mem::take(&mut to),
                        data,
                    })
                }
                "QUIT" => {
                    write.write_all(b"221 bye\r\n").await.ok()?;
                    return None;
                }
                _ => "250 ok".to_owned(),
            };
            write
                .write_all(format!("{reply}\r\n").as_bytes())
                .await
                .ok()?;
        }
        None
    }

    fn take(&self, letter: Letter) -> String {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        if !refusals.is_empty() {
            return refusals.remove(0);
        }
        let mut letters = self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        letters.push(letter);
        "250 taken".to_owned()
    }
}
