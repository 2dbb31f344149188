//! The table for people, the JSON for programs, and the chart.
//!
//! The first engine is Sanderling. A ratio is its number over that of a peer.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::runtimes::Failure;

/// What has been measured.
pub(crate) enum Cell {
    Measured(f64),
    /// The engine has no such thing, or refuses the module.
    Absent(String),
    /// The engine gave a wrong result, or failed while it ran.
    Failed(String),
}

impl Cell {
    fn number(&self) -> Option<f64> {
        match self {
            Cell::Measured(number) => Some(*number),
            _ => None,
        }
    }
}

/// A measurement in several engines.
pub(crate) struct Row {
    pub(crate) name: String,
    /// One an engine, in their order.
    pub(crate) cells: Vec<Cell>,
}

/// Measurements of one kind. It is printed row by row, as they come.
pub(crate) struct Table {
    pub(crate) title: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) engines: Vec<&'static str>,
    pub(crate) rows: Vec<Row>,
}

/// The widths hold the longest engine names, and a gap.
const NAME_WIDTH: usize = 34;
const CELL_WIDTH: usize = 13;

impl Table {
    /// An empty table, whose head is printed.
    pub(crate) fn start(
        title: &'static str,
        unit: &'static str,
        engines: Vec<&'static str>,
    ) -> Table {
        println!("{title}, {unit}; ratios are of {} to the peer", engines[0]);
        print!("{:NAME_WIDTH$}", "");
        for engine in &engines {
            print!("{engine:>CELL_WIDTH$}");
        }
        for peer in &engines[1..] {
            print!("{:>CELL_WIDTH$}", format!("/{peer}"));
        }
        println!();
        Table {
            title,
            unit,
            engines,
            rows: Vec::new(),
        }
    }

    /// Adds a row and prints it.
    pub(crate) fn push(&mut self, row: Row) {
        print!("{:NAME_WIDTH$}", row.name);
        for cell in &row.cells {
            match cell {
                Cell::Measured(number) if *number < 10.0 => print!("{number:>CELL_WIDTH$.3}"),
                Cell::Measured(number) => print!("{number:>CELL_WIDTH$.1}"),
                Cell::Absent(_) => print!("{:>CELL_WIDTH$}", "-"),
                Cell::Failed(_) => print!("{:>CELL_WIDTH$}", "failed"),
            }
        }
        for peer in 1..self.engines.len() {
            print_ratio(ratio(&row, peer));
        }
        println!();
        for (engine, cell) in self.engines.iter().zip(&row.cells) {
            if let Cell::Absent(reason) | Cell::Failed(reason) = cell {
                println!("  {engine}: {reason}");
            }
        }
        self.rows.push(row);
    }

    /// Prints the geometric means.
    pub(crate) fn finish(&self) {
        print!(
            "{:1$}",
            "geometric mean",
            NAME_WIDTH + self.engines.len() * CELL_WIDTH
        );
        for peer in 1..self.engines.len() {
            print_ratio(self.mean(peer));
        }
        println!("\n");
    }

    /// Over the rows that have a ratio; `None` when there is none.
    fn mean(&self, peer: usize) -> Option<f64> {
        let logarithms: Vec<f64> = self
            .rows
            .iter()
            .filter_map(|row| ratio(row, peer))
            .map(f64::ln)
            .collect();
        let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
        (!logarithms.is_empty()).then(|| mean.exp())
    }

    /// No engine gave a wrong result.
    pub(crate) fn is_sound(&self) -> bool {
        let mut cells = self.rows.iter().flat_map(|row| &row.cells);
        !cells.any(|cell| matches!(cell, Cell::Failed(_)))
    }

    pub(crate) fn json(&self) -> Value {
        let rows: Vec<_> = self
            .rows
            .iter()
            .map(|row| {
                let cells = self.engines.iter().zip(&row.cells);
                let cells: Map<_, _> = cells
                    .map(|(engine, cell)| ((*engine).to_owned(), json!(cell.number())))
                    .collect();
                json!({
                    "name": row.name,
                    "measured": cells,
                    "ratio": self.by_peer(|peer| ratio(row, peer)),
                })
            })
            .collect();
        json!({
            "title": self.title,
            "unit": self.unit,
            "rows": rows,
            "geomean": self.by_peer(|peer| self.mean(peer)),
        })
    }

    /// An object with the value of each peer.
    fn by_peer(&self, value: impl Fn(usize) -> Option<f64>) -> Value {
        (1..self.engines.len())
            .map(|peer| (self.engines[peer].to_owned(), json!(value(peer))))
            .collect::<Map<_, _>>()
            .into()
    }

    /// A bar chart: each engine's number over the first peer's.
    fn svg(&self) -> String {
        const COLOURS: [&str; 8] = [
            "#d1495b", "#8d99ae", "#30638e", "#edae49", "#00798c", "#66a182", "#7b5ea7", "#444444",
        ];
        const BAR: usize = 9;
        const GAP: usize = 8;
        const LEFT: usize = 200;
        /// Pixels for a ratio of 1.
        const SCALE: f64 = 320.0;
        /// Longer bars are cut off, with their number behind them.
        const MAX: f64 = 1.9;
        let group = BAR * self.engines.len() + GAP;
        let (top, width) = (60, LEFT + (MAX * SCALE) as usize + 70);
        let height = top + group * self.rows.len() + GAP;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             font-family=\"sans-serif\" font-size=\"11\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
             <text x=\"10\" y=\"20\" font-size=\"14\">{}, relative to {}</text>\n",
            self.title,
            self.engines.get(1).unwrap_or(&"itself"),
        );
        for (i, engine) in self.engines.iter().enumerate() {
            let (x, colour) = (10 + i * 105, COLOURS[i % COLOURS.len()]);
            out += &format!(
                "<rect x=\"{x}\" y=\"32\" width=\"12\" height=\"12\" fill=\"{colour}\"/>\
                 <text x=\"{}\" y=\"42\">{engine}</text>\n",
                x + 16
            );
        }
        let reference = usize::from(self.engines.len() > 1);
        for (r, row) in self.rows.iter().enumerate() {
            let y = top + r * group;
            let middle = y + BAR * self.engines.len() / 2 + 4;
            let name = row.name.replace('&', "&amp;").replace('<', "&lt;");
            out += &format!(
                "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{name}</text>\n",
                LEFT - 8
            );
            let Some(one) = row.cells[reference].number() else {
                continue;
            };
            for (i, cell) in row.cells.iter().enumerate() {
                let Some(number) = cell.number() else {
                    continue;
                };
                let ratio = number / one;
                let (y, length) = (y + i * BAR, ratio.min(MAX) * SCALE);
                out += &format!(
                    "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{length:.1}\" height=\"{}\" fill=\"{}\"/>\
                     <text x=\"{:.1}\" y=\"{}\" font-size=\"8\">{ratio:.2}</text>\n",
                    BAR - 1,
                    COLOURS[i % COLOURS.len()],
                    LEFT as f64 + length + 3.0,
                    y + BAR - 2,
                );
            }
        }
        let x = LEFT as f64 + SCALE;
        out += &format!(
            "<line x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{height}\" stroke=\"#888\" \
             stroke-dasharray=\"3\"/>\n</svg>\n"
        );
        out
    }
}

/// Writes what was asked for.
pub(crate) fn write(
    tables: &[Table],
    json: Option<&Path>,
    svg: Option<&Path>,
) -> Result<(), Failure> {
    if let Some(path) = json {
        let tables: Vec<_> = tables.iter().map(Table::json).collect();
        std::fs::write(path, serde_json::to_string_pretty(&tables)? + "\n")?;
    }
    if let (Some(path), Some(table)) = (svg, tables.first()) {
        std::fs::write(path, table.svg())?;
    }
    Ok(())
}

fn print_ratio(ratio: Option<f64>) {
    match ratio {
        Some(ratio) => print!("{ratio:>CELL_WIDTH$.3}"),
        None => print!("{:>CELL_WIDTH$}", "-"),
    }
}

/// `None` where one of the two has no number.
fn ratio(row: &Row, peer: usize) -> Option<f64> {
    Some(row.cells[0].number()? / row.cells[peer].number()?)
}

#[cfg(test)]
mod tests {
    use super::{Cell, Row, Table, ratio};

    fn row(own: f64, peer: Cell) -> Row {
        Row {
            name: "a<b".to_owned(),
            cells: vec![Cell::Measured(own), peer],
        }
    }

    fn table() -> Table {
        let mut table = Table::start("test", "ms", vec!["own", "peer"]);
        table.push(row(5.0, Cell::Measured(10.0)));
        table.push(row(20.0, Cell::Measured(10.0)));
        table.push(row(1.0, Cell::Absent("cannot".to_owned())));
        table
    }

    #[test]
    fn means_leave_out_what_was_not_measured() {
        let mut table = table();
        assert_eq!(ratio(&table.rows[0], 1), Some(0.5));
        assert_eq!(ratio(&table.rows[2], 1), None);
        let mean = table.mean(1).expect("two rows have a ratio");
        assert!((mean - 1.0).abs() < 1e-12, "{mean}");
        table.rows.drain(..2);
        assert_eq!(table.mean(1), None);
    }

    #[test]
    fn a_wrong_result_is_no_absence() {
        let mut table = table();
        assert!(table.is_sound());
        table.push(row(1.0, Cell::Failed("wrong".to_owned())));
        assert!(!table.is_sound());
    }

    #[test]
    fn json_and_chart_hold_every_row() {
        let table = table();
        assert_eq!(table.json()["rows"][0]["ratio"]["peer"], 0.5);
        assert!(table.json()["rows"][2]["ratio"]["peer"].is_null());
        let svg = table.svg();
        assert_eq!(svg.matches("a&lt;b").count(), 3);
        assert!(svg.contains(">0.50<") && svg.ends_with("</svg>\n"));
    }
}
