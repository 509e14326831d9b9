//! Pages of what has a code, a name and a department.

use cascade_proto::resources::v1 as pb;
use cascade_runtime::{error::ServiceError, lang::Localized, paging::Page};

use super::UseCases;
use crate::store::{
    catalog,
    directory::{self, Wanted},
};

/// Codes that are looked up at once.
const MOST_CODES: usize = 500;

fn wanted(department: String, search: String, codes: Vec<String>) -> Result<Wanted, ServiceError> {
    if codes.len() > MOST_CODES {
        return Err(ServiceError::invalid_field(
            "codes",
            "request.codes",
            codes.len(),
            Localized::new(
                format!("一次最多 {MOST_CODES} 个编号"),
                format!("At most {MOST_CODES} codes at once"),
            ),
        ));
    }
    Ok(Wanted {
        department,
        search,
        codes,
    })
}

/// The page that is asked for, and the code after which it begins.
fn page(size: u32, token: &str) -> Result<(Page, String), ServiceError> {
    let asked = Page::asked(size, token)?;
    let after = asked.after(|key| Some(key.to_owned()))?.unwrap_or_default();
    Ok((asked, after))
}

impl UseCases {
    /// People, and how many there are where that is asked.
    ///
    /// # Errors
    /// A page that cannot be; too many codes.
    pub async fn list_people(
        &self,
        request: pb::ListPeopleRequest,
    ) -> Result<pb::ListPeopleResponse, ServiceError> {
        let (asked, after) = page(request.page_size, &request.page_token)?;
        let wanted = wanted(request.department, request.search, request.codes)?;
        let mut conn = self.pool.get().await?;
        let rows = directory::people(&mut conn, &wanted, &after, asked.limit()).await?;
        let total_size = match request.with_total {
            true => Some(directory::count_people(&mut conn, &wanted).await?),
            false => None,
        };
        let (people, next_page_token) = asked.cut(rows, |last| last.code.clone());
        Ok(pb::ListPeopleResponse {
            people,
            next_page_token,
            total_size,
        })
    }

    async fn budgets(
        &self,
        request: pb::ListBudgetsRequest,
    ) -> Result<(Vec<pb::Budget>, String), ServiceError> {
        let (asked, after) = page(request.page_size, &request.page_token)?;
        let wanted = wanted(request.department, request.search, request.codes)?;
        let mut conn = self.pool.get().await?;
        let rows = directory::budgets(&mut conn, &wanted, &after, asked.limit()).await?;
        Ok(asked.cut(rows, |last| last.code.clone()))
    }

    /// Budgets.
    ///
    /// # Errors
    /// A page that cannot be; too many codes.
    pub async fn list_budgets(
        &self,
        request: pb::ListBudgetsRequest,
    ) -> Result<pb::ListBudgetsResponse, ServiceError> {
        let (budgets, next_page_token) = self.budgets(request).await?;
        Ok(pb::ListBudgetsResponse {
            budgets,
            next_page_token,
        })
    }

    /// Budgets with their utilisation and forecast.
    ///
    /// # Errors
    /// A page that cannot be; too many codes.
    pub async fn list_budget_reports(
        &self,
        request: pb::ListBudgetsRequest,
    ) -> Result<pb::ListBudgetReportsResponse, ServiceError> {
        let (budgets, next_page_token) = self.budgets(request).await?;
        let mut conn = self.pool.get().await?;
        Ok(pb::ListBudgetReportsResponse {
            reports: self.reports_of(&mut conn, budgets).await?,
            next_page_token,
        })
    }

    /// Tools.
    ///
    /// # Errors
    /// A page that cannot be; too many codes.
    pub async fn list_tools(
        &self,
        request: pb::ListToolsRequest,
    ) -> Result<pb::ListToolsResponse, ServiceError> {
        let (asked, after) = page(request.page_size, &request.page_token)?;
        let wanted = wanted(request.department, request.search, request.codes)?;
        let mut conn = self.pool.get().await?;
        let rows = catalog::tools(&mut conn, &wanted, &after, asked.limit()).await?;
        let (tools, next_page_token) = asked.cut(rows, |last| last.code.clone());
        Ok(pb::ListToolsResponse {
            tools,
            next_page_token,
        })
    }

    /// Data sets.
    ///
    /// # Errors
    /// A page that cannot be; too many codes.
    pub async fn list_data_sets(
        &self,
        request: pb::ListDataSetsRequest,
    ) -> Result<pb::ListDataSetsResponse, ServiceError> {
        let (asked, after) = page(request.page_size, &request.page_token)?;
        let wanted = wanted(request.department, request.search, request.codes)?;
        let mut conn = self.pool.get().await?;
        let rows = catalog::data_sets(&mut conn, &wanted, &after, asked.limit()).await?;
        let (data_sets, next_page_token) = asked.cut(rows, |last| last.code.clone());
        Ok(pb::ListDataSetsResponse {
            data_sets,
            next_page_token,
        })
    }
}
