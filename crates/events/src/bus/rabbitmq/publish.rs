//! Publishing with confirms: nothing counts as published before the broker says so, and what no queue takes is an error.

use futures::future::join_all;
use lapin::{
    Channel, Confirmation, Connection,
    options::{BasicPublishOptions, ConfirmSelectOptions},
};
use tokio::sync::Mutex;

use super::{
    super::{BusError, PublishError, Subscription},
    RabbitMqConfig, bundle, connect,
    lanes::Lanes,
    packing::Packer,
    topology::{self, EXCHANGE},
};
use crate::CloudEvent;

/// One channel in confirm mode, opened when first needed and again when it is lost.
pub(super) struct Publisher {
    config: RabbitMqConfig,
    consumers: Vec<Subscription>,
    lanes: Lanes,
    open: Mutex<Option<(Connection, Channel)>>,
}

impl Publisher {
    pub(super) fn new(config: RabbitMqConfig, consumers: Vec<Subscription>) -> Self {
        Self {
            config,
            lanes: Lanes::of(&consumers),
            consumers,
            open: Mutex::new(None),
        }
    }

    /// Publishes all, then waits for all confirms. After a lost connection the answers are "unconfirmed": the relay publishes
    /// those again, under the same ids.
    pub(super) async fn publish(&self, events: Vec<CloudEvent>) -> Vec<Result<(), PublishError>> {
        let channel = match self.channel().await {
            Ok(channel) => channel,
            Err(error) => {
                return events
                    .iter()
                    .map(|_| Err(PublishError::Unconfirmed(error.to_string())))
                    .collect();
            }
        };
        let bundles = bundle::divide(&events, usize::from(self.config.bundle.max(1)), self.lanes);
        let mut packer = self.config.compress.then(Packer::new).flatten();
        let mut sent = Vec::with_capacity(bundles.len());
        for positions in &bundles {
            let together: Vec<&CloudEvent> = positions.iter().map(|&at| &events[at]).collect();
            let headers = self.lanes.header(&together[0].partitionkey);
            let (properties, body) = bundle::message(&together, headers, packer.as_mut());
            sent.push(
                channel
                    .basic_publish(
                        EXCHANGE.into(),
                        together[0].event_type.as_str().into(),
                        BasicPublishOptions {
                            mandatory: true,
                            ..BasicPublishOptions::default()
                        },
                        &body,
                        properties,
                    )
                    .await,
            );
        }
        let confirmed = join_all(
            sent.into_iter()
                .map(|confirm| async move { confirm?.await }),
        )
        .await;
        let mut reopen = false;
        let mut answers: Vec<Result<(), PublishError>> = vec![Ok(()); events.len()];
        for (positions, confirmation) in bundles.iter().zip(confirmed) {
            let refused = match confirmation {
                Ok(Confirmation::Ack(None)) => continue,
                Ok(Confirmation::Ack(Some(_)) | Confirmation::Nack(Some(_))) => {
                    // At least the replay stream takes everything, so queues have been removed: to be declared again.
                    reopen = true;
                    PublishError::Unroutable(events[positions[0]].event_type.clone())
                }
                Ok(Confirmation::Nack(None)) => {
                    PublishError::Unconfirmed("the broker could not keep it".to_owned())
                }
                Ok(Confirmation::NotRequested) => {
                    PublishError::Unconfirmed("the channel is not in confirm mode".to_owned())
                }
                Err(error) => {
                    reopen = true;
                    PublishError::Unconfirmed(error.to_string())
                }
            };
            for &at in positions {
                answers[at] = Err(refused.clone());
            }
        }
        if reopen {
            self.reopen().await;
        }
        answers
    }

    pub(super) async fn ready(&self) -> Result<(), BusError> {
        let channel = self.channel().await?;
        if channel.status().connected() {
            Ok(())
        } else {
            Err(BusError("the connection to RabbitMQ is lost".to_owned()))
        }
    }

    async fn channel(&self) -> Result<Channel, BusError> {
        let mut open = self.open.lock().await;
        if let Some((connection, channel)) = &*open
            && connection.status().connected()
            && channel.status().connected()
        {
            return Ok(channel.clone());
        }
        let connection = connect(&self.config, "relay").await?;
        let channel = connection.create_channel().await.map_err(BusError::new)?;
        topology::declare(&channel, &self.config, &self.consumers)
            .await
            .map_err(BusError::new)?;
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await
            .map_err(BusError::new)?;
        *open = Some((connection, channel.clone()));
        Ok(channel)
    }

    /// Lets go of the channel, so that the next publish opens another.
    async fn reopen(&self) {
        *self.open.lock().await = None;
    }
}
