//! Sets of instances: of a folder, and our own.

use std::{fs, path::Path};

use cascade_psplib::{J30, J120, Kind, Solutions, generate, name, read, write_patterson};
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

/// Makespans of our own instances like j30 that another solver has proven the shortest (`deploy/tools/optima`).
const OPTIMA: &str = include_str!("../../../psplib/data/own_j30opt.txt");
const SEED: u64 = 1;

/// An instance for every combination of parameters of j30 and j120.
pub fn own() -> Result<Vec<Set>, String> {
    let optima = Solutions::read(OPTIMA).map_err(|why| why.to_string())?;
    let set = |(of, kind): (&str, &Kind)| Set {
        name: format!("own instances like {of}"),
        cases: (0..kind.parameters())
            .map(|parameter| {
                let name = name(kind, parameter, SEED);
                Case {
                    project: generate(kind, parameter, SEED),
                    best: optima.of(&name, kind.jobs as usize),
                    name,
                }
            })
            .collect(),
    };
    Ok([("j30", &J30), ("j120", &J120)].map(set).into())
}

/// Writes our own instances into a folder, for other solvers.
pub fn write(folder: &str) -> Result<(), String> {
    let failed = |why: std::io::Error| format!("{folder}: {why}");
    fs::create_dir_all(folder).map_err(failed)?;
    for case in own()?.into_iter().flat_map(|set| set.cases) {
        let text = write_patterson(&case.project)
            .ok_or_else(|| format!("{} cannot be written", case.name))?;
        let path = Path::new(folder).join(format!("{}.rcp", case.name));
        fs::write(path, text).map_err(failed)?;
    }
    Ok(())
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
