//! Departments that a read names.

use cascade_method::rules;
use cascade_proto::resources::v1 as pb;
use cascade_runtime::{
    error::{ServiceError, Violation},
    lang::Localized,
};
use tonic::Code;

use crate::{call::Call, problem::ApiError, state::Gateway};

/// Refuses a department that the directory does not know: an empty answer would say that there is nothing in it. Where the directory
/// cannot be asked, what was asked for is answered all the same.
pub(super) async fn known(
    gateway: &Gateway,
    call: &Call,
    field: &str,
    code: &str,
) -> Result<(), ApiError> {
    if code.is_empty() {
        return Ok(());
    }
    let message = pb::GetDepartmentRequest {
        code: code.to_owned(),
    };
    match gateway
        .resources()
        .get_department(call.request(message))
        .await
    {
        Err(status) if status.code() == Code::NotFound => {
            let said = Localized::new("该部门不存在", "There is no such department");
            let violation = Violation::new(field, rules::DIR_REFERENCE_UNKNOWN.id, said)
                .value(code)
                .advice(Localized::new(
                    "部门编号见 GET /api/v1/departments",
                    "GET /api/v1/departments lists their codes",
                ));
            let error = ServiceError::not_found("部门", "department", code);
            Err(ApiError::new(error.with_violations([violation]), call.lang))
        }
        _ => Ok(()),
    }
}
