pub mod movements;
