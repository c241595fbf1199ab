//! Who may do what. A request passes here first: [`routes::Routes`] mounts it, [`action::Authorized`]
//! proves it, [`policy`] decides it, [`session`] says whose it is. No role name appears outside
//! [`policy`] and [`actor`] but in navigation.

pub mod action;
pub mod actor;
pub mod kept;
pub mod policy;
pub mod routes;
pub mod session;
pub mod two_person;
