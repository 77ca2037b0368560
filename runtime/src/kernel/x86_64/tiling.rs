//! The order in which the tiles of a matrix product are computed.

use std::ops::Range;

/// A part of a problem: rows of patches and panels of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Block {
    pub group: usize,
    pub rows: (usize, usize),
    pub panels: (usize, usize),
}

/// Tiles of `tall` rows and `wide` panels: those of a group after another's; of these, those of a
/// block of rows after another's; and of these, those of a column after another's. A run of them is
/// a run of rows where a tile has all panels, and mostly one of panels where there is only one block:
/// whatever the threads should have of their own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tiling {
    pub groups: usize,
    pub rows: usize,
    pub panels: usize,
    pub tall: usize,
    pub wide: usize,
    /// Tiles one above the other in a block, except in the last one.
    pub height: usize,
    /// Whether a run has all the tiles of a column of a block, or none.
    pub whole_columns: bool,
}

/// Where a tile is.
struct Place {
    group: usize,
    /// The block's first tile of a column, and how many tiles its columns have.
    first: usize,
    height: usize,
    /// In the block.
    column: usize,
    tile: usize,
}

impl Tiling {
    /// Tiles of a whole column.
    fn tiles(&self) -> usize {
        self.rows.div_ceil(self.tall)
    }

    fn columns(&self) -> usize {
        self.panels.div_ceil(self.wide)
    }

    /// How many tiles there are.
    pub fn len(&self) -> usize {
        self.groups * self.tiles() * self.columns()
    }

    fn place(&self, at: usize) -> Place {
        let of_a_group = self.tiles() * self.columns();
        let (group, at) = (at / of_a_group, at % of_a_group);
        // Blocks of a single column begin wherever runs do.
        let first = match self.columns() {
            1 => at,
            columns => at / (self.height * columns) * self.height,
        };
        let height = self.height.min(self.tiles() - first);
        let at = at - first * self.columns();
        Place { group, first, height, column: at / height, tile: at % height }
    }

    /// Cuts a run of tiles into blocks.
    pub fn blocks(self, run: Range<usize>) -> impl Iterator<Item = Block> {
        let [mut at, end] = [run.start, run.end].map(|at| match self.whole_columns {
            true => at - self.place(at).tile,
            false => at,
        });
        std::iter::from_fn(move || {
            if at == end {
                return None;
            }
            let Place { group, first, height, column, tile } = self.place(at);
            // The rest of a column, whole columns, or the beginning of one.
            let left = end - at;
            let (columns, tiles) = match tile > 0 || left < height {
                true => (1, (height - tile).min(left)),
                false => ((left / height).min(self.columns() - column), height),
            };
            at += columns * tiles;
            let row = |tile: usize| ((first + tile) * self.tall).min(self.rows);
            let panel = |column: usize| (self.wide * column).min(self.panels);
            Some(Block {
                group,
                rows: (row(tile), row(tile + tiles)),
                panels: (panel(column), panel(column + columns)),
            })
        })
    }
}

/// Cuts a range into parts as even as can be.
pub(super) fn even_parts(range: Range<usize>, parts: usize) -> impl Iterator<Item = Range<usize>> {
    let cut = move |part: usize| range.start + range.len() * part / parts;
    (0..parts).map(move |part| cut(part)..cut(part + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each element in one block of one run, however many of these there are.
    #[test]
    fn runs_cover_the_output_once() {
        for (groups, rows, panels, height) in
            [(1, 1, 1, 1), (1, 100, 5, 2), (3, 70, 4, 3), (2, 64, 1, 9)]
        {
            for (wide, whole_columns) in [(1, true), (2, false), (2, true), (panels, false)] {
                let tiling = Tiling { groups, rows, panels, tall: 16, wide, height, whole_columns };
                for runs in [1, 2, 3, 7] {
                    let cut = |i: usize| i * tiling.len() / runs;
                    let mut seen = vec![0; groups * rows * panels];
                    for run in 0..runs {
                        for block in tiling.blocks(cut(run)..cut(run + 1)) {
                            for row in block.rows.0..block.rows.1 {
                                for panel in block.panels.0..block.panels.1 {
                                    seen[(block.group * rows + row) * panels + panel] += 1;
                                }
                            }
                        }
                    }
                    assert!(seen.iter().all(|&times| times == 1), "{tiling:?} in {runs} runs");
                }
            }
        }
    }
}
