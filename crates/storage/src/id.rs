//! Identities as newtypes.

/// Makes a newtype over a UUIDv7, stored as text on both databases.
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            $crate::reexport::diesel::expression::AsExpression,
            $crate::reexport::diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = $crate::reexport::diesel::sql_types::Text)]
        pub struct $name(pub $crate::reexport::uuid::Uuid);

        impl $name {
            /// A new identity; later ones sort after earlier ones.
            #[must_use]
            pub fn new() -> Self {
                Self($crate::reexport::uuid::Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::reexport::uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::reexport::uuid::Uuid::parse_str(text).map(Self)
            }
        }

        impl $crate::reexport::serde::Serialize for $name {
            fn serialize<S: $crate::reexport::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> $crate::reexport::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::reexport::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as $crate::reexport::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err($crate::reexport::serde::de::Error::custom)
            }
        }

        const _: () = {
            use $crate::reexport::diesel::{
                backend::Backend,
                deserialize::{self, FromSql},
                pg::Pg,
                serialize::{self, IsNull, Output, ToSql},
                sql_types::Text,
                sqlite::Sqlite,
            };

            impl ToSql<Text, Pg> for $name {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                    std::io::Write::write_fmt(out, format_args!("{}", self.0))?;
                    Ok(IsNull::No)
                }
            }

            impl ToSql<Text, Sqlite> for $name {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                    out.set_value(self.0.to_string());
                    Ok(IsNull::No)
                }
            }

            impl<DB: Backend> FromSql<Text, DB> for $name
            where
                String: FromSql<Text, DB>,
            {
                fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                    Ok(<String as FromSql<Text, DB>>::from_sql(bytes)?.parse()?)
                }
            }
        };
    };
}
