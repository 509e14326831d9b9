//! Field masks, after AIP-157: `fields=code,name,baseline.end`.

use std::collections::BTreeMap;

use cascade_runtime::{
    error::{ServiceError, Violation},
    lang::Localized,
};
use serde_json::Value;

/// Which fields are wanted; of a list, which of each row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mask {
    /// Nothing for all.
    wanted: BTreeMap<String, Mask>,
}

impl Mask {
    /// Reads comma-separated paths, each of which the answer's schema must have.
    ///
    /// # Errors
    /// A field that the answer has not.
    pub(super) fn read(text: &str, answer: &Value, document: &Value) -> Result<Self, ServiceError> {
        let row = row_of(answer, document);
        let mut mask = Self::default();
        for path in text
            .split(',')
            .map(str::trim)
            .filter(|path| !path.is_empty())
        {
            if path == "*" {
                return Ok(Self::default());
            }
            let mut schema = row;
            let mut at = &mut mask;
            // What is wanted whole stays whole.
            let mut whole = false;
            for name in path.split('.') {
                schema =
                    property(schema, name, document).ok_or_else(|| unknown(path, row, document))?;
                if whole {
                    continue;
                }
                let known = at.wanted.contains_key(name);
                at = at.wanted.entry(name.to_owned()).or_default();
                whole = known && at.takes_all();
            }
            at.wanted.clear();
        }
        Ok(mask)
    }

    /// Whether nothing is left out.
    pub(super) fn takes_all(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Whether a column that begins with this path is wanted.
    pub(super) fn takes(&self, path: &str) -> bool {
        let first = path.split('/').next().unwrap_or_default();
        self.takes_all() || self.wanted.contains_key(first)
    }

    /// Leaves out what is not wanted; of a page, of each of its rows.
    pub(super) fn cut(&self, answer: &mut Value) {
        match answer.get_mut("items") {
            Some(rows @ Value::Array(_)) => self.cut_row(rows),
            _ => self.cut_row(answer),
        }
    }

    fn cut_row(&self, value: &mut Value) {
        if self.takes_all() {
            return;
        }
        match value {
            Value::Array(rows) => rows.iter_mut().for_each(|row| self.cut_row(row)),
            Value::Object(fields) => {
                fields.retain(|name, _| self.wanted.contains_key(name));
                for (name, inner) in fields {
                    if let Some(mask) = self.wanted.get(name) {
                        mask.cut_row(inner);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What a mask speaks of: the rows of a page, or the answer itself.
fn row_of<'a>(answer: &'a Value, document: &'a Value) -> &'a Value {
    let answer = resolved(answer, document);
    let items = &answer["properties"]["items"];
    if items["type"] == "array" {
        items
    } else {
        answer
    }
}

fn resolved<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    let mut schema = schema;
    // As deep as one description may name another.
    for _ in 0..8 {
        let Some(name) = schema["$ref"]
            .as_str()
            .and_then(|place| place.strip_prefix('#'))
        else {
            break;
        };
        schema = document.pointer(name).unwrap_or(&Value::Null);
    }
    schema
}

/// The schema of a field, in an object or in each of a list of them.
fn property<'a>(schema: &'a Value, name: &str, document: &'a Value) -> Option<&'a Value> {
    let schema = resolved(schema, document);
    if let Some(found) = schema["properties"].get(name) {
        return Some(found);
    }
    if schema["items"].is_object() {
        return property(&schema["items"], name, document);
    }
    if schema["additionalProperties"].is_object() {
        return Some(&schema["additionalProperties"]);
    }
    ["allOf", "oneOf", "anyOf"]
        .iter()
        .filter_map(|kind| schema[*kind].as_array())
        .flatten()
        .find_map(|part| property(part, name, document))
}

fn names<'a>(schema: &'a Value, document: &'a Value) -> Vec<&'a str> {
    let schema = resolved(schema, document);
    if schema["items"].is_object() {
        return names(&schema["items"], document);
    }
    let own = schema["properties"].as_object().into_iter().flatten();
    let parts = schema["allOf"].as_array().into_iter().flatten();
    own.map(|(name, _)| name.as_str())
        .chain(parts.flat_map(|part| names(part, document)))
        .collect()
}

fn unknown(path: &str, row: &Value, document: &Value) -> ServiceError {
    let known = names(row, document).join(", ");
    ServiceError::invalid([Violation::new(
        "fields",
        "HTTP-009",
        Localized::new(
            format!("结果中没有字段 {path}"),
            format!("The answer has no field {path}"),
        ),
    )
    .value(path)
    .advice(Localized::new(
        format!("可选字段：{known}；下级字段写作 a.b"),
        format!("Choose among {known}; a field inside a field is written a.b"),
    ))])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({"components": {"schemas": {
            "Page": {"properties": {
                "items": {"type": "array", "items": {"$ref": "#/components/schemas/Task"}},
                "next_page_token": {"type": "string"},
            }},
            "Task": {"properties": {
                "code": {"type": "string"},
                "baseline": {"oneOf": [{"$ref": "#/components/schemas/Baseline"}, {"type": "null"}]},
                "milestones": {"type": "array", "items": {"$ref": "#/components/schemas/Baseline"}},
            }},
            "Baseline": {"properties": {"start": {"type": "string"}, "end": {"type": "string"}}},
        }}})
    }

    fn cut(fields: &str, mut answer: Value) -> Value {
        let page = json!({"$ref": "#/components/schemas/Page"});
        Mask::read(fields, &page, &document())
            .unwrap()
            .cut(&mut answer);
        answer
    }

    fn page() -> Value {
        json!({
            "items": [{"code": "T1", "baseline": {"start": "a", "end": "b"}, "milestones": [{"start": "c", "end": "d"}]}],
            "next_page_token": "x",
        })
    }

    #[test]
    fn a_mask_keeps_what_it_names_and_the_way_to_the_next_page() {
        assert_eq!(cut("", page()), page());
        assert_eq!(cut("code,*", page()), page());
        assert_eq!(
            cut("code", page()),
            json!({"items": [{"code": "T1"}], "next_page_token": "x"})
        );
        assert_eq!(
            cut("baseline.end, milestones.start", page())["items"][0],
            json!({"baseline": {"end": "b"}, "milestones": [{"start": "c"}]})
        );
        let whole = json!({"baseline": {"start": "a", "end": "b"}});
        assert_eq!(cut("baseline,baseline.end", page())["items"][0], whole);
        assert_eq!(cut("baseline.end,baseline", page())["items"][0], whole);
    }

    #[test]
    fn a_field_that_is_not_there_is_refused_by_name() {
        let page = json!({"$ref": "#/components/schemas/Page"});
        for wrong in ["nope", "code.x", "baseline.x", "next_page_token", "code..x"] {
            let error = Mask::read(wrong, &page, &document()).unwrap_err();
            let told = format!("{error:?}");
            assert!(told.contains(wrong), "{told}");
        }
    }
}
