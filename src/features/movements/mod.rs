pub mod journeys;
