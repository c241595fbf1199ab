//! Records of a file, kept close together: one text for all cells and where each ends.
//!
//! A hundred thousand rows are three allocations, not a million. Empty cells at the end of
//! a record are not kept, and a cell beyond the end of a record reads as empty.

/// All records of a file in order, blank ones included.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Records {
    text: String,
    /// For each cell, where it ends in `text`.
    cell_ends: Vec<u32>,
    /// For each record, where its cells end in `cell_ends`.
    record_ends: Vec<u32>,
}

impl Records {
    /// Adds text to the cell that is being written.
    pub(super) fn push_text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn end_cell(&mut self) {
        self.cell_ends.push(as_u32(self.text.len()));
    }

    pub(super) fn end_record(&mut self) {
        let first = self.record_ends.last().map_or(0, |&end| end as usize);
        while self.cell_ends.len() > first && self.ends_with_empty_cell() {
            self.cell_ends.pop();
        }
        self.record_ends.push(as_u32(self.cell_ends.len()));
    }

    pub(super) fn count(&self) -> usize {
        self.record_ends.len()
    }

    pub(super) fn cell_count(&self) -> usize {
        self.cell_ends.len()
    }

    /// Cells of the record that is being written.
    pub(super) fn open_cells(&self) -> usize {
        self.cell_ends.len() - self.record_ends.last().map_or(0, |&end| end as usize)
    }

    /// How many cells a record has, empty ones at its end not counted.
    pub(super) fn width(&self, record: usize) -> usize {
        self.cells(record).len()
    }

    /// The cell of a record, empty where the record has none.
    pub(super) fn cell(&self, record: usize, column: usize) -> &str {
        let cells = self.cells(record);
        let index = cells.start + column;
        if index >= cells.end {
            return "";
        }
        let start = if index == 0 { 0 } else { self.cell_ends[index - 1] as usize };
        &self.text[start..self.cell_ends[index] as usize]
    }

    fn cells(&self, record: usize) -> std::ops::Range<usize> {
        let start = if record == 0 { 0 } else { self.record_ends[record - 1] as usize };
        start..self.record_ends[record] as usize
    }

    fn ends_with_empty_cell(&self) -> bool {
        match self.cell_ends.as_slice() {
            [] => false,
            [only] => *only == 0,
            [.., before, last] => before == last,
        }
    }
}

/// Files are at most 64 MiB and decoding makes at most three bytes of one.
fn as_u32(length: usize) -> u32 {
    u32::try_from(length).expect("the size limit keeps text and cells below four thousand million")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_again_and_missing_ones_are_empty() {
        let mut records = Records::default();
        for line in [&["a", "", "b"][..], &["", ""], &["c", "", ""], &[]] {
            for cell in line {
                records.push_text(cell);
                records.end_cell();
            }
            records.end_record();
        }

        let widths: Vec<usize> = (0..records.count()).map(|record| records.width(record)).collect();
        assert_eq!(widths, [3, 0, 1, 0]);
        assert_eq!([records.cell(0, 0), records.cell(0, 1), records.cell(0, 2)], ["a", "", "b"]);
        assert_eq!([records.cell(2, 0), records.cell(2, 7), records.cell(3, 0)], ["c", "", ""]);
    }
}
