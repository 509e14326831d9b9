use cascade_channels::{Channel, Kind, Verdict};
use cascade_method::Lang;
use cascade_testkit::MailServer;

use super::{channel, parcel, send};

fn mailbox(server: &MailServer) -> Channel {
    Channel {
        from: "Cascade <cascade@example.com>".to_owned(),
        to: vec!["pmo@example.com".to_owned()],
        personal: true,
        ..channel(Kind::Mail, server.url(), "")
    }
}

#[tokio::test]
async fn a_letter_goes_to_the_mailbox_and_to_the_person() {
    let server = MailServer::start().await;
    let verdict = send(&mailbox(&server), &parcel(Lang::En, 2)).await;
    assert_eq!(verdict, Verdict::Delivered);
    let letters = server.letters();
    assert_eq!(letters[0].to, ["pmo@example.com", "wang@example.com"]);
    let data = &letters[0].data;
    assert!(
        data.contains("Message-ID: <0198-parcel@example.com>"),
        "{data}"
    );
    assert!(data.contains("Subject: 2 progress notices"), "{data}");
    assert!(data.contains("text/plain") && data.contains("text/html"));
    assert!(
        !data.contains("<b>"),
        "what people wrote is no HTML: {data}"
    );
}

#[tokio::test]
async fn a_server_that_knows_nobody_is_told_from_one_that_is_busy() {
    let server = MailServer::start().await;
    server.refuse("550 5.1.1 no such user");
    let verdict = send(&mailbox(&server), &parcel(Lang::Zh, 1)).await;
    assert!(matches!(verdict, Verdict::Refused { .. }), "{verdict:?}");
    server.refuse("451 4.3.0 try again later");
    let verdict = send(&mailbox(&server), &parcel(Lang::Zh, 1)).await;
    assert!(matches!(verdict, Verdict::Failed { .. }), "{verdict:?}");
    let verdict = send(&mailbox(&server), &parcel(Lang::Zh, 1)).await;
    assert_eq!(verdict, Verdict::Delivered);
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let server = MailServer::start().await;
    server.silence(true);
    let (channel, parcel) = (mailbox(&server), parcel(Lang::Zh, 1));
    let patience = Kind::Mail.patience() + std::time::Duration::from_secs(5);
    let verdict = tokio::time::timeout(patience, send(&channel, &parcel)).await;
    let Ok(Verdict::Failed { said }) = verdict else {
        panic!("{verdict:?}");
    };
    assert!(said.contains("within 20 seconds"), "{said}");
}

#[tokio::test]
async fn whom_a_server_rejects_keeps_the_letter_from_nobody_else() {
    let server = MailServer::start().await;
    let (channel, mut parcel) = (mailbox(&server), parcel(Lang::Zh, 1));
    server.reject("wang@example.com", Some("550 5.1.1 no such user"));
    let verdict = send(&channel, &parcel).await;
    let Verdict::DeliveredExcept { said } = verdict else {
        panic!("{verdict:?}");
    };
    assert!(
        said.contains("wang@example.com") && said.contains("no such user"),
        "{said}"
    );
    assert_eq!(server.letters()[0].to, ["pmo@example.com"]);

    server.reject("wang@example.com", Some("450 4.2.0 greylisted"));
    let verdict = send(&channel, &parcel).await;
    let Verdict::Partly { had, said } = verdict else {
        panic!("{verdict:?}");
    };
    assert_eq!(had, ["pmo@example.com"]);
    assert!(said.contains("greylisted"), "{said}");
    server.reject("wang@example.com", None);
    parcel.had = had;
    assert_eq!(send(&channel, &parcel).await, Verdict::Delivered);
    let letters = server.letters();
    assert_eq!(
        letters[2].to,
        ["wang@example.com"],
        "not again to who has it"
    );

    server.reject("wang@example.com", Some("550 5.1.1 no such user"));
    let verdict = send(&channel, &parcel).await;
    assert!(matches!(verdict, Verdict::Refused { .. }), "{verdict:?}");
    assert_eq!(server.letters().len(), 3);
}

#[tokio::test]
async fn a_login_that_is_wrong_is_no_fault_of_the_letter() {
    let server = MailServer::start().await;
    for reply in ["530 5.7.0 authentication required", "535 5.7.8 wrong"] {
        server.lock_out(Some(reply));
        let verdict = send(&mailbox(&server), &parcel(Lang::Zh, 1)).await;
        assert!(matches!(verdict, Verdict::Failed { .. }), "{verdict:?}");
    }
    // The server offers no way to log in: lettre says so before the letter is seen.
    let mut channel = mailbox(&server);
    let url = server.url().replace("smtp://", "smtp://cascade:secret@");
    channel.url = url.as_str().into();
    let verdict = send(&channel, &parcel(Lang::Zh, 1)).await;
    assert!(matches!(verdict, Verdict::Failed { .. }), "{verdict:?}");
}
