//! One letter to a mail server (RFC 5321), in one piece for all its readers: whom the server rejects keeps it from nobody else.

use std::time::Duration;

use lettre::{
    Address,
    transport::smtp::{
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;

use crate::{config::Kind, mail::Letter, verdict::Verdict};

type Error = lettre::transport::smtp::Error;

/// A server that has taken the letter need not hear us go.
const GOODBYE: Duration = Duration::from_secs(1);
/// Of a server that does not know us, or not any more: somebody can put that right, and nothing is wrong with the letter.
const LOGIN: [u16; 4] = [530, 534, 535, 538];

/// Carries a letter once. lettre's own limit is for connecting only: this one is for everything up to the last answer.
pub(crate) async fn carry(url: &str, letter: &Letter) -> Verdict {
    let server = match Server::read(url) {
        Ok(server) => server,
        Err(said) => {
            return Verdict::Refused {
                said: format!("the address of the mail server cannot be used: {said}"),
            };
        }
    };
    let patience = Kind::Mail.patience();
    let attempt = async {
        let mut connection = match server.connect().await {
            Ok(connection) => connection,
            // It has not seen the letter yet: whatever it says, it does not say of it.
            Err(error) => return (failed(&error), None),
        };
        let verdict = hand_over(&mut connection, letter).await;
        (verdict, Some(connection))
    };
    let Ok((verdict, connection)) = timeout(patience, attempt).await else {
        return Verdict::Failed {
            said: format!(
                "the mail server has not taken the letter within {} seconds",
                patience.as_secs()
            ),
        };
    };
    if let Some(mut connection) = connection {
        let _ = timeout(GOODBYE, connection.abort()).await;
    }
    verdict
}

async fn hand_over(connection: &mut AsyncSmtpConnection, letter: &Letter) -> Verdict {
    let message = letter.message.formatted();
    let knows = |extension| connection.server_info().supports_feature(extension);
    let any_letters = knows(Extension::SmtpUtfEight);
    let mut parameters = Vec::new();
    let from = letter.message.envelope().from();
    let foreign = |address: &Address| !address.to_string().is_ascii();
    if any_letters && (letter.to.iter().any(foreign) || from.is_some_and(foreign)) {
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !message.is_ascii() && knows(Extension::EightBitMime) {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    if let Err(error) = connection
        .command(Mail::new(from.cloned(), parameters))
        .await
    {
        return of_all(&error);
    }
    let (mut had, mut later, mut never) = (Vec::new(), Vec::new(), Vec::new());
    for address in &letter.to {
        if foreign(address) && !any_letters {
            never.push(format!("{address}: the server takes only ASCII addresses"));
            continue;
        }
        match connection
            .command(Rcpt::new(address.clone(), Vec::new()))
            .await
        {
            Ok(_) => had.push(address.to_string()),
            Err(error) if lasts(&error) => never.push(format!("{address}: {}", error)),
            Err(error) if error.status().is_some() => {
                later.push(format!("{address}: {}", error));
            }
            Err(error) => return failed(&error),
        }
    }
    let all = || [later.as_slice(), never.as_slice()].concat().join("; ");
    if had.is_empty() {
        let said = all();
        return if later.is_empty() {
            Verdict::Refused { said }
        } else {
            Verdict::Failed { said }
        };
    }
    if let Err(error) = connection.command(Data).await {
        return of_all(&error);
    }
    match connection.message(&message).await {
        Err(error) => of_all(&error),
        Ok(_) if !later.is_empty() => Verdict::Partly { had, said: all() },
        Ok(_) if !never.is_empty() => Verdict::DeliveredExcept { said: all() },
        Ok(_) => Verdict::Delivered,
    }
}

/// What is said of the letter, not of one of its readers.
fn of_all(error: &Error) -> Verdict {
    if lasts(error) {
        Verdict::Refused {
            said: error.to_string(),
        }
    } else {
        failed(error)
    }
}

fn failed(error: &Error) -> Verdict {
    Verdict::Failed {
        said: error.to_string(),
    }
}

fn lasts(error: &Error) -> bool {
    let login = |code| LOGIN.contains(&u16::from(code));
    error.is_permanent() && !error.status().is_some_and(login)
}

/// When a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encrypted {
    Never,
    /// Where the server can.
    Offered,
    /// From its first commands on, or there is none.
    Required,
    /// From its first byte on.
    Always,
}

/// A mail server, as its URL says.
struct Server {
    host: String,
    port: u16,
    encrypted: Encrypted,
    hello: ClientId,
    credentials: Option<Credentials>,
}

impl Server {
    /// `smtp://user:password@host:587/our-name?tls=required`: as lettre reads it, for those who know its documentation.
    fn read(url: &str) -> Result<Self, String> {
        let url = reqwest::Url::parse(url).map_err(|error| error.to_string())?;
        let tls = url.query_pairs().find(|(key, _)| key == "tls");
        let (encrypted, port) = match (url.scheme(), tls.as_ref().map(|(_, value)| &**value)) {
            ("smtp", None) => (Encrypted::Never, 25),
            ("smtp", Some("opportunistic")) => (Encrypted::Offered, 587),
            ("smtp", Some("required")) => (Encrypted::Required, 587),
            ("smtps", _) => (Encrypted::Always, 465),
            _ => return Err("write smtp:// with tls=required or none, or smtps://".to_owned()),
        };
        let decoded = |text: &str| {
            let decoded = percent_decode_str(text).decode_utf8();
            decoded
                .map(std::borrow::Cow::into_owned)
                .map_err(|error| error.to_string())
        };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(
                decoded(url.username())?,
                decoded(password)?,
            )),
            None => None,
        };
        let name = url.path().trim_matches('/');
        Ok(Self {
            host: url.host_str().ok_or("it names no host")?.to_owned(),
            port: url.port().unwrap_or(port),
            encrypted,
            hello: match name {
                "" => ClientId::default(),
                name => ClientId::Domain(name.to_owned()),
            },
            credentials,
        })
    }

    /// A connection that takes letters.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let tls = || TlsParameters::new(self.host.clone());
        let first = match self.encrypted {
            Encrypted::Always => Some(tls()?),
            _ => None,
        };
        let server = (self.host.as_str(), self.port);
        // Of a name with several addresses, the next is tried after half of the time.
        let each = Some(Kind::Mail.patience() / 2);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, each, &self.hello, first, None).await?;
        let upgrade = match self.encrypted {
            Encrypted::Required => true,
            Encrypted::Offered => connection.can_starttls(),
            Encrypted::Never | Encrypted::Always => false,
        };
        if upgrade {
            connection.starttls(tls()?, &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_how_a_server_is_spoken_to() {
        let of = |url: &str| {
            let server = Server::read(url).unwrap();
            (server.host, server.port, server.encrypted)
        };
        let host = || "mail.example.com".to_owned();
        assert_eq!(
            of("smtp://mail.example.com"),
            (host(), 25, Encrypted::Never)
        );
        assert_eq!(
            of("smtp://mail.example.com?tls=required"),
            (host(), 587, Encrypted::Required)
        );
        assert_eq!(
            of("smtp://mail.example.com:2525?tls=opportunistic"),
            (host(), 2525, Encrypted::Offered)
        );
        assert_eq!(
            of("smtps://mail.example.com"),
            (host(), 465, Encrypted::Always)
        );
        assert!(Server::read("smtp://mail.example.com?tls=perhaps").is_err());
        let server = Server::read("smtp://a%40b:p%3Aw@mail.example.com/our.name").unwrap();
        assert_eq!(server.hello, ClientId::Domain("our.name".into()));
        let known = Credentials::new("a@b".into(), "p:w".into());
        assert!(server.credentials == Some(known));
    }
}
