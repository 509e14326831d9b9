//! What monitoring decides: facts in, forecasts, lights, root causes and alerts out. No database, no network; time comes in
//! as a [`settle::Moment`].

pub mod adjustments;
pub mod alert;
mod asked;
pub mod audit;
pub mod awaiting;
pub mod basis;
pub mod daily;
mod deadline;
pub mod delays;
pub mod duty;
mod edges;
pub mod facts;
mod findings;
mod forecast;
mod milestone;
pub mod missed;
pub mod my_day;
pub mod notification;
pub mod outcome;
pub mod overview;
pub mod parcels;
mod path;
pub mod plan;
pub mod preview;
pub mod repair;
pub mod reports;
pub mod requests;
pub mod risk;
mod rollup;
pub mod rulebook;
pub mod settle;
mod stale;
mod stand_ins;
pub mod value;
pub mod view;
pub mod working_time;
