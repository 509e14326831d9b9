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
