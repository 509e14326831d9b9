//! Statements over many rows that PostgreSQL takes as arrays: their text is the same for any number of rows, so it is
//! prepared once for a connection, and one round trip is enough.

/// Declares a statement `BEFORE UNNEST($1, $2, …) AFTER` with an array for each field. `Name of Row` collects rows whose
/// fields have the same names.
#[macro_export]
macro_rules! unnest_statement {
    ($(#[$meta:meta])* $name:ident of $row:ident { $($field:ident: $rust:ty => $sql:ty),+ $(,)? } $before:literal, $after:literal) => {
        $crate::unnest_statement! { $(#[$meta])* $name { $($field: $rust => $sql),+ } $before, $after }

        impl FromIterator<$row> for $name {
            fn from_iter<I: IntoIterator<Item = $row>>(rows: I) -> Self {
                let mut statement = Self { $($field: Vec::new()),+ };
                // Every field is named, so that one which is added to the row cannot be forgotten here.
                for $row { $($field),+ } in rows {
                    $(statement.$field.push($field);)+
                }
                statement
            }
        }
    };
    ($(#[$meta:meta])* $name:ident { $($field:ident: $rust:ty => $sql:ty),+ $(,)? } $before:literal, $after:literal) => {
        $(#[$meta])*
        pub(crate) struct $name {
            $(pub(crate) $field: Vec<$rust>,)+
        }

        impl $crate::reexport::diesel::query_builder::QueryFragment<$crate::reexport::diesel::pg::Pg> for $name {
            fn walk_ast<'b>(
                &'b self,
                mut out: $crate::reexport::diesel::query_builder::AstPass<'_, 'b, $crate::reexport::diesel::pg::Pg>,
            ) -> $crate::reexport::diesel::QueryResult<()> {
                out.push_sql($before);
                let mut separator = " UNNEST(";
                $(
                    out.push_sql(separator);
                    out.push_bind_param::<$crate::reexport::diesel::sql_types::Array<$sql>, Vec<$rust>>(&self.$field)?;
                    separator = ", ";
                )+
                let _ = separator;
                out.push_sql(") ");
                out.push_sql($after);
                Ok(())
            }
        }

        impl $crate::reexport::diesel::query_builder::QueryId for $name {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }
    };
}
