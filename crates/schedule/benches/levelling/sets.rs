//! Sets of instances: of a folder, and our own.

use std::{fs, path::Path};

use cascade_psplib::{J30, J120, Solutions, generate, read};
use cascade_schedule::levelling::Project;

/// An instance, and the best makespan that is known of it.
pub struct Case {
    pub name: String,
    pub project: Project,
    pub best: Option<u32>,
}

/// Instances that are measured together.
pub struct Set {
    pub name: String,
    pub cases: Vec<Case>,
}

/// An instance for every combination of parameters of j30 and j120.
pub fn own() -> Vec<Set> {
    let set = |(name, kind): (&str, &_)| Set {
        name: format!("own instances like {name}"),
        cases: (0..cascade_psplib::Kind::parameters(kind))
            .map(|parameter| Case {
                name: format!("{name}, parameters {parameter}"),
                project: generate(kind, parameter, 1),
                best: None,
            })
            .collect(),
    };
    [("j30", &J30), ("j120", &J120)].map(set).into()
}

/// The instances of a folder, by name.
pub fn folder(folder: &str, solutions: Option<&str>) -> Result<Set, String> {
    let load =
        |path: &Path| fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display()));
    let entries = fs::read_dir(folder).map_err(|why| format!("{folder}: {why}"))?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    let named: Vec<(String, _)> = (paths.into_iter())
        .filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path)))
        .collect();
    let (known, instances): (Vec<_>, Vec<_>) = named.into_iter().partition(|(name, _)| {
        let stem = name.trim_end_matches(".sm").trim_end_matches(".txt");
        stem.ends_with("opt") || stem.ends_with("hrs")
    });
    let known = solutions
        .map(Path::new)
        .or(known.first().map(|(_, path)| path.as_path()));
    let known = match known {
        Some(path) => {
            let text = load(path)?;
            Some(Solutions::read(&text).map_err(|why| format!("{}: {why}", path.display()))?)
        }
        None => None,
    };
    let mut cases = Vec::new();
    for (name, path) in instances {
        if !name.ends_with(".sm") && !name.ends_with(".rcp") {
            continue;
        }
        let project = read(&name, &load(&path)?).map_err(|why| format!("{name}: {why}"))?;
        let jobs = project.activities.len().saturating_sub(2);
        let best = known.as_ref().and_then(|known| known.of(&name, jobs));
        cases.push(Case {
            name,
            project,
            best,
        });
    }
    if cases.is_empty() {
        return Err(format!(
            "{folder}: there is no file that ends in .sm or .rcp"
        ));
    }
    Ok(Set {
        name: folder.to_owned(),
        cases,
    })
}
