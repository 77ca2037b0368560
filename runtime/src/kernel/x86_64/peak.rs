//! The multiply-add rate of the instructions alone: what a kernel's speed is measured against.

use std::{arch::asm, time::Instant};

use super::amx::Tiles;
use crate::kernel::isa::{Isa, Level};

/// Repeats a block of instructions on vector registers, which hold whatever they held.
macro_rules! repeat {
    ($rounds:expr, $($line:expr),*) => {
        asm!(
            "2:", $($line,)* "dec {rounds:e}", "jnz 2b",
            rounds = inout(reg) $rounds => _,
            out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _, out("xmm4") _,
            out("xmm5") _, out("xmm6") _, out("xmm7") _, out("xmm8") _, out("xmm9") _,
            out("xmm10") _, out("xmm11") _, out("xmm12") _, out("xmm13") _, out("xmm14") _,
            out("xmm15") _,
            options(nostack, nomem),
        )
    };
}

/// Twelve independent uses of an instruction.
macro_rules! dot {
    ($prefix:literal, $r:literal) => {
        repeat!(
            ROUNDS,
            concat!($prefix, " ", $r, "mm0, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm1, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm2, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm3, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm4, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm5, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm6, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm7, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm8, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm9, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm10, ", $r, "mm12, ", $r, "mm13"),
            concat!($prefix, " ", $r, "mm11, ", $r, "mm12, ", $r, "mm13")
        )
    };
}

/// What an exact product takes without VNNI, on twelve sums.
macro_rules! multiply_then_add {
    ($($acc:literal)*) => {
        repeat!(ROUNDS, $(
            "vpmaddwd ymm14, ymm12, ymm13",
            concat!("vpaddd ymm", $acc, ", ymm", $acc, ", ymm14")
        ),*)
    };
}

const ROUNDS: u32 = 100_000;

/// u8×i8 multiply-adds a second of one thread that does nothing else; none for scalar code.
pub(in crate::kernel) fn multiply_adds_per_second(isa: Isa) -> Option<f64> {
    let per_round = match isa.level() {
        Level::Scalar => return None,
        Level::Avx2 => 12 * 16,
        Level::AvxVnni => 12 * 32,
        Level::Avx512Vnni => 12 * 64,
        Level::Amx => 4 * 16 * 16 * 64,
    };
    let best = (0..20).map(|_| time(isa)).fold(f64::MAX, f64::min);
    Some(f64::from(ROUNDS) * f64::from(per_round) / best)
}

fn time(isa: Isa) -> f64 {
    // SAFETY: the token proves that the CPU has the instructions, and `repeat` gives up the
    // registers they use; tiles belong to this thread until they are released.
    unsafe {
        let tiles = (isa.level() == Level::Amx).then(|| Tiles::configure());
        let start = Instant::now();
        match isa.level() {
            Level::Scalar => {}
            Level::Avx2 => multiply_then_add!(0 1 2 3 4 5 6 7 8 9 10 11),
            Level::AvxVnni => dot!("{{vex}} vpdpbusd", "y"),
            Level::Avx512Vnni => dot!("vpdpbusd", "z"),
            Level::Amx => repeat!(
                ROUNDS,
                "tdpbusd tmm0, tmm4, tmm6",
                "tdpbusd tmm1, tmm4, tmm7",
                "tdpbusd tmm2, tmm5, tmm6",
                "tdpbusd tmm3, tmm5, tmm7"
            ),
        }
        let time = start.elapsed().as_secs_f64();
        drop(tiles);
        time
    }
}
