//! How people are told: channels and the delivery log.

use super::{Answer, Call, Column, How, Noun, Operation, Place, col, text};

const CHANNEL: &[Column] = &[
    col("名称", "name", "name"),
    col("类型", "kind", "kind"),
    col("部门", "departments", "departments"),
    col("等待", "waiting", "waiting"),
    col("失败", "failed", "failed"),
    col("暂停至", "paused until", "paused_until"),
    col("最近送达", "delivered", "delivered_at"),
    col("最近回应", "said", "said"),
];

const DELIVERY: &[Column] = &[
    col("时间", "at", "created_at"),
    col("渠道", "channel", "channel"),
    col("状态", "state", "state"),
    col("失败次数", "attempts", "attempts"),
    col("对象", "person", "person"),
    col("内容", "title", "title"),
    col("回应", "said", "said"),
    col("id", "id", "id"),
];

const NOTICE: &[Column] = &[
    col("时间", "at", "due_at"),
    col("类型", "kind", "kind"),
    col("级别", "level", "level"),
    col("灯", "light", "light"),
    col("内容", "title", "title"),
    col("说明", "details", "body"),
];

/// `cascade notice`
pub const NOTICES: Noun = Noun {
    name: "notice",
    about: "What people were told: list",
    operations: &[Operation {
        name: "list",
        about: "List what you were told, newest first",
        example: "cascade notice list --person P001",
        places: &[],
        how: How::Call(Call::get("notices", Answer::Pages(NOTICE)).query(&[
            text("person", "Whose; your own without it"),
            text("plan", "Only of this plan, by id"),
        ])),
    }],
};

/// `cascade channel`
pub const CHANNELS: Noun = Noun {
    name: "channel",
    about: "Group robots, mailboxes and systems that are told: list, test",
    operations: &[
        Operation {
            name: "list",
            about: "List channels and how they stand",
            example: "cascade channel list",
            places: &[],
            how: How::Call(Call::get("channels", Answer::Rows("channels", CHANNEL))),
        },
        Operation {
            name: "test",
            about: "Send a test message; `cascade delivery list` tells what became of it",
            example: "cascade channel test sales-group",
            places: &[Place::Name("CHANNEL")],
            how: How::Call(Call::post(
                "channels/{id}/test",
                &[],
                Answer::One("", DELIVERY),
            )),
        },
    ],
};

/// `cascade delivery`
pub const DELIVERIES: Noun = Noun {
    name: "delivery",
    about: "What became of each message: list, retry",
    operations: &[
        Operation {
            name: "list",
            about: "List deliveries, newest first",
            example: "cascade delivery list --state failed",
            places: &[],
            how: How::Call(Call::get("deliveries", Answer::Pages(DELIVERY)).query(&[
                text("channel", "Only through this channel"),
                text(
                    "state",
                    "Only in this state: waiting, sending, delivered, failed or overtaken",
                ),
                text("alert", "Only about this alert, by id"),
            ])),
        },
        Operation {
            name: "retry",
            about: "Try again what was given up",
            example: "cascade delivery retry ID",
            places: &[Place::Name("ID")],
            how: How::Call(Call::post(
                "deliveries/{id}/retry",
                &[],
                Answer::One("", DELIVERY),
            )),
        },
    ],
};
