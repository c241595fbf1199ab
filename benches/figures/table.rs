//! The table of figures: printed as it grows, whole at the end, and kept as JSON.

use serde::Serialize;

/// All figures of a run.
#[derive(Default, Serialize)]
pub struct Table {
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    figure: String,
    measured: f64,
    unit: &'static str,
    goal: String,
    is_met: bool,
}

impl Table {
    /// Adds a figure and prints it.
    pub fn push(&mut self, figure: &str, goal: &str, measured: f64, unit: &'static str, is_met: impl Fn(f64) -> bool) {
        println!("{figure}: {measured:.2} {unit} (goal: {goal}; load {})", super::world::machine_load());
        self.lines.push(Line { figure: figure.into(), goal: goal.into(), measured, unit, is_met: is_met(measured) });
    }

    /// Prints all of it and writes `target/bench.json`.
    pub fn finish(&self) {
        println!("\n{:56} {:>10} {:7} {:>14}  met", "figure", "measured", "", "goal");
        for line in &self.lines {
            println!("{:56} {:>10.2} {:7} {:>14}  {}", line.figure, line.measured, line.unit, line.goal, if line.is_met { "yes" } else { "NO" });
        }
        let out = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
        std::fs::write(format!("{out}/bench.json"), serde_json::to_string_pretty(&self.lines).unwrap()).unwrap();
    }
}

/// The one in the middle; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
