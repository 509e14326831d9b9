//! A mail server on loopback that takes letters (RFC 5321, as much of it as a sender needs) and keeps them.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use cascade_runtime::clock::Clock;
use chrono::TimeDelta;

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
    /// Answered to readers instead of taking letters for them.
    rejected: Arc<Mutex<BTreeMap<String, String>>>,
    /// Answered to who writes, instead of anything.
    strangers: Arc<Mutex<Option<String>>>,
    /// What passes before the answers to the next letters that are taken.
    slow: Arc<Mutex<Vec<Slow>>>,
    silent: Arc<AtomicBool>,
    callers: Arc<AtomicUsize>,
}

/// How long a letter is looked at before it is answered.
#[derive(Clone)]
struct Slow {
    clock: Clock,
    passes: TimeDelta,
    real: Duration,
}

impl MailServer {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("smtp://{}", listener.local_addr().unwrap()),
            letters: Arc::default(),
            refusals: Arc::default(),
            rejected: Arc::default(),
            strangers: Arc::default(),
            slow: Arc::default(),
            silent: Arc::default(),
            callers: Arc::default(),
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

    /// Rejects a reader with a reply such as `550 5.1.1 no such user`, until it takes letters for them again without.
    pub fn reject(&self, address: &str, reply: Option<&str>) {
        let mut rejected = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
        match reply {
            Some(reply) => rejected.insert(address.to_owned(), reply.to_owned()),
            None => rejected.remove(address),
        };
    }

    /// Lets nobody write, with a reply such as `530 5.7.0 authentication required`, until it does again without.
    pub fn lock_out(&self, reply: Option<&str>) {
        let mut strangers = self
            .strangers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *strangers = reply.map(str::to_owned);
    }

    /// From now on it accepts connections and says nothing to them, or speaks again.
    pub fn silence(&self, silent: bool) {
        self.silent.store(silent, Ordering::Release);
    }

    /// How many have connected so far.
    #[must_use]
    pub fn callers(&self) -> usize {
        self.callers.load(Ordering::Acquire)
    }

    /// Takes a letter only when so much has passed on a simulated clock and so much in reality, after those asked for before.
    pub fn slow(&self, clock: &Clock, passes: TimeDelta, real: Duration) {
        let clock = clock.clone();
        let mut slow = self.slow.lock().unwrap_or_else(PoisonError::into_inner);
        slow.push(Slow {
            clock,
            passes,
            real,
        });
    }

    /// What has come, oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        let letters = self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        letters.clone()
    }

    async fn serve(&self, stream: TcpStream) -> Option<()> {
        self.callers.fetch_add(1, Ordering::AcqRel);
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        if self.silent.load(Ordering::Acquire) {
            // Until the other side has enough of it.
            while lines.next_line().await.ok()?.is_some() {}
            return None;
        }
        write.write_all(b"220 loopback ESMTP\r\n").await.ok()?;
        let mut to = Vec::new();
        while let Some(line) = lines.next_line().await.ok()? {
            let verb = line.split([' ', ':']).next().unwrap_or_default();
            let reply = match verb.to_ascii_uppercase().as_str() {
                "EHLO" | "HELO" => "250 loopback".to_owned(),
                "MAIL" => {
                    to.clear();
                    self.greeted()
                }
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                    match self.rejection(address) {
                        Some(reply) => reply,
                        None => {
                            to.push(address.to_owned());
                            "250 ok".to_owned()
                        }
                    }
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
                    self.look().await;
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

    fn greeted(&self) -> String {
        let strangers = self
            .strangers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        strangers.clone().unwrap_or_else(|| "250 ok".to_owned())
    }

    fn rejection(&self, address: &str) -> Option<String> {
        let rejected = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
        rejected.get(address).cloned()
    }

    async fn look(&self) {
        let next = {
            let mut slow = self.slow.lock().unwrap_or_else(PoisonError::into_inner);
            (!slow.is_empty()).then(|| slow.remove(0))
        };
        if let Some(Slow {
            clock,
            passes,
            real,
        }) = next
        {
            clock.set(clock.now() + passes).unwrap();
            tokio::time::sleep(real).await;
        }
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
