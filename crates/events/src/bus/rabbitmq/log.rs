//! Reading the replay stream as a log: from a place in it, on to its end, and what comes then.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures::{StreamExt, stream, stream::BoxStream};
use lapin::{
    Channel, Connection, Consumer,
    message::Delivery,
    options::{BasicAckOptions, BasicConsumeOptions, BasicQosOptions},
    types::AMQPValue,
};

use super::{
    super::{LogFrom, Logged},
    bundle,
    consume::lost,
    topology::{REPLAY, table, text},
};
use crate::CloudEvent;

/// Where the broker writes an event's place in the stream.
const OFFSET: &str = "x-stream-offset";
/// A stream is only read with a prefetch and acknowledgements.
const PREFETCH: u16 = 256;
/// Without a delivery for so long, the end of the stream has been reached.
const QUIET: Duration = Duration::from_millis(200);
/// Longest wait for what the stream should still hold.
const PATIENCE: Duration = Duration::from_secs(2);

struct Reader {
    _connection: Connection,
    channel: Channel,
    consumer: Consumer,
    began: SystemTime,
    opened: Instant,
    /// A place that was written before reading began.
    known: Option<u64>,
    read: Option<u64>,
    up_to_date: bool,
    held: Option<Logged>,
}

/// The log from there on, until the connection is lost.
pub(super) async fn read(
    connection: Connection,
    channel: Channel,
    from: LogFrom,
) -> lapin::Result<BoxStream<'static, Logged>> {
    let known = match from {
        LogFrom::After(position) => Some(position),
        LogFrom::Back(_) => last_chunk(&connection).await?,
    };
    let offset = match (from, known) {
        (LogFrom::After(position), _) => number(position.saturating_add(1)),
        (LogFrom::Back(count), Some(last)) => number(last.saturating_sub(count)),
        (LogFrom::Back(_), None) => text("first"),
    };
    let began = SystemTime::now();
    let consumer = consume(&channel, offset).await?;
    let reader = Reader {
        _connection: connection,
        channel,
        consumer,
        began,
        opened: Instant::now(),
        // What was read up to the last time may well be the end.
        known: known.filter(|_| matches!(from, LogFrom::Back(_))),
        read: None,
        up_to_date: false,
        held: None,
    };
    Ok(stream::unfold(reader, next).boxed())
}

fn number(offset: u64) -> AMQPValue {
    AMQPValue::LongLongInt(i64::try_from(offset).unwrap_or(i64::MAX))
}

async fn consume(channel: &Channel, offset: AMQPValue) -> lapin::Result<Consumer> {
    channel
        .basic_qos(PREFETCH, BasicQosOptions::default())
        .await?;
    channel
        .basic_consume(
            REPLAY.into(),
            "".into(),
            BasicConsumeOptions::default(),
            table([(OFFSET, offset)]),
        )
        .await
}

/// Where the last chunk of the stream begins, which is near its end; none where nothing was ever written. The broker tells no better:
/// the number of messages that it counts is some seconds old.
async fn last_chunk(connection: &Connection) -> lapin::Result<Option<u64>> {
    let channel = connection.create_channel().await?;
    let mut consumer = consume(&channel, text("last")).await?;
    let first = tokio::time::timeout(PATIENCE / 2, consumer.next()).await;
    let found = match first {
        Ok(Some(delivery)) => offset_of(&delivery?),
        Ok(None) | Err(_) => None,
    };
    channel.close(200, "found".into()).await?;
    Ok(found)
}

fn offset_of(delivery: &Delivery) -> Option<u64> {
    let headers = delivery.properties.headers().as_ref()?;
    match headers.inner().get(OFFSET)? {
        AMQPValue::LongLongInt(offset) => u64::try_from(*offset).ok(),
        _ => None,
    }
}

async fn next(mut reader: Reader) -> Option<(Logged, Reader)> {
    if let Some(held) = reader.held.take() {
        return Some((held, reader));
    }
    loop {
        let delivery = tokio::select! {
            delivery = reader.consumer.next() => delivery?.ok()?,
            () = tokio::time::sleep(QUIET), if !reader.up_to_date => {
                if reader.is_at_the_end() {
                    reader.up_to_date = true;
                    return Some((Logged::UpToDate, reader));
                }
                continue;
            }
            () = lost(&reader.channel) => return None,
        };
        delivery.ack(BasicAckOptions::default()).await.ok()?;
        let Some(position) = offset_of(&delivery) else {
            continue;
        };
        reader.read = Some(position);
        let Ok(events) = bundle::read(&delivery.properties, &delivery.data) else {
            continue;
        };
        let made = events.last().and_then(made_at);
        let is_new = made.is_some_and(|made| made >= reader.began);
        let logged = Logged::Events { position, events };
        // A stream that is never quiet shows by the age of its events that its end has been reached.
        if is_new && !reader.up_to_date {
            reader.up_to_date = true;
            reader.held = Some(logged);
            return Some((Logged::UpToDate, reader));
        }
        return Some((logged, reader));
    }
}

impl Reader {
    fn is_at_the_end(&self) -> bool {
        self.known.is_none_or(|known| self.read >= Some(known)) || self.opened.elapsed() > PATIENCE
    }
}

/// When an event was written down, by the clock of who wrote it: ids hold it, whatever the calendar that the event is dated by.
fn made_at(event: &CloudEvent) -> Option<SystemTime> {
    let (seconds, nanoseconds) = event.id.get_timestamp()?.to_unix();
    Some(UNIX_EPOCH + Duration::new(seconds, nanoseconds))
}
