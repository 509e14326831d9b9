//! Working calendars, tools and data sets.

use super::{
    Answer, Call, Column, How, Kind, Noun, Operation, col,
    directory::{self, WANTED},
    field, text,
};

const CALENDAR: &[Column] = &[
    col("适用于", "of", "scope"),
    col("编号", "code", "code"),
    col("每周工作日", "weekdays", "weekdays"),
    col("只上午", "half weekdays", "half_weekdays"),
    col("例外", "exceptions", "exceptions"),
    col("确认至", "confirmed through", "confirmed_through"),
    col("版本", "version", "version"),
];

const TOOL: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("部门", "department", "department"),
    col("数量", "quantity", "quantity"),
    col("单位", "unit", "unit"),
];

const DATA_SET: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("部门", "department", "department"),
    col("负责人", "owner", "owner"),
    col("密级", "classification", "classification"),
    col("获取方式", "access", "access_note"),
];

/// `cascade calendar`
pub const CALENDARS: Noun = Noun {
    name: "calendar",
    about: "Working calendars of departments and people, over the organisation's: list, apply",
    operations: &[
        Operation {
            name: "list",
            about: "List calendars",
            example: "cascade calendar list",
            places: &[],
            how: How::Call(
                Call::get("directory/calendars", Answer::Pages(CALENDAR)).query(&[
                    text("scope", "Only of this kind: department or person"),
                    text("code", "Only of this department or person"),
                ]),
            ),
        },
        Operation {
            name: "apply",
            about: "Write calendars, matched by whose they are; the same again changes nothing",
            example: "cascade calendar apply --calendars '[{\"scope\": \"department\", \"code\": \"SAL\", \"weekdays\": [1, 2, 3, 4, 5, 6]}]'",
            places: &[],
            how: How::Call(Call::post(
                "directory/calendars",
                &[
                    field(
                        "calendars",
                        Kind::Json,
                        "scope, code, weekdays (1 is Monday), half_weekdays, exceptions: date, working, part, note; confirmed_through",
                    ),
                    directory::DRY,
                ],
                Answer::One("", directory::COUNTS),
            )),
        },
    ],
};

/// `cascade tool`
pub const TOOLS: Noun = Noun {
    name: "tool",
    about: "Tools that can be asked for: list, apply",
    operations: &[
        Operation {
            name: "list",
            about: "List tools",
            example: "cascade tool list --department MKT",
            places: &[],
            how: How::Call(Call::get("directory/tools", Answer::Pages(TOOL)).query(WANTED)),
        },
        Operation {
            name: "apply",
            about: "Write tools, matched by code; the same again changes nothing",
            example: "cascade tool apply --tools '[{\"code\": \"CAM\", \"name\": \"Camera\", \"department\": \"MKT\", \"quantity\": 3, \"unit\": \"set\"}]'",
            places: &[],
            how: How::Call(Call::post(
                "directory/tools",
                &[
                    field(
                        "tools",
                        Kind::Json,
                        "code, name, department, quantity, unit",
                    ),
                    directory::DRY,
                ],
                Answer::One("", directory::COUNTS),
            )),
        },
    ],
};

/// `cascade data-set`
pub const DATA_SETS: Noun = Noun {
    name: "data-set",
    about: "Data sets that can be asked for: list, apply",
    operations: &[
        Operation {
            name: "list",
            about: "List data sets",
            example: "cascade data-set list --department DAT",
            places: &[],
            how: How::Call(Call::get("directory/data-sets", Answer::Pages(DATA_SET)).query(WANTED)),
        },
        Operation {
            name: "apply",
            about: "Write data sets, matched by code; the same again changes nothing",
            example: "cascade data-set apply --from data-sets.json --dry-run",
            places: &[],
            how: How::Call(Call::post(
                "directory/data-sets",
                &[
                    field(
                        "data_sets",
                        Kind::Json,
                        "code, name, department, owner, classification, access_note",
                    ),
                    directory::DRY,
                ],
                Answer::One("", directory::COUNTS),
            )),
        },
    ],
};
