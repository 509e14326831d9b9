use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{error::ServiceError, lang::Localized};

/// Department of a grant that holds in all of them.
pub const EVERYWHERE: &str = "*";

/// What somebody may do in a department; each role includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reports progress, edits drafts.
    Contributor,
    /// Activates goals, decides requests.
    Manager,
    /// Decides what concerns several departments.
    Executive,
    /// Configures.
    Admin,
}

impl Role {
    /// The name in both languages.
    #[must_use]
    pub fn label(self) -> Localized {
        match self {
            Self::Viewer => Localized::new("查看者", "viewer"),
            Self::Contributor => Localized::new("参与者", "contributor"),
            Self::Manager => Localized::new("管理者", "manager"),
            Self::Executive => Localized::new("高管", "executive"),
            Self::Admin => Localized::new("管理员", "admin"),
        }
    }
}

/// One role in one department, or everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleGrant {
    /// The role.
    pub role: Role,
    /// Department code, or [`EVERYWHERE`].
    pub department: String,
}

impl RoleGrant {
    /// `role` in `department`.
    pub fn new(role: Role, department: impl Into<String>) -> Self {
        Self {
            role,
            department: department.into(),
        }
    }

    /// `role` in all departments.
    #[must_use]
    pub fn everywhere(role: Role) -> Self {
        Self::new(role, EVERYWHERE)
    }
}

/// The verified caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `sub`: stable identity at the provider.
    pub subject: String,
    /// Display name; the subject where the token has none.
    pub name: String,
    /// Code of the person in the directory, for people who are in it.
    pub person: Option<String>,
    /// What the caller may do.
    pub roles: Vec<RoleGrant>,
}

impl Actor {
    /// A part of the system acting by itself (a subscriber, a timer), with all rights.
    #[must_use]
    pub fn system(name: &str) -> Self {
        Self {
            subject: format!("system:{name}"),
            name: name.to_owned(),
            person: None,
            roles: vec![RoleGrant::everywhere(Role::Admin)],
        }
    }

    /// Whether the caller holds `role` or a higher one in `department`.
    #[must_use]
    pub fn has(&self, role: Role, department: &str) -> bool {
        self.roles.iter().any(|grant| {
            grant.role >= role && (grant.department == EVERYWHERE || grant.department == department)
        })
    }

    /// Whether the caller holds `role` or a higher one in any department.
    #[must_use]
    pub fn has_anywhere(&self, role: Role) -> bool {
        self.roles.iter().any(|grant| grant.role >= role)
    }

    /// Whether the caller is the person of this code.
    #[must_use]
    pub fn is_person(&self, code: &str) -> bool {
        self.person.as_deref() == Some(code)
    }

    /// Demands `role` in `department`; [`EVERYWHERE`] demands it for all of them.
    ///
    /// # Errors
    /// `PERMISSION_DENIED`, which says what is missing.
    pub fn require(&self, role: Role, department: &str) -> Result<(), ServiceError> {
        self.require_in(role, [department])
    }

    /// Demands `role` in one of `departments`: a department and those above it.
    ///
    /// # Errors
    /// `PERMISSION_DENIED`, which says what is missing.
    pub fn require_in<'a>(
        &self,
        role: Role,
        departments: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), ServiceError> {
        let mut first = None;
        for department in departments {
            if self.has(role, department) {
                return Ok(());
            }
            first.get_or_insert(department);
        }
        let label = role.label();
        let (zh, en) = match first {
            None | Some(EVERYWHERE) => ("所有部门".to_owned(), "all departments".to_owned()),
            Some(code) => (format!("部门 {code} "), format!("department {code}")),
        };
        Err(ServiceError::permission_denied(Localized::new(
            format!("需要{zh}的{}权限", label.zh),
            format!("This needs the role {} in {en}", label.en),
        ))
        .with_metadata("role", label.en)
        .with_metadata("department", first.unwrap_or(EVERYWHERE)))
    }

    /// Demands `role` in any department: enough to read.
    ///
    /// # Errors
    /// `PERMISSION_DENIED`, which says what is missing.
    pub fn require_anywhere(&self, role: Role) -> Result<(), ServiceError> {
        if self.has_anywhere(role) {
            return Ok(());
        }
        let label = role.label();
        Err(ServiceError::permission_denied(Localized::new(
            format!("需要至少一个部门的{}权限", label.zh),
            format!("This needs the role {} in some department", label.en),
        ))
        .with_metadata("role", label.en))
    }
}

/// The caller of `request`, put there by the auth layer.
///
/// # Errors
/// `UNAUTHENTICATED` when the route is served without that layer.
pub fn actor<T>(request: &tonic::Request<T>) -> Result<&Actor, ServiceError> {
    request
        .extensions()
        .get::<Arc<Actor>>()
        .map(|actor| &**actor)
        .ok_or_else(ServiceError::unauthenticated)
}
