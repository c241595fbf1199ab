//! The edge towards the browser: forms, pages, lists, tables, headers, the accept loop. Knows no domain noun.

pub mod answering;
pub mod conflict;
pub mod error;
pub mod form;
pub mod headers;
pub mod health;
pub mod list;
pub mod metrics;
pub mod page;
pub mod serve;
pub mod sheet;
pub mod statics;
pub mod table;
pub mod time;
